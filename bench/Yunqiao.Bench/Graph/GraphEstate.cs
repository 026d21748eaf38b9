using System.Diagnostics;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Bench.Graph;

/// <summary>A tenant that is measured.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Id">The tenant; the root for all of them together.</param>
/// <param name="Resources">How many resources it sees.</param>
internal sealed record MeasuredTenant(string Name, TenantId Id, long Resources);

/// <summary>
/// Makes the estate: one block goes through the product's merge, and all others are copies of what the merge wrote, made set by
/// set. At the end the merge is asked whether a copy is what it would have written itself.
/// </summary>
internal sealed class GraphEstate(Installation installation, BenchOptions options)
{
    private const string TemplateCode = "zzzzzz";
    private static readonly string[] Regions = ["cn-north", "cn-east"];

    private int Tenants => options.Of(2_000, 8);

    private int LargestBlocks => options.Of(300_000) / EstateBlock.Size + 1;

    private int MiddleBlocks => options.Of(50_000) / EstateBlock.Size + 1;

    /// <summary>Makes it unless the folder holds one already, and finds who is measured.</summary>
    internal async Task<IReadOnlyList<MeasuredTenant>> PrepareAsync()
    {
        var made = await installation.OwnAsync("select count(*) from tenant where slug like 'bench-%'", row => row.GetInt64(0));
        if (made[0] == 0)
        {
            var watch = Stopwatch.StartNew();
            await MakeAsync();
            Console.WriteLine($"estate made in {watch.Elapsed.TotalSeconds:0} s");
        }

        var rows = await installation.OwnAsync(
            """
            with measured as (
                select t.id, row_number() over (order by t.slug) as place, (select coalesce(sum(count), 0) from resource_count c where c.tenant_id = t.id)::bigint as resources
                from tenant t where slug like 'bench-%')
            select id, resources from measured where place in (1, 2, 3)
            union all select id, (select sum(count) from resource_count)::bigint from tenant where parent_id is null
            """,
            row => (Id: new TenantId(row.GetGuid(0)), Resources: row.GetInt64(1)));
        return
        [
            new("largest", rows[0].Id, rows[0].Resources),
            new("middle", rows[1].Id, rows[1].Resources),
            new("small", rows[2].Id, rows[2].Resources),
            new("all tenants", rows[3].Id, rows[3].Resources),
        ];
    }

    private async Task MakeAsync()
    {
        await installation.OwnAsync(
            $"""
            insert into tenant (id, parent_id, slug, name, path, created_at)
            select ('0198' || lpad(to_hex(n), 4, '0') || '-0000-7000-8000-' || substr(md5(n::text), 1, 12))::uuid, root.id,
                'bench-' || lpad(n::text, 5, '0'), 'Tenant ' || n, 'default/bench-' || lpad(n::text, 5, '0'), now()
            from generate_series(1, {Tenants}) n, (select id from tenant where parent_id is null) root;

            -- A block each, the first two tenants many; forty blocks are an account.
            create table bench_copy as
            select copy, tenant_id, lpad(to_hex(copy), 6, '0') as code, case copy % 2 when 0 then '{Regions[0]}' else '{Regions[1]}' end as region,
                md5('account' || tenant_id || block / 40)::uuid as account_id
            from (
                select t.id as tenant_id, b.block, row_number() over (order by t.slug, b.block) as copy
                from tenant t
                cross join lateral generate_series(0, case t.slug
                    when 'bench-00001' then {LargestBlocks} - 1 when 'bench-00002' then {MiddleBlocks} - 1 else 0 end) as b (block)
                where t.slug like 'bench-%') blocks;
            analyze bench_copy;
            create function bench_id(prefix text, number bigint) returns uuid language sql immutable as
            $$ select (prefix || substr(lpad(to_hex(number), 8, '0'), 1, 4) || '-' || substr(lpad(to_hex(number), 8, '0'), 5, 4)
                || '-7000-8000-' || substr(md5(number::text), 1, 12))::uuid $$;
            """);
        var last = (await installation.OwnAsync(
            "select tenant_id, account_id, region, copy from bench_copy order by copy desc limit 1",
            row => (Tenant: new TenantId(row.GetGuid(0)), Account: new AccountId(row.GetGuid(1)), Region: row.GetString(2), Copy: row.GetInt64(3))))[0];
        var template = await MergeAsync(last.Tenant, last.Account, new EstateBlock(TemplateCode, last.Region));
        if (template.Created != EstateBlock.Size)
        {
            throw new InvalidOperationException($"The merge made {template.Created} of {EstateBlock.Size} resources.");
        }

        await new EstateCopy(installation, new EstateBlock(TemplateCode, last.Region)).CopyAsync(last.Account, last.Copy);
        await CheckAsync();
        await installation.OwnAsync("vacuum analyze");
    }

    /// <summary>The merge, asked to take in what a copy stands for, must find nothing to change.</summary>
    private async Task CheckAsync()
    {
        var copy = (await installation.OwnAsync(
            "select tenant_id, account_id, region, code from bench_copy order by copy limit 1 offset 1",
            row => (Tenant: new TenantId(row.GetGuid(0)), Account: new AccountId(row.GetGuid(1)), Region: row.GetString(2), Code: row.GetString(3))))[0];
        var outcome = await MergeAsync(copy.Tenant, copy.Account, new EstateBlock(copy.Code, copy.Region));
        if (outcome != (0, 0, EstateBlock.Size))
        {
            throw new InvalidOperationException($"The copies are not what the merge writes: {outcome}.");
        }

        var wrong = await installation.OwnAsync(
            """
            select count(*) from (
                select account_id, kind, region, lifecycle, count from resource_count
                except
                select account_id, kind, region, lifecycle, count(*) from resource group by 1, 2, 3, 4) different
            """,
            row => row.GetInt64(0));
        if (wrong[0] != 0)
        {
            throw new InvalidOperationException($"{wrong[0]} counters do not say what counting says.");
        }
    }

    private async Task<(int Created, int Changed, int Unchanged)> MergeAsync(TenantId tenant, AccountId account, EstateBlock block)
    {
        var merge = installation.Get<ObservationMerge>();
        var cause = MergeCause.Sync(TypedId.New<SyncRunId>(TimeProvider.System));
        var all = (Created: 0, Changed: 0, Unchanged: 0);
        foreach (var kind in EstateBlock.Kinds)
        {
            var unit = new MergeUnit(tenant, account, "docker", kind, block.Region, false);
            var outcome = await installation.Get<Database>().TransactAsync(
                Scope.System("bench"),
                async session => await merge.MergeAsync(session, unit, block.Of(kind), cause, CancellationToken.None),
                CancellationToken.None);
            all = (all.Created + outcome.Created, all.Changed + outcome.Changed, all.Unchanged + outcome.Unchanged);
        }

        return all;
    }
}
