using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class KindCommands
{
    public static Command Build()
    {
        var list = new Command("list", Words.Of("The types of resources.", "资源类型列表。"));
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var kinds = await client.GetAsync<ListPage<ResourceKind>>("kinds", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(kinds.Items)
                : Output.Table(
                    ["id", "label", "actions"],
                    kinds.Items.Select(k => new[] { k.Id, Label(k.Label), string.Join(' ', k.Actions.Select(a => a.Verb)) }));
        }));

        var id = new Argument<string>("kind") { Description = Words.Of("For example container/container.", "例如 container/container。") };
        var show = new Command("show", Words.Of("The attributes of a kind and the inputs of its actions.", "一种资源的属性及其操作的输入项。")) { id };
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var wanted = parsed.GetValue(id);
            var definition = await client.GetAsync<KindDefinition>($"kinds/{wanted}", ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(definition);
            }

            var kind = definition.Kind;
            var attributes = kind.Attributes.Select(a => (Words.Of("attribute", "属性"), a));
            var inputs = kind.Actions.SelectMany(action => action.Inputs.Select(input => (Words.Of($"input of {action.Verb}", $"{action.Verb} 的输入项"), input)));
            return Output.Table(
                ["what", "name", "type", "unit", "required", "label"],
                attributes.Concat(inputs).Select(row => new[]
                {
                    row.Item1, row.Item2.Name, row.Item2.Type, row.Item2.Unit, row.Item2.Required ? Words.Of("yes", "是") : "", Label(row.Item2.Title),
                }));
        }));
        return new Command("kind", Words.Of("Types of resources.", "资源类型。")) { list, show, Create(), Replace(id), Delete(id) };
    }

    private static Command Create()
    {
        var file = File();
        var create = new Command("create", Words.Of("Define a kind of your own; things of it are written down with resource create.", "自定义资源类型；其对象用 resource create 登记。")) { file };
        create.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var made = await client.PostAsync<KindDefinition>("kinds", await ReadAsync(parsed.GetValue(file)!, ct), ct);
            return Made(parsed, made);
        }));
        return create;
    }

    private static Command Replace(Argument<string> id)
    {
        var file = File();
        var replace = new Command("replace", Words.Of("Replace the definition of a kind of your own.", "替换自定义类型的定义。")) { id, file };
        replace.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var made = await client.PutAsync<KindDefinition>($"kinds/{parsed.GetValue(id)}", await ReadAsync(parsed.GetValue(file)!, ct), ct);
            return Made(parsed, made);
        }));
        return replace;
    }

    private static Command Delete(Argument<string> id)
    {
        var delete = new Command("delete", Words.Of("Delete a kind of your own that nothing uses.", "删除不再使用的自定义类型。")) { id };
        delete.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            await client.DeleteAsync<JsonNode?>($"kinds/{parsed.GetValue(id)}", ct);
            return 0;
        }));
        return delete;
    }

    private static Argument<string> File() => new("file")
    {
        Description = Words.Of("A JSON file with id, label, schema and lifecycle; - reads standard input.", "包含 id、label、schema 和 lifecycle 的 JSON 文件；- 表示标准输入。"),
    };

    private static async Task<JsonObject> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            var text = file == "-" ? await Console.In.ReadToEndAsync(ct) : await System.IO.File.ReadAllTextAsync(file, ct);
            return JsonNode.Parse(text) as JsonObject ?? throw new JsonException();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(Words.Of($"{file} is not a file with a JSON object.", $"{file} 不是包含 JSON 对象的文件。"));
        }
    }

    private static int Made(ParseResult parsed, KindDefinition made)
    {
        if (parsed.GetValue(Connection.AsJson))
        {
            return Output.AsJson(made);
        }

        Console.WriteLine(made.Kind.Id);
        return 0;
    }

    private static string Label(Text text) => Words.Of(text.En, text.Zh);
}
