using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class TokenCommands
{
    public static Command Build()
    {
        var list = new Command("list", "Your API tokens.");
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var tokens = await client.GetAsync<ListPage<ApiToken>>("tokens", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(tokens.Items)
                : Output.Table(
                    ["id", "name", "created", "expires", "last used"],
                    tokens.Items.Select(t => new[]
                    {
                        t.Id.ToString(), t.Name, $"{t.CreatedAt:u}", t.ExpiresAt?.ToString("u"), Output.Age(t.LastUsedAt, TimeProvider.System),
                    }));
        }));

        var name = new Argument<string>("name") { Description = "What it is for." };
        var days = new Option<int?>("--days") { Description = "It expires after so many days; without, it does not." };
        var create = new Command("create", "Make a token; it is printed once.") { name, days };
        create.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            DateTimeOffset? expiresAt = parsed.GetValue(days) is { } count ? TimeProvider.System.GetUtcNow().AddDays(count) : null;
            var token = await client.PostAsync<ApiToken>("tokens", new { name = parsed.GetValue(name), expiresAt }, ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(token);
            }

            Console.WriteLine(token.Token);
            return 0;
        }));

        var id = new Argument<Guid>("id");
        var revoke = new Command("revoke", "End a token at once.") { id };
        revoke.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            await client.DeleteAsync<object>($"tokens/{parsed.GetValue(id)}", ct);
            return 0;
        }));
        return new Command("token", "Tokens for programs.") { list, create, revoke };
    }
}
