using Xunit;
using Yunqiao.Operations.Engine;
using Yunqiao.Operations.States;
using static Yunqiao.Operations.States.OperationState;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>The life of an operation is a closed table.</summary>
public sealed class TransitionTests
{
    private static readonly (OperationState From, OperationState To)[] Allowed =
    [
        (Planned, AwaitingApproval), (Planned, Pending), (Planned, Cancelled),
        (AwaitingApproval, Pending), (AwaitingApproval, Cancelled),
        (Pending, Running), (Pending, Undoing), (Pending, Cancelled), (Pending, NeedsAttention),
        (Running, Waiting), (Running, Undoing), (Running, Succeeded), (Running, NeedsAttention),
        (Waiting, Running), (Waiting, Undoing), (Waiting, NeedsAttention),
        (Undoing, Failed), (Undoing, Cancelled), (Undoing, NeedsAttention),
        (Failed, Pending), (NeedsAttention, Pending), (NeedsAttention, Failed),
    ];

    public static TheoryData<OperationState, OperationState> AllPairs()
    {
        var pairs = new TheoryData<OperationState, OperationState>();
        foreach (var from in Enum.GetValues<OperationState>())
        {
            foreach (var to in Enum.GetValues<OperationState>().Where(to => to != from))
            {
                pairs.Add(from, to);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(AllPairs))]
    public void Every_undeclared_transition_throws(OperationState from, OperationState to)
    {
        var allowed = Allowed.Contains((from, to));
        Assert.Equal(allowed, OperationTransitions.May(from, to));
        if (allowed)
        {
            Assert.Equal(to, OperationTransitions.Move(from, to));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => OperationTransitions.Move(from, to));
        }
    }

    [Fact]
    public void Every_state_can_be_reached_and_every_active_state_can_end()
    {
        var reached = Reach(Planned);
        Assert.Equal(Enum.GetValues<OperationState>().ToHashSet(), reached);
        Assert.All(OperationTransitions.Active, state => Assert.Contains(Reach(state), OperationTransitions.Ended.Contains));
    }

    [Theory]
    [InlineData(1, 0.0, 1000)]
    [InlineData(1, 1.0, 2000)]
    [InlineData(2, 1.0, 4000)]
    [InlineData(30, 1.0, 60000)]
    public void Pauses_double_up_to_a_maximum_and_are_spread(int attempt, double random, int expectedMilliseconds)
    {
        var pause = Backoff.After(attempt, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), null, random);
        Assert.Equal(expectedMilliseconds, pause.TotalMilliseconds, 1);
    }

    [Fact]
    public void A_pause_is_never_shorter_than_the_cloud_asked_for() =>
        Assert.Equal(
            TimeSpan.FromMinutes(5),
            Backoff.After(1, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), 0.5));

    private static HashSet<OperationState> Reach(OperationState from)
    {
        var seen = new HashSet<OperationState> { from };
        var left = new Stack<OperationState>([from]);
        while (left.TryPop(out var state))
        {
            foreach (var to in Enum.GetValues<OperationState>().Where(to => OperationTransitions.May(state, to) && seen.Add(to)))
            {
                left.Push(to);
            }
        }

        return seen;
    }
}
