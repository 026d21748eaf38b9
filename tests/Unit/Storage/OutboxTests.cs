using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Storage.Outbox;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>Events arrive in order, none is passed over, and a reader learns when it has missed some.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private readonly TenantId tenant = TypedId.New<TenantId>(TimeProvider.System);
    private TestDatabase peer = null!;
    private NotificationListener listener = null!;

    public async ValueTask InitializeAsync()
    {
        peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        listener = new NotificationListener(peer.Roles, TimeProvider.System, NullLogger<NotificationListener>.Instance);
        await listener.StartAsync(TestDeadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await listener.StopAsync(CancellationToken.None);
        listener.Dispose();
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task An_event_of_a_committed_transaction_arrives_at_once_and_whole()
    {
        await using var reading = Read(null);
        var next = reading.MoveNextAsync();
        await TestDeadline.UntilAsync(async () => await ListeningAsync(), "the listener listens");
        await PublishAsync("a");
        var started = TimeProvider.System.GetTimestamp();
        Assert.True(await next);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(4), "it came by the slow poll, not by the notification");
        var entry = reading.Current;
        Assert.Equal(("thing.changed", tenant, "a", "值"), (entry.Type, entry.Tenant, entry.Subject, entry.Data["value"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_event_of_a_transaction_that_rolls_back_never_arrives()
    {
        await using var reading = Read(OutboxReader.Oldest);
        await Assert.ThrowsAsync<InvalidOperationException>(() => peer.Database.TransactAsync(
            Scope.Of(tenant),
            session =>
            {
                session.Publish(Event("never"));
                throw new InvalidOperationException();
            },
            TestDeadline.Token));
        await PublishAsync("after");
        Assert.Equal(["after"], await TakeAsync(reading, 1));
    }

    [Fact]
    public async Task Nothing_of_a_slow_transaction_is_passed_over()
    {
        await using var reading = Read(OutboxReader.Oldest);
        var written = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var slow = peer.Database.TransactAsync(
            Scope.Of(tenant),
            async session =>
            {
                session.Publish(Event("slow"));
                await session.FlushEventsAsync(TestDeadline.Token);
                written.SetResult();
                await finish.Task;
            },
            TestDeadline.Token);
        await written.Task;
        await PublishAsync("quick 1");
        await PublishAsync("quick 2");

        // The reader has looked while the slow one still runs: it must show neither of the others yet.
        var next = reading.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(300, TestDeadline.Token));
        Assert.False(next.IsCompleted);
        finish.SetResult();
        await slow;
        Assert.True(await next);
        Assert.Equal("slow", reading.Current.Subject);
        Assert.Equal(["quick 1", "quick 2"], await TakeAsync(reading, 2));
    }

    [Fact]
    public async Task Under_concurrent_writers_every_event_arrives_exactly_once_and_in_order_of_each_writer()
    {
        const int writers = 6, each = 40;
        await using var reading = Read(OutboxReader.Oldest);
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            for (var n = 0; n < each; n++)
            {
                await PublishAsync($"{writer}:{n}");
            }
        }));
        var all = await TakeAsync(reading, writers * each);
        await writing;
        Assert.Equal(writers * each, all.Distinct().Count());
        for (var writer = 0; writer < writers; writer++)
        {
            var mine = all.Where(subject => subject.StartsWith($"{writer}:", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, each).Select(n => $"{writer}:{n}"), mine);
        }
    }

    [Fact]
    public async Task A_reader_resumes_after_the_position_it_had_reached()
    {
        await PublishAsync("1");
        await PublishAsync("2");
        string position;
        await using (var first = Read(OutboxReader.Oldest))
        {
            await first.MoveNextAsync();
            position = first.Current.Position;
        }

        await using var second = Read(position);
        Assert.Equal(["2"], await TakeAsync(second, 1));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("9223372036854775807.1")]
    public async Task A_position_of_another_database_is_answered_with_a_reset(string position)
    {
        await using var reading = Read(position);
        Assert.True(await reading.MoveNextAsync());
        Assert.True(reading.Current.IsReset);
        var next = reading.MoveNextAsync();
        await PublishAsync("later");
        Assert.True(await next);
        Assert.Equal("later", reading.Current.Subject);
    }

    [Fact]
    public async Task A_position_older_than_retention_is_answered_with_a_reset_and_a_younger_one_is_not()
    {
        await PublishAsync("1");
        await PublishAsync("2");
        await using var first = Read(OutboxReader.Oldest);
        await first.MoveNextAsync();
        var old = first.Current.Position;
        await first.MoveNextAsync();
        var young = first.Current.Position;
        Assert.Equal(2, await Reader().TrimAsync(TimeSpan.Zero, TestDeadline.Token));
        Assert.Equal(0, await Reader().TrimAsync(TimeSpan.Zero, TestDeadline.Token));
        await PublishAsync("3");

        await using var late = Read(old);
        Assert.True(await late.MoveNextAsync());
        Assert.True(late.Current.IsReset);
        await using var intime = Read(young);
        Assert.Equal(["3"], await TakeAsync(intime, 1));
    }

    [Fact]
    public async Task Events_younger_than_retention_are_kept()
    {
        await PublishAsync("1");
        Assert.Equal(0, await Reader().TrimAsync(TimeSpan.FromHours(1), TestDeadline.Token));
        await using var reading = Read(OutboxReader.Oldest);
        Assert.Equal(["1"], await TakeAsync(reading, 1));
    }

    [Fact]
    public async Task Reading_goes_on_after_its_connections_were_ended()
    {
        await using var reading = Read(null);
        var next = reading.MoveNextAsync();
        await TestDeadline.UntilAsync(async () => await ListeningAsync(), "the listener listens");
        await using (var owner = new Npgsql.NpgsqlConnection(peer.ConnectionString))
        {
            await owner.OpenAsync(TestDeadline.Token);
            await using var end = new Npgsql.NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", owner);
            await end.ExecuteNonQueryAsync(TestDeadline.Token);
        }

        await TestDeadline.UntilAsync(
            async () =>
            {
                try
                {
                    await PublishAsync("after");
                    return true;
                }
                catch (Exception error) when (StorageFault.IsUnavailable(error))
                {
                    return false;
                }
            },
            "the pool forgets the broken connections");
        Assert.True(await next);
        Assert.Equal("after", reading.Current.Subject);
    }

    private async Task<bool> ListeningAsync() =>
        (await peer.Database.QueryAsync<long>(
            Scope.System("test"), "select count(*) from pg_stat_activity where application_name = 'yunqiao-listener' and query ilike 'listen%' and datname = current_database()", null, TestDeadline.Token))[0] > 0;

    private OutboxReader Reader() => new(peer.Database, listener, TimeProvider.System);

    private IAsyncEnumerator<OutboxEntry> Read(string? after) => Reader().ReadAsync(after, TestDeadline.Token).GetAsyncEnumerator();

    private DomainEvent Event(string subject) => new("thing.changed", tenant, subject, new JsonObject { ["value"] = "值" });

    private Task PublishAsync(string subject) => peer.Database.TransactAsync(
        Scope.Of(tenant),
        session =>
        {
            session.Publish(Event(subject));
            return Task.CompletedTask;
        },
        TestDeadline.Token);

    private static async Task<IReadOnlyList<string>> TakeAsync(IAsyncEnumerator<OutboxEntry> reading, int count)
    {
        var subjects = new List<string>();
        while (subjects.Count < count && await reading.MoveNextAsync())
        {
            subjects.Add(reading.Current.Subject);
        }

        return subjects;
    }
}
