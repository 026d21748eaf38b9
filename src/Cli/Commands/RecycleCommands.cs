using System.CommandLine;
using System.Text.Json.Nodes;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

/// <summary>Into the recycle bin, and out of it.</summary>
internal static class RecycleCommands
{
    private static readonly string[] Fields = ["name", "kind", "recycledByName", "purgeAt", "id"];

    public static Command Recycle()
    {
        var days = new Option<int?>("--retention-days") { Description = Words.Of("How long it can be restored: 1 to 90 days, 7 when left out.", "可恢复的天数：1 到 90，默认 7。") };
        var recycle = new Command("recycle", Words.Of("Stop it and move it into the recycle bin.", "停止并移入回收站。")) { ResourceCommands.Target, days, ResourceCommands.DryRun, ResourceCommands.NoWait };
        recycle.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResourceCommands.ResolveAsync(client, parsed.GetValue(ResourceCommands.Target)!, ct);
            var keep = parsed.GetValue(days) is { } given ? $"&retentionDays={given}" : "";
            return await ResourceCommands.MutateAsync(parsed, client, path => client.DeleteAsync<Started>(path, ct), $"resources/{id}?mode=recycle{keep}", ct);
        }));
        return recycle;
    }

    public static Command List()
    {
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 100 };
        var recycled = new Command("recycled", Words.Of("What is in the recycle bin.", "回收站中的资源。")) { limit };
        recycled.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var found = await client.ListAsync<JsonObject>("resources/recycled", parsed.GetValue(limit), ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(found)
                : Output.Table(
                    ["name", "kind", "recycled by", "purged at", "id"],
                    found.Select(row => Fields.Select(column => Lists.Cell(row[column])).ToArray()));
        }));
        return recycled;
    }

    public static Command Restore() => OfBin("restore", Words.Of("Bring it back from the recycle bin.", "从回收站恢复。"));

    public static Command Purge() => OfBin("purge", Words.Of("Destroy it from the recycle bin now.", "立即从回收站清除。"));

    /// <summary>Something that is done to a thing in the recycle bin, which has an id and is in no list.</summary>
    private static Command OfBin(string verb, string help)
    {
        var id = new Argument<Guid>("id");
        var command = new Command(verb, help) { id, ResourceCommands.DryRun, ResourceCommands.NoWait };
        command.SetAction(Output.Run((parsed, client, ct) =>
            verb == "purge"
                ? ResourceCommands.MutateAsync(parsed, client, path => client.DeleteAsync<Started>(path, ct), $"resources/recycled/{parsed.GetValue(id)}", ct)
                : ResourceCommands.MutateAsync(parsed, client, path => client.PostAsync<Started>(path, null, ct), $"resources/recycled/{parsed.GetValue(id)}/restore", ct)));
        return command;
    }
}
