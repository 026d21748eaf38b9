using System.Text.Json.Nodes;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Operations.Reading;

namespace Yunqiao.Inventory.Accounts;

/// <summary>An account as callers see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Provider">The provider's id.</param>
/// <param name="DeploymentModel"><c>public</c>, <c>private</c>, <c>community</c> or <c>hosted</c>.</param>
/// <param name="Partition">Which of the vendor's separate worlds.</param>
/// <param name="Endpoint">The URL of the peer.</param>
/// <param name="Regions">The regions to look at; empty means all.</param>
/// <param name="Site">Where it is.</param>
/// <param name="Tenant">Who owns it.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="CredentialNames">The names of the credentials that are kept; never their values.</param>
/// <param name="Simulated">Whether it is connected to a simulator.</param>
/// <param name="State">Whether it is in use.</param>
/// <param name="CreatedAt">When it was connected.</param>
/// <param name="ResourceCount">How many things the last look at each unit found.</param>
/// <param name="Sync">How well it is known.</param>
public sealed record AccountView(
    AccountId Id,
    string Name,
    string Provider,
    string DeploymentModel,
    string? Partition,
    string Endpoint,
    IReadOnlyList<string> Regions,
    AccountSite Site,
    TenantId Tenant,
    JsonObject Settings,
    IReadOnlyList<string> CredentialNames,
    bool Simulated,
    AccountState State,
    DateTimeOffset CreatedAt,
    long ResourceCount,
    AccountSync Sync)
{
    /// <summary>Puts an account and its units together.</summary>
    internal static AccountView From(Account account, IReadOnlyList<SyncUnitView> units) =>
        new(
            account.Id, account.Name, account.Provider, account.DeploymentModel, account.Partition, account.Endpoint,
            account.Regions, new AccountSite(account.SiteId, account.SiteName), account.TenantId, account.Settings,
            account.CredentialNames, account.Simulated, account.State, account.CreatedAt,
            units.Sum(unit => unit.Count),
            new AccountSync(
                SyncStates.OfAccount(units.Select(unit => unit.State)),
                account.Feed,
                SyncStates.LastSuccess(units),
                units));
}

/// <summary>The site of an account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
public sealed record AccountSite(SiteId Id, string Name);

/// <summary>How well an account is known.</summary>
/// <param name="State">The state that most wants a look among its units.</param>
/// <param name="Feed">How it hears of changes between syncs.</param>
/// <param name="LastSuccessAt">Since when all of its units are known; null when one never was.</param>
/// <param name="Units">What is synchronised as one, by kind and region.</param>
public sealed record AccountSync(
    UnitState State, FeedState Feed, DateTimeOffset? LastSuccessAt, IReadOnlyList<SyncUnitView> Units);

/// <summary>An account to connect.</summary>
/// <param name="Name">1 to 100 characters, unique in the tenant.</param>
/// <param name="Provider">The provider's id.</param>
/// <param name="DeploymentModel"><c>public</c>, <c>private</c>, <c>community</c> or <c>hosted</c>; the provider's own when none is given.</param>
/// <param name="Partition">One of the provider's partitions.</param>
/// <param name="Endpoint">The URL of the peer; the provider's default when none is given.</param>
/// <param name="Regions">The regions to look at; all when none is given.</param>
/// <param name="Site">The id of a site; the tenant's default when none is given.</param>
/// <param name="Credentials">Values by the names that the provider's manifest lists.</param>
/// <param name="Settings"><c>insecureTls</c>: accept the peer's certificate unchecked; <c>simulated</c>: the peer is a simulator.</param>
public sealed record CreateAccountRequest(
    string? Name,
    string? Provider,
    string? DeploymentModel = null,
    string? Partition = null,
    string? Endpoint = null,
    IReadOnlyList<string>? Regions = null,
    string? Site = null,
    IReadOnlyDictionary<string, string>? Credentials = null,
    JsonObject? Settings = null);

/// <summary>What to change about an account; what is null stays.</summary>
/// <param name="Name">1 to 100 characters, unique in the tenant.</param>
/// <param name="Credentials">Replaces all credentials.</param>
/// <param name="Settings">Replaces all settings.</param>
/// <param name="Endpoint">The URL of the peer.</param>
public sealed record UpdateAccountRequest(
    string? Name = null,
    IReadOnlyDictionary<string, string>? Credentials = null,
    JsonObject? Settings = null,
    string? Endpoint = null);

/// <summary>A connection to try before it is kept.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Partition">One of the provider's partitions.</param>
/// <param name="Endpoint">The URL of the peer; the provider's default when none is given.</param>
/// <param name="Credentials">Values by the names that the provider's manifest lists.</param>
/// <param name="Settings">As for a new account.</param>
public sealed record TestAccountRequest(
    string? Provider,
    string? Partition = null,
    string? Endpoint = null,
    IReadOnlyDictionary<string, string>? Credentials = null,
    JsonObject? Settings = null);

/// <summary>How a try went.</summary>
/// <param name="Ok">Whether the peer answered and let us in.</param>
/// <param name="LatencyMs">How long the answer took, in milliseconds.</param>
/// <param name="Identity">Who the credentials are.</param>
/// <param name="Version">The peer's version.</param>
/// <param name="MissingPermissions">What the credentials may not do, as far as the cloud tells.</param>
/// <param name="Warnings">Things worth knowing.</param>
/// <param name="Error">Why it failed.</param>
public sealed record AccountTest(
    bool Ok,
    long LatencyMs,
    string? Identity,
    string? Version,
    IReadOnlyList<string> MissingPermissions,
    IReadOnlyList<string> Warnings,
    ErrorView? Error);

/// <summary>How many resources were forgotten together with an account.</summary>
/// <param name="Forgotten">Resources that are no longer listed.</param>
public sealed record AccountForgotten(int Forgotten);
