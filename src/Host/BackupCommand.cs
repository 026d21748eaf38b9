using Yunqiao.Api.About;
using Yunqiao.Storage;

namespace Yunqiao.Host;

/// <summary>
/// <c>backup FILE</c>, <c>restore FILE</c> and <c>upgrade-database</c>: they work on the database itself, without a server.
/// </summary>
internal static class BackupCommand
{
    internal const string Usage = "Usage: ./yunqiao backup FILE [--data DIR]\n       ./yunqiao restore FILE [--data DIR]\n       ./yunqiao upgrade-database [--data DIR]";
    private const string Upgrade = "upgrade-database";
    private const int ExitUsage = 2;
    private const int ExitStorage = 4;
    private static readonly string[] Verbs = ["backup", "restore", Upgrade];

    internal static bool Is(IReadOnlyList<string> arguments) => arguments.Count > 0 && Verbs.Contains(arguments[0]);

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var file = arguments[0] == Upgrade ? "" : arguments.Skip(1).FirstOrDefault(argument => !argument.StartsWith("--", StringComparison.Ordinal));
        if (arguments.Contains("--help") || file is null)
        {
            await Console.Error.WriteLineAsync(Usage);
            return arguments.Contains("--help") ? 0 : ExitUsage;
        }

        var rest = arguments.Skip(1).ToList();
        rest.Remove(file);
        var (settings, mistake) = ServerArguments.Parse(rest);
        if (mistake is not null || settings.Keys.Any(key => key != "Storage:DataFolder"))
        {
            await Console.Error.WriteLineAsync($"{mistake ?? "only --data may follow"}\n{Usage}");
            return ExitUsage;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await using var app = Server.Build(settings, adjust: null);
            await RunAsync(app.Services, arguments[0], file, stop.Token);
            return 0;
        }
        catch (StorageStartException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitStorage;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; nothing was kept.");
            return 1;
        }
    }

    private static async Task RunAsync(IServiceProvider services, string verb, string file, CancellationToken ct)
    {
        var storage = services.GetRequiredService<StorageServer>();
        var key = services.GetRequiredService<StorageSettings>().MasterKeyFile;
        try
        {
            if (verb == Upgrade)
            {
                var kept = await storage.UpgradeAsync(ServerState.Version, Report, ct);
                Console.WriteLine(kept is null
                    ? "The database has the version that this release brings; there is nothing to do."
                    : $"Done. Start the server with ./run; people sign in again, API tokens stay valid. The old database is in {kept}: delete it when you are content.");
            }
            else if (verb == "backup")
            {
                file = Path.GetFullPath(file);
                var contents = await storage.BackUpAsync(file, ServerState.Version, Report, ct);
                Console.WriteLine($"{contents.Rows} rows of {contents.Tables.Count} tables are in {file}.");
                Console.WriteLine($"The master key is not in it. Keep {key} apart from the backup: without it no credential can be read.");
            }
            else
            {
                var contents = await storage.RestoreAsync(Path.GetFullPath(file), Report, ct);
                Console.WriteLine($"{contents.Rows} rows of {contents.Tables.Count} tables were restored. Start the server with ./run; people sign in again, API tokens stay valid.");
            }
        }
        finally
        {
            await storage.CloseAsync();
        }
    }

    private static void Report(string line) => Console.Error.WriteLine(line);
}
