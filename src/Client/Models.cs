using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yunqiao.Client;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
/// <param name="Total">How many there are in all, when the request asked for it.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next, long? Total = null);

/// <summary>A text in both languages.</summary>
public sealed record Text(string En, string Zh);

/// <summary>An error as the server tells it.</summary>
public sealed record ProblemBody(
    string? Title,
    int Status,
    string? Code,
    string? Detail,
    IReadOnlyList<ProblemField>? Errors,
    bool Retryable,
    int? RetryAfterSeconds,
    Guid? OperationId,
    string? TraceId);

/// <summary>What is wrong with one field.</summary>
public sealed record ProblemField(string Pointer, string Code, string Detail);

/// <summary>An error inside another answer: of a sync unit, of a step.</summary>
public sealed record ProblemSummary(string Code, string Title, string? Detail, bool Retryable);

/// <summary>A session that was just opened.</summary>
public sealed record SignedIn(string Token, DateTimeOffset ExpiresAt, UserSummary User);

/// <summary>Who is signed in.</summary>
public sealed record SessionInfo(UserSummary User, NamedId Tenant, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt);

/// <summary>A person.</summary>
public sealed record UserSummary(Guid Id, string Name, string? DisplayName);

/// <summary>An id with its name.</summary>
public sealed record NamedId(Guid Id, string Name);

/// <summary>A kind of cloud.</summary>
public sealed record Provider(
    string Id,
    string Name,
    IReadOnlyList<string> Partitions,
    bool EndpointRequired,
    string? DefaultEndpoint,
    IReadOnlyList<ProviderCredential> Credentials,
    IReadOnlyList<ProviderKind> Kinds);

/// <summary>A credential that a provider takes.</summary>
public sealed record ProviderCredential(string Name, bool Secret, bool Required);

/// <summary>A kind that a provider has, and its verbs.</summary>
public sealed record ProviderKind(string Kind, IReadOnlyList<string> Verbs);

/// <summary>A connected cloud.</summary>
public sealed record Account(
    Guid Id,
    string Name,
    string Provider,
    string? Endpoint,
    string DeploymentModel,
    bool Simulated,
    DateTimeOffset CreatedAt,
    long ResourceCount,
    AccountSync Sync);

/// <summary>How an account's inventory stands.</summary>
public sealed record AccountSync(string State, string? Feed, DateTimeOffset? LastSuccessAt, IReadOnlyList<SyncUnit> Units);

/// <summary>One unit of a sync: a kind in a region.</summary>
public sealed record SyncUnit(string Region, string Kind, string State, long Count, DateTimeOffset? LastSuccessAt, ProblemSummary? Error);

/// <summary>What a connection test found.</summary>
public sealed record ConnectionTest(
    bool Ok,
    double LatencyMs,
    string? Identity,
    string? Version,
    IReadOnlyList<string>? MissingPermissions,
    IReadOnlyList<string>? Warnings,
    ProblemSummary? Error);

/// <summary>Something on the server's machine that could be connected.</summary>
public sealed record AccountSuggestion(
    string Provider, string Name, string Endpoint, bool Reachable, string? Version, ProblemSummary? Problem, Guid? Account);

/// <summary>A type of resource.</summary>
public sealed record ResourceKind(string Id, Text Label, IReadOnlyList<KindField> Attributes, IReadOnlyList<ResourceAction> Actions);

/// <summary>A kind and, when a tenant defined it, how.</summary>
public sealed record KindDefinition(ResourceKind Kind, Guid? Tenant, JsonObject? Document);

/// <summary>An attribute of a kind or an input of an action.</summary>
public sealed record KindField(string Name, string Type, Text Title, bool Required, string? Unit);

/// <summary>Something that can be done with a kind.</summary>
public sealed record ResourceAction(string Verb, Text Label, IReadOnlyList<KindField> Inputs, bool Destructive);

/// <summary>A resource.</summary>
public sealed record Resource(
    Guid Id,
    string Kind,
    string Name,
    Guid? Account,
    string? Provider,
    string? Region,
    string? Zone,
    string? ExternalId,
    string Lifecycle,
    string? ProviderStatus,
    string Power,
    string Sync,
    IReadOnlyDictionary<string, string>? Tags,
    JsonObject? Attributes,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? ObservedAt,
    bool Simulated);

/// <summary>One entry of a resource's history.</summary>
public sealed record ResourceChange(
    string Id, DateTimeOffset At, string Type, string? Field, JsonElement? Before, JsonElement? After, ChangeCause? Cause);

/// <summary>Why something changed.</summary>
public sealed record ChangeCause(string Kind, string? Reference, string? PrincipalName);

/// <summary>A durable unit of work.</summary>
public sealed record Operation(
    Guid Id,
    string Kind,
    string Title,
    string State,
    double Progress,
    NamedId? RequestedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<OperationTarget>? Resources,
    IReadOnlyList<OperationStep>? Steps,
    ProblemSummary? Error)
{
    /// <summary>Whether nothing more will happen by itself.</summary>
    public bool Ended => State is "succeeded" or "failed" or "cancelled" or "needsAttention";
}

/// <summary>A resource that an operation is about.</summary>
public sealed record OperationTarget(Guid Id, string? Kind, string? Name);

/// <summary>One step of an operation.</summary>
public sealed record OperationStep(string Name, Text Title, string State, string? Detail, ProblemSummary? Error);

/// <summary>One line of an operation's log.</summary>
public sealed record OperationLogLine(long Seq, DateTimeOffset At, string Level, string Text, string? Step);

/// <summary>One of the many things of an operation.</summary>
public sealed record OperationItem(OperationTarget Resource, string State, Guid? Operation, ProblemSummary? Error, DateTimeOffset? EndedAt);

/// <summary>The answer to a mutation: the operation that does it.</summary>
public sealed record Started(Operation? Operation, JsonObject? Plan, Resource? Resource = null);

/// <summary>A token for programs.</summary>
public sealed record ApiToken(Guid Id, string Name, string? Token, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>Where a stream is to be opened.</summary>
public sealed record StreamTicket(string Url, string Protocol, DateTimeOffset ExpiresAt);
