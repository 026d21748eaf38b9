using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>What a person changes of a resource without asking the cloud.</summary>
/// <param name="Name">Our own name, at most 512 characters; empty takes it back to the cloud's.</param>
/// <param name="Tags">Our own tags to set, by key; null takes an own tag away. The cloud's tags stay as they are under ours.</param>
/// <param name="Attributes">Attributes to set of a thing that a person wrote down; null takes one away, what is not named stays.</param>
/// <param name="Lifecycle">The state of a thing that a person wrote down: a value of its kind's lifecycle.</param>
/// <param name="DeletionProtection">Whether it is protected against being destroyed through Yunqiao, by whomever.</param>
public sealed record ResourcePatch(
    string? Name, IReadOnlyDictionary<string, string?>? Tags, JsonObject? Attributes = null, string? Lifecycle = null, bool? DeletionProtection = null)
{
    private const int MostTags = 50;
    private const int LongestName = 512;
    private const int LongestKey = 128;
    private const int LongestValue = 512;

    internal Problem? Check()
    {
        var errors = new List<FieldError>();
        if (Name is { Length: > LongestName } || Name?.Any(char.IsControl) == true)
        {
            errors.Add(new FieldError("/name", "text", new(
                $"A name has at most {LongestName} characters, none of them control characters.", $"名称最多 {LongestName} 个字符，且不含控制字符。")));
        }

        if (Tags is { Count: > MostTags })
        {
            errors.Add(new FieldError("/tags", "maxItems", new($"At most {MostTags} tags at a time.", $"单次最多 {MostTags} 个标签。")));
        }

        foreach (var (key, value) in (Tags ?? new Dictionary<string, string?>()).Take(MostTags))
        {
            if (key.Length is 0 or > LongestKey || key.Any(char.IsControl) || value is { Length: > LongestValue } || value?.Any(char.IsControl) == true)
            {
                var pointer = "/tags/" + key[..Math.Min(key.Length, LongestKey)].Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
                errors.Add(new FieldError(pointer, "text", new(
                    $"A tag has a key of 1-{LongestKey} and a value of at most {LongestValue} characters, none of them control characters.",
                    $"标签的键为 1-{LongestKey} 个字符，值最多 {LongestValue} 个字符，且不含控制字符。")));
            }
        }

        return errors.Count == 0 ? null : KernelProblems.Invalid.With(("summary", errors[0].Detail.En)) with { Errors = errors };
    }
}
