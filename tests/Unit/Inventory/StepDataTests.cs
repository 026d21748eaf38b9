using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Inventory.Commands;
using Yunqiao.Operations.States;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Inventory;

/// <summary>
/// What operations keep in the database is held against <c>step-data.json</c>, because servers of two releases read it while an
/// installation is upgraded. Entries are never changed: a definition that keeps something else gets a new version, and
/// <c>YUNQIAO_ACCEPT_GOLDEN=1</c> adds its entry.
/// </summary>
public sealed class StepDataTests
{
    private static readonly string Golden = Path.Combine(SourceTree.Root, "tests", "Unit", "Inventory", "step-data.json");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };
    private static readonly bool Accepting = Environment.GetEnvironmentVariable("YUNQIAO_ACCEPT_GOLDEN") == "1";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_operations_keep_has_the_form_that_was_recorded_for_their_version()
    {
        await using var engine = await InventoryWorld.EngineAsync(containers: 20);
        await using var world = await InventoryWorld.StartAsync();
        var account = await world.ConnectAsync(engine.Endpoint);
        var scenarios = new ScenarioWorld(world, engine, account.Id);
        var free = new Queue<ScenarioThing>(
            (await world.FindAsync("kind:container/container lifecycle:running")).Select(resource => new ScenarioThing(resource.Id, resource.Name)));

        var kept = await Task.WhenAll(OperationScenario.All.Select(scenario => KeptAsync(world, scenarios, scenario, free.Dequeue())));

        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Golden, None))!.AsObject();
        foreach (var (name, form) in kept)
        {
            if (Accepting && !recorded.ContainsKey(name))
            {
                recorded[name] = form.DeepClone();
            }

            Assert.True(recorded.ContainsKey(name), $"{name} is not recorded: accept it");
            Assert.True(
                Fits(recorded[name], form),
                $"{name} keeps another form than was recorded, so servers of the release before cannot read it: raise the definition's Version.\n{form.ToJsonString(Indented)}");
        }

        if (Accepting)
        {
            var sorted = recorded.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()));
            await File.WriteAllTextAsync(Golden, new JsonObject(sorted).ToJsonString(Indented) + "\n", None);
        }
    }

    private static async Task<(string Name, JsonObject Form)> KeptAsync(InventoryWorld world, ScenarioWorld scenarios, OperationScenario scenario, ScenarioThing thing)
    {
        if (scenario.InBin)
        {
            await world.EndedAsync((await scenarios.Commands.RecycleAsync(world.Caller, thing.Id, null, new CommandMode(false, null, null), None)).Value.Operation!.Id);
        }

        var started = (await scenario.Start(scenarios, scenario.OnRunning ? thing : thing with { Name = "recorded" })).Value.Operation!;
        var ended = await world.EndedAsync(started.Id);
        Assert.True(ended.State == OperationState.Succeeded, $"{scenario.Kind}: {ended.State} {ended.Error?.Detail}");
        var database = world.Get<Database>();
        var row = (await database.QueryFirstAsync<Row>(world.Caller.Scope, "select version, input from operation where id = @id", new { id = started.Id }, None))!;
        var steps = await database.QueryAsync<Step>(
            world.Caller.Scope, "select name, output, state_data from operation_step where operation_id = @id order by position", new { id = started.Id }, None);
        var form = new JsonObject { ["input"] = FormOf(row.Input) };
        foreach (var step in steps)
        {
            form[step.Name] = new JsonObject { ["output"] = FormOf(step.Output), ["state"] = FormOf(step.StateData) };
        }

        return ($"{scenario.Kind}@{row.Version}", form);
    }

    /// <summary>Whether one form is the other. What was not kept this time, because nothing had to be waited for, fits all.</summary>
    private static bool Fits(JsonNode? recorded, JsonNode? form) => (recorded, form) switch
    {
        (null, _) or (_, null) => true,
        (JsonObject one, JsonObject other) => one.Count == other.Count && one.All(field => other.ContainsKey(field.Key) && Fits(field.Value, other[field.Key])),
        (JsonArray { Count: > 0 } one, JsonArray { Count: > 0 } other) => Fits(one[0], other[0]),
        (JsonArray, JsonArray) => true,
        _ => JsonNode.DeepEquals(recorded, form),
    };

    /// <summary>Names and types; the fields of a kind's action are the kind's own affair.</summary>
    private static JsonNode? FormOf(JsonNode? kept) => kept switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field =>
            KeyValuePair.Create(field.Key, field.Key is "input" or "inputs" or "tags" ? "fields" : FormOf(field.Value)))),
        JsonArray items => new JsonArray(items.Take(1).Select(FormOf).ToArray()),
        null => null,
        _ => kept.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "boolean" : kept.GetValueKind().ToString().ToLowerInvariant(),
    };

    private sealed record Row
    {
        public int Version { get; init; }

        public JsonObject Input { get; init; } = [];
    }

    private sealed record Step
    {
        public string Name { get; init; } = "";

        public JsonObject? Output { get; init; }

        public JsonObject? StateData { get; init; }
    }
}
