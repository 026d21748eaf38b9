using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Yunqiao.Kernel;

/// <summary>Identifies a tenant; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<TenantId>))]
public readonly record struct TenantId(Guid Value) : ITypedId<TenantId>
{
    /// <inheritdoc />
    public static TenantId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a project; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<ProjectId>))]
public readonly record struct ProjectId(Guid Value) : ITypedId<ProjectId>
{
    /// <inheritdoc />
    public static ProjectId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProjectId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a user or another acting identity; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<PrincipalId>))]
public readonly record struct PrincipalId(Guid Value) : ITypedId<PrincipalId>
{
    /// <inheritdoc />
    public static PrincipalId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PrincipalId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a site; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<SiteId>))]
public readonly record struct SiteId(Guid Value) : ITypedId<SiteId>
{
    /// <inheritdoc />
    public static SiteId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SiteId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a cloud account; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<AccountId>))]
public readonly record struct AccountId(Guid Value) : ITypedId<AccountId>
{
    /// <inheritdoc />
    public static AccountId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AccountId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a record: what one account said about one thing; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<RecordId>))]
public readonly record struct RecordId(Guid Value) : ITypedId<RecordId>
{
    /// <inheritdoc />
    public static RecordId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RecordId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a resource; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<ResourceId>))]
public readonly record struct ResourceId(Guid Value) : ITypedId<ResourceId>
{
    /// <inheritdoc />
    public static ResourceId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies one run of listing a unit (account, kind, region); a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<SyncRunId>))]
public readonly record struct SyncRunId(Guid Value) : ITypedId<SyncRunId>
{
    /// <inheritdoc />
    public static SyncRunId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SyncRunId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies one row of the history; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<ChangeId>))]
public readonly record struct ChangeId(Guid Value) : ITypedId<ChangeId>
{
    /// <inheritdoc />
    public static ChangeId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChangeId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies an operation; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<OperationId>))]
public readonly record struct OperationId(Guid Value) : ITypedId<OperationId>
{
    /// <inheritdoc />
    public static OperationId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a plan; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<PlanId>))]
public readonly record struct PlanId(Guid Value) : ITypedId<PlanId>
{
    /// <inheritdoc />
    public static PlanId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PlanId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies an API token; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<TokenId>))]
public readonly record struct TokenId(Guid Value) : ITypedId<TokenId>
{
    /// <inheritdoc />
    public static TokenId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TokenId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Identifies a signed-in session; a UUIDv7, so that ids sort by creation time.</summary>
[JsonConverter(typeof(TypedIdConverter<SessionId>))]
public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>
{
    /// <inheritdoc />
    public static SessionId From(Guid value) => new(value);

    /// <summary>Reads the canonical text form; false when the text is no UUID.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id) => TypedId.TryParse(text, out id);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
