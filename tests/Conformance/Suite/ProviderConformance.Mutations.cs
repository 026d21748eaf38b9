using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Providers;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Conformance;

public abstract partial class ProviderConformance
{
    [Fact]
    public async Task A_created_thing_is_there_runs_and_is_found_by_its_key()
    {
        Needs<ICreates>("create");
        var (name, key) = (ConformancePeer.Unique("made"), ConformancePeer.Unique("key"));
        var id = await CreateAsync(name: name, key: key, tags: new Dictionary<string, string> { ["owner"] = "云桥 Ünïcode ✓" });

        var seen = await LookAsync(id);
        Assert.Equal(name, seen.Name);
        Assert.Equal("running", seen.Lifecycle);
        Assert.Equal(Kernel.Observations.Power.On, seen.Power);
        Assert.Equal("云桥 Ünïcode ✓", seen.Tags["owner"]);
        Assert.NotNull(seen.CreatedAt);
        Assert.Equal(id, await Client.FindByKeyAsync(Peer.Kind, Peer.Region, key, Ct));
        Assert.Contains(await ListAllAsync(Peer.Kind), other => other.ExternalId == id);
    }

    [Fact]
    public async Task Creating_twice_with_one_key_makes_one_thing()
    {
        Needs<ICreates>("create");
        var request = Request();
        var first = await FollowAsync(await Client.CreateAsync(request, Ct));
        var second = await FollowAsync(await Client.CreateAsync(request, Ct));

        Assert.Equal(first.ExternalId, second.ExternalId);
        Assert.Single(await ListAllAsync(Peer.Kind), seen => seen.Name == request.Name);
    }

    [Fact]
    public async Task A_key_that_was_never_used_finds_nothing()
    {
        Needs<ICreates>("create");
        Assert.Null(await Client.FindByKeyAsync(Peer.Kind, Peer.Region, ConformancePeer.Unique("never"), Ct));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_and_leaves_the_first_alone()
    {
        Needs<ICreates>("create");
        var name = ConformancePeer.Unique("taken");
        var id = await CreateAsync(name: name);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.CreateAsync(Request(name: name), Ct));
        Assert.Equal(FaultKind.Conflict, fault.Kind);
        Assert.NotEmpty(fault.Message);
        Assert.Equal("running", (await LookAsync(id)).Lifecycle);
    }

    [Fact]
    public async Task A_refused_creation_says_why_and_leaves_nothing_behind()
    {
        Needs<ICreates>("create");
        var (input, name, expected) = Peer.RefusedCreate();
        var key = ConformancePeer.Unique("refused");

        var fault = await Assert.ThrowsAsync<ProviderException>(async () => await FollowAsync(await Client.CreateAsync(Request(input, name, key), Ct)));
        Assert.Equal(expected, fault.Kind);
        Assert.NotEmpty(fault.Message);
        Assert.Null(await Client.FindByKeyAsync(Peer.Kind, Peer.Region, key, Ct));
    }

    [Fact]
    public async Task Every_verb_leads_where_it_says_and_a_second_time_changes_nothing()
    {
        Needs<IActs>([.. Peer.Verbs.Select(verb => verb.Verb)]);
        var id = await CreateAsync();
        foreach (var (verb, lifecycle) in Peer.Verbs)
        {
            await FollowAsync(await Client.ActAsync(Action(id, verb), Ct));
            Assert.Equal((verb, lifecycle), (verb, (await LookAsync(id)).Lifecycle));
            await FollowAsync(await Client.ActAsync(Action(id, verb), Ct));
            Assert.Equal((verb, lifecycle), (verb, (await LookAsync(id)).Lifecycle));
        }
    }

    [Fact]
    public async Task A_verb_on_what_does_not_exist_is_not_found()
    {
        Needs<IActs>([.. Peer.Verbs.Select(verb => verb.Verb)]);
        foreach (var (verb, _) in Peer.Verbs.DistinctBy(verb => verb.Verb))
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.ActAsync(Action(Peer.MissingId(Peer.Kind), verb), Ct));
            Assert.Equal((verb, FaultKind.NotFound), (verb, fault.Kind));
        }
    }

    [Fact]
    public async Task A_verb_that_the_manifest_does_not_name_is_unsupported()
    {
        Needs<IActs>("levitate");
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.ActAsync(Action(Peer.MissingId(Peer.Kind), "levitate"), Ct));
        Assert.Equal(FaultKind.Unsupported, fault.Kind);
    }

    [Fact]
    public async Task Destroying_takes_it_away_and_destroying_again_succeeds()
    {
        Needs<IDestroys>("destroy");
        var id = await CreateAsync();
        await DestroyAsync(id);
        Assert.Null(await Client.ObserveAsync(Peer.Kind, Peer.Region, id, Ct));
        Assert.DoesNotContain(await ListAllAsync(Peer.Kind), seen => seen.ExternalId == id);
        await DestroyAsync(id);
    }

    [Fact]
    public async Task Events_of_what_happens_arrive_within_two_seconds()
    {
        Needs<IFeedsEvents>();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var open = new TaskCompletionSource();
        var seen = new System.Collections.Concurrent.ConcurrentBag<ProviderEvent>();
        var watching = Task.Run(async () =>
        {
            await foreach (var change in Client.WatchAsync(cancel.Token))
            {
                if (change.IsOpened)
                {
                    open.SetResult();
                }
                else
                {
                    seen.Add(change);
                }
            }
        }, Ct);
        await open.Task.WaitAsync(Soon, Ct);

        var id = await CreateAsync();
        await Eventually.TrueAsync("the event of the creation", () => Task.FromResult(seen.Any(IsAbout)), TimeSpan.FromSeconds(2));
        seen.Clear();
        await DestroyAsync(id);
        await Eventually.TrueAsync("the event of the destruction", () => Task.FromResult(seen.Any(IsAbout)), TimeSpan.FromSeconds(2));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching.WaitAsync(TimeSpan.FromSeconds(1), Ct));

        bool IsAbout(ProviderEvent change) => change.Kind == Peer.Kind && change.ExternalId == id && change.Region == Peer.Region;
    }

    [Fact]
    public async Task Metrics_of_a_running_thing_are_sane_and_a_stopped_one_has_none()
    {
        Needs<IMeters>(ManifestAction.Metrics);
        var id = await CreateAsync();
        var samples = await Client.MeterAsync(Peer.Kind, Peer.Region, id, Ct);

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.True(double.IsFinite(sample.Value) && sample.Value >= 0, sample.Name));
        Assert.All(samples, sample => Assert.InRange(sample.At, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1)));
        Assert.Equal(samples.Count, samples.Select(sample => sample.Name).Distinct().Count());
        Assert.Contains(samples, sample => sample.Name == "cpu.usagePercent");
        var used = Assert.Single(samples, sample => sample.Name == "memory.usedBytes");
        var limit = Assert.Single(samples, sample => sample.Name == "memory.limitBytes");
        Assert.True(used.Value <= limit.Value);

        await FollowAsync(await Client.ActAsync(Action(id, "stop"), Ct));
        Assert.Empty(await Client.MeterAsync(Peer.Kind, Peer.Region, id, Ct));
    }

    [Fact]
    public async Task A_command_runs_in_it_and_its_output_and_exit_code_come_back()
    {
        Needs<IStreams>("exec");
        var id = await CreateAsync();
        await using var stream = await Client.OpenStreamAsync(Action(id, "exec", Peer.ExecInput), Ct);
        var said = await ReadAsync(stream.Stream);

        Assert.All(Peer.ExecWords, word => Assert.Contains(word, said, StringComparison.Ordinal));
        string? code = null;
        await Eventually.TrueAsync("the exit code", async () => (code = (await stream.ExitCodeAsync!(Ct))?.ToString()) is not null, Soon);
        Assert.Equal("3", code);
    }

    [Fact]
    public async Task Its_log_is_read_to_the_end_without_framing()
    {
        Needs<IStreams>("logs");
        var id = await CreateAsync(Peer.LoggingInput);
        string said = "";
        await Eventually.TrueAsync("the line in the log", async () =>
        {
            await using var stream = await Client.OpenStreamAsync(Action(id, "logs", Peer.LogsInput), Ct);
            said = await ReadAsync(stream.Stream);
            return said.Length > 0;
        }, Soon);

        Assert.DoesNotContain('\0', said);
        Assert.DoesNotContain('\u0001', said);
    }

    [Fact]
    public async Task Secrets_given_at_creation_are_in_no_observation_log_or_fault()
    {
        Needs<ICreates>("create");
        var secret = ConformancePeer.Unique("Secr3t");
        var input = Peer.LastingInput();
        input["environment"] = new JsonArray($"PASSWORD={secret}");
        var name = ConformancePeer.Unique("secret");
        var id = await CreateAsync(input, name);
        var again = (JsonObject)input.DeepClone();
        var fault = await Assert.ThrowsAsync<ProviderException>(() => Client.CreateAsync(Request(again, name), Ct));

        Assert.DoesNotContain(secret, System.Text.Json.JsonSerializer.Serialize(await LookAsync(id)), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, fault.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(Clients.Logged);
        Assert.DoesNotContain(Clients.Logged, line => line.Contains(secret, StringComparison.Ordinal));
    }

    protected static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Ct).WaitAsync(Soon, Ct);
    }
}
