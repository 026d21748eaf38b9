using System.Text.Json.Nodes;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>
/// What is left to do after a call. The note in a ticket is <c>{version, phase, id, networks, start}</c>; phases are <c>start</c> (connect
/// further networks and start) and <c>gone</c> (wait until a removal that somebody else began is over).
/// </summary>
internal static class DockerTickets
{
    private const int NoteVersion = 1;

    public static Ticket Starting(string id, IReadOnlyList<string> networks, bool start) => new(
        Done: false,
        ExternalId: id,
        State: new JsonObject
        {
            ["version"] = NoteVersion,
            ["phase"] = "start",
            ["id"] = id,
            ["networks"] = new JsonArray([.. networks.Select(network => (JsonNode)network)]),
            ["start"] = start,
        },
        PollAfter: TimeSpan.Zero,
        Progress: 0.5,
        Detail: "Created.");

    public static Ticket Going(string id) => new(
        Done: false,
        ExternalId: id,
        State: new JsonObject { ["version"] = NoteVersion, ["phase"] = "gone", ["id"] = id },
        PollAfter: TimeSpan.FromSeconds(1),
        Detail: "The engine is removing it.");

    public static async Task<Ticket> PollAsync(DockerApi api, Ticket ticket, CancellationToken ct)
    {
        var note = ticket.State;
        if (ticket.Done || note is null)
        {
            return ticket;
        }

        if (note["version"]?.GetValue<int>() != NoteVersion || note["id"]?.GetValue<string>() is not { } id)
        {
            throw new ProviderException(FaultKind.Bug, "The ticket's note is of a form that this release does not know.") { NothingSent = true };
        }

        return note["phase"]?.GetValue<string>() switch
        {
            "start" => await StartAsync(api, id, note, ct),
            "gone" => await api.FindAsync($"/containers/{DockerApi.InPath(id)}/json", ct) is null ? Ticket.Finished(id) : Going(id),
            _ => throw new ProviderException(FaultKind.Bug, "The ticket names an unknown phase.") { NothingSent = true },
        };
    }

    private static async Task<Ticket> StartAsync(DockerApi api, string id, JsonObject note, CancellationToken ct)
    {
        foreach (var network in ContainerInput.Texts(note, "networks"))
        {
            await ConnectAsync(api, id, network, ct);
        }

        if (note["start"]?.GetValue<bool>() != true)
        {
            return Ticket.Finished(id);
        }

        var path = $"/containers/{DockerApi.InPath(id)}";
        if (await api.FindAsync($"{path}/json", ct) is { } before && HasRun(before))
        {
            // An earlier call started it and its answer was lost. One that has ended since is not run a second time.
            return Ticket.Finished(id, Outcome(before));
        }

        await api.PostAsync($"{path}/start", null, ct);
        return Ticket.Finished(id, await api.FindAsync($"{path}/json", ct) is { } after ? Outcome(after) : null);
    }

    private static bool HasRun(System.Text.Json.JsonElement container) =>
        container.At("State") is { } state && (state.Flag("Running") == true || state.Moment("StartedAt") is not null);

    /// <summary>What became of a container that was just started; null when it runs.</summary>
    private static string? Outcome(System.Text.Json.JsonElement container) =>
        container.At("State") is { } state && state.Text("Status") is "exited" or "dead" && container.At("State") is { } ended
            ? $"It started and ended at once with exit code {ended.Whole("ExitCode")?.ToString() ?? "unknown"}; its log says why."
            : null;

    private static async Task ConnectAsync(DockerApi api, string id, string network, CancellationToken ct)
    {
        try
        {
            await api.PostAsync($"/networks/{DockerApi.InPath(network)}/connect", new JsonObject { ["Container"] = id }, ct);
        }
        catch (ProviderException e) when (e.Message.Contains("already exists in network", StringComparison.OrdinalIgnoreCase))
        {
            // Connected by an earlier call whose answer was lost.
        }
    }
}
