using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

/// <summary>What people decide about which records are of one thing.</summary>
internal static class JoinCommands
{
    internal static Command Link()
    {
        var other = new Argument<string>("other") { Description = Words.Of("The resource that is the same thing, seen by another account: id, or exact name.", "由另一账号看到的同一资源：ID 或完整名称。") };
        var link = new Command("link", Words.Of("Make one resource of two that are one thing; the first keeps its id.", "把实为同一事物的两个资源合并；保留前者的 ID。")) { ResourceCommands.Target, other };
        link.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResourceCommands.ResolveAsync(client, parsed.GetValue(ResourceCommands.Target)!, ct);
            var resource = await ResourceCommands.ResolveAsync(client, parsed.GetValue(other)!, ct);
            return ResourceCommands.Written(parsed, await client.PostAsync<Resource>($"resources/{id}/link", new { resource }, ct));
        }));
        return link;
    }

    internal static Command Split()
    {
        var record = new Argument<Guid>("record") { Description = Words.Of("The record's id; see resource records.", "记录的 ID；见 resource records。") };
        var split = new Command("split", Words.Of("Make a resource of its own of a record, and keep it apart.", "把一条记录拆分为独立资源，并保持分开。")) { ResourceCommands.Target, record };
        split.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResourceCommands.ResolveAsync(client, parsed.GetValue(ResourceCommands.Target)!, ct);
            return ResourceCommands.Written(parsed, await client.PostAsync<Resource>($"resources/{id}/split", new { record = parsed.GetValue(record) }, ct));
        }));
        return split;
    }
}
