using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Streams;

/// <summary>Opens byte streams into resources: commands and logs. First a ticket, then the stream.</summary>
internal sealed class ResourceStreams(
    ResourceStore resources,
    AccountStore accounts,
    AccountConnections connections,
    KindRegistry kinds,
    ProviderCatalog providers,
    StreamTicketStore tickets,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<ResourceStreams> log)
{
    private const int StreamsOfOne = 20;

    private readonly ConcurrentDictionary<PrincipalId, int> open = new();

    /// <summary>A ticket for a stream that can be opened as far as the graph knows.</summary>
    internal async Task<Result<StreamOffer>> OfferAsync(Caller caller, ResourceId id, string verb, JsonObject body, CancellationToken ct)
    {
        if (await resources.GetAsync(caller.Scope, id, ct) is not { } resource
            || kinds.Find(resource.Kind) is not { } kind
            || resource.Account is not { } known
            || await accounts.FindAsync(caller.Scope, known, ct) is not { } account
            || providers.Find(account.Provider)?.Manifest is not { } manifest)
        {
            return ResourceCommands.Unknown(id.ToString());
        }

        if (!CommandChecks.Check(resource, verb, body, kind, manifest).Ok(out var command, out var problem))
        {
            return problem;
        }

        var ticket = await tickets.IssueAsync(caller, id, account.Id, verb, command.Input, ct);
        return new StreamOffer($"/api/v1/streams/{ticket}", "websocket", clock.GetUtcNow() + StreamTicketStore.Lifetime);
    }

    /// <summary>Uses a ticket up.</summary>
    internal async Task<Result<StreamTicket>> RedeemAsync(Caller caller, string ticket, CancellationToken ct)
    {
        if (open.GetValueOrDefault(caller.Principal) >= StreamsOfOne)
        {
            return KernelProblems.Throttled;
        }

        return await tickets.RedeemAsync(caller, ticket, ct) is { } redeemed ? redeemed : ResourceProblems.TicketInvalid;
    }

    /// <summary>Carries the bytes of a stream until it ends.</summary>
    internal async Task CarryAsync(Caller caller, StreamTicket ticket, WebSocket socket, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        open.AddOrUpdate(caller.Principal, 1, (_, count) => count + 1);
        try
        {
            var opened = await OpenAsync(caller, ticket, stop.Token);
            if (!opened.Ok(out var stream, out var problem))
            {
                await StreamPump.RefuseAsync(socket, problem, caller.Language, stop.Token);
                return;
            }

            await using (stream)
            {
                var started = clock.GetTimestamp();
                var reason = await new StreamPump(socket, stream, clock).RunAsync(stop.Token);
                InventoryLog.StreamEnded(log, ticket.Verb, ticket.ResourceId, clock.GetElapsedTime(started).TotalSeconds, reason);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The caller went away while the stream was being opened.
        }
        finally
        {
            open.AddOrUpdate(caller.Principal, 0, (_, count) => count - 1);
        }
    }

    private async Task<Result<ProviderStream>> OpenAsync(Caller caller, StreamTicket ticket, CancellationToken ct)
    {
        if (await resources.GetAsync(caller.Scope, ticket.ResourceId, ct) is not { } resource
            || await accounts.FindAsync(caller.Scope, ticket.AccountId, ct) is not { } account)
        {
            return ResourceCommands.Unknown(ticket.ResourceId.ToString());
        }

        if (!(await connections.OpenAsync(account, CallLane.User, ct)).Ok(out var client, out var problem))
        {
            return problem;
        }

        try
        {
            return await client.OpenStreamAsync(
                new ActionRequest(resource.Kind, resource.Region, resource.ExternalId, ticket.Verb, ticket.Input, ""), ct);
        }
        catch (ProviderException fault)
        {
            return ProviderProblems.From(fault);
        }
    }
}

/// <summary>Where a stream can be opened once.</summary>
/// <param name="Url">Path of a websocket on this server.</param>
/// <param name="Protocol"><c>websocket</c>.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record StreamOffer(string Url, string Protocol, DateTimeOffset ExpiresAt);
