using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Resources;

/// <summary>Which fields of resources a caller wants; the id always comes along.</summary>
internal sealed class ResourceFields
{
    private static readonly string[] Names = typeof(Resource).GetProperties()
        .Where(property => property.Name != "EqualityContract")
        .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
        .ToArray();

    private readonly HashSet<string>? wanted;

    private ResourceFields(HashSet<string>? wanted) => this.wanted = wanted;

    internal static Result<ResourceFields> Parse(string? fields)
    {
        if (string.IsNullOrWhiteSpace(fields))
        {
            return new ResourceFields(null);
        }

        var names = fields.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        if (names.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
        {
            var detail = new LocalizedText(
                $"There is no field {unknown}; there is {string.Join(", ", Names)}.", $"没有字段 {unknown}；可用 {string.Join("、", Names)}。");
            return KernelProblems.Invalid.With(("summary", detail.En)) with { Errors = [new FieldError("?fields", "enum", detail)] };
        }

        names.Add("id");
        return new ResourceFields(names);
    }

    internal IResultValue Pick(Resource resource) =>
        wanted is null ? (Result<Resource>)resource : (Result<JsonObject>)Picked(resource);

    internal IResultValue Pick(ResourceList list)
    {
        if (wanted is null)
        {
            return (Result<ResourceList>)list;
        }

        var picked = new JsonObject { ["items"] = new JsonArray(list.Items.Select(Picked).ToArray<JsonNode?>()) };
        if (list.Next is not null)
        {
            picked["next"] = list.Next;
        }

        if (list.Total is { } total)
        {
            picked["total"] = total;
        }

        return (Result<JsonObject>)picked;
    }

    private JsonObject Picked(Resource resource)
    {
        var all = JsonSerializer.SerializeToNode(resource, Json.Options)!.AsObject();
        foreach (var name in all.Select(member => member.Key).Where(name => !wanted!.Contains(name)).ToArray())
        {
            all.Remove(name);
        }

        return all;
    }
}
