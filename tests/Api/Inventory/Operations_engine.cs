using System.Net;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api.Inventory;

/// <summary>Operations over HTTP: given up, on many resources at once, and the queue of the installation.</summary>
public sealed class Operations_engine(ApiServer server)
{
    [Fact]
    public async Task One_that_needs_attention_is_given_up_audited_and_not_tried_again()
    {
        await using var engine = await EngineAsync(1);
        var admin = await server.AdministratorAsync();
        var account = await ConnectAsync(admin, engine);
        engine.Faults.Add(new FaultRule("POST /containers/*/start", SimulatedFault.Status, Times: 0, Status: 400, Message: "no start"));
        engine.Faults.Add(new FaultRule("DELETE /containers/*", SimulatedFault.Status, Times: 0, Status: 409, Message: "removal is held"));
        var create = new JsonObject
        {
            ["kind"] = "container/container",
            ["account"] = account,
            ["name"] = "stuck-1",
            ["attributes"] = new JsonObject { ["image"] = "nginx:1.27" },
        };
        var id = (string)(await admin.PostAsync("/resources", create)).Json["operation"]!["id"]!;
        await UntilAsync(admin, id, "needsAttention");

        var given = await admin.PostAsync($"/operations/{id}/abandon", new JsonObject());

        Assert.Equal(HttpStatusCode.Accepted, given.Status);
        var operation = given.Json["operation"]!;
        Assert.Equal(("failed", true, 1), ((string)operation["state"]!, (bool)operation["abandoned"]!, (int)operation["attempt"]!));
        Assert.Contains("gave it up. Not taken back:", (await admin.GetAsync($"/operations/{id}/log")).Text, StringComparison.Ordinal);
        (await admin.PostAsync($"/operations/{id}/abandon", new JsonObject())).IsProblem(HttpStatusCode.Conflict, "operation.notAbandonable");
        (await admin.PostAsync($"/operations/{id}/retry", new JsonObject())).IsProblem(HttpStatusCode.Conflict, "operation.abandoned");
        var audit = (await admin.GetAsync("/audit?limit=20")).Json["items"]!.AsArray();
        Assert.Contains(audit, row => (string)row!["action"]! == "operation.abandon" && row.ToJsonString().Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_action_on_many_is_planned_refused_when_the_number_differs_and_tells_each_outcome()
    {
        await using var engine = await EngineAsync(6);
        var admin = await server.AdministratorAsync();
        var account = await ConnectAsync(admin, engine);
        var query = $"kind:container/container account:{account}";
        var all = (int)(await admin.GetAsync($"/resources/facets?by=kind&q={Uri.EscapeDataString(query)}")).Json["total"]!;
        JsonObject Body(int count) => new() { ["query"] = query, ["expectedCount"] = count };

        (await admin.PostAsync("/resources/actions/stop", Body(all + 1))).IsProblem(HttpStatusCode.Conflict, "resource.countChanged");
        var plan = await admin.PostAsync("/resources/actions/stop?dryRun=true", Body(all));
        Assert.Equal(HttpStatusCode.OK, plan.Status);
        var affected = plan.Json["plan"]!["affects"]!.AsArray().Count;

        var started = await admin.PostAsync("/resources/actions/stop", Body(all));
        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        var id = (string)started.Json["operation"]!["id"]!;
        var ended = await UntilAsync(admin, id, "succeeded", "failed");

        var counts = ended["items"]!;
        Assert.Equal((all, all - affected), ((int)counts["total"]!, (int)counts["skipped"]!));
        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = (await admin.GetAsync($"/operations/{id}/items?state=succeeded&limit=2{(next.Length > 0 ? "&cursor=" + next : "")}")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["resource"]!["id"]!));
            next = (string?)page["next"];
        }

        Assert.Equal((int)counts["succeeded"]!, seen.Distinct().Count());
        (await admin.GetAsync($"/operations/{id}/items?state=nonsense")).IsProblem(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task The_queue_is_for_administrators_and_shows_servers_to_those_who_run_the_installation()
    {
        var admin = await server.AdministratorAsync();

        var queue = (await admin.GetAsync("/operations/queue")).Json;

        Assert.NotEmpty(queue["servers"]!.AsArray());
        Assert.True((double)queue["lagSeconds"]! >= 0);
        Assert.NotNull(queue["states"]);
        Assert.NotNull(queue["priorities"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await server.InRoleAsync("operator")).GetAsync("/operations/queue")).Status);
        var other = (await (await server.StrangerAsync()).GetAsync("/operations/queue")).Json;
        Assert.Null(other["servers"]);
        Assert.Null(other["lagSeconds"]);
        var metrics = (await admin.GetAsync("//metrics")).Text;
        Assert.Contains("yunqiao_operations_active{state=\"needsAttention\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("yunqiao_operations_lag", metrics, StringComparison.Ordinal);
    }

    private static Task<Simulator> EngineAsync(int containers)
    {
        var options = new SimulatorOptions(Machines: containers);
        return Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
    }

    private static async Task<string> ConnectAsync(ApiClient client, Simulator engine)
    {
        var account = new JsonObject { ["name"] = $"ops-{Guid.CreateVersion7():N}", ["provider"] = "docker", ["endpoint"] = engine.Endpoint };
        var id = (string)(await client.PostAsync("/accounts", account)).Json["id"]!;
        await Eventually.TrueAsync(
            "the first sync",
            async () => (await client.GetAsync($"/accounts/{id}")).Json["sync"]!["units"]!.AsArray() is { Count: > 0 } units && units.All(unit => unit!["lastSuccessAt"] is not null),
            TimeSpan.FromSeconds(30));
        return id;
    }

    private static Task<JsonNode> UntilAsync(ApiClient client, string operation, params string[] states) =>
        Eventually.GetAsync(
            $"operation {operation} is {string.Join(" or ", states)}",
            async () => (await client.GetAsync($"/operations/{operation}")).Json is var read && states.Contains((string)read["state"]!) ? read : null,
            TimeSpan.FromSeconds(60));
}
