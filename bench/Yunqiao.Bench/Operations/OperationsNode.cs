using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yunqiao.Kernel;
using Yunqiao.Operations;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Bench.Operations;

/// <summary>A process with the product's engine in the product's settings and the benchmark's one kind of operation.</summary>
internal static class OperationsNode
{
    /// <summary>What a worker says when it works.</summary>
    internal const string ReadyLine = "working";

    /// <summary>Adds the engine to a host; without <paramref name="worker"/> it starts operations and runs none.</summary>
    internal static void Compose(HostApplicationBuilder builder, bool worker)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Server:Roles"] = worker ? "api,worker" : "api" });
        builder.Services
            .AddSingleton(new ProblemCatalog([typeof(KernelProblems).Assembly, typeof(OperationProblems).Assembly]))
            .AddSingleton<IOperationDefinition, BenchOperation>()
            .AddOperations(builder.Configuration);
    }

    /// <summary>Works until its standard input ends, which it does when the benchmark does, however that ends.</summary>
    internal static async Task<int> RunAsync(string dataFolder)
    {
        await using var installation = await Installation.OpenAsync(dataFolder, builder => Compose(builder, worker: true));
        Console.WriteLine(ReadyLine);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
