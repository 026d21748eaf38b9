using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>Guessing passwords gets slower and slower, says nothing about who exists, and keeps nobody out for ever.</summary>
public sealed class Sign_in : IAsyncLifetime
{
    private ApiServer server = null!;

    public async ValueTask InitializeAsync() => server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_hundred_wrong_passwords_pause_the_sign_in_and_do_not_end_it()
    {
        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(await TryAsync("admin", $"wrong-{i}"));
        }

        // Five without a pause, then one whenever a pause of a second or two has passed meanwhile.
        Assert.InRange(answers.Count(answer => answer.Code == "session.wrongPassword"), 5, 12);
        Assert.All(answers.Take(5), answer => answer.IsProblem(HttpStatusCode.Unauthorized, "session.wrongPassword"));
        answers[^1].IsProblem(HttpStatusCode.TooManyRequests, "session.throttled");
        Assert.InRange(answers[^1].Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);

        // The right password does not help during the pause, which would tell a guesser that it is right.
        (await TryAsync("admin", ApiServer.Password)).IsProblem(HttpStatusCode.TooManyRequests, "session.throttled");

        server.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await TryAsync("admin", ApiServer.Password)).Status);
    }

    [Fact]
    public async Task The_pause_grows_with_every_failure_and_has_an_end()
    {
        var pauses = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var answer = await TryAsync("admin", "wrong");
            if (answer.Headers.RetryAfter?.Delta is { } pause)
            {
                pauses.Add(pause.TotalSeconds);
                server.Clock.Advance(pause + TimeSpan.FromSeconds(1));
            }
        }

        Assert.Equal(pauses.Order(), pauses);
        Assert.True(pauses[^1] > pauses[0]);
        Assert.InRange(pauses.Max(), 60, 300);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_answered_like_one_that_does()
    {
        var real = new List<(HttpStatusCode, string?, string?)>();
        var unknown = new List<(HttpStatusCode, string?, string?)>();
        for (var i = 0; i < 8; i++)
        {
            real.Add(Shape(await TryAsync("admin", "wrong")));
            unknown.Add(Shape(await TryAsync("nobody-of-this-name", "wrong")));
        }

        Assert.Equal(real, unknown);
    }

    [Fact]
    public async Task Guesses_at_the_same_moment_are_counted_one_by_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => TryAsync("admin", $"wrong-{i}")));

        Assert.InRange(answers.Count(answer => answer.Code == "session.wrongPassword"), 5, 8);
    }

    [Fact]
    public async Task One_person_who_forgot_a_password_does_not_keep_others_out()
    {
        var (_, name, _) = await server.AddUserAsync("viewer");
        for (var i = 0; i < 10; i++)
        {
            await TryAsync(name, "wrong");
        }

        (await TryAsync(name, ApiServer.Password)).IsProblem(HttpStatusCode.TooManyRequests, "session.throttled");
        Assert.Equal(HttpStatusCode.OK, (await TryAsync("admin", ApiServer.Password)).Status);
    }

    [Fact]
    public async Task Two_nodes_count_together()
    {
        await using var other = await server.StartPeerAsync();
        for (var i = 0; i < 3; i++)
        {
            (await TryAsync("admin", "wrong")).IsProblem(HttpStatusCode.Unauthorized, "session.wrongPassword");
        }

        for (var i = 0; i < 2; i++)
        {
            (await TryAsync(other, "admin", "wrong")).IsProblem(HttpStatusCode.Unauthorized, "session.wrongPassword");
        }

        (await TryAsync(other, "admin", "wrong")).IsProblem(HttpStatusCode.TooManyRequests, "session.throttled");
    }

    private static (HttpStatusCode Status, string? Code, string? Title) Shape(ApiAnswer answer) =>
        (answer.Status, answer.Code, (string?)answer.Json["title"]);

    private Task<ApiAnswer> TryAsync(string user, string password) => TryAsync(server, user, password);

    private static Task<ApiAnswer> TryAsync(ApiServer server, string user, string password) =>
        server.Anonymous().PostAsync("/session", new JsonObject { ["user"] = user, ["password"] = password });
}
