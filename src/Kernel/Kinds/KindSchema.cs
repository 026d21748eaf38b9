using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yunqiao.Kernel.Kinds;

/// <summary>
/// The subset of JSON Schema that a kind may use, with keywords of our own. A schema that says more than we would check is
/// refused, keyword by keyword: what is accepted is what is enforced.
/// </summary>
public static partial class KindSchema
{
    /// <summary>Most properties of a schema, those of nested records included.</summary>
    public const int MostProperties = 200;

    /// <summary>How deep lists and records may nest.</summary>
    public const int DeepestLevel = 5;

    /// <summary>Most characters of a text inside a schema, a pattern for example.</summary>
    public const int LongestText = 1024;

    private const int MostValues = 200;

    private static readonly string[] Everywhere =
        ["type", "title", "description", "default", "const", "unit", "searchable", "unique", "secret", "computed", "group", "order"];

    private static readonly Dictionary<AttributeType, string[]> ByType = new()
    {
        [AttributeType.String] = ["enum", "minLength", "maxLength", "pattern", "format"],
        [AttributeType.Integer] = ["minimum", "maximum"],
        [AttributeType.Number] = ["minimum", "maximum"],
        [AttributeType.Boolean] = [],
        [AttributeType.Array] = ["items", "minItems", "maxItems", "uniqueItems"],
        [AttributeType.Object] = ["properties", "required"],
    };

    /// <summary>Every accepted keyword, in alphabetical order.</summary>
    public static IReadOnlyList<string> Keywords { get; } =
        [.. Everywhere.Concat(ByType.Values.SelectMany(words => words)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The attributes that a schema of type <c>object</c> describes, or all that is wrong with it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="pointer">Its place in the request body.</param>
    public static (IReadOnlyList<KindAttribute> Attributes, IReadOnlyList<FieldError> Errors) Read(JsonObject? schema, string pointer)
    {
        var reading = new Reading();
        var root = reading.Attribute("schema", schema, pointer, 0);
        if (root is not null && root.Type != AttributeType.Object)
        {
            reading.Add(pointer + "/type", "type", "The schema of a kind is of type object.", "类型的模式必须是 object。");
        }

        return (root?.Properties ?? [], reading.Errors);
    }

    [GeneratedRegex("^[a-z][A-Za-z0-9]{0,63}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>One reading of a schema: what was found wrong and how much was seen.</summary>
    private sealed class Reading
    {
        private int properties;

        internal List<FieldError> Errors { get; } = [];

        internal void Add(string pointer, string code, string en, string zh) => Errors.Add(new(pointer, code, new(en, zh)));

        internal KindAttribute? Attribute(string name, JsonNode? node, string pointer, int level)
        {
            if (node is not JsonObject schema)
            {
                Add(pointer, "type", "A schema is an object.", "模式必须是对象。");
                return null;
            }

            if (level > DeepestLevel)
            {
                Add(pointer, "tooDeep", $"At most {DeepestLevel} levels.", $"最多 {DeepestLevel} 层。");
                return null;
            }

            if (TypeOf(schema, pointer) is not { } type || !OnlyAccepted(schema, type, pointer))
            {
                return null;
            }

            var read = new SchemaValues(schema, pointer, this);
            var (minimum, maximum) = type switch
            {
                AttributeType.String => (read.Whole("minLength"), read.Whole("maxLength")),
                AttributeType.Array => (read.Whole("minItems"), read.Whole("maxItems")),
                _ => (read.Number("minimum"), read.Number("maximum")),
            };
            if (minimum > maximum)
            {
                Add(pointer, "range", "The least is above the most.", "下限大于上限。");
            }

            var attribute = new KindAttribute(name, type, read.Words("title") ?? new(name, name))
            {
                Description = read.Words("description"),
                Unit = read.Text("unit"),
                Searchable = read.Flag("searchable"),
                Unique = read.Flag("unique"),
                Secret = read.Flag("secret"),
                Computed = read.Flag("computed"),
                Group = read.Words("group"),
                Order = (int?)read.Whole("order"),
                Enum = read.Texts("enum", MostValues),
                Minimum = minimum,
                Maximum = maximum,
                Pattern = Pattern(read.Text("pattern"), pointer),
                Format = Format(read.Text("format"), pointer),
                UniqueItems = read.Flag("uniqueItems"),
                Const = schema["const"]?.ToJsonString(),
                Default = schema["default"]?.ToJsonString(),
                Items = type != AttributeType.Array ? null : Attribute("item", schema["items"], pointer + "/items", level + 1),
                Properties = type == AttributeType.Object ? Properties(schema, read, pointer, level) : [],
            };
            Judge(attribute, schema, pointer, level);
            return attribute;
        }

        private AttributeType? TypeOf(JsonObject schema, string pointer)
        {
            var word = schema["type"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
            AttributeType? type = word switch
            {
                "string" => AttributeType.String,
                "integer" => AttributeType.Integer,
                "number" => AttributeType.Number,
                "boolean" => AttributeType.Boolean,
                "array" => AttributeType.Array,
                "object" => AttributeType.Object,
                _ => null,
            };
            if (type is null)
            {
                Add(pointer + "/type", "type", "One of: string, integer, number, boolean, array, object.", "可选值：string、integer、number、boolean、array、object。");
            }

            return type;
        }

        private bool OnlyAccepted(JsonObject schema, AttributeType type, string pointer)
        {
            var before = Errors.Count;
            foreach (var (keyword, _) in schema)
            {
                var place = pointer + "/" + Escape(keyword.Length > 64 ? keyword[..64] : keyword);
                if (!Keywords.Contains(keyword))
                {
                    Add(place, "keyword",
                        $"The keyword is not accepted, because nothing would enforce it. Accepted are: {string.Join(", ", Keywords)}.",
                        $"不接受该关键字，因为系统不会执行它。可用关键字：{string.Join("、", Keywords)}。");
                }
                else if (!Everywhere.Contains(keyword) && !ByType[type].Contains(keyword))
                {
                    Add(place, "keyword", $"The keyword says nothing about the type {type.ToString().ToLowerInvariant()}.", $"该关键字不适用于 {type.ToString().ToLowerInvariant()} 类型。");
                }
            }

            return Errors.Count == before;
        }

        private KindAttribute[] Properties(JsonObject schema, SchemaValues read, string pointer, int level)
        {
            if (schema["properties"] is not JsonObject fields)
            {
                Add(pointer + "/properties", "required", "A record names its properties.", "对象必须列出其属性。");
                return [];
            }

            var required = read.Texts("required", MostProperties);
            foreach (var missing in required.Where(name => !fields.ContainsKey(name)))
            {
                Add(pointer + "/required", "unknown", $"There is no property {missing}.", $"没有属性 {missing}。");
            }

            properties += fields.Count;
            if (properties > MostProperties)
            {
                Add(pointer + "/properties", "tooMany", $"At most {MostProperties} properties in all.", $"属性总数最多 {MostProperties} 个。");
                return [];
            }

            var found = new List<KindAttribute>();
            foreach (var (name, value) in fields)
            {
                var place = pointer + "/properties/" + Escape(name.Length > 64 ? name[..64] : name);
                if (!NamePattern().IsMatch(name))
                {
                    Add(place, "name", "A name is camel case: a small letter, then letters and digits, at most 64.", "名称采用驼峰式：小写字母开头，仅含字母和数字，最多 64 个字符。");
                }
                else if (Attribute(name, value, place, level + 1) is { } attribute)
                {
                    found.Add(attribute with { Required = required.Contains(name) });
                }
            }

            return [.. found.OrderBy(attribute => attribute.Order ?? int.MaxValue)];
        }

        private string? Pattern(string? pattern, string pointer)
        {
            try
            {
                if (pattern is not null)
                {
                    _ = new Regex($"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
                }
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                Add(pointer + "/pattern", "pattern", "It is no regular expression that can be matched without backtracking.", "不是可以无回溯匹配的正则表达式。");
                return null;
            }

            return pattern;
        }

        private string? Format(string? format, string pointer)
        {
            if (format is not null && !AttributeFormats.All.Contains(format))
            {
                Add(pointer + "/format", "format", $"One of: {string.Join(", ", AttributeFormats.All)}.", $"可选值：{string.Join("、", AttributeFormats.All)}。");
                return null;
            }

            return format;
        }

        private void Judge(KindAttribute attribute, JsonObject schema, string pointer, int level)
        {
            var holds = attribute.Type == AttributeType.Array ? attribute.Items?.Type : attribute.Type;
            if (attribute.Searchable && (level != 1 || holds is AttributeType.Object or AttributeType.Array or null))
            {
                Add(pointer + "/searchable", "searchable", "Only a property of the kind itself that is a value or a list of values can be searched.", "只有类型自身的标量或标量列表属性可以搜索。");
            }

            if (attribute.Unique && (level != 1 || attribute.Type is not (AttributeType.String or AttributeType.Integer)))
            {
                Add(pointer + "/unique", "unique", "Only text or a whole number of the kind itself can be unique.", "只有类型自身的文本或整数属性可以唯一。");
            }

            if (attribute.Secret && (attribute.Searchable || attribute.Unique || attribute.Default is not null))
            {
                Add(pointer + "/secret", "secret", "A secret is neither searchable nor unique and has no default.", "机密属性不能搜索、不能唯一，也没有默认值。");
            }

            foreach (var keyword in (string[])["default", "const"])
            {
                if (schema[keyword] is { } value && Errors.Count == 0)
                {
                    var field = attribute with { Default = null, Const = null, Required = false };
                    var (_, wrong) = AttributeValidator.Validate([field], new JsonObject { [field.Name] = value.DeepClone() });
                    Errors.AddRange(wrong.Select(error => error with { Pointer = pointer + "/" + keyword }));
                }
            }
        }
    }

    /// <summary>Typed reading of the values of keywords.</summary>
    private sealed class SchemaValues(JsonObject schema, string pointer, Reading reading)
    {
        internal string? Text(string keyword)
        {
            if (schema[keyword] is not { } node)
            {
                return null;
            }

            if (node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length is > 0 and <= LongestText)
            {
                return text;
            }

            reading.Add(pointer + "/" + keyword, "type", $"Text of 1 to {LongestText} characters.", $"1 到 {LongestText} 个字符的文本。");
            return null;
        }

        internal LocalizedText? Words(string keyword)
        {
            if (schema[keyword] is not JsonObject both)
            {
                return Text(keyword) is { } text ? new(text, text) : null;
            }

            var en = both["en"] is JsonValue e && e.TryGetValue<string>(out var english) ? english : null;
            var zh = both["zh"] is JsonValue z && z.TryGetValue<string>(out var chinese) ? chinese : null;
            if (en is not { Length: > 0 and <= LongestText } || zh is not { Length: > 0 and <= LongestText } || both.Count != 2)
            {
                reading.Add(pointer + "/" + keyword, "language", "Text, or one text for each of en and zh.", "文本，或分别给出 en 和 zh 的文本。");
                return null;
            }

            return new(en, zh);
        }

        internal bool Flag(string keyword)
        {
            if (schema[keyword] is not { } node)
            {
                return false;
            }

            if (node is JsonValue value && value.TryGetValue<bool>(out var flag))
            {
                return flag;
            }

            reading.Add(pointer + "/" + keyword, "type", "True or false.", "必须是 true 或 false。");
            return false;
        }

        internal decimal? Number(string keyword)
        {
            if (schema[keyword] is not { } node)
            {
                return null;
            }

            if (node is JsonValue value && value.TryGetValue<decimal>(out var number))
            {
                return number;
            }

            reading.Add(pointer + "/" + keyword, "type", "A number.", "必须是数字。");
            return null;
        }

        internal decimal? Whole(string keyword)
        {
            var number = Number(keyword);
            if (number is null || (number is >= 0 and <= 1_000_000 && number == decimal.Truncate(number.Value)))
            {
                return number;
            }

            reading.Add(pointer + "/" + keyword, "range", "A whole number from 0 to 1000000.", "0 到 1000000 的整数。");
            return null;
        }

        internal IReadOnlyList<string> Texts(string keyword, int most)
        {
            if (schema[keyword] is not { } node)
            {
                return [];
            }

            var found = (node as JsonArray)?.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text) ? text : null).ToArray();
            if (found is { Length: > 0 } && found.Length <= most && found.All(text => text is { Length: > 0 and <= LongestText }) && found.Distinct().Count() == found.Length)
            {
                return found!;
            }

            reading.Add(pointer + "/" + keyword, "type", $"A list of 1 to {most} different texts.", $"1 到 {most} 个不同文本的列表。");
            return [];
        }
    }
}
