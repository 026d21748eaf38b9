namespace Yunqiao.Simulators.Frame;

/// <summary>The rules of a running simulator and how far each has come.</summary>
public sealed class FaultScript
{
    private readonly Lock gate = new();
    private readonly List<Line> lines = [];

    /// <summary>Adds rules.</summary>
    public void Add(params ReadOnlySpan<FaultRule> rules)
    {
        lock (gate)
        {
            foreach (var rule in rules)
            {
                lines.Add(new Line(rule));
            }
        }
    }

    /// <summary>Makes everything go well from now on.</summary>
    public void Clear()
    {
        lock (gate)
        {
            lines.Clear();
        }
    }

    /// <summary>The rules that apply to a request, each counted.</summary>
    public IReadOnlyList<FaultRule> Take(string method, string path)
    {
        lock (gate)
        {
            return [.. lines.Where(line => line.Rule.IsAbout(method, path) && line.Count()).Select(line => line.Rule)];
        }
    }

    private sealed class Line(FaultRule rule)
    {
        private int seen;

        public FaultRule Rule => rule;

        public bool Count()
        {
            seen++;
            return seen > rule.Skip && (rule.Times == 0 || seen <= rule.Skip + rule.Times);
        }
    }
}
