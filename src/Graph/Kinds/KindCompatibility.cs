using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Kinds;

/// <summary>Decides whether things of a kind stay valid when the kind changes; pure.</summary>
internal static class KindCompatibility
{
    /// <summary>What the new kind asks that the old one did not, each at its place; empty when every thing stays valid.</summary>
    internal static IReadOnlyList<FieldError> Breaks(Kind before, Kind after) =>
    [
        .. before.Lifecycle.Where(value => after.Lifecycle.All(other => other.Value != value.Value))
            .Select(value => new FieldError("/lifecycle", "removed", new($"The value {value.Value} is gone.", $"取值 {value.Value} 已被移除。"))),
        .. Fields(before.Attributes, after.Attributes, "/schema"),
    ];

    private static IEnumerable<FieldError> Fields(IReadOnlyList<KindAttribute> before, IReadOnlyList<KindAttribute> after, string pointer)
    {
        foreach (var old in before)
        {
            var place = $"{pointer}/properties/{old.Name}";
            if (after.FirstOrDefault(field => field.Name == old.Name) is not { } field)
            {
                yield return new(place, "removed", new("The attribute is gone.", "该属性已被移除。"));
                continue;
            }

            foreach (var error in Field(old, field, place))
            {
                yield return error;
            }
        }

        foreach (var field in after.Where(field => field.Required && before.FirstOrDefault(old => old.Name == field.Name) is not { Required: true }))
        {
            yield return new($"{pointer}/required", "required", new($"{field.Name} is newly required.", $"{field.Name} 变为必填。"));
        }
    }

    private static IEnumerable<FieldError> Field(KindAttribute old, KindAttribute now, string place)
    {
        if (old.Type != now.Type)
        {
            yield return new(place + "/type", "type", new("Its type is another.", "类型已改变。"));
            yield break;
        }

        if (now.Minimum is { } minimum && (old.Minimum is null || old.Minimum < minimum))
        {
            yield return new(place, "narrower", new("Its least value is higher.", "下限变高。"));
        }

        if (now.Maximum is { } maximum && (old.Maximum is null || old.Maximum > maximum))
        {
            yield return new(place, "narrower", new("Its greatest value is lower.", "上限变低。"));
        }

        if (now.Enum.Count > 0 && (old.Enum.Count == 0 || old.Enum.Except(now.Enum).Any()))
        {
            yield return new(place + "/enum", "narrower", new("It allows fewer values.", "允许的取值变少。"));
        }

        (string Keyword, object? Before, object? After)[] rules =
        [
            ("pattern", old.Pattern, now.Pattern), ("format", old.Format, now.Format), ("const", old.Const, now.Const),
            ("unique", old.Unique ? true : null, now.Unique ? true : null), ("uniqueItems", old.UniqueItems ? true : null, now.UniqueItems ? true : null),
        ];
        foreach (var (keyword, _, _) in rules.Where(rule => rule.After is not null && !rule.After.Equals(rule.Before)))
        {
            yield return new($"{place}/{keyword}", "narrower", new("It asks what it did not ask before.", "增加了之前没有的要求。"));
        }

        foreach (var error in Fields(old.Properties, now.Properties, place))
        {
            yield return error;
        }

        if (old.Items is not null && now.Items is not null)
        {
            foreach (var error in Field(old.Items, now.Items, place + "/items"))
            {
                yield return error;
            }
        }
    }
}
