using System.CommandLine;
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
            var kinds = await client.GetAsync<ListPage<ResourceKind>>("kinds", ct);
            var kind = kinds.Items.FirstOrDefault(k => k.Id == wanted)
                ?? throw CommandException.NotFound(Words.Of(
                    $"There is no kind {wanted}. Kinds: {string.Join(", ", kinds.Items.Select(k => k.Id))}.",
                    $"没有资源类型 {wanted}。现有：{string.Join("、", kinds.Items.Select(k => k.Id))}。"));
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(kind);
            }

            var attributes = kind.Attributes.Select(a => (Words.Of("attribute", "属性"), a));
            var inputs = kind.Actions.SelectMany(action => action.Inputs.Select(input => (Words.Of($"input of {action.Verb}", $"{action.Verb} 的输入项"), input)));
            return Output.Table(
                ["what", "name", "type", "unit", "required", "label"],
                attributes.Concat(inputs).Select(row => new[]
                {
                    row.Item1, row.Item2.Name, row.Item2.Type, row.Item2.Unit, row.Item2.Required ? Words.Of("yes", "是") : "", Label(row.Item2.Title),
                }));
        }));
        return new Command("kind", Words.Of("Types of resources.", "资源类型。")) { list, show };
    }

    private static string Label(Text text) => Words.Of(text.En, text.Zh);
}
