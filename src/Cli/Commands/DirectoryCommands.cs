using System.CommandLine;
using System.Text.Json.Nodes;

namespace Yunqiao.Cli.Commands;

/// <summary>What is around the resources: people, tenants, sites, and who did what.</summary>
internal static class DirectoryCommands
{
    public static Command Users() =>
        Noun("user", Words.Of("People who can sign in.", "可登录的用户。"), "users", ["name", "displayName", "role", "id"]);

    public static Command Tenants() =>
        Noun("tenant", Words.Of("Tenants that you see.", "您可见的租户。"), "tenants", ["name", "path", "id"]);

    public static Command Sites() =>
        Noun("site", Words.Of("Places with a network of their own.", "拥有独立网络的站点。"), "sites", ["name", "slug", "id"]);

    public static Command Audit() =>
        Noun("audit", Words.Of("Who did what, and who was denied what.", "操作与拒绝的审计记录。"), "audit", ["at", "principalName", "action", "outcome", "target"]);

    private static Command Noun(string noun, string help, string path, string[] columns)
    {
        var list = new Command("list", help);
        list.Options.Add(Lists.Limit);
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var rows = await client.ListAsync<JsonObject>(path, parsed.GetValue(Lists.Limit), ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(rows)
                : Output.Table(columns, rows.Select(row => columns.Select(column => Lists.Cell(row[column])).ToArray()));
        }));
        return new Command(noun, help) { list };
    }
}

/// <summary>What lists of many nouns share.</summary>
internal static class Lists
{
    public static readonly Option<int> Limit = new("--limit")
    {
        Description = Words.Of("At most so many.", "最多条数。"),
        DefaultValueFactory = _ => 200,
    };

    /// <summary>A value in a cell: text as it is, a thing by its name, nothing as null.</summary>
    public static string? Cell(JsonNode? value) => value switch
    {
        null => null,
        JsonValue text => text.ToString(),
        JsonObject thing when thing["name"] is { } name => name.ToString(),
        _ => value.ToJsonString(),
    };
}
