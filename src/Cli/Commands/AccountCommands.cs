using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class AccountCommands
{
    private static readonly Option<string?> Endpoint = new("--endpoint") { Description = Words.Of("The cloud's address; default as provider list says.", "云的接入地址；默认值见 provider list。") };

    private static readonly Option<string[]> Credential = new("--credential")
    {
        Description = Words.Of("NAME=VALUE, or NAME=@FILE to read it from a file; may be given several times.", "NAME=VALUE，或 NAME=@FILE 从文件读取；可多次给出。"),
    };

    private static readonly Option<bool> InsecureTls = new("--insecure-tls") { Description = Words.Of("Accept the peer's certificate unchecked.", "不校验对端证书。") };

    public static Command Build() =>
        new("account", Words.Of("Connected clouds.", "已连接的云账号。")) { List(), Show(), Suggest(), Test(), Connect(), Sync(), Forget() };

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

        throw CommandException.NotFound(Words.Of(
            $"There is no account named {given}. account list shows those there are.", $"没有名为 {given} 的账号，可用 account list 查看。"));
    }

    private static Command List()
    {
        var list = new Command("list", Words.Of("The accounts and how fresh each is.", "所有账号及其新鲜度。"));
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var accounts = await client.ListAsync<Account>("accounts", 1000, ct).ToListAsync(ct);
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(accounts) : Table(accounts);
        }));
        return list;
    }

    private static Command Show()
    {
        var account = new Argument<string>("account") { Description = Words.Of("Name or id.", "名称或 ID。") };
        var show = new Command("show", Words.Of("One account, unit by unit.", "一个账号的各同步单元。")) { account };
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
        var suggest = new Command("suggest", Words.Of("What the server found on its own machine.", "服务器在本机发现的可连接对象。"));
        suggest.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var found = await client.GetAsync<ListPage<AccountSuggestion>>("accounts/suggestions", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(found.Items)
                : Output.Table(
                    ["provider", "endpoint", "version", "state"],
                    found.Items.Select(s => new[]
                    {
                        s.Provider, s.Endpoint, s.Version, s.Account is not null ? Words.Of("connected", "已连接") : s.Reachable ? Words.Of("reachable", "可连接") : s.Problem?.Detail,
                    }));
        }));
        return suggest;
    }

    private static Command Test()
    {
        var provider = new Argument<string>("provider") { Description = Words.Of("docker, …", "docker 等") };
        var test = new Command("test", Words.Of("Try an endpoint and credentials without connecting.", "测试接入地址与凭据，不建立账号。")) { provider, Endpoint, Credential, InsecureTls };
        test.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var result = await client.PostAsync<ConnectionTest>("accounts/test", Body(parsed, parsed.GetValue(provider)!, null), ct);
            if (parsed.GetValue(Connection.AsJson))
            {
                Output.AsJson(result);
            }
            else if (result.Ok)
            {
                Console.WriteLine(Words.Of(
                    $"Answers as {result.Identity} {result.Version} in {result.LatencyMs:0} ms.",
                    $"已应答：{result.Identity} {result.Version}，用时 {result.LatencyMs:0} ms。"));
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
        var name = new Argument<string>("name") { Description = Words.Of("What to call it.", "账号名称。") };
        var provider = new Option<string>("--provider") { Description = Words.Of("docker, …", "docker 等"), Required = true };
        var connect = new Command("connect", Words.Of("Connect a cloud and read its inventory.", "连接一个云并读取其资源。")) { name, provider, Endpoint, Credential, InsecureTls };
        connect.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var account = await client.PostAsync<Account>("accounts", Body(parsed, parsed.GetValue(provider)!, parsed.GetValue(name)), ct);
            return parsed.GetValue(Connection.AsJson) ? Output.AsJson(account) : Table([account]);
        }));
        return connect;
    }

    private static Command Sync()
    {
        var account = new Argument<string>("account") { Description = Words.Of("Name or id.", "名称或 ID。") };
        var sync = new Command("sync", Words.Of("Read the inventory now.", "立即同步资源。")) { account };
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
        var account = new Argument<string>("account") { Description = Words.Of("Name or id.", "名称或 ID。") };
        var forget = new Command("forget", Words.Of("Stop managing a cloud; nothing in it changes.", "停止纳管一个云；云上不做任何改动。")) { account };
        forget.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var id = await ResolveAsync(client, parsed.GetValue(account)!, ct);
            await client.DeleteAsync<object>($"accounts/{id}?mode=forget", ct);
            Console.WriteLine(Words.Of("Forgotten. Nothing in the cloud was changed.", "已移除。云上未做任何改动。"));
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
            throw new CommandException(Words.Of($"Cannot read {path}: {error.Message}", $"无法读取 {path}：{error.Message}"));
        }
    }

    private static int Table(IEnumerable<Account> accounts) =>
        Output.Table(
            ["name", "provider", "state", "feed", "resources", "observed", "id"],
            accounts.Select(a => new[]
            {
                a.Simulated ? a.Name + Words.Of(" (simulated)", "（模拟）") : a.Name, a.Provider, a.Sync.State, a.Sync.Feed, a.ResourceCount.ToString(),
                Output.Age(a.Sync.LastSuccessAt, TimeProvider.System), a.Id.ToString(),
            }));
}
