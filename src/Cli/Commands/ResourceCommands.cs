using System.CommandLine;
using System.Text.Json.Nodes;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class ResourceCommands
{
    internal static readonly Argument<string> Target = new("resource") { Description = Words.Of("Id, or exact name.", "ID 或完整名称。") };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = Words.Of(
            "Input NAME=VALUE; JSON values are taken as such: --set 'command=[\"sleep\",\"60\"]'. May be given several times.",
            "输入项 NAME=VALUE；JSON 值按 JSON 处理：--set 'command=[\"sleep\",\"60\"]'。可多次给出。"),
    };

    internal static readonly Option<bool> DryRun = new("--dry-run") { Description = Words.Of("Print the plan and change nothing.", "只输出方案，不做改动。") };
    internal static readonly Option<bool> NoWait = new("--no-wait") { Description = Words.Of("Return at once with the operation's id.", "立即返回任务 ID，不等待。") };

    public static Command Build()
    {
        var command = new Command("resource", Words.Of("What there is in all clouds.", "所有云中的资源。"))
        {
            List(), Show(), Changes(), Part("relations", Words.Of("What it stands in relation to.", "关联的资源。"), ["type", "direction", "resource", "externalId"]),
            Part("records", Words.Of("What each account said about it.", "各账号对它的记录。"), ["id", "account", "externalId", "leads", "observedAt"]),
            Part("operations", Words.Of("Operations on it, newest first.", "与它有关的任务，最新的在前。"), ["id", "state", "title", "createdAt"]),
            Part("metrics", Words.Of("Its newest measurements.", "最新的监控数据。"), ["name", "unit", "last"]), Create(), Change(), Act(), ActOnMany(), Remove("destroy", Words.Of("Destroy it in its cloud.", "在云上销毁。")),
            JoinCommands.Link(), JoinCommands.Split(), RecycleCommands.Recycle(), RecycleCommands.List(), RecycleCommands.Restore(), RecycleCommands.Purge(),
            Remove("forget", Words.Of("Stop managing it; nothing in the cloud changes.", "停止纳管；云上不做任何改动。")), StreamCommands.Logs(), StreamCommands.Execute(),
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
            0 => throw CommandException.NotFound(Words.Of($"There is no resource named {given}.", $"没有名为 {given} 的资源。")),
            _ => throw CommandException.NotFound(
                Words.Of($"Several resources are named {given}; take an id:\n", $"有多个名为 {given} 的资源，请使用 ID：\n")
                + string.Join('\n', found.Items.Select(r => $"  {r.Id}  {r.Kind}  {r.Lifecycle}"))),
        };
    }

    private static Command List()
    {
        var query = new Argument<string[]>("query") { Description = Words.Of("For example kind:container/container lifecycle:running", "例如 kind:container/container lifecycle:running"), Arity = ArgumentArity.ZeroOrMore };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 100 };
        var sort = new Option<string>("--sort") { DefaultValueFactory = _ => "name" };
        var list = new Command("list", Words.Of("Search the inventory.", "搜索资源。")) { query, limit, sort };
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
        var at = new Option<DateTimeOffset?>("--at") { Description = Words.Of("As it was then: 2026-05-04T03:02:01Z. What is gone is found by its id.", "当时的状态：2026-05-04T03:02:01Z。已消失的资源请使用 ID。") };
        var show = new Command("show", Words.Of("Everything known of one resource.", "一个资源的全部信息。")) { Target, at };
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
            return Output.AsJson(await client.GetAsync<JsonObject>(
                parsed.GetValue(at) is { } moment ? $"history/resources/{id}?at={Uri.EscapeDataString(moment.ToString("O"))}" : $"resources/{id}", ct));
        }));
        return show;
    }

    private static Command Changes()
    {
        var changes = new Command("changes", Words.Of("The history of one resource.", "一个资源的变更历史。")) { Target };
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

    /// <summary>A list that hangs on a resource.</summary>
    private static Command Part(string part, string help, string[] columns)
    {
        var command = new Command(part, help) { Target };
        command.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
            var answer = await client.GetAsync<JsonNode>($"resources/{id}/{part}", ct);
            var rows = (answer as JsonArray ?? answer["items"]?.AsArray() ?? []).OfType<JsonObject>().ToList();
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(answer)
                : Output.Table(columns, rows.Select(row => columns.Select(column => Lists.Cell(row[column])).ToArray()));
        }));
        return command;
    }

    private static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = Words.Of("For example container/container.", "例如 container/container。") };
        var account = new Option<string?>("--account") { Description = Words.Of("Name or id; none for a kind of your own.", "名称或 ID；自定义类型无需填写。") };
        var name = new Option<string>("--name") { Required = true };
        var region = new Option<string?>("--region");
        var tag = new Option<string[]>("--tag") { Description = Words.Of("NAME=VALUE; may be given several times.", "NAME=VALUE；可多次给出。") };
        var create = new Command("create", Words.Of("Create a resource; kind show lists its inputs.", "创建资源；输入项见 kind show。")) { kind, account, name, region, tag, Set, DryRun, NoWait };
        create.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var body = new
            {
                kind = parsed.GetValue(kind),
                account = parsed.GetValue(account) is { } given ? await AccountCommands.ResolveAsync(client, given, ct) : (Guid?)null,
                region = parsed.GetValue(region),
                name = parsed.GetValue(name),
                attributes = Pairs.ReadJson(parsed.GetValue(Set), "--set"),
                tags = Pairs.Read(parsed.GetValue(tag), "--tag").ToDictionary(pair => pair.Key, pair => pair.Value),
            };
            return await MutateAsync(parsed, client, path => client.PostAsync<Started>(path, body, ct), "resources", ct);
        }));
        return create;
    }

    private static Command Change()
    {
        var name = new Option<string?>("--name") { Description = Words.Of("Our own name; empty takes it back to the cloud's.", "自定义名称；为空则恢复云端名称。") };
        var tag = new Option<string[]>("--tag") { Description = Words.Of("NAME=VALUE; may be given several times.", "NAME=VALUE；可多次给出。") };
        var untag = new Option<string[]>("--untag") { Description = Words.Of("Takes a tag of our own away.", "移除自定义标签。") };
        var state = new Option<string?>("--state") { Description = Words.Of("The state of a thing of a kind of your own.", "自定义类型对象的状态。") };
        var protect = new Option<bool?>("--protect") { Description = Words.Of("true or false: protect it against being destroyed.", "true 或 false：是否启用删除保护。") };
        var change = new Command("change", Words.Of("Our own name and tags, and the attributes of a thing of a kind of your own.", "修改自定义名称和标签，以及自定义类型对象的属性。"))
        {
            Target, name, tag, untag, Set, state, protect,
        };
        change.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(Target)!, ct);
            var tags = Pairs.Read(parsed.GetValue(tag), "--tag").ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
            foreach (var key in parsed.GetValue(untag) ?? [])
            {
                tags[key] = null;
            }

            var attributes = Pairs.ReadJson(parsed.GetValue(Set), "--set");
            var body = new JsonObject();
            if (parsed.GetValue(name) is { } given)
            {
                body["name"] = given;
            }

            if (tags.Count > 0)
            {
                body["tags"] = new JsonObject(tags.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
            }

            if (attributes.Count > 0)
            {
                body["attributes"] = attributes;
            }

            if (parsed.GetValue(state) is { } lifecycle)
            {
                body["lifecycle"] = lifecycle;
            }

            if (parsed.GetValue(protect) is { } isProtected)
            {
                body["deletionProtection"] = isProtected;
            }

            return body.Count == 0
                ? throw new CommandException(Words.Of("Say what to change: --name, --tag, --untag, --set, --state or --protect.", "请指明要修改的内容：--name、--tag、--untag、--set、--state 或 --protect。"))
                : Written(parsed, await client.PatchAsync<Resource>($"resources/{id}", body, ct));
        }));
        return change;
    }

    /// <summary>What was done at once, without an operation.</summary>
    internal static int Written(ParseResult parsed, Resource? resource)
    {
        if (resource is not null)
        {
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(resource);
            }

            Console.WriteLine($"{resource.Name} {resource.Id}");
        }

        return 0;
    }

    private static Command Act()
    {
        var verb = new Argument<string>("verb") { Description = Words.Of("A verb of the resource's kind; kind show lists them.", "该类资源的操作；见 kind show。") };
        var act = new Command("act", Words.Of("Run any action of a resource.", "执行资源的任一操作。")) { Target, verb, Set, DryRun, NoWait };
        act.SetAction(Output.Run((parsed, client, ct) => ActAsync(parsed, client, parsed.GetValue(verb)!, ct)));
        return act;
    }

    private static Command Verb(string verb)
    {
        var act = new Command(verb, Words.Of($"The same as act RESOURCE {verb}.", $"等同于 act RESOURCE {verb}。")) { Target, Set, DryRun, NoWait };
        act.SetAction(Output.Run((parsed, client, ct) => ActAsync(parsed, client, verb, ct)));
        return act;
    }

    private static Command ActOnMany()
    {
        var verb = new Argument<string>("verb") { Description = Words.Of("A verb of the resources' kind, destroy or forget included.", "该类资源的操作，包括 destroy 和 forget。") };
        var query = new Option<string>("--query") { Description = Words.Of("Which resources, in the query language.", "用查询语言说明针对哪些资源。"), Required = true };
        var expect = new Option<long?>("--expect") { Description = Words.Of("How many resources you expect; another number is refused.", "预期的资源数量；不一致则拒绝。") };
        var act = new Command("act-many", Words.Of("Run an action on all resources that a query finds.", "对查询匹配的全部资源执行操作。")) { verb, query, expect, Set, DryRun, NoWait };
        act.Aliases.Add("action");
        act.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var text = parsed.GetValue(query)!;
            var expected = parsed.GetValue(expect);
            if (expected is null)
            {
                var found = await client.GetAsync<JsonObject>($"resources/facets?by=kind&q={Uri.EscapeDataString(text)}", ct);
                var total = (long)found["total"]!;
                expected = parsed.GetValue(DryRun)
                    ? total
                    : throw new CommandException(Words.Of(
                        $"The query finds {total} resources. Say so with --expect {total}, or look first with --dry-run.",
                        $"查询匹配 {total} 个资源。请用 --expect {total} 确认，或先用 --dry-run 查看。"));
            }

            var body = Pairs.ReadJson(parsed.GetValue(Set), "--set");
            body["query"] = text;
            body["expectedCount"] = expected;
            return await MutateAsync(
                parsed, client, path => client.PostAsync<Started>(path, body, ct), $"resources/actions/{Uri.EscapeDataString(parsed.GetValue(verb)!)}", ct);
        }));
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

    /// <summary>Sends a change, or its dry run, and follows the operation to its end.</summary>
    internal static async Task<int> MutateAsync(
        ParseResult parsed, YunqiaoClient client, Func<string, Task<Started>> send, string path, CancellationToken ct)
    {
        var dryRun = parsed.GetValue(DryRun);
        var join = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var started = await send(dryRun ? $"{path}{join}dryRun=true" : path);
        if (dryRun)
        {
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(started.Plan!) : PlanOutput.Write(started.Plan!);
        }

        if (started?.Operation is null)
        {
            return Written(parsed, started?.Resource);
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
