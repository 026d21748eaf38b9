using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Yunqiao.Simulators.Frame;

/// <summary>
/// Lets in what Kestrel refuses and real peers do not: requests with both <c>Upgrade</c> and a body (Docker's
/// <c>POST /exec/{id}/start</c>), whose body is moved into the header <see cref="BodyHeader"/> (base 64), and the host
/// <c>%2Fvar%2Frun%2Fdocker.sock</c> that the docker command names on a unix socket. A client that closes its half of an upgraded
/// connection, as the docker command does when it has no input, still gets its answer.
/// </summary>
internal static class LenientRequests
{
    /// <summary>Carries the body.</summary>
    public const string BodyHeader = "Simulator-Upgrade-Body";

    private const int LongestHead = 16 * 1024;

    public static ConnectionDelegate Middleware(ConnectionDelegate next) => async connection =>
    {
        var wire = connection.Transport;
        var rewritten = new Pipe();
        using var over = new CancellationTokenSource();
        using var closed = new CancellationTokenSource();
        var upgraded = new Upgraded();
        await using var closing = connection.ConnectionClosed.Register(() =>
        {
            if (!upgraded.Is)
            {
                closed.Cancel();
            }
        });
        connection.ConnectionClosed = closed.Token;
        var pump = PumpAsync(wire.Input, rewritten.Writer, upgraded, over.Token);
        connection.Transport = new Duplex(rewritten.Reader, wire.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = wire;
            await over.CancelAsync();
            await pump;
        }
    };

    private static async Task PumpAsync(PipeReader input, PipeWriter output, Upgraded upgraded, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(ct);
                var request = WithPlainHost(Encoding.Latin1.GetString(read.Buffer.ToArray()));
                if (IsUpgradeWithBody(request) && !read.IsCompleted)
                {
                    if (Rewritten(request) is not { } whole)
                    {
                        // The rest of it is still on its way.
                        input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                        continue;
                    }

                    request = whole;
                    upgraded.Is = true;
                }

                input.AdvanceTo(read.Buffer.End);
                await output.WriteAsync(Encoding.Latin1.GetBytes(request), ct);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionResetException or ConnectionAbortedException)
        {
            // The connection is over.
        }

        await output.CompleteAsync();
    }

    /// <summary>A client that waits for each answer begins a request with the first byte of what is read.</summary>
    private static bool IsUpgradeWithBody(string request) =>
        request.Length < LongestHead
        && request.StartsWith("POST ", StringComparison.Ordinal)
        && request.Contains("\r\nUpgrade:", StringComparison.OrdinalIgnoreCase)
        && LengthOf(request) > 0;

    private static string WithPlainHost(string request)
    {
        const string Escaped = "\r\nHost: %2F";
        var host = request.IndexOf(Escaped, StringComparison.OrdinalIgnoreCase);
        var end = host < 0 ? -1 : request.IndexOf("\r\n", host + 2, StringComparison.Ordinal);
        return end < 0 || !request[..host].Contains(" HTTP/1.1", StringComparison.Ordinal)
            ? request
            : $"{request[..host]}\r\nHost: docker{request[end..]}";
    }

    private static int LengthOf(string request)
    {
        var head = request.Split("\r\n\r\n", 2)[0];
        var line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return line is not null && int.TryParse(line["Content-Length:".Length..], out var length) ? length : 0;
    }

    private static string? Rewritten(string request)
    {
        var parts = request.Split("\r\n\r\n", 2);
        var length = LengthOf(request);
        if (parts.Length < 2 || parts[1].Length < length)
        {
            return null;
        }

        var lines = parts[0].Split("\r\n").Where(line => !line.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));
        var body = Convert.ToBase64String(Encoding.Latin1.GetBytes(parts[1][..length]));
        return $"{string.Join("\r\n", lines)}\r\n{BodyHeader}: {body}\r\n\r\n{parts[1][length..]}";
    }

    private sealed class Upgraded
    {
        public volatile bool Is;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
