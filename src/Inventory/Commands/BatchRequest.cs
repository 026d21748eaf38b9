using System.Globalization;
using System.Text.Json.Nodes;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Commands;

/// <summary>What is asked of all resources that a query finds.</summary>
/// <param name="Query">Which resources; never empty: whoever means everything writes a query that says so.</param>
/// <param name="ExpectedCount">How many the caller saw; another number is refused.</param>
/// <param name="Inputs">Fields of the action.</param>
internal sealed record BatchRequest(string Query, long ExpectedCount, JsonObject Inputs)
{
    private const string QueryField = "query";
    private const string CountField = "expectedCount";

    /// <summary>The request of a body, whose other fields are the action's inputs; or what is wrong with it.</summary>
    internal static Result<BatchRequest> Read(JsonObject body)
    {
        var query = TextOf(body, QueryField);
        var count = body[CountField] is JsonValue value
            && long.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : (long?)null;
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(query))
        {
            errors.Add(new("/" + QueryField, "required", new("A query that says which resources.", "请用查询说明针对哪些资源。")));
        }

        if (count is null)
        {
            errors.Add(new("/" + CountField, "required", new("How many resources you expect the query to find, at least 1.", "预期匹配的资源数量，至少为 1。")));
        }

        return errors.Count > 0
            ? AccountValidator.Invalid(errors)
            : new BatchRequest(
                query!,
                count!.Value,
                new JsonObject(body.Where(field => field.Key is not (QueryField or CountField)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))));
    }

    /// <summary>A text of the body; null when there is none.</summary>
    internal static string? TextOf(JsonObject body, string field) =>
        body[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
