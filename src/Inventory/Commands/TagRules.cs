using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>Checks names and tags that callers give to resources.</summary>
internal static class TagRules
{
    private const int Tags = 50;
    private const int KeyLength = 128;
    private const int ValueLength = 256;
    private const int NameLength = 255;

    internal static IEnumerable<FieldError> CheckName(string? name, NameRule? rule)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            yield return new("/name", "required", new("This is required.", "必填。"));
        }
        else if (name.Length > NameLength)
        {
            yield return new("/name", "tooLong", new($"At most {NameLength} characters.", $"最多 {NameLength} 个字符。"));
        }
        else if (name.Any(char.IsControl))
        {
            yield return new("/name", "character", new("No control characters.", "不能包含控制字符。"));
        }
        else if (rule is not null && !rule.Takes(name))
        {
            yield return new("/name", "pattern", rule.Words);
        }
    }

    internal static IEnumerable<FieldError> Check(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
        {
            yield break;
        }

        if (tags.Count > Tags)
        {
            yield return new("/tags", "tooMany", new($"At most {Tags} tags.", $"最多 {Tags} 个标签。"));
        }

        foreach (var (key, value) in tags)
        {
            var pointer = "/tags/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            if (key.Length is 0 or > KeyLength || key.Any(char.IsControl))
            {
                yield return new(pointer, "key", new($"A key has 1 to {KeyLength} characters.", $"标签键为 1 到 {KeyLength} 个字符。"));
            }
            else if (value is null || value.Length > ValueLength || value.Any(char.IsControl))
            {
                yield return new(pointer, "value", new($"A value has at most {ValueLength} characters.", $"标签值最多 {ValueLength} 个字符。"));
            }
            else if (key.StartsWith("yunqiao.", StringComparison.Ordinal))
            {
                yield return new(pointer, "reserved", new("Keys that begin with yunqiao. are our own.", "以 yunqiao. 开头的键为系统保留。"));
            }
        }
    }
}
