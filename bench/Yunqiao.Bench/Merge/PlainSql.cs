using System.Diagnostics;
using Yunqiao.Kernel;

namespace Yunqiao.Bench.Merge;

/// <summary>What PostgreSQL itself needs to write the rows of an account, indexes included.</summary>
internal static class PlainSql
{
    private static readonly string[] Tables = ["resource", "record", "relation", "resource_tag", "resource_value"];

    internal static async Task<TimeSpan> CopyAsync(Installation installation, AccountId account)
    {
        foreach (var table in Tables)
        {
            await installation.OwnAsync($"create table bench_{table} (like {table} including all)");
        }

        var watch = Stopwatch.StartNew();
        foreach (var table in Tables)
        {
            var where = table is "resource" or "record" or "relation" ? "account_id" : "(select account_id from resource where id = resource_id)";
            await installation.OwnAsync($"insert into bench_{table} select * from {table} where {where} = '{account}'");
        }

        var elapsed = watch.Elapsed;
        foreach (var table in Tables)
        {
            await installation.OwnAsync($"drop table bench_{table}");
        }

        return elapsed;
    }
}
