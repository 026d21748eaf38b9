using System.Text.Json;
using Yunqiao.Kernel.Observations;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Listing and observing.</summary>
internal static class DockerInventory
{
    /// <summary>Containers are looked at one by one, because the engine's list lacks limits, exit code and command words.</summary>
    private const int PageSize = 500;

    private const int LooksAtOnce = 8;

    public static async Task<ListPage> ListAsync(DockerApi api, string kind, string? cursor, CancellationToken ct) => kind switch
    {
        DockerKinds.Container => await ContainersAsync(api, cursor, ct),
        DockerKinds.Image => Whole(await EachAsync(api.ItemsAsync("/images/json", ct), DockerObservations.Image)),
        DockerKinds.Network => Whole(await EachAsync(api.ItemsAsync("/networks", ct), DockerObservations.Network)),
        DockerKinds.Volume => await VolumesAsync(api, ct),
        DockerKinds.Host => Whole([DockerObservations.Host(await api.GetAsync("/info", ct))]),
        _ => throw UnknownKind(kind),
    };

    public static async Task<Observation?> ObserveAsync(DockerApi api, string kind, string externalId, CancellationToken ct) => kind switch
    {
        DockerKinds.Container => await FindAsync(api, $"/containers/{DockerApi.InPath(externalId)}/json", ContainerObservation.From, ct),
        DockerKinds.Image => await FindAsync(api, $"/images/{DockerApi.InPath(externalId)}/json", DockerObservations.Image, ct),
        DockerKinds.Network => await FindAsync(api, $"/networks/{DockerApi.InPath(externalId)}", DockerObservations.Network, ct),
        DockerKinds.Volume => await FindAsync(api, $"/volumes/{DockerApi.InPath(externalId)}", DockerObservations.Volume, ct),
        DockerKinds.Host => externalId == DockerKinds.Engine ? DockerObservations.Host(await api.GetAsync("/info", ct)) : null,
        _ => throw UnknownKind(kind),
    };

    private static async Task<Observation?> FindAsync(DockerApi api, string path, Func<JsonElement, Observation> map, CancellationToken ct) =>
        await api.FindAsync(path, ct) is { } found ? map(found) : null;

    /// <summary>
    /// Pages by id. The engine has no pages of its own; walking the ids in order gives whole, repeatable pages while containers come
    /// and go. One that went between the list and the look is left out, as it should be.
    /// </summary>
    private static async Task<ListPage> ContainersAsync(DockerApi api, string? cursor, CancellationToken ct)
    {
        var ids = new List<string>();
        await foreach (var row in api.ItemsAsync("/containers/json?all=1", ct))
        {
            var id = DockerObservations.Required(row, "Id");
            if (cursor is null || string.CompareOrdinal(id, cursor) > 0)
            {
                ids.Add(id);
            }
        }

        ids.Sort(StringComparer.Ordinal);
        var page = ids.Distinct(StringComparer.Ordinal).Take(PageSize).ToList();
        var seen = new Observation?[page.Count];
        await Parallel.ForAsync(
            0, page.Count, new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = ct },
            async (index, token) => seen[index] = await ObserveAsync(api, DockerKinds.Container, page[index], token));
        var next = ids.Count > page.Count && page.Count == PageSize ? page[^1] : null;
        return new ListPage([.. seen.OfType<Observation>()], next, Complete: next is null, PermissionProven: true);
    }

    /// <summary>A driver that does not answer is a warning beside a list that lacks its volumes: such a list proves nothing gone.</summary>
    private static async Task<ListPage> VolumesAsync(DockerApi api, CancellationToken ct)
    {
        var answer = await api.GetAsync("/volumes", ct);
        var volumes = answer.Member("Volumes").Items().Select(DockerObservations.Volume).ToList();
        return new ListPage(volumes, null, Complete: !answer.Member("Warnings").Items().Any(), PermissionProven: true);
    }

    private static async Task<List<Observation>> EachAsync(IAsyncEnumerable<JsonElement> rows, Func<JsonElement, Observation> map)
    {
        var seen = new Dictionary<string, Observation>(StringComparer.Ordinal);
        await foreach (var row in rows)
        {
            var observation = map(row);
            seen[observation.ExternalId] = observation;
        }

        return [.. seen.Values.OrderBy(observation => observation.ExternalId, StringComparer.Ordinal)];
    }

    private static ListPage Whole(IReadOnlyList<Observation> items) => new(items, null, Complete: true, PermissionProven: true);

    private static ProviderException UnknownKind(string kind) =>
        new(FaultKind.Unsupported, $"Docker has no {kind}.") { NothingSent = true };
}
