using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Yunqiao.Operations.Engine;

/// <summary>Metrics and traces of the engine.</summary>
internal static class OperationTelemetry
{
    public const string Name = "Yunqiao.Operations";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> EndedCount =
        Meter.CreateCounter<long>("yunqiao.operations.ended", "{operation}", "Operations that ended, by kind and state");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("yunqiao.operations.duration", "s", "From being asked for to the end, by kind and state");

    /// <summary>A span of a firing, in the trace of the request that asked for the operation, however long ago.</summary>
    public static Activity? Start(OperationRow operation)
    {
        ActivityContext.TryParse(operation.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity("operation " + operation.Kind, ActivityKind.Internal, parent);
        activity?.SetTag("yunqiao.operation", operation.Id.ToString());
        return activity;
    }

    public static void Ended(OperationRow operation)
    {
        var tags = new TagList
        {
            { "kind", operation.Kind },
            { "state", JsonNamingPolicy.CamelCase.ConvertName(operation.State.ToString()) },
        };
        EndedCount.Add(1, tags);
        Duration.Record(((operation.EndedAt ?? operation.CreatedAt) - operation.CreatedAt).TotalSeconds, tags);
    }
}
