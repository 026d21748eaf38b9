using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;
using Yunqiao.Api;
using Yunqiao.Api.About;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Host;

/// <summary>The server: composed without touching the world, then started, then stopped.</summary>
internal static class Server
{
    private const int DefaultPort = 8088;
    private const string RolesSetting = "Server:Roles";

    /// <summary>Exit codes that scripts and service managers tell apart.</summary>
    private const int ExitUsage = 2;
    private const int ExitPortTaken = 3;
    private const int ExitStorage = 4;

    /// <summary>How long requests and operations that run may take to come to a safe point when the server stops.</summary>
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(25);

    /// <summary>Composes the server. Nothing is opened or started: the API's document can be made of this without a database.</summary>
    internal static WebApplication Build(IReadOnlyDictionary<string, string?> settings, Action<WebApplicationBuilder>? adjust)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        ConfigureLogging(builder.Logging);
        ConfigureListening(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(ServerRoles.Parse(builder.Configuration[RolesSetting]) ?? ServerRoles.All);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopDeadline);
        builder.Services.AddHostedService<FirstStartService>();
        builder.Services.AddClouds();
        builder.Services.AddModules(builder.Configuration);
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.MapApi(routes => routes.MapModules());
        Portal.Use(app);
        return app;
    }

    /// <summary>Runs the server until it is told to stop; its exit code.</summary>
    internal static async Task<int> RunAsync(string[] arguments)
    {
        var (settings, mistake) = ServerArguments.Parse(arguments);
        if (mistake is not null)
        {
            await Console.Error.WriteLineAsync($"{mistake}\n{ServerArguments.Usage}");
            return ExitUsage;
        }

        await using var app = Build(settings, adjust: null);
        if (await StartAsync(app) is { } failure)
        {
            // What had started already is stopped in order: the embedded database would otherwise be left running.
            await app.StopAsync();
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }

        var state = app.Services.GetRequiredService<ServerState>();
        app.Lifetime.ApplicationStopping.Register(state.Stopping);
        state.Ready();
        Console.WriteLine($"Yunqiao is ready at {Address(app)}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Starts it; when that fails for a reason that a person can do something about, what to say and the exit code.</summary>
    private static async Task<(string Message, int ExitCode)?> StartAsync(WebApplication app)
    {
        if (ServerRoles.Parse(app.Configuration[RolesSetting]) is null)
        {
            return ($"Server__Roles is '{app.Configuration[RolesSetting]}'; it takes api, worker, or both separated by a comma.", ExitUsage);
        }

        if (PortCheck.FirstTaken(UrlsOf(app.Configuration)) is { } taken)
        {
            // Before the database is opened: a server that cannot serve must not make one, nor print a password for it.
            return PortTaken(taken);
        }

        try
        {
            await app.StartAsync();
            return null;
        }
        catch (StorageStartException error)
        {
            return (error.Message, ExitStorage);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            return PortTaken(string.Join(' ', UrlsOf(app.Configuration)));
        }
    }

    private static (string Message, int ExitCode) PortTaken(string urls) =>
        ($"The address is in use by another program: {urls}. Stop it, or start with --port PORT.", ExitPortTaken);

    /// <summary>Where people reach it.</summary>
    internal static string Address(WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var address = new Uri(bound.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal));
        var isOwn = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return $"{address.Scheme}://{(isOwn ? "localhost" : address.Host)}:{address.Port}";
    }

    private static string[] UrlsOf(IConfiguration configuration)
    {
        if (configuration["Server:Urls"] is { Length: > 0 } urls && configuration["Server:Port"] is null)
        {
            return urls.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        // The system chooses a port for one address only, and localhost is two.
        var port = int.TryParse(configuration["Server:Port"], out var given) ? given : DefaultPort;
        return [port == 0 ? "http://127.0.0.1:0" : $"http://localhost:{port}"];
    }

    private static void ConfigureListening(WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls(UrlsOf(builder.Configuration));
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;

            // Above the limits of the edge, which answers with a problem; these close the connection. What lies between the
            // two is read and thrown away, because a client that is still sending does not see the answer.
            options.Limits.MaxRequestLineSize = 64 * 1024;
            options.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            options.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.MaxConcurrentConnections = 10_000;
        });
    }

    // To standard error: standard output carries the password of the first start, the ready line and nothing else.
    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

        // What keeps the server from starting is said once, by whoever ends the process.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Quartz", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
