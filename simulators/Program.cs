using System.Text.Json;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;

// Usage: docker [--port N] [--machines N] [--faults FILE] [--limits real|none] [--tls] [--socket PATH] [--seed N]
if (args.Length == 0)
{
    await Console.Error.WriteLineAsync("Name the cloud to simulate: docker");
    return 2;
}

if (!SimulatorOptions.TryParse(args[1..], out var options, out var error))
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}

ISimulatedCloud? cloud = args[0] switch
{
    "docker" => new DockerCloud(options, TimeProvider.System),
    _ => null,
};
if (cloud is null)
{
    await Console.Error.WriteLineAsync($"There is no simulator of {args[0]}; there is: docker");
    return 2;
}

await using var simulator = await Simulator.StartAsync(cloud, options, TimeProvider.System);
await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { endpoint = simulator.Endpoint, credentials = simulator.Credentials }));
await Console.Out.FlushAsync();
await simulator.WaitAsync();
return 0;
