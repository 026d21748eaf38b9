using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Yunqiao.Api.Problems;
using Yunqiao.Kernel;
using Yunqiao.Storage.Outbox;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Api.Events;

/// <summary>
/// The stream of events. Every event has the position as its id, so that a client that reconnects to any node goes on where it
/// was.
/// </summary>
internal static class EventsEndpoint
{
    private const int MaximumPerCredential = 30;
    private const int MaximumPerNode = 5000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", ListenAsync).WithName("listenToEvents").WithTags("Events").WithSummary("Server-sent events")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .WithMetadata(EndpointAccess.Read(Permission.Self));

    private static async Task<IResult> ListenAsync(
        HttpContext http,
        string? lastEventId,
        Caller caller,
        Identity identity,
        EventHub hub,
        OutboxReader outbox,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        CancellationToken ct)
    {
        if (hub.CountOf(identity.Credential) >= MaximumPerCredential || hub.Count >= MaximumPerNode)
        {
            return new ProblemResult(KernelProblems.Throttled.New() with { RetryAfter = Heartbeat });
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var listener = new EventListener(identity.Credential, caller);
        await hub.JoinAsync(listener, ended.Token);
        try
        {
            var resumeFrom = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : lastEventId;
            var stream = new EventStream(http, clock);
            await stream.OpenAsync(ended.Token);
            var delivered = await CatchUpAsync(stream, listener, resumeFrom, hub, outbox, ended.Token);
            await FollowAsync(stream, listener, delivered, hub, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left, or the server stops: both are how a stream ends.
        }
        finally
        {
            hub.Leave(listener);
        }

        return Results.Empty;
    }

    /// <summary>What the client missed; the position up to which it has everything.</summary>
    private static async Task<string> CatchUpAsync(
        EventStream stream, EventListener listener, string? resumeFrom, EventHub hub, OutboxReader outbox, CancellationToken ct)
    {
        var delivered = resumeFrom ?? hub.Position;
        if (resumeFrom is not null)
        {
            await foreach (var entry in outbox.ReadBacklogAsync(resumeFrom, ct))
            {
                if (listener.Hears(entry))
                {
                    await stream.SendAsync(entry, ct);
                }

                delivered = entry.Position;
            }
        }

        await stream.MarkAsync(delivered, ct);
        return delivered;
    }

    private static async Task FollowAsync(EventStream stream, EventListener listener, string delivered, EventHub hub, CancellationToken ct)
    {
        while (true)
        {
            // Read before the queue is seen to be empty: everything up to here was in the queue, or is not for this listener.
            var reached = hub.Position;
            while (listener.Queue.TryRead(out var entry))
            {
                // What the hub handed over while the past was being read has been sent already.
                if (entry.IsReset || entry.IsAfter(delivered))
                {
                    await stream.SendAsync(entry, ct);
                }
            }

            if (!await stream.WaitAsync(listener.Queue, Heartbeat, ct))
            {
                await stream.HeartbeatAsync(reached, ct);
            }
            else if (listener.Queue.Completion.IsCompleted)
            {
                await EndAsync(stream, listener, hub, ct);
                return;
            }
        }
    }

    private static async Task EndAsync(EventStream stream, EventListener listener, EventHub hub, CancellationToken ct)
    {
        switch (listener.End)
        {
            case EndReason.SessionEnded:
                await stream.SendAsync("session.ended", hub.Position, new JsonObject { ["type"] = "session.ended" }, ct);
                break;
            case EndReason.TooSlow:
                await stream.SendAsync(OutboxEntry.ResetType, hub.Position, new JsonObject { ["type"] = OutboxEntry.ResetType }, ct);
                break;
        }
    }
}
