using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class TokenCommands
{
    public static Command Build()
    {
        var list = new Command("list", Words.Of("Your API tokens.", "您的 API 令牌。"));
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

        var name = new Argument<string>("name") { Description = Words.Of("What it is for.", "用途。") };
        var days = new Option<int?>("--days") { Description = Words.Of("It expires after so many days; without, it does not.", "若干天后过期；不给则不过期。") };
        var create = new Command("create", Words.Of("Make a token; it is printed once.", "创建令牌；只显示一次。")) { name, days };
        create.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            DateTimeOffset? expiresAt = parsed.GetValue(days) is { } count ? TimeProvider.System.GetUtcNow().AddDays(count) : null;
            var token = await client.PostAsync<ApiToken>("tokens", new { name = parsed.GetValue(name), expiresAt }, ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(token);
            }

            // The token alone goes to standard output, so that it can be piped.
            Output.Error(Words.Of("Keep it now: it is not shown again.", "请立即保存：令牌不会再次显示。"));
            Console.WriteLine(token.Token);
            return 0;
        }));

        var id = new Argument<Guid>("id");
        var revoke = new Command("revoke", Words.Of("End a token at once.", "立即吊销令牌。")) { id };
        revoke.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            await client.DeleteAsync<object>($"tokens/{parsed.GetValue(id)}", ct);
            return 0;
        }));
        return new Command("token", Words.Of("Tokens for programs.", "供程序使用的令牌。")) { list, create, revoke };
    }
}
