using System.Threading.Channels;

namespace Yunqiao.Inventory.Feeds;

/// <summary>A thing that something happened to.</summary>
internal readonly record struct Thing(string Kind, string Region, string ExternalId);

/// <summary>
/// Things to look at, each once however often something happens to it: clouds tell of one change in several events. Bounded;
/// what does not fit is told by <see cref="TryAdd"/>, because then only a whole listing helps.
/// </summary>
internal sealed class ThingQueue(int capacity, TimeSpan settle, TimeProvider clock)
{
    private readonly HashSet<Thing> waiting = [];
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>False when the queue is full.</summary>
    internal bool TryAdd(Thing thing)
    {
        lock (waiting)
        {
            if (waiting.Count >= capacity && !waiting.Contains(thing))
            {
                return false;
            }

            waiting.Add(thing);
        }

        bell.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Waits for something to happen, lets it settle, and takes all that is there.</summary>
    internal async Task<IReadOnlyList<Thing>> TakeAsync(CancellationToken ct)
    {
        await bell.Reader.ReadAsync(ct);
        await Task.Delay(settle, clock, ct);
        lock (waiting)
        {
            Thing[] taken = [.. waiting];
            waiting.Clear();
            return taken;
        }
    }
}
