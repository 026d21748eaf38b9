using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Kinds;

/// <summary>A kind of a tenant's own, as it is written and read.</summary>
/// <param name="Id"><c>tenant-slug:group/name</c>.</param>
/// <param name="Label">What people call one of them, 1 to 64 characters in each language.</param>
/// <param name="Schema">Its attributes: a schema of type object in the accepted keywords.</param>
/// <param name="Lifecycle">The states a thing of it can be in, the first being that of a new one; left out, <c>available</c>.</param>
public sealed partial record KindDocument(
    string? Id,
    LocalizedText? Label,
    JsonObject? Schema,
    IReadOnlyList<LifecycleValue>? Lifecycle = null)
{
    private const int MostLifecycleValues = 50;
    private const int LongestLabel = 64;
    private static readonly LifecycleValue Available = new("available", Tone.Ok, new("Available", "可用"));

    /// <summary>The kind, or all that is wrong with the document.</summary>
    /// <param name="slug">The short name of the tenant it belongs to.</param>
    internal Result<Kind> Read(string slug)
    {
        var errors = new List<FieldError>();
        if (Id is null || !IdPattern().IsMatch(Id))
        {
            errors.Add(new("/id", "pattern", new("An id is tenant:group/name: the tenant's short name, then two words in camel case.", "ID 的格式为 租户:分组/名称：租户短名，然后是两个驼峰式单词。")));
        }
        else if (Id[..Id.IndexOf(':', StringComparison.Ordinal)] != slug)
        {
            errors.Add(new("/id", "tenant", new($"The id of a kind of your tenant begins with {slug}:.", $"您所在租户的类型 ID 必须以 {slug}: 开头。")));
        }

        Words(Label, "/label", errors);
        var lifecycle = Lifecycle is { Count: > 0 } ? Lifecycle : [Available];
        if (lifecycle.Count > MostLifecycleValues || lifecycle.Select(value => value.Value).Distinct().Count() != lifecycle.Count)
        {
            errors.Add(new("/lifecycle", "tooMany", new($"At most {MostLifecycleValues} values, each once.", $"最多 {MostLifecycleValues} 个值，且不得重复。")));
        }

        for (var index = 0; index < Math.Min(lifecycle.Count, MostLifecycleValues); index++)
        {
            if (!WordPattern().IsMatch(lifecycle[index].Value ?? ""))
            {
                errors.Add(new($"/lifecycle/{index}/value", "pattern", new("A word in camel case.", "必须是驼峰式单词。")));
            }

            Words(lifecycle[index].Label, $"/lifecycle/{index}/label", errors);
        }

        var (attributes, wrong) = KindSchema.Read(Schema, "/schema");
        errors.AddRange(wrong);
        if (wrong.Count == 0)
        {
            errors.AddRange(attributes.SelectMany((attribute) => Secrets(attribute, "/schema/properties/" + attribute.Name)));
        }

        return errors.Count > 0
            ? KernelProblems.Invalid.With(("summary", errors[0].Detail.En)) with { Errors = errors }
            : new Kind(Id!, Label!, attributes, lifecycle, [], [], []);
    }

    /// <summary>What a thing of the kind says is written by hand and read by many; nothing would take a secret from it.</summary>
    private static IEnumerable<FieldError> Secrets(KindAttribute attribute, string pointer)
    {
        if (attribute.Secret)
        {
            yield return new(pointer + "/secret", "secret", new("Secrets belong to inputs of actions; a kind of your own has none.", "机密仅用于操作的输入；自定义类型没有操作。"));
        }

        foreach (var error in attribute.Properties.SelectMany(field => Secrets(field, $"{pointer}/properties/{field.Name}")))
        {
            yield return error;
        }

        foreach (var error in attribute.Items is null ? [] : Secrets(attribute.Items, pointer + "/items"))
        {
            yield return error;
        }
    }

    private static void Words(LocalizedText? words, string pointer, List<FieldError> errors)
    {
        if (words?.En is not { Length: > 0 and <= LongestLabel } en || words.Zh is not { Length: > 0 and <= LongestLabel } zh || en.Any(char.IsControl) || zh.Any(char.IsControl))
        {
            errors.Add(new(pointer, "language", new($"A text of 1 to {LongestLabel} characters for each of en and zh.", $"分别给出 en 和 zh 文本，各 1 到 {LongestLabel} 个字符。")));
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,63}:[a-z][A-Za-z0-9]{0,31}/[a-z][A-Za-z0-9]{0,63}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[a-z][A-Za-z0-9]{0,31}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();
}
