using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;
using Yunqiao.Tenancy;
using Yunqiao.Tenancy.Audit;

namespace Yunqiao.Api.Access;

/// <summary>
/// Writes one audit line for a request to an endpoint that is audited, before the answer leaves: what happened, or that it
/// was denied. In a transaction of its own, so that the line of a failure stays when the change is rolled back.
/// </summary>
internal static partial class AuditRecorder
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    internal static async Task RecordAsync(HttpContext http, Problem? problem)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is not { Audit: { } action } || http.Features.Get<Written>() is not null)
        {
            return;
        }

        http.Features.Set(new Written());
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Yunqiao.Api.Audit");
        var entry = Entry(http, action, problem);

        // Not the request's own cancellation: whoever hangs up must not be able to leave without a line.
        using var deadline = new CancellationTokenSource(Deadline, http.RequestServices.GetRequiredService<TimeProvider>());
        try
        {
            await http.RequestServices.GetRequiredService<AuditTrail>().WriteAsync(entry, deadline.Token);
        }
        catch (Exception error)
        {
            // The change itself is done or refused already; the line goes to the log instead, where it is not lost.
            NotWritten(log, error, action, entry.Outcome, entry.PrincipalName, entry.Target, entry.Address);
        }
    }

    private static AuditEntry Entry(HttpContext http, string action, Problem? problem)
    {
        var note = http.RequestServices.GetRequiredService<AuditNote>();
        var caller = SignedIn.Of(http)?.Caller;
        return new AuditEntry(action, OutcomeOf(problem))
        {
            Tenant = note.Tenant ?? caller?.Scope.Tenant,
            Principal = note.Principal ?? caller?.Principal,
            PrincipalName = Cut(note.PrincipalName ?? caller?.Name ?? "", 100)!,
            Target = Cut(note.Target ?? http.GetRouteValue("id") as string, 200),
            TargetName = Cut(note.TargetName, 300),
            Code = problem?.Type.Code,
            Address = ClientAddress.Of(http.Connection.RemoteIpAddress),
            Trace = TraceId.Of(http),
            Detail = WithDryRun(http, note.Detail),
        };
    }

    private static AuditOutcome OutcomeOf(Problem? problem) => problem?.Type.Status switch
    {
        null => AuditOutcome.Succeeded,
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests => AuditOutcome.Denied,
        _ => AuditOutcome.Failed,
    };

    private static JsonObject? WithDryRun(HttpContext http, JsonObject? detail)
    {
        if (http.Request.Query["dryRun"] != "true")
        {
            return detail;
        }

        detail = detail?.DeepClone().AsObject() ?? [];
        detail["dryRun"] = true;
        return detail;
    }

    // Texts of strangers are cut, and cleaned of what the database refuses.
    private static string? Cut(string? text, int length)
    {
        text = text?.Replace("\0", "", StringComparison.Ordinal);
        return text is null || text.Length <= length ? text : text[..length];
    }

    private sealed class Written;

    [LoggerMessage(
        1710, LogLevel.Critical, "The audit line was not written: {Action} {Outcome} by {Principal} on {Target} from {Address}")]
    private static partial void NotWritten(
        ILogger log, Exception error, string action, AuditOutcome outcome, string principal, string? target, string? address);
}
