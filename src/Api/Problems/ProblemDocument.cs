using Yunqiao.Kernel;

namespace Yunqiao.Api.Problems;

/// <summary>A problem on the wire: RFC 9457 with the members that programs act on.</summary>
/// <param name="Type">Where the documentation explains it.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Detail">What happened and what to do next.</param>
/// <param name="Errors">What is wrong with single fields.</param>
/// <param name="Retryable">Whether the same request may succeed later without a change.</param>
/// <param name="RetryAfterSeconds">When to try again, if that is known.</param>
/// <param name="OperationId">The operation that it belongs to.</param>
/// <param name="TraceId">What the server's log knows it by.</param>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Code,
    string Detail,
    IReadOnlyList<FieldErrorDocument>? Errors,
    bool Retryable,
    int? RetryAfterSeconds,
    OperationId? OperationId,
    string TraceId)
{
    internal static ProblemDocument From(Problem problem, Language language, string traceId) => new(
        ErrorsPage.Path + "#" + problem.Type.Code,
        problem.Type.Title.In(language, problem.Arguments),
        problem.Type.Status,
        problem.Type.Code,
        problem.DetailIn(language),
        problem.Errors.Count == 0
            ? null
            : [.. problem.Errors.Select(error => new FieldErrorDocument(error.Pointer, error.Code, error.Detail.In(language)))],
        problem.Type.Retryable,
        problem.RetryAfter is { } after ? (int)Math.Ceiling(after.TotalSeconds) : null,
        problem.Operation,
        traceId);
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Pointer">JSON pointer into the request body, or <c>?name</c> for a query parameter.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record FieldErrorDocument(string Pointer, string Code, string Detail);
