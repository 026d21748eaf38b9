using System.Collections.Concurrent;

namespace Yunqiao.Operations.Engine;

/// <summary>Lines that a running step has written and that are not in the table yet.</summary>
internal sealed class StepLog
{
    private readonly ConcurrentQueue<LogLine> lines = new();

    public bool IsEmpty => lines.IsEmpty;

    public void Add(LogLine line) => lines.Enqueue(line);

    public IReadOnlyList<LogLine> Take()
    {
        var taken = new List<LogLine>();
        while (lines.TryDequeue(out var line))
        {
            taken.Add(line);
        }

        return taken;
    }
}
