using Yunqiao.Kernel;

namespace Yunqiao.Tenancy;

/// <summary>Collects everything that is wrong with an input, so that a person corrects it once.</summary>
internal sealed class Input
{
    private readonly List<FieldError> errors = [];

    /// <summary>All that is wrong, as one problem; null when nothing is.</summary>
    internal Problem? Problem => errors.Count == 0
        ? null
        : KernelProblems.Invalid.With(("summary", errors[0].Detail.En)) with { Errors = errors };

    /// <summary>A text of one line with a length of its trimmed form between the bounds.</summary>
    internal Input Text(string pointer, string? value, int minimum, int maximum)
    {
        var length = value?.Trim().Length ?? 0;
        if (length < minimum || length > maximum)
        {
            var bounds = $"{minimum}-{maximum}";
            Add(pointer, "length", $"{Field(pointer)} needs {bounds} characters.", $"{Field(pointer)} 的长度应为 {bounds} 个字符。");
        }
        else if (value is not null && value.Any(char.IsControl))
        {
            Add(pointer, "pattern", $"{Field(pointer)} has control characters.", $"{Field(pointer)} 含有控制字符。");
        }

        return this;
    }

    /// <summary>A password that is being set: long enough, and not so long that hashing it is an attack.</summary>
    internal Input NewPassword(string pointer, string? value)
    {
        if (value is null || value.Length is < 8 or > 256)
        {
            Add(pointer, "length", "A password needs 8-256 characters.", "密码长度应为 8-256 个字符。");
        }

        return this;
    }

    /// <summary>One of some words; null is none of them and is accepted.</summary>
    internal Input OneOf(string pointer, string? value, params string[] words)
    {
        if (value is not null && !words.Contains(value, StringComparer.Ordinal))
        {
            var list = string.Join(", ", words);
            Add(pointer, "enum", $"{Field(pointer)} is one of: {list}.", $"{Field(pointer)} 的可选值：{list}。");
        }

        return this;
    }

    /// <summary>Adds an error of its own.</summary>
    internal Input Check(bool valid, string pointer, string code, string english, string chinese)
    {
        if (!valid)
        {
            Add(pointer, code, english, chinese);
        }

        return this;
    }

    private static string Field(string pointer) => pointer.TrimStart('/', '?');

    private void Add(string pointer, string code, string english, string chinese) =>
        errors.Add(new FieldError(pointer, code, new(english, chinese)));
}
