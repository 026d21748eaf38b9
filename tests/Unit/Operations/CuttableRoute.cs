using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>A way to PostgreSQL that can be cut and mended: what a node loses when its network fails.</summary>
internal sealed class CuttableRoute : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly UnixDomainSocketEndPoint target;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly List<Socket> open = [];
    private readonly Task accepting;
    private bool cut;

    public CuttableRoute(string connectionString)
    {
        var direct = new NpgsqlConnectionStringBuilder(connectionString);
        target = new UnixDomainSocketEndPoint($"{direct.Host}/.s.PGSQL.{direct.Port}");
        listener.Start();
        direct.Host = "127.0.0.1";
        direct.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ConnectionString = direct.ConnectionString;
        accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    public void Cut()
    {
        lock (gate)
        {
            cut = true;
            open.ForEach(socket => socket.Dispose());
            open.Clear();
        }
    }

    public void Mend()
    {
        lock (gate)
        {
            cut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Cut();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stopping.Token);
                var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                lock (gate)
                {
                    open.AddRange([client, server]);
                    if (cut)
                    {
                        client.Dispose();
                        server.Dispose();
                        continue;
                    }
                }

                await server.ConnectAsync(target, stopping.Token);
                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
