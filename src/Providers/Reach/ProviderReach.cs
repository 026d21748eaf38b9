using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>
/// Opens the way to an account's endpoint: unix sockets, TCP, TLS with certificates from the account's credentials. No proxy of
/// the environment, no cookie and no redirect is ever followed.
/// </summary>
public sealed class ProviderReach(ProviderCatalog catalog, TimeProvider clock)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<AccountId, Kept> kept = new();

    /// <summary>
    /// The context of an account's calls. Nothing is sent yet. Connections are kept between calls for as long as the connection's
    /// data stays the same. Fails with <see cref="ProviderException"/>: unsupported for an unknown provider, invalid for an endpoint or a
    /// certificate that cannot be used.
    /// </summary>
    public Task<ProviderContext> OpenAsync(AccountConnection connection, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var manifest = catalog.Find(connection.Provider)?.Manifest
            ?? throw new ProviderException(FaultKind.Unsupported, $"This server has no adapter named {connection.Provider}.") { NothingSent = true };
        var endpoint = connection.Endpoint ?? manifest.DefaultEndpoint
            ?? throw new ProviderException(FaultKind.Invalid, $"{manifest.Name} needs an endpoint.") { VendorCode = "endpoint", NothingSent = true };
        var target = ReachTarget.Parse(endpoint, manifest, TlsIdentity.IsGiven(connection.Credentials));

#pragma warning disable CA2000 // The handler below is shared and outlives the client; see HandlerOf.
        var http = new HttpClient(HandlerOf(connection, target), disposeHandler: false)
        {
            BaseAddress = target.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Yunqiao");
        return Task.FromResult(new ProviderContext(
            new Uri(endpoint), connection.Partition, connection.Credentials, connection.Settings, http, clock));
    }

    /// <summary>Drops the connections that are kept for an account.</summary>
    public void Forget(AccountId account) => kept.TryRemove(account, out _);

    /// <summary>
    /// One handler per account while its data is the same. A replaced handler is not disposed, because a stream may still run
    /// through it; its idle connections close by themselves.
    /// </summary>
    private HttpMessageHandler HandlerOf(AccountConnection connection, ReachTarget target)
    {
        if (connection.Account is not { } account)
        {
            return Build(connection, target);
        }

        var fingerprint = Fingerprint(connection);
        return kept.AddOrUpdate(
            account,
            _ => new Kept(fingerprint, Build(connection, target)),
            (_, old) => old.Fingerprint == fingerprint ? old : new Kept(fingerprint, Build(connection, target))).Handler;
    }

    private static TransportFaultHandler Build(AccountConnection connection, ReachTarget target) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        MaxConnectionsPerServer = 128,
        MaxResponseHeadersLength = 64,
        SslOptions = TlsIdentity.Options(connection.Credentials, connection.Settings.InsecureTls),
        ConnectCallback = (context, ct) => ReachConnector.ConnectAsync(target, context.DnsEndPoint, ct),
    });

    /// <summary>Changes with anything that the handler is built from; says nothing of the secrets in it.</summary>
    private static string Fingerprint(AccountConnection connection)
    {
        var text = JsonSerializer.Serialize(new
        {
            connection.Provider,
            connection.Endpoint,
            Credentials = connection.Credentials.OrderBy(c => c.Key, StringComparer.Ordinal),
            connection.Settings,
        });
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private sealed record Kept(string Fingerprint, HttpMessageHandler Handler);
}
