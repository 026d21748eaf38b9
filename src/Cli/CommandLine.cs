using System.CommandLine;
using System.CommandLine.Help;
using Yunqiao.Cli.Commands;

namespace Yunqiao.Cli;

/// <summary>The tree of commands, its help, and what a command line that makes no sense is told.</summary>
internal static class CommandLine
{
    /// <summary>The command line makes no sense; the commands themselves end with 0 or 1.</summary>
    public const int UsageExitCode = 2;

    // The library's own words, which it has in English alone.
    private static readonly (string English, string Chinese)[] Heads =
    [
        ("Description:", "说明："), ("Usage:", "用法："), ("Arguments:", "参数："), ("Options:", "选项："), ("Commands:", "命令："),
        ("[command]", "[命令]"), ("[options]", "[选项]"), ("Show help and usage information", "显示帮助"),
        ("Show version information", "显示版本"), ("(REQUIRED)", "（必填）"), ("[default: ", "[默认："), ("<additional arguments>", "<其余参数>"),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Build().Parse(arguments);
        if (parsed.Action is HelpAction help)
        {
            using var text = new StringWriter();
            parsed.InvocationConfiguration.Output = text;
            help.Invoke(parsed);
            Console.Out.Write(Said(text.ToString()));
            return 0;
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Output.Error(error.Message);
            }

            var path = string.Join(' ', Path(parsed.CommandResult.Command).Append("--help"));
            Output.Error(Words.Of($"See {Name} {path}.", $"请参阅 {Name} {path}。"));
            return UsageExitCode;
        }

        return await parsed.InvokeAsync();
    }

    /// <summary>What the reader typed to get here: the script of the source tree says so.</summary>
    private static string Name => Environment.GetEnvironmentVariable("YUNQIAO_COMMAND") is { Length: > 0 } given ? given : "yunqiao";

    private static RootCommand Build()
    {
        var root = new RootCommand(Words.Of("Yunqiao: one entrance to a multi-cloud world.", "云桥：多云世界的统一入口。"))
        {
            SessionCommands.Build(),
            ProviderCommands.Build(),
            AccountCommands.Build(),
            KindCommands.Build(),
            ResourceCommands.Build(),
            OperationCommands.Build(),
            TokenCommands.Build(),
            DirectoryCommands.Users(),
            DirectoryCommands.Tenants(),
            DirectoryCommands.Sites(),
            DirectoryCommands.Audit(),
            EventCommands.Build(),
        };
        foreach (var option in Connection.Options)
        {
            root.Options.Add(option);
        }

        return root;
    }

    private static IEnumerable<string> Path(Command command)
    {
        var names = new Stack<string>();
        for (var at = command; at is not (null or RootCommand); at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Push(at.Name);
        }

        return names;
    }

    private static string Said(string help)
    {
        var text = help.Replace(RootCommand.ExecutableName, Name, StringComparison.Ordinal);
        foreach (var (english, chinese) in Words.IsChinese ? Heads : [])
        {
            text = text.Replace(english, chinese, StringComparison.Ordinal);
        }

        return text;
    }
}
