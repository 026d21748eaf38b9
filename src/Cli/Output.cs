using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Yunqiao.Client;

namespace Yunqiao.Cli;

/// <summary>How commands print: tables for people, JSON for programs, errors with what to do.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs a command's work: an error of the server is printed and becomes exit code 1, never a stack trace.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Run(Func<ParseResult, YunqiaoClient, CancellationToken, Task<int>> work) =>
        async (parsed, ct) =>
        {
            YunqiaoClient? client = null;
            try
            {
                client = Connection.Open(parsed);
                return await work(parsed, client, ct);
            }
            catch (YunqiaoException error)
            {
                WriteProblem(error.Problem);
                return 1;
            }
            catch (HttpRequestException)
            {
                Error(Words.Of(
                    $"No server answers at {client!.Server}. Start one with ./run, or name another with --server.",
                    $"{client.Server} 无响应。请用 ./run 启动服务器，或用 --server 指定其他服务器。"));
                return 1;
            }
            catch (CommandException error)
            {
                Error(error.Message);
                return error.ExitCode;
            }
            finally
            {
                client?.Dispose();
            }
        };

    public static int AsJson(object value)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));
        return 0;
    }

    public static int Table(IEnumerable<string> heads, IEnumerable<string?[]> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowRowSeparators = false };
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(Markup.Escape(head.ToUpperInvariant())) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => Markup.Escape(cell ?? "–")).ToArray());
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            // A pipe has no width: rows must not be folded.
            console.Profile.Width = 4000;
        }

        console.Write(table);
        return 0;
    }

    public static void Error(string text) => Console.Error.WriteLine(text);

    public static void WriteProblem(ProblemBody problem)
    {
        Error(Words.Of($"{problem.Title}. {problem.Detail}", $"{problem.Title}。{problem.Detail}"));
        foreach (var field in problem.Errors ?? [])
        {
            Error($"  {field.Pointer}: {field.Detail}");
        }

        Error($"  ({problem.Code ?? "http"} {problem.Status}{(problem.TraceId is null ? "" : $", trace {problem.TraceId}")})");
    }

    public static string Age(DateTimeOffset? time, TimeProvider clock)
    {
        if (time is null)
        {
            return "–";
        }

        var age = clock.GetUtcNow() - time.Value;
        return age.TotalSeconds < 60 ? Words.Of($"{Math.Max(0, (int)age.TotalSeconds)} s ago", $"{Math.Max(0, (int)age.TotalSeconds)} 秒前")
            : age.TotalMinutes < 60 ? Words.Of($"{(int)age.TotalMinutes} min ago", $"{(int)age.TotalMinutes} 分钟前")
            : age.TotalHours < 24 ? Words.Of($"{(int)age.TotalHours} h ago", $"{(int)age.TotalHours} 小时前")
            : time.Value.ToString("yyyy-MM-dd");
    }
}

/// <summary>The command cannot be carried out; the message says what to do.</summary>
internal sealed class CommandException(string message) : Exception(message)
{
    /// <summary>What the process ends with: the command line is wrong, unless it is another's fault.</summary>
    public int ExitCode { get; private init; } = CommandLine.UsageExitCode;

    /// <summary>The command line is right, and what it names is not there.</summary>
    public static CommandException NotFound(string message) => new(message) { ExitCode = 1 };
}
