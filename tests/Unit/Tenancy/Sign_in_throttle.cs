using System.Net;
using Xunit;
using Yunqiao.Tenancy;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Tests.Unit.Tenancy;

/// <summary>How failed sign-ins become pauses.</summary>
public sealed class Sign_in_throttle
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ThrottleRule Rule = new("k", Free: 5, Longest: TimeSpan.FromMinutes(5));

    [Fact]
    public void The_first_failures_cost_nothing_and_the_next_double_up_to_the_longest()
    {
        var pauses = new List<double?>();
        ThrottleCount? count = null;
        for (var i = 0; i < 20; i++)
        {
            var now = (count?.LockedUntil ?? Start) + TimeSpan.FromSeconds(1);
            count = SignInThrottle.Attempt(Rule, count, now);
            pauses.Add((count.LockedUntil - now)?.TotalSeconds);
        }

        Assert.Equal([null, null, null, null, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300, 300, 300], pauses);
    }

    [Fact]
    public void Failures_are_forgotten_after_a_quiet_time()
    {
        var count = new ThrottleCount("k", 40, Start, null);

        Assert.Equal(41, SignInThrottle.Attempt(Rule, count, Start + SignInThrottle.Forget).Failures);
        Assert.Equal(1, SignInThrottle.Attempt(Rule, count, Start + SignInThrottle.Forget + TimeSpan.FromSeconds(1)).Failures);
    }

    [Fact]
    public void A_pause_is_waited_for_and_then_over()
    {
        var count = new ThrottleCount("k", 9, Start, Start + TimeSpan.FromSeconds(16));

        Assert.Equal(TimeSpan.FromSeconds(6), SignInThrottle.Wait(count, Start + TimeSpan.FromSeconds(10)));
        Assert.Null(SignInThrottle.Wait(count, Start + TimeSpan.FromSeconds(16)));
        Assert.Null(SignInThrottle.Wait(null, Start));
    }

    [Fact]
    public void Strangers_all_over_the_world_pause_a_person_for_seconds_only()
    {
        var anywhere = SignInThrottle.Rules("admin", "192.0.2.1").Single(rule => rule.Key == "name:admin");
        ThrottleCount? count = null;
        for (var i = 0; i < 10_000; i++)
        {
            count = SignInThrottle.Attempt(anywhere, count, Start);
        }

        Assert.True(count!.LockedUntil - Start <= TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::1")]
    public void One_machine_is_one_address(string address, string known) => Assert.Equal(known, ClientAddress.Of(IPAddress.Parse(address)));
}
