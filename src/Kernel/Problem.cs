namespace Yunqiao.Kernel;

/// <summary>An expected failure, as a value: what kind it is and what is particular about this one.</summary>
/// <param name="Type">The entry of the catalogue.</param>
public sealed record Problem(ProblemType Type)
{
    /// <summary>Values of the placeholders in the type's texts. Safe for the tenant: never a secret, never another tenant's data.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>What is wrong with single fields of the input.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>When trying again makes sense, if that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The operation that this problem belongs to.</summary>
    public OperationId? Operation { get; init; }

    /// <summary>For the log of the server only; no serializer and no renderer reads it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? InternalDetail { get; init; }

    /// <summary>The sentences a person reads: what happened, then what to do.</summary>
    public string DetailIn(Language language)
    {
        var detail = Type.Detail.In(language, Arguments);
        var remedy = Type.Remedy.In(language, Arguments);
        return remedy.Length == 0 ? detail : Ended(detail, language) + remedy;
    }

    /// <summary>What others said may come without a full stop, and would run into the sentence behind it.</summary>
    private static string Ended(string text, Language language)
    {
        var (stop, gap) = language == Language.Chinese ? ("。", "") : (".", " ");
        var words = text.TrimEnd();
        return words.Length == 0 ? "" : words[^1] is '.' or '!' or '?' or '。' or '！' or '？' ? words + gap : words + stop + gap;
    }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Pointer">JSON pointer into the request body, or <c>?name</c> for a query parameter.</param>
/// <param name="Code">A word for programs: <c>required</c>, <c>tooLong</c>, <c>pattern</c>.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record FieldError(string Pointer, string Code, LocalizedText Detail);

/// <summary>A problem as it is kept in the database: the code and what is particular, so that it can be read in any language later.</summary>
public sealed record StoredProblem(string Code, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>Takes what may be kept.</summary>
    public static StoredProblem From(Problem problem) => new(problem.Type.Code, problem.Arguments);
}
