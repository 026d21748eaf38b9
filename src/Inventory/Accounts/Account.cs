using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Whether an account is in use or on its way out.</summary>
public enum AccountState
{
    /// <summary>It is synchronised and takes commands.</summary>
    Connected,

    /// <summary>It and all that is known of it is being removed from Yunqiao; the cloud is not touched.</summary>
    Forgetting,
}

/// <summary>How an account hears of changes between syncs.</summary>
public enum FeedState
{
    /// <summary>It does not: its cloud has no events.</summary>
    None,

    /// <summary>It is being connected, or connected again after a break.</summary>
    Connecting,

    /// <summary>Changes are seen as they happen.</summary>
    Live,
}

/// <summary>A credentialed connection to one cloud, as it is kept. Its credentials are sealed and never part of this.</summary>
public sealed record Account
{
    /// <summary>Its id.</summary>
    public AccountId Id { get; init; }

    /// <summary>Who owns it.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>What people call it; unique in its tenant.</summary>
    public required string Name { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Provider { get; init; }

    /// <summary><c>public</c>, <c>private</c>, <c>community</c> or <c>hosted</c>.</summary>
    public required string DeploymentModel { get; init; }

    /// <summary>Which of the vendor's separate worlds; null when there is one.</summary>
    public string? Partition { get; init; }

    /// <summary>The URL of the peer.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The regions to look at; empty means all that the cloud has.</summary>
    public string[] Regions { get; init; } = [];

    /// <summary>Where it is.</summary>
    public SiteId SiteId { get; init; }

    /// <summary>The name of that site.</summary>
    public required string SiteName { get; init; }

    /// <summary>Settings by name: <c>insecureTls</c>, <c>simulated</c>.</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>The names of the credentials that are kept.</summary>
    public string[] CredentialNames { get; init; } = [];

    /// <summary>Whether it is connected to a simulator.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether it is in use.</summary>
    public AccountState State { get; init; }

    /// <summary>How it hears of changes.</summary>
    public FeedState Feed { get; init; }

    /// <summary>Grows with every change of how it is reached.</summary>
    public long Version { get; init; }

    /// <summary>When it was connected.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
