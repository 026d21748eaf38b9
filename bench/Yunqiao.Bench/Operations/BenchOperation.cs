using System.Globalization;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;

namespace Yunqiao.Bench.Operations;

/// <summary>Five steps, each a call to a cloud that takes as long as the input says.</summary>
internal sealed class BenchOperation : IOperationDefinition
{
    internal const string Name = "bench.run";
    internal const int StepCount = 5;

    public string Kind => Name;

    public int Version => 1;

    public IReadOnlyList<OperationStep> Steps { get; } =
    [
        .. Enumerable.Range(1, StepCount).Select(n => new OperationStep(
            string.Create(CultureInfo.InvariantCulture, $"call{n}"), new LocalizedText($"Call {n}", $"调用 {n}"), CallAsync)),
    ];

    internal static OperationRequest Request(TimeSpan call) => new(
        Name, new LocalizedText("Run the benchmark", "运行基准测试"), new JsonObject { ["milliseconds"] = call.TotalMilliseconds }, []);

    private static async Task<StepOutcome> CallAsync(StepContext context, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(context.Input["milliseconds"]!.GetValue<double>()), TimeProvider.System, ct);
        return new StepOutcome.Done();
    }
}
