using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Accounts;

/// <summary>
/// Looks for a Docker engine on the server's own machine: at the usual socket and at <c>DOCKER_HOST</c> when that is a socket.
/// What is found is offered to people who may connect accounts, and connected by nobody else.
/// </summary>
internal sealed class LocalDocker(AccountStore accounts, AccountConnections connections, ProviderCatalog providers, TimeProvider clock)
{
    private const string Provider = "docker";
    private const string UsualSocket = "/var/run/docker.sock";
    private const string Scheme = "unix://";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What there is to connect; empty when there is nothing.</summary>
    internal async Task<IReadOnlyList<AccountSuggestion>> SuggestAsync(Caller caller, CancellationToken ct)
    {
        if (providers.Find(Provider) is null)
        {
            return [];
        }

        var found = new List<AccountSuggestion>();
        foreach (var path in Sockets(Environment.GetEnvironmentVariable("DOCKER_HOST")).Where(File.Exists))
        {
            found.Add(await LookAsync(caller, path, ct));
        }

        return found;
    }

    /// <summary>The paths to look at, each once.</summary>
    internal static IReadOnlyList<string> Sockets(string? dockerHost)
    {
        var named = dockerHost is not null && dockerHost.StartsWith(Scheme + "/", StringComparison.Ordinal)
            ? dockerHost[Scheme.Length..]
            : null;
        return named is null or UsualSocket or "/run/docker.sock" ? [UsualSocket] : [UsualSocket, named];
    }

    private async Task<AccountSuggestion> LookAsync(Caller caller, string path, CancellationToken ct)
    {
        var endpoint = Scheme + path;
        var connected = await accounts.FindByEndpointAsync(caller.Scope, Provider, endpoint, ct);
        var suggestion = new AccountSuggestion(Provider, Environment.MachineName, endpoint, false, null, null, null, connected?.Id);
        using var timer = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var connection = new AccountConnection(
                null, Provider, endpoint, null, new Dictionary<string, string>(), new ProviderSettings());
            if (!(await connections.OpenAsync(connection, CallLane.User, both.Token)).Ok(out var client, out var problem))
            {
                return suggestion with { Problem = ErrorView.From(problem, caller.Language) };
            }

            var probe = await client.ProbeAsync(both.Token);
            var summary = new SuggestionSummary(
                await CountAsync(client, "container/container", both.Token),
                await CountAsync(client, "container/image", both.Token));
            return suggestion with { Reachable = true, Version = probe.Version, Summary = summary };
        }
        catch (ProviderException fault)
        {
            return suggestion with { Problem = ErrorView.From(ProviderProblems.From(fault), caller.Language) };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var late = new ProviderException(FaultKind.Unavailable, $"{path} does not answer within {Patience.TotalSeconds:0} seconds.");
            return suggestion with { Problem = ErrorView.From(ProviderProblems.From(late), caller.Language) };
        }
    }

    private static async Task<int> CountAsync(ProviderClient client, string kind, CancellationToken ct)
    {
        var (count, cursor) = (0, (string?)null);
        do
        {
            var page = await client.ListAsync(kind, Sync.SyncSchedule.Global, cursor, ct);
            (count, cursor) = (count + page.Items.Count, page.Next);
        }
        while (cursor is not null);
        return count;
    }
}

/// <summary>Something near that could be connected.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Name">A name for the account.</param>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="Reachable">Whether it answers.</param>
/// <param name="Version">Its version.</param>
/// <param name="Summary">What is in it.</param>
/// <param name="Problem">Why it does not answer, and what to do about that.</param>
/// <param name="Account">The account that is connected to it already.</param>
public sealed record AccountSuggestion(
    string Provider,
    string Name,
    string Endpoint,
    bool Reachable,
    string? Version,
    SuggestionSummary? Summary,
    ErrorView? Problem,
    AccountId? Account);

/// <summary>What is in something that could be connected.</summary>
/// <param name="Containers">Containers, stopped ones included.</param>
/// <param name="Images">Images.</param>
public sealed record SuggestionSummary(int Containers, int Images);
