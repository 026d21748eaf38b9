using Yunqiao.Kernel;

namespace Yunqiao.Bench.Graph;

/// <summary>
/// Copies the block that the merge wrote to all others, table by table. Columns are taken from the catalogue, so that a column
/// that a later release adds is copied too. Indexes are built afterwards, which takes a tenth of the time.
/// </summary>
internal sealed class EstateCopy(Installation installation, EstateBlock template)
{
    private const string ResourceNumber = "c.copy * 1000 + t.ordinal";
    private static readonly string[] Tables = ["resource", "record", "relation", "resource_tag", "resource_value"];

    /// <summary>Copies the resources of an account, which holds the template alone, to all copies but its own.</summary>
    internal async Task CopyAsync(AccountId account, long ownCopy)
    {
        await installation.OwnAsync(
            $"""
            create table bench_template as
            select r.id, row_number() over (order by r.id) as ordinal from resource r where account_id = '{account}';
            delete from bench_copy where copy = {ownCopy};
            """);
        var indexes = await IndexesAsync();
        var ids = new Dictionary<string, string> { ["resource_id"] = Id("t"), ["tenant_id"] = "c.tenant_id", ["account_id"] = "c.account_id", ["region"] = "c.region" };
        var statements = new[]
        {
            await CopyAsync("resource", "x.id", new(ids)
            {
                ["id"] = Id("t"),
                ["zone"] = "c.region || '-a'",
                ["external_id"] = Coded("external_id"),
                ["name"] = Coded("name"),
                ["search_text"] = Coded("search_text"),
                ["attributes"] = Coded("attributes", "jsonb"),
                ["created_at"] = $"x.created_at - make_interval(secs => ({ResourceNumber}) % 10000000)",
            }),
            await CopyAsync("record", "x.resource_id", new(ids)
            {
                ["id"] = $"bench_id('019a', {ResourceNumber})",
                ["external_id"] = Coded("external_id"),
                ["name"] = Coded("name"),
                ["observed"] = $"replace({Coded("observed")}, '{template.Region}', c.region)::jsonb",
                ["content_hash"] = "sha256(x.content_hash || convert_to(c.code, 'UTF8'))",
            }),
            await CopyAsync("relation", "x.source_id", new(ids)
            {
                ["source_id"] = Id("t"),
                ["target_id"] = Id("target"),
                ["target_region"] = "c.region",
                ["target_external_id"] = Coded("target_external_id"),
            }),
            await CopyAsync("resource_tag", "x.resource_id", ids),
            await CopyAsync("resource_value", "x.resource_id", new(ids) { ["text_value"] = Coded("text_value") }),
        };
        await installation.OwnAsync(
            $"""
            set session_replication_role = replica;
            set maintenance_work_mem = '512MB';
            set work_mem = '256MB';
            {string.Join('\n', indexes.Select(index => $"drop index {index.Name};"))}
            {string.Join('\n', statements)}
            {string.Join('\n', indexes.Select(index => index.Definition + ";"))}

            insert into resource_count (account_id, kind, region, lifecycle, tenant_id, provider, count)
            select account_id, kind, region, lifecycle, tenant_id, provider, count(*) from resource
            where account_id <> '{account}' group by 1, 2, 3, 4, 5, 6;
            insert into unit_freshness (account_id, kind, region, tenant_id, last_complete_run_at, interval_seconds, failed)
            select distinct account_id, kind, region, tenant_id, now(), 1800, false from resource_count;
            insert into account_name (account_id, tenant_id, name)
            select account_id, tenant_id, 'account-' || row_number() over (order by account_id)
            from (select distinct account_id, tenant_id from resource_count) accounts;
            set session_replication_role = origin;
            """);
    }

    private async Task<string> CopyAsync(string table, string resource, Dictionary<string, string> values)
    {
        var columns = await installation.OwnAsync(
            "select column_name::text from information_schema.columns where table_schema = 'public' and table_name = $1 order by ordinal_position",
            row => row.GetString(0), table);
        var expressions = columns.Select(column => values.GetValueOrDefault(column, $"x.\"{column}\""));
        return $"""
            insert into {table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            select {string.Join(", ", expressions)}
            from bench_copy c cross join {table} x
            join bench_template t on t.id = {resource}
            {(table == "relation" ? "join bench_template target on target.id = x.target_id" : "")};
            """;
    }

    /// <summary>Indexes that no constraint needs.</summary>
    private Task<IReadOnlyList<(string Name, string Definition)>> IndexesAsync() => installation.OwnAsync(
        """
        select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
        where i.indrelid::regclass::text = any($1) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
        """,
        row => (row.GetString(0), row.GetString(1)), (object)Tables);

    private static string Id(string alias) => $"bench_id('0199', c.copy * 1000 + {alias}.ordinal)";

    private string Coded(string column, string type = "text") => $"replace(x.{column}::text, '{template.Code}', c.code)::{type}";
}
