using System.CommandLine;
using System.Text.Json.Nodes;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class OperationCommands
{
    public static Command Build()
    {
        var id = new Argument<Guid>("id");
        var state = new Option<string?>("--state") { Description = Words.Of("Only those in this state.", "只列出处于此状态的任务。") };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 50 };

        var list = new Command("list", Words.Of("Operations, newest first.", "任务列表，最新的在前。")) { state, limit };
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var filter = parsed.GetValue(state) is { } wanted ? "?state=" + Uri.EscapeDataString(wanted) : "";
            var operations = await client.ListAsync<Operation>("operations" + filter, parsed.GetValue(limit), ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(operations)
                : Output.Table(
                    ["id", "state", "title", "asked by", "when"],
                    operations.Select(o => new[]
                    {
                        o.Id.ToString(), o.State, o.Title, o.RequestedBy?.Name, Output.Age(o.CreatedAt, TimeProvider.System),
                    }));
        }));

        var show = new Command("show", Words.Of("One operation, step by step.", "一个任务的各步骤。")) { id };
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var operation = await client.GetAsync<Operation>($"operations/{parsed.GetValue(id)}", ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(operation);
            }

            Console.WriteLine($"{operation.Title}: {operation.State}");
            Steps(operation);
            return 0;
        }));

        var log = new Command("log", Words.Of("What an operation wrote.", "任务日志。")) { id };
        log.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            await foreach (var line in client.ListAsync<OperationLogLine>($"operations/{parsed.GetValue(id)}/log", 10_000, ct))
            {
                Console.WriteLine($"{line.At:HH:mm:ss.fff} {line.Level,-6} {line.Text}");
            }

            return 0;
        }));

        var watch = new Command("watch", Words.Of("Follow an operation to its end.", "跟踪任务直到结束。")) { id };
        watch.SetAction(Output.Run((parsed, client, ct) => FollowAsync(parsed, client, parsed.GetValue(id), ct)));

        var command = new Command("operation", Words.Of("Durable units of work.", "持久任务。")) { list, show, log, watch };
        var items = new Command("items", Words.Of("The things of an operation on many, each with its outcome.", "批量任务中各对象的结果。")) { id, state, limit };
        items.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var filter = parsed.GetValue(state) is { } wanted ? "?state=" + Uri.EscapeDataString(wanted) : "";
            var found = await client.ListAsync<OperationItem>($"operations/{parsed.GetValue(id)}/items{filter}", parsed.GetValue(limit), ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(found)
                : Output.Table(
                    ["resource", "state", "operation", "why"],
                    found.Select(item => new[] { item.Resource.Name, item.State, item.Operation?.ToString(), item.Error?.Detail }));
        }));
        command.Subcommands.Add(items);

        var queue = new Command("queue", Words.Of("What the servers have to do, for administrators.", "服务器待办情况（管理员）。"));
        queue.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var found = await client.GetAsync<JsonObject>("operations/queue", ct);
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(found) : Queue(found);
        }));
        command.Subcommands.Add(queue);

        foreach (var (verb, help) in new[]
        {
            ("cancel", Words.Of("Stop it and undo what it did.", "停止并撤销已做的步骤。")), ("retry", Words.Of("Try a failed one again.", "重试失败的任务。")), ("resume", Words.Of("Go on with one that needs attention.", "继续需要人工处理的任务。")),
            ("abandon", Words.Of("Give up one that needs attention; what it left at the cloud stays.", "放弃需要人工处理的任务；云上的遗留保持不变。")),
        })
        {
            var act = new Command(verb, help) { id };
            act.SetAction(Output.Run(async (parsed, client, ct) =>
            {
                var started = await client.PostAsync<Started>($"operations/{parsed.GetValue(id)}/{verb}", null, ct);
                return await FollowAsync(parsed, client, started.Operation!.Id, verb switch { "cancel" => "cancelled", "abandon" => "failed", _ => "succeeded" }, ct);
            }));
            command.Subcommands.Add(act);
        }

        return command;
    }

    /// <summary>Prints each step as it ends; exit code 0 when the operation ended as it was asked to.</summary>
    public static Task<int> FollowAsync(ParseResult parsed, YunqiaoClient client, Guid id, CancellationToken ct) =>
        FollowAsync(parsed, client, id, "succeeded", ct);

    private static async Task<int> FollowAsync(ParseResult parsed, YunqiaoClient client, Guid id, string wanted, CancellationToken ct)
    {
        Operation? last = null;
        var shown = new HashSet<string>();
        var json = parsed.GetValue(Connection.AsJson);
        await foreach (var operation in client.WatchAsync(id, ct))
        {
            last = operation;
            foreach (var step in json ? [] : operation.Steps ?? [])
            {
                if (step.State is "succeeded" or "failed" or "undone" && shown.Add(step.Name + step.State))
                {
                    Step(step);
                }
            }
        }

        if (json)
        {
            Output.AsJson(last!);
        }
        else if (last!.State == wanted)
        {
            Console.WriteLine(wanted switch
            {
                "cancelled" => Words.Of($"{last.Title}: cancelled", $"{last.Title}：已取消"),
                "failed" => Words.Of($"{last.Title}: given up", $"{last.Title}：已放弃"),
                _ => Words.Of($"{last.Title}: succeeded", $"{last.Title}：已成功"),
            });
        }
        else
        {
            Output.Error(Words.Of(
                $"{last.Title}: {last.State}. {last.Error?.Title}. {last.Error?.Detail} ({last.Error?.Code}, operation {last.Id})",
                $"{last.Title}：{last.State}。{last.Error?.Title}。{last.Error?.Detail}（{last.Error?.Code}，任务 {last.Id}）"));
        }

        return last!.State == wanted ? 0 : 1;
    }

    private static int Queue(JsonObject queue)
    {
        static string Counts(JsonNode? rows, string name) =>
            string.Join("  ", rows!.AsArray().Select(row => $"{row![name]} {row["count"]}"));

        Console.WriteLine(Words.Of("states      ", "状态        ") + Counts(queue["states"], "state"));
        Console.WriteLine(Words.Of("priorities  ", "优先级      ") + Counts(queue["priorities"], "priority"));
        Console.WriteLine(Words.Of(
            $"waiting     {queue["heldBack"]} for a place of their tenant, {queue["blocked"]} for another operation; oldest {queue["oldestNotBegun"]}",
            $"等待        {queue["heldBack"]} 个等待租户名额，{queue["blocked"]} 个等待其他任务；最早 {queue["oldestNotBegun"]}"));
        Output.Table(
            ["tenant", "active", "held back"],
            queue["tenants"]!.AsArray().Select(row => new[] { row!["tenant"]?.ToString(), row["active"]?.ToString(), row["heldBack"]?.ToString() }));
        if (queue["servers"] is JsonArray servers)
        {
            Console.WriteLine(Words.Of($"lag         {queue["lagSeconds"]} s", $"延迟        {queue["lagSeconds"]} 秒"));
            Output.Table(
                ["server", "running", "last seen"],
                servers.Select(row => new[] { row!["name"]?.ToString(), row["running"]?.ToString(), row["lastSeenAt"]?.ToString() }));
        }

        return 0;
    }

    private static void Steps(Operation operation)
    {
        foreach (var step in operation.Steps ?? [])
        {
            Step(step);
        }
    }

    private static void Step(OperationStep step)
    {
        var title = Words.Of(step.Title.En, step.Title.Zh);
        var mark = step.State switch { "succeeded" => "✓", "failed" => "✗", "undone" => "↶", "running" or "waiting" => "…", _ => " " };
        Console.WriteLine($"  {mark} {title}  {step.Error?.Title ?? step.Detail}".TrimEnd());
    }
}
