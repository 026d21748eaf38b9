namespace Yunqiao.Kernel;

/// <summary>
/// One entry of the closed catalogue of errors that a user can meet. Every project declares its entries as
/// <c>public static readonly</c> fields of a static class whose name ends in <c>Problems</c>; the catalogue is their
/// union, and <c>docs/errors.md</c> is generated from it.
/// </summary>
/// <param name="Code">Stable, dotted, lower camel case: <c>query.syntax</c>.</param>
/// <param name="Status">The HTTP status, chosen by who has to act.</param>
/// <param name="Retryable">Whether the same request may succeed later without a change.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Detail">What happened and what it means, with placeholders.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record ProblemType(
    string Code,
    int Status,
    bool Retryable,
    LocalizedText Title,
    LocalizedText Detail,
    LocalizedText Remedy)
{
    /// <summary>A problem of this type without placeholders to fill.</summary>
    public Problem New() => new(this);

    /// <summary>A problem of this type with its placeholders filled.</summary>
    public Problem With(params (string Name, string Value)[] arguments) =>
        new(this) { Arguments = arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal) };
}
