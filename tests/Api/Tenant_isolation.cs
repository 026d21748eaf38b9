using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api;

/// <summary>
/// One tenant has an account with resources, people and operations; the administrator of the tenant beside it asks every read
/// of the API for them, by list and by id, and gets none.
/// </summary>
public sealed partial class Tenant_isolation(ApiServer server)
{
    [Fact]
    public async Task No_read_shows_anything_of_the_tenant_beside()
    {
        await using var cloud = await Simulator.StartAsync(
            new DockerCloud(new SimulatorOptions(Machines: 3), TimeProvider.System), new SimulatorOptions(Machines: 3), TimeProvider.System);
        var owner = await server.StrangerAsync();
        var (otherId, otherName, _) = await server.AddUserAsync("administrator");
        await server.MoveToOwnTenantAsync(otherId, parent: null);
        var other = await server.SignInAsync(otherName, ApiServer.Password);
        var account = await ConnectAsync(owner, cloud);

        var reads = OpenApi_document.Operations(await OpenApi_document.MakeAsync())
            .Where(operation => operation.Key.StartsWith("GET ", StringComparison.Ordinal))
            .Select(operation => operation.Key["GET /api/v1".Length..])
            .Where(path => path != "/events" && !path.Contains("{ticket}", StringComparison.Ordinal))
            .ToList();

        // What everybody sees is not owned: take the ids of the owner's answers away that the other sees by right.
        var owned = new HashSet<string>(StringComparer.Ordinal) { account };
        foreach (var path in reads.Where(path => !path.Contains('{', StringComparison.Ordinal)))
        {
            owned.UnionWith(Ids((await owner.GetAsync(path + Moment(path))).Text));
        }

        Assert.True(owned.Count > 10, $"Only {owned.Count} things to look for: the test would prove nothing.");
        var leaks = new List<string>();
        foreach (var path in reads.Where(path => !path.Contains('{', StringComparison.Ordinal)))
        {
            var seen = Ids((await other.GetAsync(path + Moment(path))).Text).Where(owned.Contains).ToList();
            leaks.AddRange(seen.Select(id => $"{path} shows {id}"));
        }

        var targets = await TargetsAsync(owner);
        var reached = 0;
        foreach (var path in reads.Where(path => path.Contains("{id}", StringComparison.Ordinal)))
        {
            var noun = path.Split('/').First(part => part.Length > 0 && part != "history");
            foreach (var id in targets.GetValueOrDefault(noun, []))
            {
                var target = path.Replace("{id}", id, StringComparison.Ordinal) + Moment(path);
                var own = await owner.GetAsync(target);
                var foreign = await other.GetAsync(target);
                reached += own.Status == HttpStatusCode.OK ? 1 : 0;
                if (foreign.Status != HttpStatusCode.NotFound && Ids(foreign.Text).Any(owned.Contains))
                {
                    leaks.Add($"{target} answers {(int)foreign.Status} with things of the tenant beside");
                }
                else if (foreign.Status is not (HttpStatusCode.NotFound or HttpStatusCode.OK))
                {
                    leaks.Add($"{target} answers {(int)foreign.Status}");
                }
            }
        }

        Assert.True(reached >= 5, $"The owner itself could read {reached} of them only.");
        Assert.Empty(leaks);
    }

    [Fact]
    public async Task A_tenant_above_sees_those_below_and_not_the_other_way_round()
    {
        var (id, name, _) = await server.AddUserAsync("administrator");
        var tenant = await server.MoveToOwnTenantAsync(id, parent: null);
        var below = await server.SignInAsync(name, ApiServer.Password);
        var above = await server.AdministratorAsync();

        var seenAbove = (await above.GetAsync("/tenants?limit=1000")).Text;
        var seenBelow = (await below.GetAsync("/tenants?limit=1000")).Json["items"]!.AsArray();
        Assert.Contains(tenant, seenAbove, StringComparison.Ordinal);
        Assert.Equal(tenant, (string?)Assert.Single(seenBelow)!["id"]);

        var people = (await below.GetAsync("/users")).Json["items"]!.AsArray();
        Assert.Equal(name, (string?)Assert.Single(people)!["name"]);
        (await below.PatchAsync($"/users/{await AdministratorIdAsync(above)}", new JsonObject { ["disabled"] = true }))
            .IsProblem(HttpStatusCode.NotFound, "request.notFound");
        Assert.Equal(HttpStatusCode.OK, (await above.PatchAsync($"/users/{id}", new JsonObject { ["displayName"] = "Below" })).Status);
    }

    private static async Task<string> AdministratorIdAsync(ApiClient client) => (string)(await client.GetAsync("/session")).Json["user"]!["id"]!;

    private static async Task<string> ConnectAsync(ApiClient owner, Simulator cloud)
    {
        var connected = await owner.PostAsync(
            "/accounts",
            new JsonObject
            {
                ["name"] = "isolated",
                ["provider"] = "docker",
                ["endpoint"] = cloud.Endpoint,
                ["credentials"] = new JsonObject(),
                ["settings"] = new JsonObject(),
            });
        Assert.True(connected.Status == HttpStatusCode.Created, connected.Text);
        await Eventually.TrueAsync(
            "the account's resources to be listed",
            async () => (await owner.GetAsync("/resources?limit=100")).Json["items"]?.AsArray().Count >= 5,
            TimeSpan.FromSeconds(30));
        return (string)connected.Json["id"]!;
    }

    private static async Task<Dictionary<string, IReadOnlyList<string>>> TargetsAsync(ApiClient owner)
    {
        var targets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var noun in new[] { "accounts", "resources", "operations", "users" })
        {
            var list = await owner.GetAsync($"/{noun}?limit=3");
            targets[noun] = [.. list.Json["items"]?.AsArray().Select(item => (string)item!["id"]!) ?? []];
        }

        return targets;
    }

    /// <summary>What reads of the past need.</summary>
    private static string Moment(string path) =>
        path.StartsWith("/history/", StringComparison.Ordinal) ? $"?at={Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("O"))}" : "";

    private static IEnumerable<string> Ids(string text) => Id().Matches(text).Select(match => match.Value);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
