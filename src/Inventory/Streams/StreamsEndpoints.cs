using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Inventory.Commands;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Audit;

namespace Yunqiao.Inventory.Streams;

internal static class StreamsEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/resources/{id}/actions/exec", ExecAsync)
            .WithName("execInResource").WithTags("Resources").WithSummary("A ticket for running a command inside a resource")
            .WithMetadata(EndpointAccess.Mutation(Permission.ResourcesConsole, "resource.exec"))
            .Produces<StreamOffer>();
        api.MapPost("/resources/{id}/actions/logs", LogsAsync)
            .WithName("readResourceLogs").WithTags("Resources").WithSummary("A ticket for reading the log of a resource")
            .WithMetadata(EndpointAccess.Mutation(Permission.ResourcesConsole, "resource.logs"))
            .Produces<StreamOffer>();
        api.MapGet("/streams/{ticket}", OpenAsync)
            .WithName("openStream").WithTags("Resources").WithSummary("The websocket of a ticket")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesConsole))
            .Produces(StatusCodes.Status101SwitchingProtocols);
    }

    private static Task<Result<StreamOffer>> ExecAsync(
        Caller caller, ResourceStreams streams, AuditNote audit, string id, JsonObject inputs, CancellationToken ct)
    {
        // The first word alone: what follows may hold secrets.
        var words = inputs["command"] as JsonArray;
        audit.Detail = new JsonObject { ["command"] = words is [JsonValue first, ..] ? first.DeepClone() : null };
        return OfferAsync(caller, streams, id, "exec", inputs, ct);
    }

    private static Task<Result<StreamOffer>> LogsAsync(
        Caller caller, ResourceStreams streams, string id, JsonObject? inputs, CancellationToken ct) =>
        OfferAsync(caller, streams, id, "logs", inputs ?? [], ct);

    private static async Task<Result<StreamOffer>> OfferAsync(
        Caller caller, ResourceStreams streams, string id, string verb, JsonObject inputs, CancellationToken ct) =>
        ResourceId.TryParse(id, out var resource)
            ? await streams.OfferAsync(caller, resource, verb, inputs, ct)
            : ResourceCommands.Unknown(id);

    private static async Task<object> OpenAsync(
        Caller caller, ResourceStreams streams, HttpContext http, string ticket, CancellationToken ct)
    {
        if (!http.WebSockets.IsWebSocketRequest || !IsOwnOrigin(http.Request))
        {
            return (Result<Unit>)ResourceProblems.TicketInvalid.New();
        }

        if (!(await streams.RedeemAsync(caller, ticket, ct)).Ok(out var redeemed, out var problem))
        {
            return (Result<Unit>)problem;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await streams.CarryAsync(caller, redeemed, socket, ct);
        return Results.Empty;
    }

    // Browsers send the cookie along with websockets of other sites too; they always say from where.
    private static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin is not [{ Length: > 0 } origin]
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value);
}
