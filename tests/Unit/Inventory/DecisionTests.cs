using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Commands;
using Yunqiao.Inventory.Feeds;
using Yunqiao.Inventory.Metrics;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Operations.Definitions;
using Yunqiao.Providers;

namespace Yunqiao.Tests.Unit.Inventory;

public sealed class DecisionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("create", "running", Power.On, null, 0, "NotYet")]
    [InlineData("create", "running", Power.On, null, 1500, "Settled")]
    [InlineData("create", "created", Power.Off, null, 1500, "NotYet")]
    [InlineData("create", "created", Power.Off, null, 61_000, "resource.notObserved")]
    [InlineData("create", "exited", Power.Off, 7, 0, "container.diedAtStart")]
    [InlineData("create", "exited", Power.Off, 0, 0, "Settled")]
    [InlineData("create", "restarting", Power.On, null, 2000, "NotYet")]
    [InlineData("create", "restarting", Power.On, null, 6000, "container.diedAtStart")]
    [InlineData("start", "exited", Power.Off, 137, 0, "container.diedAtStart")]
    [InlineData("stop", "exited", Power.Off, 137, 0, "Settled")]
    [InlineData("stop", "running", Power.On, null, 1000, "NotYet")]
    [InlineData("stop", "running", Power.On, null, 61_000, "resource.notObserved")]
    [InlineData("pause", "paused", Power.Suspended, null, 0, "Settled")]
    [InlineData("stop", "removing", Power.Unknown, null, 0, "NotYet")]
    [InlineData("stop", "unknown", Power.Unknown, null, 0, "Settled")]
    public void An_operation_is_done_when_the_cloud_shows_it(
        string verb, string lifecycle, Power power, int? exitCode, int elapsedMilliseconds, string expected)
    {
        var command = new ResourceCommand(verb, "container/container", "global", "web") { Input = new JsonObject { ["start"] = true } };
        var seen = new Observation("container/container", "global", "id", "web") { Lifecycle = lifecycle, Power = power };
        if (exitCode is { } code)
        {
            seen.Attributes["exitCode"] = JsonNode.Parse($"{code}");
        }

        var verdict = ObservedVerdict.Judge(ContainerKinds.Container, command, seen, TimeSpan.FromMilliseconds(elapsedMilliseconds));

        Assert.Equal(expected, verdict is ObservedVerdict.Failed failed ? failed.Problem.Type.Code : verdict.GetType().Name);
    }

    [Theory]
    [InlineData(UnitState.Unknown, null, 0, true)]
    [InlineData(UnitState.Running, null, 0, true)]
    [InlineData(UnitState.Failed, null, 0, true)]
    [InlineData(UnitState.Idle, null, 10, false)]
    [InlineData(UnitState.Idle, "user", 10, true)]
    [InlineData(UnitState.Idle, null, 296, true)]
    [InlineData(UnitState.Held, null, 10, false)]
    public void A_unit_is_due_when_wanted_unknown_interrupted_failed_or_old(UnitState state, string? wanted, int secondsAgo, bool due)
    {
        var unit = new SyncUnit { Region = "global", Kind = "k", State = state, Wanted = wanted, LastRunAt = Noon - TimeSpan.FromSeconds(secondsAgo) };

        Assert.Equal(due, SyncSchedule.IsDue(unit, TimeSpan.FromSeconds(300), Noon));
    }

    [Theory]
    [InlineData(new[] { UnitState.Idle, UnitState.Idle }, UnitState.Idle)]
    [InlineData(new[] { UnitState.Idle, UnitState.Unknown, UnitState.Failed }, UnitState.Running)]
    [InlineData(new[] { UnitState.Idle, UnitState.Failed, UnitState.Held }, UnitState.Held)]
    [InlineData(new[] { UnitState.Failed, UnitState.Idle }, UnitState.Failed)]
    [InlineData(new UnitState[0], UnitState.Idle)]
    public void An_account_shows_what_most_wants_a_look(UnitState[] units, UnitState expected) =>
        Assert.Equal(expected, SyncStates.OfAccount(units));

    [Theory]
    [InlineData(FaultKind.Ambiguous, typeof(StepOutcome.Ambiguous))]
    [InlineData(FaultKind.Throttled, typeof(StepOutcome.Retry))]
    [InlineData(FaultKind.Unavailable, typeof(StepOutcome.Retry))]
    [InlineData(FaultKind.Conflict, typeof(StepOutcome.Failed))]
    [InlineData(FaultKind.Denied, typeof(StepOutcome.Failed))]
    [InlineData(FaultKind.Bug, typeof(StepOutcome.Failed))]
    public void A_lost_answer_is_looked_up_a_busy_cloud_is_tried_again_and_a_refusal_is_final(FaultKind kind, Type outcome) =>
        Assert.IsType(outcome, CommandSteps.OutcomeOf(new ProviderException(kind, "said the cloud")));

    [Theory]
    [InlineData(null, new[] { "/var/run/docker.sock" })]
    [InlineData("tcp://10.0.0.1:2375", new[] { "/var/run/docker.sock" })]
    [InlineData("unix:///run/docker.sock", new[] { "/var/run/docker.sock" })]
    [InlineData("unix:///home/li/docker.sock", new[] { "/var/run/docker.sock", "/home/li/docker.sock" })]
    public void A_local_engine_is_looked_for_where_docker_looks(string? dockerHost, string[] paths) =>
        Assert.Equal(paths, LocalDocker.Sockets(dockerHost));

    [Fact]
    public async Task Many_events_about_one_thing_make_one_look_and_what_does_not_fit_is_told()
    {
        var queue = new ThingQueue(2, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var web = new Thing("container/container", "global", "web");

        Assert.True(queue.TryAdd(web));
        Assert.True(queue.TryAdd(web));
        Assert.True(queue.TryAdd(web with { ExternalId = "api" }));
        Assert.False(queue.TryAdd(web with { ExternalId = "db" }));
        var taken = await queue.TakeAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, taken.Count);
    }

    [Fact]
    public void Samples_are_kept_for_a_quarter_of_an_hour_and_each_measurement_once()
    {
        var ring = new SampleRing();
        ring.Add([new MetricSample("cpu.usagePercent", 1, Noon)], Noon);
        ring.Add([new MetricSample("cpu.usagePercent", 1, Noon)], Noon.AddSeconds(2));
        ring.Add([new MetricSample("cpu.usagePercent", 3, Noon.AddMinutes(10))], Noon.AddMinutes(10));
        var both = ring.View();
        ring.Add([], Noon.AddMinutes(16));
        var one = ring.View();

        Assert.Equal([1, 3], both.Items[0].Points.Select(point => point[1]));
        Assert.Equal(("%", 1), (both.Items[0].Unit, one.Items[0].Points.Count));
        Assert.Equal(Noon.AddMinutes(10), one.ObservedAt);
    }
}
