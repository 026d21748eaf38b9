using Npgsql;
using Yunqiao.Kernel;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>
/// A graph of any size, written straight into the tables: machines, disks, containers and hosts of ten accounts in ten regions,
/// with tags, searchable values and relations. What is rare and what is common is known: one name of a thousand begins with
/// <c>rare</c>.
/// </summary>
internal static class GeneratedGraph
{
    private const string Fill =
        """
        insert into resource (id, tenant_id, project_id, account_id, provider, kind, region, zone, external_id, name, lifecycle, provider_status,
            power, attributes, observed_tags, search_text, created_at, observed_at, simulated)
        select id, $1, case when n % 1000 = 7 then $2::uuid end, account, provider, kind, region, region || '-' || chr(97 + n % 3), external_id, name, lifecycle,
            lifecycle, case when n % 5 = 0 then 'off' when n % 997 = 0 then 'suspended' else 'on' end,
            jsonb_build_object('vcpus', vcpus, 'memoryMib', vcpus * 4096, 'osName', os, 'hostName', name, 'instanceType', type, 'privateAddresses', jsonb_build_array(address), 'image', type),
            jsonb_build_object('env', env), name || E'\n' || external_id || E'\n' || address,
            timestamptz '2024-01-01' + n * interval '37 seconds', timestamptz '2026-05-04', false
        from (
            select n, ('01900000-' || substr(md5($1::text), 1, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id,
                ('01910000-' || substr(md5($1::text), 1, 4) || '-7000-8000-' || lpad((n % 10)::text, 12, '0'))::uuid as account,
                case n % 10 when 0 then 'aws' when 1 then 'alibaba' when 2 then 'tencent' when 9 then 'zstack' else 'docker' end as provider,
                case when n % 10 < 4 then 'compute/instance' when n % 10 < 7 then 'storage/disk' when n % 1000 = 9 then 'compute/host' else 'container/container' end as kind,
                case when n % 10 = 9 then 'eu-west-1' else 'cn-north-' || n % 10 end as region,
                'i-' || md5(n::text) as external_id,
                case when n % 1000 = 500 then 'rare-' else (array['web', 'db', 'cache', 'worker', 'gateway'])[1 + n % 5] || '-' end || lpad(n::text, 7, '0') as name,
                case when n % 10 < 7 then 'running' when n % 1009 = 0 then 'error' else 'stopped' end as lifecycle,
                1 << (n % 7) as vcpus,
                (array['Debian 12', 'Ubuntu 24.04', 'Windows Server 2022'])[1 + n % 3] as os,
                (array['c6.large', 'c6.xlarge', 'm5.large', 'r7.2xlarge'])[1 + n % 4] || case when n % 2000 = 3 then '.odd' else '' end as type,
                format('10.%s.%s.%s', n / 65536 % 256, n / 256 % 256, n % 256) as address,
                case when n % 3 = 0 then 'prod' when n % 3 = 1 then 'test' else 'dev' end as env
            from generate_series(1, $3) as n) generated;
        """;

    private const string FillSides =
        """
        insert into resource_tag (resource_id, key, value, tenant_id)
        select id, 'env', observed_tags ->> 'env', tenant_id from resource where tenant_id = $1
        union all select id, 'owner', 'team-' || abs(hashtext(external_id)) % 500, tenant_id from resource where tenant_id = $1 and abs(hashtext(external_id)) % 10 < 8
        union all select id, 'note', 'odd', tenant_id from resource where tenant_id = $1 and name like 'rare-%';
        insert into resource_value (resource_id, tenant_id, kind, key, text_value, number_value)
        select id, tenant_id, kind, 'vcpus', null, (attributes ->> 'vcpus')::numeric from resource where tenant_id = $1 and kind = 'compute/instance'
        union all select id, tenant_id, kind, 'memoryMib', null, (attributes ->> 'memoryMib')::numeric from resource where tenant_id = $1 and kind = 'compute/instance'
        union all select id, tenant_id, kind, 'osName', attributes ->> 'osName', null from resource where tenant_id = $1 and kind = 'compute/instance'
        union all select id, tenant_id, kind, 'instanceType', attributes ->> 'instanceType', null from resource where tenant_id = $1 and kind = 'compute/instance'
        union all select id, tenant_id, kind, 'image', attributes ->> 'image', null from resource where tenant_id = $1 and kind = 'container/container';
        insert into relation (source_id, type, target_kind, target_region, target_external_id, tenant_id, account_id, target_id)
        select r.id, 'runs-on', 'compute/host', r.region, h.external_id, r.tenant_id, r.account_id, h.id
        from (select *, row_number() over (order by id) as at from resource where tenant_id = $1 and kind in ('compute/instance', 'container/container')) r
        join (select *, row_number() over (order by id) as at, count(*) over () as hosts from resource where tenant_id = $1 and kind = 'compute/host') h on h.at = r.at % h.hosts + 1;
        insert into resource_count (account_id, kind, region, lifecycle, tenant_id, provider, count)
        select account_id, kind, region, lifecycle, tenant_id, provider, count(*) from resource where tenant_id = $1 group by 1, 2, 3, 4, 5, 6;
        insert into unit_freshness (account_id, kind, region, tenant_id, last_complete_run_at, interval_seconds, failed)
        select distinct account_id, kind, region, tenant_id, timestamptz '2026-05-04 03:00Z', 600, region = 'eu-west-1' and kind = 'compute/host' from resource where tenant_id = $1;
        """;

    /// <summary>Writes <paramref name="rows"/> resources of a tenant. The planner's statistics are left to the caller.</summary>
    internal static async Task FillAsync(string ownerConnectionString, TenantId tenant, Guid project, int rows, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(ct);
        foreach (var sql in (Fill + FillSides).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            object[] values = sql.Contains("$2", StringComparison.Ordinal) ? [tenant.Value, project, rows] : [tenant.Value];
            await ExecuteAsync(connection, sql, values, ct);
        }
    }

    /// <summary>Fills without the indexes of trigrams, which are made again afterwards as they were: that is much faster.</summary>
    internal static async Task WithoutTrigramsAsync(string ownerConnectionString, Func<Task> fill, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(ct);
        var definitions = new List<string>();
        await using (var command = new NpgsqlCommand("select indexdef from pg_indexes where indexdef like '%gin_trgm_ops%'", connection))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                definitions.Add(reader.GetString(0));
            }
        }

        await ExecuteAsync(connection, "drop index resource_search, resource_value_search", [], ct);
        await fill();
        foreach (var definition in definitions)
        {
            await ExecuteAsync(connection, definition, [], ct);
        }

        await ExecuteAsync(connection, "vacuum analyze", [], ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 1800 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
