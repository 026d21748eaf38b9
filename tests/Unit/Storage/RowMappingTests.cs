using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>Values go into statements and come out of rows as the types that the product uses.</summary>
public sealed class RowMappingTests : IAsyncLifetime
{
    private TestDatabase peer = null!;

    public enum Lane
    {
        FastLane,
        Slow,
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();

    public ValueTask DisposeAsync() => peer.DisposeAsync();

    [Fact]
    public async Task Every_type_survives_the_way_there_and_back()
    {
        var given = new Everything(
            TypedId.New<ResourceId>(TimeProvider.System), TypedId.New<AccountId>(TimeProvider.System), Lane.FastLane, Lane.Slow,
            new JsonObject { ["a"] = "值" }, DateTimeOffset.UnixEpoch.AddDays(20000), DateTimeOffset.UnixEpoch, true, 7, 8L, 1.5, 2.50m, "text", [1, 2, 3],
            ["x", "y"], [Guid.CreateVersion7()]);
        var row = await peer.Database.QueryFirstAsync<Everything>(
            Scope.System("test"),
            """
            select @ResourceId as resource_id, @AccountId as account_id, @Lane as lane, @MaybeLane as maybe_lane, @Data as data,
                   @At as at, @MaybeAt as maybe_at, @Flag as flag, @Small as small, @Large as large, @Real as real_number,
                   @Money as money, @Text as text, @Bytes as bytes, @Words as words, @Ids as ids
            """,
            new
            {
                given.ResourceId,
                given.AccountId,
                given.Lane,
                given.MaybeLane,
                given.Data,
                given.At,
                given.MaybeAt,
                given.Flag,
                given.Small,
                given.Large,
                Real = given.RealNumber,
                given.Money,
                given.Text,
                given.Bytes,
                given.Words,
                given.Ids,
            },
            Ct);
        Assert.Equal("值", row!.Data!["a"]!.GetValue<string>());
        Assert.Equal(given.Bytes, row.Bytes);
        Assert.Equal(given.Words, row.Words);
        Assert.Equal(given.Ids, row.Ids);
        Assert.Equal(
            given with { Data = null, Bytes = null, Words = [], Ids = [] }, row with { Data = null, Bytes = null, Words = given.Words = [], Ids = given.Ids = [] });
    }

    [Fact]
    public async Task Nulls_become_nulls()
    {
        var row = await peer.Database.QueryFirstAsync<Maybe>(
            Scope.System("test"),
            """
            select null::uuid as account_id, null::text as lane, null::jsonb as data, null::timestamptz as at, null::text as text, null::int as small,
                   @none::text as given
            """,
            new { none = (string?)null },
            Ct);
        Assert.Equal(new Maybe(null, null, null, null, null, null, null), row);
    }

    [Fact]
    public async Task Lists_of_ids_words_and_nothing_become_arrays()
    {
        var ids = new[] { TypedId.New<ResourceId>(TimeProvider.System), TypedId.New<ResourceId>(TimeProvider.System) };
        var counts = await peer.Database.QueryAsync<long>(
            Scope.System("test"),
            "select unnest(array[cardinality(@ids::uuid[]), cardinality(@lanes::text[]), cardinality(@none::text[]), cardinality(@words::text[])])::bigint",
            new { ids = ids.ToList(), lanes = new[] { Lane.Slow }, none = Array.Empty<string>(), words = new HashSet<string> { "a" } },
            Ct);
        Assert.Equal([2L, 1L, 0L, 1L], counts);
    }

    [Fact]
    public async Task Arguments_may_be_a_dictionary_and_rows_single_values()
    {
        var arguments = new Dictionary<string, object?> { ["p0"] = "a%", ["p1"] = 3 };
        Assert.Equal(["a%3"], await peer.Database.QueryAsync<string>(Scope.System("test"), "select @p0 || @p1::int", arguments, Ct));
        var id = TypedId.New<TenantId>(TimeProvider.System);
        Assert.Equal([id], await peer.Database.QueryAsync<TenantId>(Scope.System("test"), "select @id", new { id }, Ct));
        Assert.Equal([Lane.FastLane], await peer.Database.QueryAsync<Lane>(Scope.System("test"), "select @lane", new { lane = Lane.FastLane }, Ct));
        Assert.Equal([DateTimeOffset.UnixEpoch], await peer.Database.QueryAsync<DateTimeOffset>(Scope.System("test"), "select @at", new { at = DateTimeOffset.UnixEpoch }, Ct));
    }

    [Fact]
    public async Task A_transaction_commits_whole_or_not_at_all_and_runs_its_hints_only_then()
    {
        var hints = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => peer.Database.TransactAsync(
            Scope.System("test"),
            async session =>
            {
                session.AfterCommit(() => hints++);
                await session.ExecuteAsync("update outbox_trim set id = 77", null, Ct);
                throw new InvalidOperationException();
            },
            Ct));
        Assert.Equal([0L], await peer.Database.QueryAsync<long>(Scope.System("test"), "select id from outbox_trim", null, Ct));
        Assert.Equal(0, hints);
        await peer.Database.TransactAsync(
            Scope.System("test"),
            session =>
            {
                session.AfterCommit(() => hints++);
                return Task.CompletedTask;
            },
            Ct);
        Assert.Equal(1, hints);
    }

    private sealed record Everything(
        ResourceId ResourceId, AccountId? AccountId, Lane Lane, Lane? MaybeLane, JsonObject? Data, DateTimeOffset At, DateTimeOffset? MaybeAt,
        bool Flag, int Small, long Large, double RealNumber, decimal Money, string Text, byte[]? Bytes, IReadOnlyList<string> Words, Guid[] Ids)
    {
        public IReadOnlyList<string> Words { get; set; } = Words;

        public Guid[] Ids { get; set; } = Ids;
    }

    private sealed record Maybe(AccountId? AccountId, Lane? Lane, JsonNode? Data, DateTimeOffset? At, string? Text, int? Small, string? Given);
}
