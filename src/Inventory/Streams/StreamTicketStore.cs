using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Inventory.Streams;

/// <summary>
/// Tickets of byte streams: random, for one use within 30 seconds by the one who asked. They are in the database, so that any
/// node accepts them, and only as a hash, so that reading the table opens nothing.
/// </summary>
internal sealed class StreamTicketStore(Database database)
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private const int TicketBytes = 32;

    /// <summary>A new ticket.</summary>
    internal async Task<string> IssueAsync(
        Caller caller, ResourceId resource, AccountId account, string verb, JsonObject input, CancellationToken ct)
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TicketBytes));
        await database.TransactAsync(
            caller.Scope,
            async session =>
            {
                await session.ExecuteAsync("delete from stream_ticket where expires_at < @now", new { now = session.Now }, ct);
                await session.ExecuteAsync(
                    """
                    insert into stream_ticket (hash, tenant_id, principal_id, resource_id, account_id, verb, input, expires_at)
                    values (@hash, @tenant, @principal, @resource, @account, @verb, @input, @expiresAt)
                    """,
                    new
                    {
                        hash = Hash(ticket),
                        tenant = caller.Scope.Tenant,
                        principal = caller.Principal,
                        resource,
                        account,
                        verb,
                        input,
                        expiresAt = session.Now + Lifetime,
                    },
                    ct);
            },
            ct);
        return ticket;
    }

    /// <summary>Uses a ticket up; null when it is unknown, used, old or another's.</summary>
    internal Task<StreamTicket?> RedeemAsync(Caller caller, string ticket, CancellationToken ct) =>
        database.TransactAsync(
            caller.Scope,
            session => session.QueryFirstAsync<StreamTicket>(
                """
                delete from stream_ticket where hash = @hash and principal_id = @principal and expires_at >= @now
                returning resource_id, account_id, verb, input
                """,
                new { hash = Hash(ticket), principal = caller.Principal, now = session.Now },
                ct),
            ct);

    private static byte[] Hash(string ticket) => SHA256.HashData(Encoding.UTF8.GetBytes(ticket));
}

/// <summary>What a ticket opens.</summary>
internal sealed record StreamTicket
{
    public ResourceId ResourceId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Verb { get; init; }

    public required JsonObject Input { get; init; }
}
