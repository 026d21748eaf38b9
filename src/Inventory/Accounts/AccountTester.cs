using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Tries connections: kept ones, and ones that are not kept yet.</summary>
internal sealed class AccountTester(AccountStore accounts, AccountConnections connections, ProviderCatalog providers, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Tries what a form holds.</summary>
    internal async Task<Result<AccountTest>> TestAsync(Caller caller, TestAccountRequest request, CancellationToken ct)
    {
        var manifest = providers.Find(request.Provider ?? "")?.Manifest;
        if (AccountValidator.Check(request, manifest) is { Count: > 0 } errors)
        {
            return AccountValidator.Invalid(errors);
        }

        var connection = new AccountConnection(
            null, manifest!.Id, request.Endpoint ?? manifest.DefaultEndpoint, request.Partition,
            request.Credentials ?? new Dictionary<string, string>(), AccountConnections.SettingsOf(request.Settings));
        return await TryAsync(await connections.OpenAsync(connection, CallLane.User, ct), caller.Language, ct);
    }

    /// <summary>Tries a kept account.</summary>
    internal async Task<Result<AccountTest>> TestAsync(Caller caller, AccountId id, CancellationToken ct) =>
        await accounts.FindAsync(caller.Scope, id, ct) is { } account
            ? await TryAsync(await connections.OpenAsync(account, CallLane.User, ct), caller.Language, ct)
            : AccountRegistry.Unknown(id);

    private async Task<AccountTest> TryAsync(Result<ProviderClient> opened, Language language, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        if (!opened.Ok(out var client, out var problem))
        {
            return Failed(problem, 0, language);
        }

        using var timer = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var probe = await client.ProbeAsync(both.Token);
            return new AccountTest(
                true, Milliseconds(started), probe.Identity, probe.Version, probe.MissingPermissions, probe.Warnings, null);
        }
        catch (ProviderException fault)
        {
            return Failed(ProviderProblems.From(fault), Milliseconds(started), language);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var fault = new ProviderException(FaultKind.Unavailable, $"No answer within {Patience.TotalSeconds:0} seconds.");
            return Failed(ProviderProblems.From(fault), Milliseconds(started), language);
        }
    }

    private static AccountTest Failed(Problem problem, long milliseconds, Language language) =>
        new(false, milliseconds, null, null, [], [], ErrorView.From(problem, language));

    private long Milliseconds(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;
}
