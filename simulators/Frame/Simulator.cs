using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Yunqiao.Simulators.Frame;

/// <summary>One cloud's wire protocol, as a simulator serves it.</summary>
public interface ISimulatedCloud
{
    /// <summary>Adds the cloud's routes.</summary>
    void Map(WebApplication app);

    /// <summary>The request's path as routes and fault scripts name it, without what versions and regions add to it.</summary>
    string PlainPath(string path);

    /// <summary>Whether the answer of a plain path has no end of its own; a cut comes after the rule's delay then.</summary>
    bool IsStream(string path);

    /// <summary>Changes a document so that its things are in a state that nobody knows.</summary>
    void Distort(JsonNode document);

    /// <summary>The cloud's document of an error.</summary>
    JsonNode Error(string message);

    /// <summary>Credentials that the simulator accepts, besides certificates.</summary>
    IReadOnlyDictionary<string, string> Credentials { get; }
}

/// <summary>A running simulator.</summary>
public sealed class Simulator : IAsyncDisposable
{
    private readonly WebApplication app;

    private Simulator(WebApplication app, FaultScript faults, string endpoint, IReadOnlyDictionary<string, string> credentials, RequestCounter requests)
    {
        this.app = app;
        Faults = faults;
        Endpoint = endpoint;
        Credentials = credentials;
        Requests = requests;
    }

    /// <summary>Where it listens.</summary>
    public string Endpoint { get; }

    /// <summary>What it accepts, by the names of the contract.</summary>
    public IReadOnlyDictionary<string, string> Credentials { get; }

    /// <summary>What goes wrong; rules may be added while it runs.</summary>
    public FaultScript Faults { get; }

    /// <summary>What was asked of it.</summary>
    public RequestCounter Requests { get; }

    /// <summary>Starts one; it accepts connections when this returns.</summary>
    public static async Task<Simulator> StartAsync(ISimulatedCloud cloud, SimulatorOptions options, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
        var credentials = new Dictionary<string, string>(cloud.Credentials, StringComparer.Ordinal);
        var authority = options.Tls == SimulatedTls.None ? null : new CertificateAuthority("Yunqiao simulator", clock);
        var certificate = authority is null ? null : ServerCertificate(authority, options.Tls, credentials);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port, listen =>
            {
                if (authority is not null)
                {
                    listen.UseHttps(https => Demand(https, certificate!, authority.Root));
                }

                listen.Use(LenientRequests.Middleware);
            });
            if (options.SocketPath is { } socket)
            {
                File.Delete(socket);
                kestrel.ListenUnixSocket(socket, listen => listen.Use(LenientRequests.Middleware));
            }
        });

        var app = builder.Build();
        var faults = new FaultScript();
        faults.Add([.. options.Faults ?? []]);
        var requests = new RequestCounter();
        var middleware = new FaultMiddleware(faults, cloud, clock);
        app.Use((context, next) =>
        {
            context.Request.Path = cloud.PlainPath(context.Request.Path.Value ?? "/");
            requests.Count(context.Request.Method, context.Request.Path.Value ?? "/");
            return middleware.InvokeAsync(context, next);
        });
        app.UseRouting();
        cloud.Map(app);
        await app.StartAsync();

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .First(a => !a.Contains("unix:", StringComparison.Ordinal));
        return new Simulator(app, faults, address, credentials, requests);
    }

    /// <summary>Completes when it was asked to end.</summary>
    public Task WaitAsync() => app.WaitForShutdownAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private static X509Certificate2 ServerCertificate(CertificateAuthority authority, SimulatedTls tls, Dictionary<string, string> credentials)
    {
        string[] hosts = tls == SimulatedTls.OtherName ? ["elsewhere.example"] : ["localhost", "127.0.0.1"];
        var server = authority.IssueServer("simulator", hosts, expired: tls == SimulatedTls.Expired);
        var client = authority.IssueClient("yunqiao");
        credentials["caCertificate"] = authority.Pem;
        credentials["clientCertificate"] = client.Certificate;
        credentials["clientKey"] = client.Key;
        return X509Certificate2.CreateFromPem(server.Certificate, server.Key);
    }

    /// <summary>As dockerd does with --tlsverify: only clients whose certificate the authority signed.</summary>
    private static void Demand(HttpsConnectionAdapterOptions https, X509Certificate2 certificate, X509Certificate2 root)
    {
        https.ServerCertificate = certificate;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (presented, _, _) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(root);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(presented);
        };
    }
}

/// <summary>Counts requests, so that a test can tell whether something was sent twice.</summary>
public sealed class RequestCounter
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>How many came so far, by method and plain path: <c>POST /containers/create</c>.</summary>
    public int Of(string request) => counts.GetValueOrDefault(request);

    internal void Count(string method, string path) => counts.AddOrUpdate($"{method} {path}", 1, (_, count) => count + 1);
}
