using System.Text.Json.Nodes;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Graph.Resources;

/// <summary>
/// How a row of <c>resource r</c>, with <c>unit_freshness f</c> of its unit, reads. An unchanged resource is not written by a
/// listing, so its age is that of its unit's last complete listing, unless that listing missed it.
/// </summary>
internal static class ResourceSql
{
    internal const string FreshnessJoin =
        "left join unit_freshness f on f.account_id = r.account_id and f.kind = r.kind and f.region = r.region";

    internal const string ObservedAt =
        "case when r.missing_since is null and not r.placeholder then greatest(r.observed_at, f.last_complete_run_at) else r.observed_at end";

    /// <summary>Needs <c>@now</c>.</summary>
    internal const string Sync =
        $"""
        case
            when r.missing_since is not null then 'missing'
            when f.account_id is null or r.placeholder then 'fresh'
            when f.failed or ({ObservedAt}) < @now - make_interval(secs => 3 * f.interval_seconds) then 'stale'
            else 'fresh'
        end
        """;

    /// <summary>Needs <c>@now</c>; a <c>where</c> may follow.</summary>
    internal const string Select =
        $"""
        select
            r.id, r.kind, r.name, r.tenant_id, r.project_id, r.account_id, r.provider, r.region, r.zone, r.external_id, r.lifecycle,
            r.provider_status, r.power, {Sync} as sync, r.observed_tags || r.own_tags as tags, r.attributes, r.created_at,
            {ObservedAt} as observed_at, r.simulated
        from resource r {FreshnessJoin}
        """;
}

/// <summary>What <see cref="ResourceSql.Select"/> reads.</summary>
internal sealed record StoredResource
{
    public ResourceId Id { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public TenantId TenantId { get; init; }

    public ProjectId? ProjectId { get; init; }

    public AccountId AccountId { get; init; }

    public required string Provider { get; init; }

    public required string Region { get; init; }

    public string? Zone { get; init; }

    public required string ExternalId { get; init; }

    public required string Lifecycle { get; init; }

    public string? ProviderStatus { get; init; }

    public Power Power { get; init; }

    public SyncState Sync { get; init; }

    public required JsonObject Tags { get; init; }

    public required JsonObject Attributes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ObservedAt { get; init; }

    public bool Simulated { get; init; }

    internal Resource Resource() => new(
        Id, Kind, Name, TenantId, ProjectId, AccountId, Provider, Region, Zone, ExternalId, Lifecycle, ProviderStatus, Power, Sync,
        TagObject.Read(Tags), Attributes, CreatedAt, ObservedAt, Simulated);
}
