using Yunqiao.Kernel;
using Yunqiao.Operations.Definitions;
using Yunqiao.Operations.Items;
using Yunqiao.Operations.States;

namespace Yunqiao.Operations.Reading;

/// <summary>An operation as clients read it.</summary>
public sealed record OperationView
{
    /// <summary>Its id.</summary>
    public required OperationId Id { get; init; }

    /// <summary>The kind of operation: <c>resource.create</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it does, in the reader's language.</summary>
    public required string Title { get; init; }

    /// <summary>What it does, in every language.</summary>
    public required LocalizedText TitleText { get; init; }

    /// <summary>Where it stands.</summary>
    public required OperationState State { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Progress { get; init; }

    /// <summary>Who asked.</summary>
    public required OperationRequester RequestedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it fails with <c>operation.expired</c> unless it has ended.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>The account that it works on, if one.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Which attempt this is: 1, and one more with every retry. Its steps are those of this attempt; the log has all.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether a person gave it up with what it had left at the cloud: the log says what, and it is not tried again.</summary>
    public bool Abandoned { get; init; }

    /// <summary>The operation on many that started it for one of them; null for most.</summary>
    public OperationId? Parent { get; init; }

    /// <summary>How many of its things stand where, for an operation on many; null for others, and in lists.</summary>
    public OperationItemCounts? Items { get; init; }

    /// <summary>Whether somebody asked to stop it and it is on its way to that.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>The operation on the same resource that goes first; null unless it waits for its turn, and in lists.</summary>
    public OperationAhead? WaitingFor { get; init; }

    /// <summary>What it is about.</summary>
    public required IReadOnlyList<OperationResource> Resources { get; init; }

    /// <summary>Its steps in order; null in lists.</summary>
    public IReadOnlyList<StepView>? Steps { get; init; }

    /// <summary>Why it failed or needs attention.</summary>
    public ErrorView? Error { get; init; }
}

/// <summary>Who asked for an operation, by the name that it had then.</summary>
public sealed record OperationRequester(PrincipalId Id, string Name);

/// <summary>An operation that goes first.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">What it does, in every language.</param>
public sealed record OperationAhead(OperationId Id, LocalizedText Title);

/// <summary>A step as clients read it.</summary>
public sealed record StepView
{
    /// <summary>Its stable name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in every language.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>Where it stands.</summary>
    public required StepState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was observed.</summary>
    public string? Detail { get; init; }

    /// <summary>Why it failed, or why it is tried again.</summary>
    public ErrorView? Error { get; init; }
}

/// <summary>A kept problem in the reader's language.</summary>
/// <param name="Code">The entry of the catalogue.</param>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What it means and what to do.</param>
/// <param name="Retryable">Whether trying again may help.</param>
/// <param name="VendorCode">The cloud's own code, when a cloud said it.</param>
/// <param name="RequestId">The cloud's request id, when a cloud said one.</param>
public sealed record ErrorView(string Code, string Title, string Detail, bool Retryable, string? VendorCode, string? RequestId)
{
    /// <summary>Reads a problem in a language; the vendor's words are in its arguments <c>vendorCode</c> and <c>requestId</c>.</summary>
    public static ErrorView From(Problem problem, Language language) =>
        new(
            problem.Type.Code,
            problem.Type.Title.In(language, problem.Arguments),
            problem.DetailIn(language),
            problem.Type.Retryable,
            problem.Arguments.GetValueOrDefault("vendorCode"),
            problem.Arguments.GetValueOrDefault("requestId"));
}

/// <summary>The answer of a mutation: the operation that carries it out.</summary>
public sealed record OperationAccepted(OperationView Operation);
