using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class KindCommands
{
    public static Command Build()
    {
        var list = new Command("list", "The types of resources.");
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var kinds = await client.GetAsync<ListPage<ResourceKind>>("kinds", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(kinds.Items)
                : Output.Table(
                    ["id", "label", "actions"],
                    kinds.Items.Select(k => new[] { k.Id, Label(parsed, k.Label), string.Join(' ', k.Actions.Select(a => a.Verb)) }));
        }));

        var id = new Argument<string>("kind") { Description = "For example container/container." };
        var show = new Command("show", "The attributes of a kind and the inputs of its actions.") { id };
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var wanted = parsed.GetValue(id);
            var kinds = await client.GetAsync<ListPage<ResourceKind>>("kinds", ct);
            var kind = kinds.Items.FirstOrDefault(k => k.Id == wanted)
                ?? throw new CommandException($"There is no kind {wanted}. Kinds: {string.Join(", ", kinds.Items.Select(k => k.Id))}.");
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(kind);
            }

            var attributes = kind.Attributes.Select(a => ("attribute", a));
            var inputs = kind.Actions.SelectMany(action => action.Inputs.Select(input => ($"input of {action.Verb}", input)));
            return Output.Table(
                ["what", "name", "type", "unit", "required", "label"],
                attributes.Concat(inputs).Select(row => new[]
                {
                    row.Item1, row.Item2.Name, row.Item2.Type, row.Item2.Unit, row.Item2.Required ? "yes" : "", Label(parsed, row.Item2.Title),
                }));
        }));
        return new Command("kind", "Types of resources.") { list, show };
    }

    private static string Label(ParseResult parsed, Text text) => Connection.LanguageOf(parsed) == "zh" ? text.Zh : text.En;
}
