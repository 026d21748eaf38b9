using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class SessionCommands
{
    public static Command Build()
    {
        var user = new Option<string>("--user") { Description = Words.Of("Who signs in.", "登录用户。"), DefaultValueFactory = _ => "admin" };
        var open = new Command("open", Words.Of("Sign in; the password is read from YUNQIAO_PASSWORD or asked for.", "登录；密码取自 YUNQIAO_PASSWORD，否则提示输入。")) { user };
        open.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var name = parsed.GetValue(user)!;
            var password = Environment.GetEnvironmentVariable("YUNQIAO_PASSWORD") ?? Ask(Words.Of($"Password of {name} at {client.Server}: ", $"{client.Server} 上 {name} 的密码："));
            var signedIn = await client.PostAsync<SignedIn>("session", new { user = name, password }, ct);
            new SignInFile(client.Server.ToString(), signedIn.Token).Write();
            Console.WriteLine(Words.Of(
                $"Signed in to {client.Server} as {signedIn.User.Name} until {signedIn.ExpiresAt:u}.",
                $"已以 {signedIn.User.Name} 登录 {client.Server}，有效期至 {signedIn.ExpiresAt:u}。"));
            return 0;
        }));

        var show = new Command("show", Words.Of("Who is signed in, and what they may do.", "当前登录者及其权限。"));
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var session = await client.GetAsync<SessionInfo>("session", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(session)
                : Output.Table(["user", "tenant", "permissions"], [[session.User.Name, session.Tenant.Name, string.Join(' ', session.Permissions)]]);
        }));

        var close = new Command("close", Words.Of("Sign out.", "退出登录。"));
        close.SetAction(Output.Run(async (_, client, ct) =>
        {
            await client.DeleteAsync<object>("session", ct);
            SignInFile.Remove();
            return 0;
        }));

        return new Command("session", Words.Of("Sign in and out.", "登录与退出。")) { open, show, close };
    }

    private static string Ask(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? throw new CommandException(Words.Of("No password: set YUNQIAO_PASSWORD or give it on standard input.", "没有密码：请设置 YUNQIAO_PASSWORD，或从标准输入提供。"));
        }

        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0)
            {
                typed.Length--;
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
