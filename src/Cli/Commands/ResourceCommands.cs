using System.CommandLine;
using System.Text.Json.Nodes;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class ResourceCommands
{
    private static readonly Argument<string> Target = new("resource") { Description = "Id, or exact name." };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Input NAME=VALUE; JSON values are taken as such: --set 'command=[\"sleep\",\"60\"]'. May be given several times.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the plan and change nothing." };
    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "Return at once with the operation's id." };

    public static Command Build()
    {
        var command = new Command("resource", "What there is in all clouds.")
        {
            List(), Show(), Changes(), Create(), Act(), Remove("destroy", "Destroy it in its cloud."),
            Remove("forget", "Stop managing it; nothing in the cloud changes."), StreamCommands.Logs(), StreamCommands.Execute(),
        };
        foreach (var verb in new[] { "start", "stop", "restart", "pause", "unpause" })
        {
            command.Subcommands.Add(Verb(verb));
        }

        return command;
    }

    /// <summary>A resource by id or by its exact name.</summary>
    public static async Task<Guid> ResolveAsync(YunqiaoClient client, string given, CancellationToken ct)
    {
        if (Guid.TryParse(given, out var id))
        {
            return id;
        }

        var quoted = given.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var query = Uri.EscapeDataString($"name=\"{quoted}\"");
        var found = await client.GetAsync<ListPage<Resource>>($"resources?q={query}&limit=10", ct);
        return found.Items.Count switch
        {
            1 => found.Items[0].Id,
            0 => throw new CommandException($"There is no resource named {given}."),
            _ => throw new CommandException(
                $"Several resources are named {given}; take an id:\n"
                + string.Join('\n', found.Items.Select(r => $"  {r.Id}  {r.Kind}  {r.Lifecycle}"))),
        };
    }

    private static Command List()
    {
        var query = new Argument<string[]>("query") { Description = "For example kind:container/container lifecycle:running", Arity = ArgumentArity.ZeroOrMore };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 100 };
        var sort = new Option<string>("--sort") { DefaultValueFactory = _ => "name" };
        var list = new Command("list", "Search the inventory.") { query, limit, sort };
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var text = Uri.EscapeDataString(string.Join(' ', parsed.GetValue(query) ?? []));
            var path = $"resources?q={text}&sort={Uri.EscapeDataString(parsed.GetValue(sort)!)}";
            var resources = await client.ListAsync<Resource>(path, parsed.GetValue(limit), ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(resources)
                : Output.Table(
                    ["name", "kind", "lifecycle", "observed", "id"],
                    resources.Select(r => new[]
                    {
                        r.Name, r.Kind, r.Lifecycle, Output.Age(r.ObservedAt, TimeProvider.System), r.Id.ToString(),
                    }));
        }));
        return list;
    }

    private static Command Show()
    {
        var show = new Command("show", "Everything known of one resource.") { Target };
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
            return Output.AsJson(await client.GetAsync<JsonObject>($"resources/{id}", ct));
        }));
        return show;
    }

    private static Command Changes()
    {
        var changes = new Command("changes", "The history of one resource.") { Target };
        changes.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
            var found = await client.ListAsync<ResourceChange>($"resources/{id}/changes", 200, ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(found)
                : Output.Table(
                    ["when", "what", "field", "before", "after", "by"],
                    found.Select(c => new[]
                    {
                        $"{c.At:u}", c.Type, c.Field, c.Before?.ToString(), c.After?.ToString(), c.Cause?.PrincipalName ?? c.Cause?.Kind,
                    }));
        }));
        return changes;
    }

    private static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "For example container/container." };
        var account = new Option<string>("--account") { Description = "Name or id.", Required = true };
        var name = new Option<string>("--name") { Required = true };
        var region = new Option<string?>("--region");
        var tag = new Option<string[]>("--tag") { Description = "NAME=VALUE; may be given several times." };
        var create = new Command("create", "Create a resource; kind show lists its inputs.") { kind, account, name, region, tag, Set, DryRun, NoWait };
        create.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var body = new
            {
                kind = parsed.GetValue(kind),
                account = await AccountCommands.ResolveAsync(client, parsed.GetValue(account)!, ct),
                region = parsed.GetValue(region),
                name = parsed.GetValue(name),
                attributes = Pairs.ReadJson(parsed.GetValue(Set), "--set"),
                tags = Pairs.Read(parsed.GetValue(tag), "--tag").ToDictionary(pair => pair.Key, pair => pair.Value),
            };
            return await MutateAsync(parsed, client, path => client.PostAsync<Started>(path, body, ct), "resources", ct);
        }));
        return create;
    }

    private static Command Act()
    {
        var verb = new Argument<string>("verb") { Description = "A verb of the resource's kind; kind show lists them." };
        var act = new Command("act", "Run any action of a resource.") { Target, verb, Set, DryRun, NoWait };
        act.SetAction(Output.Run((parsed, client, ct) => ActAsync(parsed, client, parsed.GetValue(verb)!, ct)));
        return act;
    }

    private static Command Verb(string verb)
    {
        var act = new Command(verb, $"The same as act RESOURCE {verb}.") { Target, Set, DryRun, NoWait };
        act.SetAction(Output.Run((parsed, client, ct) => ActAsync(parsed, client, verb, ct)));
        return act;
    }

    private static Command Remove(string mode, string help)
    {
        var remove = new Command(mode, help) { Target, DryRun, NoWait };
        remove.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
            return await MutateAsync(parsed, client, path => client.DeleteAsync<Started>(path, ct), $"resources/{id}?mode={mode}", ct);
        }));
        return remove;
    }

    private static async Task<int> ActAsync(ParseResult parsed, YunqiaoClient client, string verb, CancellationToken ct)
    {
        var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
        var input = Pairs.ReadJson(parsed.GetValue(Set), "--set");
        var path = $"resources/{id}/actions/{Uri.EscapeDataString(verb)}";
        return await MutateAsync(parsed, client, p => client.PostAsync<Started>(p, input, ct), path, ct);
    }

    private static async Task<int> MutateAsync(
        ParseResult parsed, YunqiaoClient client, Func<string, Task<Started>> send, string path, CancellationToken ct)
    {
        var dryRun = parsed.GetValue(DryRun);
        var join = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var started = await send(dryRun ? $"{path}{join}dryRun=true" : path);
        if (dryRun)
        {
            return Output.AsJson(started.Plan!);
        }

        if (parsed.GetValue(NoWait))
        {
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(started.Operation!);
            }

            Console.WriteLine(started.Operation!.Id);
            return 0;
        }

        return await OperationCommands.FollowAsync(parsed, client, started.Operation!.Id, ct);
    }
}
