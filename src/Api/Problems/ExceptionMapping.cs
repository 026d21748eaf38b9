using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Api.Problems;

/// <summary>Which problem an exception is. Expected ones say what to do; the rest is a bug and says nothing about itself.</summary>
internal static partial class ExceptionMapping
{
    // What PostgreSQL says to U+0000, the one character that its texts cannot hold: as text, and escaped in JSON.
    private const string CharacterNotInRepertoire = PostgresErrorCodes.CharacterNotInRepertoire;
    private const string UntranslatableCharacter = PostgresErrorCodes.UntranslatableCharacter;

    private static readonly TimeSpan StoragePause = TimeSpan.FromSeconds(2);

    internal static Problem Map(Exception error, bool clientLeft, int bodyLimitKib) => error switch
    {
        OperationCanceledException or IOException when clientLeft => EdgeProblems.ClientLeft.New(),
        OperationCanceledException => EdgeProblems.Deadline.New(),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            KernelProblems.TooLarge.With(("limit", $"{bodyLimitKib} KiB")),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => EdgeProblems.MediaType.New(),
        BadHttpRequestException bad => Malformed(bad),
        PostgresException { SqlState: CharacterNotInRepertoire or UntranslatableCharacter } => NullCharacter(),
        _ when StorageFault.IsUnavailable(error) => KernelProblems.StorageUnavailable.New() with { RetryAfter = StoragePause },
        _ => KernelProblems.Internal.New(),
    };

    private static Problem NullCharacter() => EdgeProblems.Malformed.New() with
    {
        Errors = [new FieldError("", "pattern", new("The request contains the character U+0000.", "请求中含有字符 U+0000。"))],
    };

    private static Problem Malformed(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json)
        {
            return EdgeProblems.Malformed.New() with { Errors = [JsonError(json)] };
        }

        // The framework's sentence names the parameter: Required parameter "int limit" was not provided from query string.
        var match = Parameter().Match(bad.Message);
        if (!match.Success)
        {
            return EdgeProblems.Malformed.New();
        }

        var name = match.Groups["name"].Value;
        return EdgeProblems.Malformed.New() with
        {
            Errors = [new FieldError("?" + name, "format", new($"{name} is missing or is not of its type.", $"{name} 缺失或类型不正确。"))],
        };
    }

    private static FieldError JsonError(JsonException json)
    {
        var unknown = UnknownMember().Match(json.Message);
        if (unknown.Success)
        {
            var member = unknown.Groups["name"].Value;
            return new FieldError(
                JsonPointer.From(json.Path), "unknown", new($"There is no member {member} here.", $"此处没有成员 {member}。"));
        }

        var missing = MissingMembers().Match(json.Message);
        if (missing.Success)
        {
            var names = missing.Groups["names"].Value.Replace("'", "", StringComparison.Ordinal).TrimEnd('.');
            return new FieldError(
                JsonPointer.From(json.Path) + "/" + names.Split(',')[0].Trim(),
                "required",
                new($"Missing: {names}.", $"缺少：{names}。"));
        }

        var line = (json.LineNumber ?? 0) + 1;
        var column = (json.BytePositionInLine ?? 0) + 1;
        return new FieldError(
            JsonPointer.From(json.Path),
            "format",
            new($"Not what is expected here (line {line}, byte {column}).", $"此处内容不符合要求（第 {line} 行，第 {column} 字节）。"));
    }

    [GeneratedRegex("""parameter "(?:[^" ]+ )?(?<name>[A-Za-z0-9_]+)[" ]""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^The JSON property '(?<name>[^']{1,100})' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"missing required properties(?: including)?: (?<names>.{1,300})$")]
    private static partial Regex MissingMembers();
}
