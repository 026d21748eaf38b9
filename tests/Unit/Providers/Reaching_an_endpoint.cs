using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yunqiao.Clouds;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Unit.Providers;

public sealed class Reaching_an_endpoint : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("yq-reach-");

    private readonly ServiceProvider services = new ServiceCollection().AddLogging().AddProviders().AddDocker().BuildServiceProvider();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(folder.FullName, "s.sock");

    public void Dispose()
    {
        services.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("tcp://h:2375", true, "http://h:2375/")]
    [InlineData("tcp://h:2376", false, "https://h:2376/")]
    [InlineData("tcp://h:9000", false, "http://h:9000/")]
    [InlineData("tcp://h:9000", true, "https://h:9000/")]
    [InlineData("tcp://h", true, "https://h:2376/")]
    [InlineData("tcp://h", false, "http://h:2375/")]
    [InlineData("https://h/docker", false, "https://h/docker/")]
    [InlineData("http://[::1]:2375", false, "http://[::1]:2375/")]
    public void A_tcp_endpoint_is_http_or_https_by_dockers_convention(string endpoint, bool certificates, string address) =>
        Assert.Equal(address, ReachTarget.Parse(endpoint, Manifest(), certificates).BaseAddress.ToString());

    [Theory]
    [InlineData("unix:///var/run/docker.sock", "/var/run/docker.sock")]
    [InlineData("unix:///a%20b/c", "/a b/c")]
    public void A_unix_endpoint_is_its_path(string endpoint, string path) =>
        Assert.Equal(path, ReachTarget.Parse(endpoint, Manifest(), false).SocketPath);

    [Theory]
    [InlineData("unix://var/run/docker.sock")]
    [InlineData("unix:///")]
    [InlineData("gopher://h/")]
    [InlineData("https://u:p@h/")]
    [InlineData("https://h/#x")]
    public void Other_endpoints_are_refused(string endpoint)
    {
        var fault = Assert.Throws<ProviderException>(() => ReachTarget.Parse(endpoint, Manifest(), false));
        Assert.Equal(FaultKind.Invalid, fault.Kind);
    }

    [Fact]
    public async Task A_socket_that_is_missing_is_named()
    {
        var fault = await FaultAsync($"unix://{SocketPath}");
        Assert.Equal((FaultKind.Unavailable, "socket.missing"), (fault.Kind, fault.VendorCode));
        Assert.Contains(SocketPath, fault.Message, StringComparison.Ordinal);
        Assert.True(fault.NothingSent);
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_a_stopped_engine()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
        }

        using var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        File.Delete(SocketPath);
        stale.Bind(new UnixDomainSocketEndPoint(SocketPath));
        var fault = await FaultAsync($"unix://{SocketPath}");
        Assert.Equal((FaultKind.Unavailable, "socket.refused"), (fault.Kind, fault.VendorCode));
    }

    [Fact]
    public void A_socket_that_this_user_may_not_open_names_the_remedy()
    {
        var fault = ReachConnector.OfSocket("/var/run/docker.sock", new SocketException((int)SocketError.AccessDenied));
        Assert.Equal(FaultKind.Denied, fault.Kind);
        Assert.Contains(Environment.UserName, fault.Message, StringComparison.Ordinal);
        Assert.Contains("group", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.NothingSent);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_unavailable()
    {
        var fault = await FaultAsync("http://nowhere.invalid:2375");
        Assert.Equal((FaultKind.Unavailable, "dns"), (fault.Kind, fault.VendorCode));
    }

    [Fact]
    public async Task Plain_text_where_tls_is_expected_is_no_crash()
    {
        await using var peer = Peer.Start("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        var fault = await FaultAsync($"https://127.0.0.1:{peer.Port}");
        Assert.Contains(fault.Kind, new[] { FaultKind.Unavailable, FaultKind.Auth });
    }

    [Fact]
    public async Task A_peer_that_does_not_accept_in_time_is_unavailable_and_not_a_cancellation()
    {
        using var http = new HttpMessageInvoker(new TransportFaultHandler(new Unanswered()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://peer/");
        var fault = await Assert.ThrowsAsync<ProviderException>(() => http.SendAsync(request, Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
        Assert.True(fault.NothingSent);
    }

    [Theory]
    [InlineData("GET", FaultKind.Unavailable)]
    [InlineData("POST", FaultKind.Ambiguous)]
    [InlineData("DELETE", FaultKind.Ambiguous)]
    public async Task A_connection_that_closes_without_an_answer_is_ambiguous_for_what_changes_something(string method, FaultKind expected)
    {
        await using var peer = Peer.Start("");
        var context = await OpenAsync($"http://127.0.0.1:{peer.Port}");
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        var fault = await Assert.ThrowsAsync<ProviderException>(() => context.Http.SendAsync(request, Ct));
        Assert.Equal((expected, false), (fault.Kind, fault.NothingSent));

        // The handler below repeats what has no body by itself: harmless for a read, and exactly what must not happen to the others.
        Assert.True(expected == FaultKind.Unavailable || peer.Connections == 1);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = Peer.Start("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK");
        await using var peer = Peer.Start($"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere.Port}/\r\nContent-Length: 0\r\n\r\n");
        var fault = await FaultAsync($"http://127.0.0.1:{peer.Port}");
        Assert.Equal(FaultKind.Invalid, fault.Kind);
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public async Task Something_else_than_the_expected_peer_is_said_to_be_that()
    {
        await using var peer = Peer.Start("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>hi</html>");
        var fault = await FaultAsync($"http://127.0.0.1:{peer.Port}");
        Assert.Equal((FaultKind.Invalid, "endpoint.notDocker"), (fault.Kind, fault.VendorCode));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_at_the_limit()
    {
        await using var peer = Peer.Start("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", endless: true);
        var context = await OpenAsync($"http://127.0.0.1:{peer.Port}");
        using var response = await context.Http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await response.Content.ReadAsStreamAsync(Ct);
        var fault = await Assert.ThrowsAsync<ProviderException>(() => body.CopyToAsync(Stream.Null, Ct));
        Assert.Equal((FaultKind.Bug, "answer.tooLarge"), (fault.Kind, fault.VendorCode));
    }

    private static ProviderManifest Manifest() =>
        new ServiceCollection().AddProviders().AddDocker().BuildServiceProvider().GetRequiredService<ProviderCatalog>().Find("docker")!.Manifest;

    private Task<ProviderContext> OpenAsync(string endpoint) => services.GetRequiredService<ProviderReach>().OpenAsync(
        new AccountConnection(TypedId.New<AccountId>(TimeProvider.System), "docker", endpoint, null, new Dictionary<string, string>(), new ProviderSettings()), Ct);

    private async Task<ProviderException> FaultAsync(string endpoint)
    {
        var watch = Stopwatch.StartNew();
        var context = await OpenAsync(endpoint);
        var fault = await Assert.ThrowsAsync<ProviderException>(() => services.GetRequiredService<ProviderCatalog>().Find("docker")!.ProbeAsync(context, Ct));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        return fault;
    }

    /// <summary>As the handler below fails when the time for connecting is over.</summary>
    private sealed class Unanswered : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new TaskCanceledException("connect", new TimeoutException());
    }

    /// <summary>Answers every connection with the same bytes.</summary>
    private sealed class Peer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource over = new();
        private int connections;

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Connections => connections;

        public static Peer Start(string answer, bool endless = false)
        {
            var peer = new Peer();
            peer.listener.Start();
            _ = peer.ServeAsync(Encoding.ASCII.GetBytes(answer), endless);
            return peer;
        }

        public async ValueTask DisposeAsync()
        {
            await over.CancelAsync();
            listener.Dispose();
            over.Dispose();
        }

        private async Task ServeAsync(byte[] answer, bool endless)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(over.Token);
                    Interlocked.Increment(ref connections);
                    var stream = client.GetStream();
                    await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, over.Token);
                    await stream.WriteAsync(answer, over.Token);
                    for (var chunk = new byte[1 << 20]; endless;)
                    {
                        await stream.WriteAsync(chunk, over.Token);
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // The test is over, or the reader has had enough.
            }
        }
    }
}
