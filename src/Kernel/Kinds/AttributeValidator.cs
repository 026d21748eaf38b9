using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yunqiao.Kernel.Kinds;

/// <summary>
/// Checks values against the attributes of a kind or the fields of its actions. All errors are found, not the first; each names
/// its place by a JSON pointer. What is not declared is refused: a misspelt field must not be passed over.
/// </summary>
public static class AttributeValidator
{
    /// <summary>Most characters of a text whose field states no limit.</summary>
    private const int TextLength = 65_536;

    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(100);

    /// <summary>The input with the declared defaults filled in, or all that is wrong with it.</summary>
    /// <param name="fields">What may be given.</param>
    /// <param name="input">What was given.</param>
    /// <param name="pointer">The place of the input in the request body; empty for its root.</param>
    public static (JsonObject Input, IReadOnlyList<FieldError> Errors) Validate(
        IReadOnlyList<KindAttribute> fields, JsonObject input, string pointer = "")
    {
        var errors = new List<FieldError>();
        var checkedInput = Record(fields, input, pointer, errors);
        return (checkedInput, errors);
    }

    private static JsonObject Record(
        IReadOnlyList<KindAttribute> fields, JsonObject input, string pointer, List<FieldError> errors)
    {
        var result = new JsonObject();
        foreach (var (name, value) in input)
        {
            var field = fields.FirstOrDefault(f => f.Name == name);
            var place = pointer + "/" + Escape(name);
            if (field is null)
            {
                errors.Add(new(place, "unknown", new("There is no such field.", "没有该字段。")));
            }
            else if (value is not null)
            {
                result[name] = Value(field, value, place, errors);
            }
        }

        foreach (var field in fields.Where(field => !result.ContainsKey(field.Name)))
        {
            if (field.Default is { } text)
            {
                result[field.Name] = JsonNode.Parse(text);
            }
            else if (field.Required)
            {
                errors.Add(new(pointer + "/" + Escape(field.Name), "required", new("This is required.", "必填。")));
            }
        }

        return result;
    }

    private static JsonNode? Value(KindAttribute field, JsonNode value, string pointer, List<FieldError> errors)
    {
        switch (field.Type, value.GetValueKind())
        {
            case (AttributeType.String, JsonValueKind.String):
                Text(field, value.GetValue<string>(), pointer, errors);
                break;
            case (AttributeType.Integer or AttributeType.Number, JsonValueKind.Number):
                Number(field, value, pointer, errors);
                break;
            case (AttributeType.Boolean, JsonValueKind.True or JsonValueKind.False):
                break;
            case (AttributeType.Array, JsonValueKind.Array):
                return List(field, value.AsArray(), pointer, errors);
            case (AttributeType.Object, JsonValueKind.Object):
                return Record(field.Properties, value.AsObject(), pointer, errors);
            default:
                errors.Add(new(pointer, "type", TypeText(field.Type)));
                break;
        }

        if (field.Const is { } constant && !JsonNode.DeepEquals(value, JsonNode.Parse(constant)))
        {
            errors.Add(new(pointer, "const", new($"It must be {constant}.", $"必须是 {constant}。")));
        }

        return value.DeepClone();
    }

    private static JsonArray List(KindAttribute field, JsonArray values, string pointer, List<FieldError> errors)
    {
        Range(field, values.Count, pointer, "tooFew", "tooMany", new("items", "项"), errors);
        var result = new JsonArray();
        for (var index = 0; index < values.Count; index++)
        {
            var place = $"{pointer}/{index}";
            if (values[index] is not { } item)
            {
                errors.Add(new(place, "type", TypeText(field.Items?.Type ?? AttributeType.String)));
            }
            else
            {
                if (field.UniqueItems && values.Take(index).Any(other => JsonNode.DeepEquals(other, item)))
                {
                    errors.Add(new(place, "duplicate", new("It is in the list already.", "列表中已有此项。")));
                }

                result.Add(field.Items is null ? item.DeepClone() : Value(field.Items, item, place, errors));
            }
        }

        return result;
    }

    private static void Text(KindAttribute field, string text, string pointer, List<FieldError> errors)
    {
        if (field.Required && text.Length == 0)
        {
            errors.Add(new(pointer, "required", new("This is required.", "必填。")));
            return;
        }

        if (field.Enum.Count > 0)
        {
            if (!field.Enum.Contains(text))
            {
                var words = string.Join(", ", field.Enum);
                errors.Add(new(pointer, "enum", new($"One of: {words}.", $"可选值：{words}。")));
            }

            return;
        }

        if (field.Maximum is null && text.Length > TextLength)
        {
            errors.Add(new(pointer, "tooLong", new($"At most {TextLength} characters.", $"最多 {TextLength} 个字符。")));
            return;
        }

        Range(field, text.Length, pointer, "tooShort", "tooLong", new("characters", "个字符"), errors);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(new(pointer, "character", new("The character U+0000 is not allowed.", "不允许包含字符 U+0000。")));
        }

        if (field.Pattern is { } pattern && !Matches(pattern, text))
        {
            errors.Add(new(pointer, "pattern", new($"It must match {pattern}.", $"必须符合 {pattern}。")));
        }

        if (field.Format is { } format && !AttributeFormats.IsValid(format, text))
        {
            errors.Add(new(pointer, "format", new($"It must be a valid {format}.", $"必须是有效的 {format}。")));
        }
    }

    private static void Number(KindAttribute field, JsonNode value, string pointer, List<FieldError> errors)
    {
        if (!decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            errors.Add(new(pointer, "range", new("The number is out of range.", "数值超出范围。")));
            return;
        }

        if (field.Type == AttributeType.Integer && (number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue))
        {
            errors.Add(new(pointer, "type", TypeText(AttributeType.Integer)));
            return;
        }

        if (number < field.Minimum)
        {
            errors.Add(new(pointer, "range", new($"At least {field.Minimum}.", $"不小于 {field.Minimum}。")));
        }

        if (number > field.Maximum)
        {
            errors.Add(new(pointer, "range", new($"At most {field.Maximum}.", $"不大于 {field.Maximum}。")));
        }
    }

    private static void Range(
        KindAttribute field, int size, string pointer, string tooLittle, string tooMuch, LocalizedText unit, List<FieldError> errors)
    {
        if (size < field.Minimum)
        {
            errors.Add(new(pointer, tooLittle, new($"At least {field.Minimum} {unit.En}.", $"至少 {field.Minimum} {unit.Zh}。")));
        }

        if (size > field.Maximum)
        {
            errors.Add(new(pointer, tooMuch, new($"At most {field.Maximum} {unit.En}.", $"最多 {field.Maximum} {unit.Zh}。")));
        }
    }

    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, $"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternTime);

    private static LocalizedText TypeText(AttributeType type) => type switch
    {
        AttributeType.String => new("It must be text.", "必须是文本。"),
        AttributeType.Integer => new("It must be a whole number.", "必须是整数。"),
        AttributeType.Number => new("It must be a number.", "必须是数字。"),
        AttributeType.Boolean => new("It must be true or false.", "必须是 true 或 false。"),
        AttributeType.Array => new("It must be a list.", "必须是列表。"),
        AttributeType.Object => new("It must be an object.", "必须是对象。"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
