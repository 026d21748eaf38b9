using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;
using Yunqiao.Clouds.Docker;
using Yunqiao.Kernel.Observations;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Unit.Clouds;

public sealed class Docker_answers
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500, "driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:80 failed: port is already allocated", true, FaultKind.Conflict)]
    [InlineData(500, "write /var/lib/docker/tmp/x: no space left on device", true, FaultKind.NoStock)]
    [InlineData(500, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", true, FaultKind.Quota)]
    [InlineData(403, "error while removing network: network n id 1 has active endpoints", true, FaultKind.Conflict)]
    [InlineData(403, "bridge is a pre-defined network and cannot be removed", true, FaultKind.Denied)]
    [InlineData(404, "pull access denied for x, repository does not exist or may require 'docker login'", true, FaultKind.Denied)]
    [InlineData(404, "manifest for x:y not found: manifest unknown", true, FaultKind.NotFound)]
    [InlineData(404, "No such container: x", false, FaultKind.NotFound)]
    [InlineData(400, "OCI runtime create failed: exec: \"x\": executable file not found in $PATH", true, FaultKind.Invalid)]
    [InlineData(500, "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host", true, FaultKind.Unavailable)]
    [InlineData(500, "toomanyrequests: You have reached your pull rate limit", true, FaultKind.Throttled)]
    [InlineData(503, "This node is not a swarm manager. Use docker swarm init", true, FaultKind.Unsupported)]
    [InlineData(500, "something that nobody has seen", true, FaultKind.Ambiguous)]
    [InlineData(500, "something that nobody has seen", false, FaultKind.Unavailable)]
    [InlineData(502, "", true, FaultKind.Ambiguous)]
    [InlineData(501, "", true, FaultKind.Unsupported)]
    [InlineData(418, "", true, FaultKind.Invalid)]
    public void A_status_and_its_sentence_are_one_fault(int status, string message, bool mutation, FaultKind expected) =>
        Assert.Equal(expected, DockerFaults.Of((HttpStatusCode)status, message, mutation));

    [Theory]
    [InlineData("nginx", "nginx", "latest")]
    [InlineData("nginx:1.27", "nginx", "1.27")]
    [InlineData("registry:5000/a/b", "registry:5000/a/b", "latest")]
    [InlineData("registry:5000/a/b:c", "registry:5000/a/b", "c")]
    [InlineData("a/b@sha256:00", "a/b", "sha256:00")]
    public void An_image_has_a_name_and_a_tag(string image, string name, string tag) => Assert.Equal((name, tag), DockerPull.Split(image));

    [Theory]
    [InlineData("nginx", "docker.io")]
    [InlineData("library/nginx:1.27", "docker.io")]
    [InlineData("ghcr.io/a/b:c", "ghcr.io")]
    [InlineData("registry:5000/a", "registry:5000")]
    [InlineData("localhost/a", "localhost")]
    public void An_image_comes_from_a_registry(string image, string registry) => Assert.Equal(registry, DockerPull.RegistryOf(image));

    [Theory]
    [InlineData("web-1", true)]
    [InlineData("w.e_b-1", true)]
    [InlineData("w", false)]
    [InlineData("-web", false)]
    [InlineData("we b", false)]
    [InlineData("web\n", false)]
    [InlineData("网站", false)]
    public void A_name_is_what_the_engine_takes(string name, bool taken) =>
        Assert.Equal(taken, new DockerProvider().Manifest.Find("container/container", "create")!.Name!.Takes(name));

    [Fact]
    public void A_container_of_a_newer_engine_is_read_without_its_environment()
    {
        var seen = ContainerObservation.From(Json("""
            {"Id":"c1","Name":"/web","Created":"2026-01-02T03:04:05.123456789Z","Image":"sha256:i","Novelty":{"x":[1]},
             "State":{"Status":"exited","ExitCode":137,"Running":false},
             "Config":{"Image":"nginx:1","Cmd":["nginx","-g"],"Env":["PASSWORD=secret-word"],"Labels":{"a":"b","odd":7}},
             "HostConfig":{"Memory":134217728,"CpuQuota":150000,"CpuPeriod":100000,"RestartPolicy":{"Name":""},
                "PortBindings":{"443/tcp":[{"HostIp":"","HostPort":"8443"}],"53/udp":null}},
             "Mounts":[{"Type":"volume","Name":"v","Source":"/x","Destination":"/data","RW":false},{"Type":"bind","Source":"/etc","Destination":"/e","RW":true}],
             "NetworkSettings":{"Ports":{},"Networks":{"b":{"NetworkID":"n2"},"a":{"NetworkID":"n1"},"late":{"NetworkID":""}}}}
            """));

        Assert.Equal(("web", "exited", "exited", Power.Off), (seen.Name, seen.Lifecycle, seen.ProviderStatus, seen.Power));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), seen.CreatedAt);
        Assert.Equal(
            """{"image":"nginx:1","command":["nginx","-g"],"ports":[{"containerPort":53,"protocol":"udp"},{"containerPort":443,"hostPort":8443,"protocol":"tcp"}],"mounts":[{"type":"volume","source":"v","target":"/data","readOnly":true},{"type":"bind","source":"/etc","target":"/e","readOnly":false}],"memoryLimitMib":128,"cpuLimit":1.5,"restartPolicy":"no","exitCode":137}""",
            seen.Attributes.ToJsonString());
        Assert.Equal(
            ["runs-on engine", "uses-image sha256:i", "attached-to n1", "attached-to n2", "mounts v"],
            seen.Relations.Select(relation => $"{relation.Type} {relation.TargetExternalId}"));
        Assert.Equal("b", Assert.Single(seen.Tags).Value);
        Assert.DoesNotContain("secret-word", JsonSerializer.Serialize(seen), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_without_an_id_is_no_container()
    {
        var fault = Assert.Throws<ProviderException>(() => ContainerObservation.From(Json("""{"Name":"/x","State":{"Status":"running"}}""")));
        Assert.Equal(FaultKind.Bug, fault.Kind);
    }

    [Theory]
    [InlineData("""{"Type":"container","Action":"exec_start: sh -c x","Actor":{"ID":"c"}}""", "")]
    [InlineData("""{"Type":"container","Action":"health_status: healthy","Actor":{"ID":"c"}}""", "")]
    [InlineData("""{"Type":"container","Action":"die","Actor":{"ID":"c"}}""", "container/container c die")]
    [InlineData("""{"Type":"network","Action":"connect","Actor":{"ID":"n","Attributes":{"container":"c"}}}""", "container/container c connect")]
    [InlineData("""{"Type":"network","Action":"destroy","Actor":{"ID":"n"}}""", "container/network n destroy")]
    [InlineData("""{"Type":"volume","Action":"mount","Actor":{"ID":"v"}}""", "")]
    [InlineData("""{"Type":"volume","Action":"destroy","Actor":{"ID":"v"}}""", "container/volume v destroy")]
    [InlineData("""{"Type":"daemon","Action":"reload","Actor":{"ID":"d"}}""", "compute/host engine reload")]
    [InlineData("""{"Type":"plugin","Action":"enable","Actor":{"ID":"p"}}""", "")]
    [InlineData("""{"surprise":true}""", "")]
    public void An_event_tells_of_what_has_changed_and_of_nothing_else(string line, string expected) =>
        Assert.Equal(expected, string.Join(", ", DockerEvents.From(Json(line)).Select(change => $"{change.Kind} {change.ExternalId} {change.Action}")));

    [Fact]
    public void Samples_are_what_the_docker_command_shows()
    {
        var samples = DockerStats.From(Json("""
            {"read":"2026-01-02T03:04:05.9Z","pids_stats":{"current":3},
             "memory_stats":{"usage":1000,"limit":5000,"stats":{"inactive_file":400}},
             "cpu_stats":{"cpu_usage":{"total_usage":300},"system_cpu_usage":2000,"online_cpus":4},
             "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000},
             "networks":{"a":{"rx_bytes":1,"tx_bytes":2},"b":{"rx_bytes":10,"tx_bytes":20}},
             "blkio_stats":{"io_service_bytes_recursive":[{"op":"Read","value":7},{"op":"write","value":9},{"op":"Total","value":16}]}}
            """), DateTimeOffset.UnixEpoch).ToDictionary(sample => sample.Name, sample => sample.Value);

        Assert.Equal(80, samples["cpu.usagePercent"], 6);
        Assert.Equal(600, samples["memory.usedBytes"]);
        Assert.Equal(11, samples["network.receivedBytes"]);
        Assert.Equal(22, samples["network.sentBytes"]);
        Assert.Equal((7, 9), (samples["disk.readBytes"], samples["disk.writtenBytes"]));
        Assert.Equal(3, samples["processes"]);
        Assert.Empty(DockerStats.From(Json("""{"read":"0001-01-01T00:00:00Z","pids_stats":{},"memory_stats":{}}"""), DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Frames_are_taken_apart_wherever_they_are_cut()
    {
        byte[] wire = [1, 0, 0, 0, 0, 0, 0, 5, .. "hello"u8, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3, .. "err"u8];
        for (var step = 1; step <= wire.Length; step++)
        {
            await using var framed = new FramedStream(new Dripping(wire, step));
            using var reader = new StreamReader(framed, Encoding.UTF8);
            Assert.Equal("helloerr", await reader.ReadToEndAsync(Ct));
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 5, 104 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 72, 84, 84, 80, 47, 49, 46, 49 })]
    public async Task Half_a_frame_is_a_fault(byte[] wire)
    {
        await using var framed = new FramedStream(new MemoryStream(wire));
        var fault = await Assert.ThrowsAsync<ProviderException>(() => framed.CopyToAsync(Stream.Null, Ct));
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
    }

    [Fact]
    public async Task Lines_of_json_come_one_by_one_and_half_a_line_is_a_fault()
    {
        var whole = new List<string>();
        await foreach (var line in JsonLines.ReadAsync(new Dripping("{\"a\":1}\r\n\n{\"b\":2}"u8.ToArray(), 3), Ct))
        {
            whole.Add(line.GetRawText());
        }

        Assert.Equal(["{\"a\":1}", "{\"b\":2}"], whole);
        var fault = await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var line in JsonLines.ReadAsync(new MemoryStream("{\"a\":1}\n{\"b\":"u8.ToArray()), Ct))
            {
                Assert.Equal("{\"a\":1}", line.GetRawText());
            }
        });
        Assert.Equal(FaultKind.Unavailable, fault.Kind);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../info")]
    [InlineData("")]
    public void A_name_that_leads_to_another_path_is_refused(string name) =>
        Assert.Equal(FaultKind.Invalid, Assert.Throws<ProviderException>(() => DockerApi.InPath(name)).Kind);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class Dripping(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, step)], cancellationToken);
    }
}
