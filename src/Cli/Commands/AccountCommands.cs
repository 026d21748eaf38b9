using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class AccountCommands
{
    private static readonly Option<string?> Endpoint = new("--endpoint") { Description = "The cloud's address; default as provider list says." };

    private static readonly Option<string[]> Credential = new("--credential")
    {
        Description = "NAME=VALUE, or NAME=@FILE to read it from a file; may be given several times.",
    };

    private static readonly Option<bool> InsecureTls = new("--insecure-tls") { Description = "Accept the peer's certificate unchecked." };

    public static Command Build() =>
        new("account", "Connected clouds.") { List(), Show(), Suggest(), Test(), Connect(), Sync(), Forget() };

    /// <summary>An account by id or by its exact name.</summary>
    public static async Task<Guid> ResolveAsync(YunqiaoClient client, string given, CancellationToken ct)
    {
        if (Guid.TryParse(given, out var id))
        {
            return id;
        }

        await foreach (var account in client.ListAsync<Account>("accounts", 1000, ct))
        {
            if (account.Name == given)
            {
                return account.Id;
            }
        }

        throw new CommandException($"There is no account named {given}. account list shows those there are.");
    }

    private static Command List()
    {
        var list = new Command("list", "The accounts and how fresh each is.");
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var accounts = await client.ListAsync<Account>("accounts", 1000, ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(accounts) : Table(accounts);
        }));
        return list;
    }

    private static Command Show()
    {
        var account = new Argument<string>("account") { Description = "Name or id." };
        var show = new Command("show", "One account, unit by unit.") { account };
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(account)!, ct);
            var found = await client.GetAsync<Account>($"accounts/{id}", ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                return Output.AsJson(found);
            }

            Table([found]);
            Console.WriteLine();
            return Output.Table(
                ["region", "kind", "state", "count", "observed", "error"],
                found.Sync.Units.Select(u => new[]
                {
                    u.Region, u.Kind, u.State, u.Count.ToString(), Output.Age(u.LastSuccessAt, TimeProvider.System), u.Error?.Title,
                }));
        }));
        return show;
    }

    private static Command Suggest()
    {
        var suggest = new Command("suggest", "What the server found on its own machine.");
        suggest.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var found = await client.GetAsync<ListPage<AccountSuggestion>>("accounts/suggestions", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(found.Items)
                : Output.Table(
                    ["provider", "endpoint", "version", "state"],
                    found.Items.Select(s => new[]
                    {
                        s.Provider, s.Endpoint, s.Version, s.Account is not null ? "connected" : s.Reachable ? "reachable" : s.Problem?.Detail,
                    }));
        }));
        return suggest;
    }

    private static Command Test()
    {
        var provider = new Argument<string>("provider") { Description = "docker, …" };
        var test = new Command("test", "Try an endpoint and credentials without connecting.") { provider, Endpoint, Credential, InsecureTls };
        test.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var result = await client.PostAsync<ConnectionTest>("accounts/test", Body(parsed, parsed.GetValue(provider)!, null), ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                Output.AsJson(result);
            }
            else if (result.Ok)
            {
                Console.WriteLine($"Answers as {result.Identity} {result.Version} in {result.LatencyMs:0} ms.");
            }
            else
            {
                Output.Error($"{result.Error?.Title}. {result.Error?.Detail}");
            }

            return result.Ok ? 0 : 1;
        }));
        return test;
    }

    private static Command Connect()
    {
        var name = new Argument<string>("name") { Description = "What to call it." };
        var provider = new Option<string>("--provider") { Description = "docker, …", Required = true };
        var connect = new Command("connect", "Connect a cloud and read its inventory.") { name, provider, Endpoint, Credential, InsecureTls };
        connect.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var account = await client.PostAsync<Account>("accounts", Body(parsed, parsed.GetValue(provider)!, parsed.GetValue(name)), ct);
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(account) : Table([account]);
        }));
        return connect;
    }

    private static Command Sync()
    {
        var account = new Argument<string>("account") { Description = "Name or id." };
        var sync = new Command("sync", "Read the inventory now.") { account };
        sync.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(account)!, ct);
            var found = await client.PostAsync<Account>($"accounts/{id}/sync", null, ct);
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(found) : Table([found]);
        }));
        return sync;
    }

    private static Command Forget()
    {
        var account = new Argument<string>("account") { Description = "Name or id." };
        var forget = new Command("forget", "Stop managing a cloud; nothing in it changes.") { account };
        forget.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(account)!, ct);
            await client.DeleteAsync<object>($"accounts/{id}?mode=forget", ct);
            Console.WriteLine("Forgotten. Nothing in the cloud was changed.");
            return 0;
        }));
        return forget;
    }

    private static object Body(ParseResult parsed, string provider, string? name) => new
    {
        name,
        provider,
        endpoint = parsed.GetValue(Endpoint),
        credentials = Pairs.Read(parsed.GetValue(Credential), "--credential")
            .ToDictionary(pair => pair.Key, pair => pair.Value.StartsWith('@') ? ReadFile(pair.Value[1..]) : pair.Value),
        settings = new { insecureTls = parsed.GetValue(InsecureTls) },
    };

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"Cannot read {path}: {error.Message}");
        }
    }

    private static int Table(IEnumerable<Account> accounts) =>
        Output.Table(
            ["name", "provider", "state", "feed", "resources", "observed", "id"],
            accounts.Select(a => new[]
            {
                a.Simulated ? a.Name + " (simulated)" : a.Name, a.Provider, a.Sync.State, a.Sync.Feed, a.ResourceCount.ToString(),
                Output.Age(a.Sync.LastSuccessAt, TimeProvider.System), a.Id.ToString(),
            }));
}
