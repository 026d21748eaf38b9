using System.Globalization;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Peers;

/// <summary>An engine's folder under /tmp: short, because the path of a socket holds 107 bytes.</summary>
internal sealed class DockerEngineFolder
{
    private const string Prefix = "yqdk-";

    private readonly string path;

    private DockerEngineFolder(string path) => this.path = path;

    public string Socket => Path.Combine(path, "docker.sock");

    public string Log => Path.Combine(path, "dockerd.log");

    public string Script => Path.Combine(path, "start.sh");

    public IReadOnlyDictionary<string, string>? Credentials { get; private set; }

    private string Name => Path.GetFileName(path);

    public static DockerEngineFolder Create(DockerEngineLink? link)
    {
        var folder = new DockerEngineFolder(Directory.CreateTempSubdirectory(Prefix).FullName);
        File.WriteAllText(Path.Combine(folder.path, "owner"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (link is not null)
        {
            folder.WriteCertificates(link);
        }

        File.WriteAllText(folder.Script, folder.ScriptText(link));
        return folder;
    }

    /// <summary>Folders and control groups of test processes that were killed. Their engines went with them.</summary>
    public static void RemoveLeftovers()
    {
        foreach (var path in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.Combine(path, "owner");
            if (File.Exists(owner) && !Directory.Exists($"/proc/{File.ReadAllText(owner)}"))
            {
                new DockerEngineFolder(path).Remove();
            }
        }
    }

    public void Remove()
    {
        for (var attempt = 0; attempt < 50 && Directory.Exists(path); attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException)
            {
                // The kernel is still taking the namespaces down.
                Thread.Sleep(100);
            }
        }

        foreach (var group in ControlGroups().OrderByDescending(group => group.Length))
        {
            try
            {
                Directory.Delete(group);
            }
            catch (IOException)
            {
                // A process is still leaving it; the next run takes it away.
            }
        }
    }

    private IEnumerable<string> ControlGroups() =>
        from hierarchy in Directory.Exists("/sys/fs/cgroup") ? Directory.GetDirectories("/sys/fs/cgroup") : []
        let parent = Path.Combine(hierarchy, Name)
        where Directory.Exists(parent)
        from directory in Directory.GetDirectories(parent, "*", SearchOption.AllDirectories).Append(parent)
        select directory;

    private void WriteCertificates(DockerEngineLink link)
    {
        using var authority = new CertificateAuthority("Yunqiao test engine", TimeProvider.System);
        var server = authority.IssueServer("dockerd", [link.Address, "127.0.0.1", "localhost"]);
        var client = authority.IssueClient("yunqiao");
        File.WriteAllText(Path.Combine(path, "ca.pem"), authority.Pem);
        File.WriteAllText(Path.Combine(path, "server.pem"), server.Certificate);
        File.WriteAllText(Path.Combine(path, "server-key.pem"), server.Key);
        Credentials = new Dictionary<string, string>
        {
            ["caCertificate"] = authority.Pem,
            ["clientCertificate"] = client.Certificate,
            ["clientKey"] = client.Key,
        };
    }

    /// <summary>
    /// The first process of the namespaces. It waits for its input to close; the line <c>stop</c> ends dockerd first, so that it
    /// stops its containers and writes down their state.
    /// </summary>
    private string ScriptText(DockerEngineLink? link)
    {
        var tls = link is null
            ? ""
            : $"-H tcp://0.0.0.0:2376 --tlsverify --tlscacert {path}/ca.pem --tlscert {path}/server.pem --tlskey {path}/server-key.pem";
        return $"""
            rm -f {path}/docker.pid {path}/exec/containerd/containerd.pid
            ip link set lo up
            {(link is null ? "" : "read -r linked")}
            dockerd --data-root {path}/data --exec-root {path}/exec --pidfile {path}/docker.pid \
              -H unix://{Socket} {tls} --cgroup-parent /{Name} --shutdown-timeout 5 >> {Log} 2>&1 < /dev/null &
            dockerd=$!
            while read -r line; do
              if [ "$line" = stop ]; then
                kill -TERM $dockerd
                wait $dockerd
                exit 0
              fi
            done
            kill -KILL $dockerd

            """;
    }
}
