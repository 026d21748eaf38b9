using System.Text.Json;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Samples from <c>GET /containers/{id}/stats?stream=false</c>, which takes the engine a second: it measures the CPU twice.</summary>
internal static class DockerStats
{
    public static async Task<IReadOnlyList<MetricSample>> MeterAsync(DockerApi api, ProviderContext context, string id, CancellationToken ct) =>
        From(await api.GetAsync($"/containers/{DockerApi.InPath(id)}/stats?stream=false", ct), context.Clock.GetUtcNow());

    /// <summary>A container that does not run has neither processes nor memory in its answer: no samples.</summary>
    public static IReadOnlyList<MetricSample> From(JsonElement stats, DateTimeOffset now)
    {
        if (stats.At("memory_stats")?.Count("usage") is null && stats.At("pids_stats")?.Count("current") is null)
        {
            return [];
        }

        var at = stats.Moment("read") ?? now;
        var samples = new List<MetricSample>();
        Add("cpu.usagePercent", CpuPercent(stats));
        Add("memory.usedBytes", MemoryUsed(stats));
        Add("memory.limitBytes", stats.At("memory_stats")?.Count("limit"));
        Add("network.receivedBytes", Networks(stats, "rx_bytes"));
        Add("network.sentBytes", Networks(stats, "tx_bytes"));
        Add("disk.readBytes", Disk(stats, "read"));
        Add("disk.writtenBytes", Disk(stats, "write"));
        Add("processes", stats.At("pids_stats")?.Count("current"));
        return samples;

        void Add(string name, double? value)
        {
            if (value is { } known)
            {
                samples.Add(new MetricSample(name, known, at));
            }
        }
    }

    /// <summary>As the docker command computes it: 100 is one CPU busy all the time.</summary>
    private static double? CpuPercent(JsonElement stats)
    {
        if (stats.At("cpu_stats", "cpu_usage")?.Count("total_usage") is not { } total
            || stats.At("precpu_stats", "cpu_usage")?.Count("total_usage") is not { } before
            || stats.At("cpu_stats")?.Count("system_cpu_usage") is not { } system
            || stats.At("precpu_stats")?.Count("system_cpu_usage") is not { } systemBefore)
        {
            return null;
        }

        var processors = stats.At("cpu_stats")?.Count("online_cpus")
            ?? Math.Max(1, stats.At("cpu_stats", "cpu_usage", "percpu_usage").Items().Count());
        return system > systemBefore && total >= before ? (total - before) / (system - systemBefore) * processors * 100 : 0;
    }

    /// <summary>Without the page cache that can be dropped: its name is <c>total_inactive_file</c> in cgroup 1 and <c>inactive_file</c> in 2.</summary>
    private static double? MemoryUsed(JsonElement stats)
    {
        if (stats.At("memory_stats")?.Count("usage") is not { } usage)
        {
            return null;
        }

        var detail = stats.At("memory_stats", "stats");
        var cache = detail?.Count("total_inactive_file") ?? detail?.Count("inactive_file") ?? 0;
        return cache < usage ? usage - cache : usage;
    }

    private static double? Networks(JsonElement stats, string counter) =>
        stats.Member("networks") is { } networks ? ((JsonElement?)networks).Members().Sum(network => network.Value.Count(counter) ?? 0) : null;

    private static double? Disk(JsonElement stats, string operation) =>
        stats.At("blkio_stats", "io_service_bytes_recursive") is { ValueKind: JsonValueKind.Array } rows
            ? ((JsonElement?)rows).Items()
                .Where(row => string.Equals(row.Text("op"), operation, StringComparison.OrdinalIgnoreCase))
                .Sum(row => row.Count("value") ?? 0)
            : null;
}
