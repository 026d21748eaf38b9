using System.CommandLine;
using System.Text.Json;
using Yunqiao.Client;

namespace Yunqiao.Cli;

/// <summary>Which server a command talks to, as whom, and how it prints.</summary>
internal static class Connection
{
    public static readonly Option<string?> Server = new("--server")
    {
        Description = Words.Of("The server's address; default YUNQIAO_SERVER, then the one signed in to, then http://localhost:8088.", "服务器地址；默认依次取 YUNQIAO_SERVER、上次登录的服务器、http://localhost:8088。"),
        Recursive = true,
    };

    public static readonly Option<bool> AsJson = new("--json") { Description = Words.Of("Print JSON instead of a table.", "输出 JSON 而非表格。"), Recursive = true };

    public static readonly Option<string?> Language = new("--language")
    {
        Description = Words.Of("zh or en; default YUNQIAO_LANGUAGE, then LANG.", "zh 或 en；默认取 YUNQIAO_LANGUAGE，其次 LANG。"),
        Recursive = true,
    };

    public static IReadOnlyList<Option> Options { get; } = [Server, AsJson, Language];

    /// <summary>A client for the command at hand; the token comes from YUNQIAO_TOKEN or from the last sign-in to that server.</summary>
    public static YunqiaoClient Open(ParseResult parsed)
    {
        var stored = SignInFile.Read();
        var address = ServerAddress(parsed, stored);
        var token = Environment.GetEnvironmentVariable("YUNQIAO_TOKEN") ?? (stored?.Server == address.ToString() ? stored.Token : null);
        return new YunqiaoClient(address, token, Words.Language);
    }

    private static Uri ServerAddress(ParseResult parsed, SignInFile? stored)
    {
        var text = parsed.GetValue(Server) ?? Environment.GetEnvironmentVariable("YUNQIAO_SERVER") ?? stored?.Server ?? "http://localhost:8088";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandException(Words.Of(
                $"{text} is not a server's address; write it like http://host:8088.", $"{text} 不是服务器地址；请写成 http://host:8088。"));
    }
}

/// <summary>The last sign-in, kept in a file that only its owner may read.</summary>
internal sealed record SignInFile(string Server, string Token)
{
    private static string Path =>
        System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "yunqiao",
            "session.json");

    public static SignInFile? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<SignInFile>(File.ReadAllText(Path));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        using var file = new FileStream(Path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, this);
    }

    public static void Remove() => File.Delete(Path);
}
