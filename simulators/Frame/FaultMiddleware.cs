using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Frame;

/// <summary>Plays a fault script in front of a simulator.</summary>
/// <param name="script">The rules.</param>
/// <param name="cloud">The cloud behind it.</param>
/// <param name="clock">For delays.</param>
internal sealed class FaultMiddleware(FaultScript script, ISimulatedCloud cloud, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var rules = script.Take(context.Request.Method, context.Request.Path.Value ?? "/");
        foreach (var rule in rules)
        {
            switch (rule.Fault)
            {
                case SimulatedFault.Delay:
                    await Task.Delay(TimeSpan.FromMilliseconds(rule.DelayMilliseconds), clock, context.RequestAborted);
                    break;
                case SimulatedFault.Hang:
                    await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
                    return;
                case SimulatedFault.Status:
                    await AnswerAsync(context, rule);
                    return;
            }
        }

        var answered = rules.Where(rule => rule.Fault is not SimulatedFault.Delay).ToList();
        if (answered.Count == 0)
        {
            await next(context);
            return;
        }

        if (cloud.IsStream(context.Request.Path.Value ?? "/"))
        {
            using var cut = new CancellationTokenSource(TimeSpan.FromMilliseconds(answered[0].DelayMilliseconds), clock);
            await using var abort = cut.Token.Register(context.Abort);
            await next(context);
            return;
        }

        await DistortedAsync(context, next, answered);
    }

    private async Task DistortedAsync(HttpContext context, RequestDelegate next, List<FaultRule> rules)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        var body = kept.ToArray();
        var cut = false;
        foreach (var rule in rules)
        {
            switch (rule.Fault)
            {
                case SimulatedFault.DropReply:
                    context.Abort();
                    return;
                case SimulatedFault.StatusAfterwards:
                    await AnswerAsync(context, rule);
                    return;
                case SimulatedFault.Malformed:
                    body = "<html><body>Welcome</body></html>"u8.ToArray();
                    break;
                case SimulatedFault.Truncated:
                    body = body[..(body.Length / 2)];
                    break;
                case SimulatedFault.CutStream:
                    cut = true;
                    break;
                default:
                    body = context.Response.ContentType == "application/json" ? Rewrite(body, rule.Fault) : body;
                    break;
            }
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(cut ? body.AsMemory(0, body.Length / 2) : body, context.RequestAborted);
        if (cut)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private byte[] Rewrite(byte[] body, SimulatedFault fault)
    {
        if (body.Length == 0 || JsonNode.Parse(body) is not { } document)
        {
            return body;
        }

        switch (fault)
        {
            case SimulatedFault.DuplicateRow when document is JsonArray { Count: > 0 } rows:
                rows.Add(rows[0]!.DeepClone());
                break;
            case SimulatedFault.UnknownState:
                cloud.Distort(document);
                break;
            case SimulatedFault.UnknownFields:
                AddFields(document);
                break;
        }

        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    /// <summary>Objects that are maps of names (labels, ports) stay as they are: there a new member means something.</summary>
    private static void AddFields(JsonNode node)
    {
        foreach (var thing in node is JsonArray rows ? rows.OfType<JsonObject>() : [node as JsonObject ?? []])
        {
            thing["FieldOfTomorrow"] = new JsonObject { ["Depth"] = 1, ["List"] = new JsonArray(1, "two", null) };
            thing["Quantum"] = JsonValue.Create(3.5);
        }
    }

    private async Task AnswerAsync(HttpContext context, FaultRule rule)
    {
        context.Response.Clear();
        context.Response.StatusCode = rule.Status;
        context.Response.ContentType = "application/json";
        if (rule.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(cloud.Error(rule.Message)), context.RequestAborted);
    }
}
