using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Engine;

/// <summary>A row of <c>operation</c>, with its resources.</summary>
internal sealed record OperationRow
{
    public const string Columns = """
        o.id, o.tenant_id, o.scope_tenants, o.kind, o.version, o.title, o.state, o.undo_goal, o.input, o.account_id, o.requested_by,
        o.requested_by_name, o.conflict_key, o.request_hash, o.seq, o.round, o.progress, o.error, o.cancel_requested,
        o.trace_parent, o.created_at, o.started_at, o.ended_at, o.parent_id, o.abandoned, o.deadline_at, o.unknown_since,
        (select jsonb_agg(jsonb_build_object('id', r.resource_id, 'kind', r.kind, 'name', r.name) order by r.position)
           from operation_resource r where r.operation_id = o.id) as resource_list
        """;

    public OperationId Id { get; init; }

    public TenantId TenantId { get; init; }

    public Guid[] ScopeTenants { get; init; } = [];

    public string Kind { get; init; } = "";

    public int Version { get; init; }

    public JsonObject Title { get; init; } = [];

    public OperationState State { get; init; }

    /// <summary>What undoing ends in; null while going forward.</summary>
    public OperationState? UndoGoal { get; init; }

    public JsonObject Input { get; init; } = [];

    public AccountId? AccountId { get; init; }

    public PrincipalId RequestedBy { get; init; }

    public string RequestedByName { get; init; } = "";

    public string? ConflictKey { get; init; }

    public byte[]? RequestHash { get; init; }

    /// <summary>The fence.</summary>
    public long Seq { get; init; }

    /// <summary>Which attempt it is: 1, and one more with every retry.</summary>
    public int Round { get; init; }

    public double Progress { get; init; }

    public JsonObject? Error { get; init; }

    public bool CancelRequested { get; init; }

    public string? TraceParent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it has failed unless it has ended; null for none.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Since when only servers have met it that do not know its kind or version; null for most.</summary>
    public DateTimeOffset? UnknownSince { get; init; }

    /// <summary>The operation that started it for one of its many things.</summary>
    public OperationId? ParentId { get; init; }

    /// <summary>A person gave it up, with what it had left at the cloud.</summary>
    public bool Abandoned { get; init; }

    public JsonNode? ResourceList { get; init; }

    /// <summary>The scope of the one who asked, as it was then.</summary>
    public Scope Scope => Scope.Of(TenantId, ScopeTenants.Select(id => new TenantId(id)).Where(id => id != TenantId));

    public LocalizedText TitleText => Title.Deserialize<LocalizedText>(Json.Options)!;

    public IReadOnlyList<OperationResource> Resources =>
        ResourceList?.Deserialize<OperationResource[]>(Json.Options) ?? [];
}

/// <summary>A row of <c>operation_step</c>.</summary>
internal sealed record StepRow
{
    public const string Columns = """
        s.operation_id, s.position, s.name, s.title, s.state, s.intent_at, s.outcome, s.failed, s.attempt, s.undo_attempt,
        s.started_at, s.ended_at, s.undo_started_at, s.undone_at, s.detail, s.output, s.state_data, s.error
        """;

    public OperationId OperationId { get; init; }

    public int Position { get; init; }

    public string Name { get; init; } = "";

    public JsonObject Title { get; init; } = [];

    public StepState State { get; init; }

    public DateTimeOffset? IntentAt { get; init; }

    /// <summary>How the last call ended; null while one is in flight.</summary>
    public StepEnd? Outcome { get; init; }

    /// <summary>It failed for good, which stays true when it has been taken back.</summary>
    public bool Failed { get; init; }

    public int Attempt { get; init; }

    public int UndoAttempt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? UndoStartedAt { get; init; }

    public DateTimeOffset? UndoneAt { get; init; }

    public string? Detail { get; init; }

    public JsonObject? Output { get; init; }

    public JsonObject? StateData { get; init; }

    public JsonObject? Error { get; init; }

    public LocalizedText TitleText => Title.Deserialize<LocalizedText>(Json.Options)!;
}

/// <summary>How a call of a step ended.</summary>
internal enum StepEnd
{
    Done,
    Wait,
    Retry,
    Ambiguous,
    Failed,
}

/// <summary>An operation with its steps, as one firing read them.</summary>
internal sealed record OperationSnapshot(OperationRow Operation, IReadOnlyList<StepRow> Steps);
