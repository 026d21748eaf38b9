using System.Diagnostics;
using System.Text.Json;
using Xunit;
using Yunqiao.Providers;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Tests.Conformance.Docker;

/// <summary>The simulator as a program of its own, as <c>./yunqiao simulate</c> runs it.</summary>
public sealed class SimulatorProgram
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_first_prints_where_it_listens_and_then_plays_its_fault_script()
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """[{"match": "GET /info", "fault": "status", "status": 403, "message": "not you", "times": 1}]""", Ct);
        using var process = Launch("docker", "--port", "0", "--machines", "3", "--faults", script, "--limits", "real");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct);
            var said = JsonSerializer.Deserialize<JsonElement>(line!);
            Assert.Equal(JsonValueKind.Object, said.GetProperty("credentials").ValueKind);

            using var clients = new Clients();
            var client = await clients.OpenAsync(Clients.Connection("docker", said.GetProperty("endpoint").GetString()!));
            var fault = await Assert.ThrowsAsync<ProviderException>(() => client.ProbeAsync(Ct));
            Assert.Equal((FaultKind.Denied, "not you"), (fault.Kind, fault.Message));
            Assert.Equal(3, (await client.ProbeAsync(Ct)).Counts["container/container"]);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Ct);
            File.Delete(script);
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("docker", "--port", "high")]
    [InlineData("docker", "--faults", "/no/such/file")]
    [InlineData("docker", "--port")]
    public async Task Wrong_arguments_are_named_and_end_it_with_2(params string[] arguments)
    {
        using var process = Launch(arguments);
        var said = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct);
        Assert.Equal(2, process.ExitCode);
        Assert.NotEmpty(said.Trim());
    }

    private static Process Launch(params string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(Simulator).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
