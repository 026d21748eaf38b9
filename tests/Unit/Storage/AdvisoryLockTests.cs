using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>One holder at a time, across processes; a lost lock is known to be lost.</summary>
public sealed class AdvisoryLockTests : IAsyncLifetime
{
    private TestDatabase peer = null!;
    private AdvisoryLock here = null!;
    private AdvisoryLock elsewhere = null!;

    public async ValueTask InitializeAsync()
    {
        peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        here = new AdvisoryLock(peer.Roles, TimeProvider.System, NullLogger<AdvisoryLock>.Instance);
        elsewhere = new AdvisoryLock(peer.Roles, TimeProvider.System, NullLogger<AdvisoryLock>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await here.DisposeAsync();
        await elsewhere.DisposeAsync();
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task One_holder_has_it_until_it_lets_go()
    {
        var held = await here.TryAcquireAsync("feed/1", TestDeadline.Token);
        Assert.NotNull(held);
        Assert.Null(await here.TryAcquireAsync("feed/1", TestDeadline.Token));
        Assert.Null(await elsewhere.TryAcquireAsync("feed/1", TestDeadline.Token));
        Assert.NotNull(await elsewhere.TryAcquireAsync("feed/2", TestDeadline.Token));
        await held.DisposeAsync();
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.NotNull(await elsewhere.TryAcquireAsync("feed/1", TestDeadline.Token));
    }

    [Fact]
    public async Task A_holder_whose_session_ended_learns_that_its_locks_are_lost()
    {
        var first = await here.TryAcquireAsync("feed/1", TestDeadline.Token);
        var second = await here.TryAcquireAsync("feed/2", TestDeadline.Token);
        await using (var owner = new NpgsqlConnection(peer.ConnectionString))
        {
            await owner.OpenAsync(TestDeadline.Token);
            await using var end = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yunqiao-locks' and datname = current_database()", owner);
            await end.ExecuteNonQueryAsync(TestDeadline.Token);
        }

        await TestDeadline.UntilAsync(
            () => first!.Lost.IsCancellationRequested && second!.Lost.IsCancellationRequested, "both holders learn of it");
        Assert.NotNull(await elsewhere.TryAcquireAsync("feed/1", TestDeadline.Token));

        // Letting go of what is lost disturbs nobody, and the connection is made anew.
        await first!.DisposeAsync();
        Assert.Null(await here.TryAcquireAsync("feed/1", TestDeadline.Token));
        Assert.NotNull(await here.TryAcquireAsync("feed/2", TestDeadline.Token));
    }

    [Fact]
    public async Task When_the_process_stops_its_locks_are_free()
    {
        await here.TryAcquireAsync("feed/1", TestDeadline.Token);
        await here.DisposeAsync();
        // The server notices a moment later that the session is over.
        await TestDeadline.UntilAsync(async () => await elsewhere.TryAcquireAsync("feed/1", TestDeadline.Token) is not null, "the lock is free");
        here = new AdvisoryLock(peer.Roles, TimeProvider.System, NullLogger<AdvisoryLock>.Instance);
    }
}
