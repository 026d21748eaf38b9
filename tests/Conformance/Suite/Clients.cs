using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yunqiao.Clouds;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Conformance;

/// <summary>The product's own way to an adapter, with everything that is logged kept for a look.</summary>
public sealed class Clients : IDisposable
{
    private readonly ServiceProvider services;

    public Clients()
    {
        services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(Logged)))
            .AddProviders()
            .AddDocker()
            .BuildServiceProvider();
    }

    /// <summary>Every line logged so far.</summary>
    public ConcurrentQueue<string> Logged { get; } = [];

    public IProvider Adapter(string provider) => services.GetRequiredService<ProviderCatalog>().Find(provider)!;

    public Task<ProviderClient> OpenAsync(AccountConnection connection, CallLane lane = CallLane.User) =>
        services.GetRequiredService<ProviderClients>().OpenAsync(connection, lane, CancellationToken.None);

    /// <summary>The bare way in: no budget and no retry.</summary>
    public Task<ProviderContext> ReachAsync(AccountConnection connection) =>
        services.GetRequiredService<ProviderReach>().OpenAsync(connection, CancellationToken.None);

    public static AccountConnection Connection(string provider, string endpoint, IReadOnlyDictionary<string, string>? credentials = null) =>
        new(TypedId.New<AccountId>(TimeProvider.System), provider, endpoint, null, credentials ?? new Dictionary<string, string>(), new ProviderSettings());

    public void Dispose() => services.Dispose();

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
