using System.Threading.Channels;
using Yunqiao.Kernel;
using Yunqiao.Storage.Outbox;

namespace Yunqiao.Api.Events;

/// <summary>One open event stream: what it may hear, and a queue that never makes others wait.</summary>
internal sealed class EventListener
{
    private const int QueueLength = 1000;
    private readonly Channel<OutboxEntry> queue =
        Channel.CreateBounded<OutboxEntry>(new BoundedChannelOptions(QueueLength) { SingleReader = true, SingleWriter = true });

    private readonly HashSet<TenantId> tenants;
    private readonly IReadOnlySet<Permission> permissions;
    private bool closed;

    internal EventListener(Guid credential, Caller caller)
    {
        Credential = credential;
        tenants = [.. caller.Scope.VisibleTenants];
        permissions = caller.Permissions;
    }

    /// <summary>The session or API token that opened it.</summary>
    internal Guid Credential { get; }

    /// <summary>Why the queue ended.</summary>
    internal EndReason End { get; private set; } = EndReason.Stopping;

    internal ChannelReader<OutboxEntry> Queue => queue.Reader;

    /// <summary>Whether the listener may hear of this.</summary>
    internal bool Hears(OutboxEntry entry) =>
        entry.IsReset || (tenants.Contains(entry.Tenant) && EventPermission.Of(entry.Type) is { } needed && permissions.Contains(needed));

    /// <summary>Hands an entry over; a listener whose queue is full is dropped, because it would otherwise miss entries unnoticed.</summary>
    internal void Offer(OutboxEntry entry)
    {
        if (Hears(entry) && !queue.Writer.TryWrite(entry))
        {
            Close(EndReason.TooSlow);
        }
    }

    internal void Close(EndReason reason)
    {
        lock (queue)
        {
            if (!closed)
            {
                // The reason first: the reader wakes as soon as the queue is complete.
                closed = true;
                End = reason;
                queue.Writer.Complete();
            }
        }
    }
}

/// <summary>Why an event stream ends.</summary>
internal enum EndReason
{
    /// <summary>The server stops; the client comes back and resumes.</summary>
    Stopping,

    /// <summary>The listener did not keep up; it has to load afresh.</summary>
    TooSlow,

    /// <summary>Its session or token was revoked or has expired.</summary>
    SessionEnded,
}

/// <summary>What a listener must hold to hear of a type of event.</summary>
internal static class EventPermission
{
    /// <summary>The permission; null for types that are not for the world outside.</summary>
    internal static Permission? Of(string type) => type.Split('.')[0] switch
    {
        "resource" or "unit" => Permission.ResourcesRead,
        "operation" => Permission.OperationsRead,
        "account" => Permission.AccountsRead,
        _ => null,
    };
}
