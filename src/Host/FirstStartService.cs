using Yunqiao.Tenancy.Startup;

namespace Yunqiao.Host;

/// <summary>Makes an empty installation usable before anything else works with it, and shows the password that it made up.</summary>
internal sealed class FirstStartService(FirstStart firstStart, IConfiguration configuration) : IHostedService
{
    private const string PasswordVariable = "YUNQIAO_ADMIN_PASSWORD";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await firstStart.EnsureAsync(configuration[PasswordVariable], cancellationToken) is { } password)
        {
            // Once, and not through the log: logs are kept and sent elsewhere.
            await Console.Out.WriteLineAsync($"The first administrator is {FirstStart.Administrator} with the password {password}");
            await Console.Out.WriteLineAsync("It is not shown again; change it after the first sign-in.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
