using System.Collections.Concurrent;
using System.Diagnostics;

namespace Yunqiao.Bench;

/// <summary>Does one thing over and over, by one or several clients at a time.</summary>
internal static class Load
{
    /// <summary>
    /// Every client does its share of <paramref name="count"/> calls, one after the other without a pause. What is given to
    /// <paramref name="call"/> is the number of the call, from 0.
    /// </summary>
    internal static async Task<LoadResult> RunAsync(int clients, int count, Func<int, Task> call)
    {
        var samples = new ConcurrentBag<double>();
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                var begin = Stopwatch.GetTimestamp();
                await call(number);
                samples.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        })));
        return new LoadResult(new Latencies(samples), count / watch.Elapsed.TotalSeconds);
    }
}

/// <summary>How it went.</summary>
internal sealed record LoadResult(Latencies Latencies, double PerSecond);
