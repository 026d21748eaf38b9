using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class SessionCommands
{
    public static Command Build()
    {
        var user = new Option<string>("--user") { Description = "Who signs in.", DefaultValueFactory = _ => "admin" };
        var open = new Command("open", "Sign in; the password is read from YUNQIAO_PASSWORD or asked for.") { user };
        open.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var name = parsed.GetValue(user)!;
            var password = Environment.GetEnvironmentVariable("YUNQIAO_PASSWORD") ?? Ask($"Password of {name} at {client.Server}: ");
            var signedIn = await client.PostAsync<SignedIn>("session", new { user = name, password }, ct);
            new SignInFile(client.Server.ToString(), signedIn.Token).Write();
            Console.WriteLine($"Signed in to {client.Server} as {signedIn.User.Name} until {signedIn.ExpiresAt:u}.");
            return 0;
        }));

        var show = new Command("show", "Who is signed in, and what they may do.");
        show.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var session = await client.GetAsync<SessionInfo>("session", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(session)
                : Output.Table(["user", "tenant", "permissions"], [[session.User.Name, session.Tenant.Name, string.Join(' ', session.Permissions)]]);
        }));

        var close = new Command("close", "Sign out.");
        close.SetAction(Output.Run(async (_, client, ct) =>
        {
            await client.DeleteAsync<object>("session", ct);
            SignInFile.Remove();
            return 0;
        }));

        return new Command("session", "Sign in and out.") { open, show, close };
    }

    private static string Ask(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? throw new CommandException("No password: set YUNQIAO_PASSWORD or give it on standard input.");
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
