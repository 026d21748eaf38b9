using System.Formats.Tar;
using System.Net.Sockets;

namespace Yunqiao.Tests.Peers;

/// <summary>Makes a small image out of Debian's busybox, as <c>docker import</c> does: no registry is needed.</summary>
internal static class DockerEngineImage
{
    private static readonly string[] Commands =
        ["sh", "sleep", "echo", "cat", "ls", "true", "false", "env", "id", "date", "head", "yes", "dd", "stty", "kill", "seq", "printf", "touch", "mkdir", "rm"];

    public static async Task<bool> PingAsync(string socket)
    {
        try
        {
            using var http = Client(socket);
            using var answer = await http.GetAsync("http://docker/_ping");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static async Task ImportAsync(string socket, string image)
    {
        var parts = image.Split(':');
        using var http = Client(socket);
        using var body = new StreamContent(await ArchiveAsync());
        using var answer = await http.PostAsync($"http://docker/images/create?fromSrc=-&repo={parts[0]}&tag={parts[1]}", body);
        var said = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || said.Contains("\"error\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The engine did not take the image: {said}");
        }
    }

    private static HttpClient Client(string socket) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
            return new NetworkStream(connection, ownsSocket: true);
        },
    });

    private static async Task<MemoryStream> ArchiveAsync()
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var name in new[] { "bin/", "etc/", "tmp/", "data/" })
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)0b111_101_101 });
            }

            await using var busybox = File.OpenRead("/bin/busybox");
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { DataStream = busybox, Mode = (UnixFileMode)0b111_101_101 });
            foreach (var command in Commands)
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{command}") { LinkName = "busybox" });
            }

            using var users = new MemoryStream("root:x:0:0:root:/:/bin/sh\n"u8.ToArray());
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = users, Mode = (UnixFileMode)0b110_100_100 });
        }

        archive.Position = 0;
        return archive;
    }
}
