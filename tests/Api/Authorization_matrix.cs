using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Yunqiao.Tests.Api;

/// <summary>
/// Who may call what: every operation of the API document, for everybody. The table is written by hand, so that a permission
/// that is given away by mistake turns a test red.
/// </summary>
public sealed class Authorization_matrix(ApiServer server)
{
    private static readonly string[] Roles = ["anonymous", "viewer", "operator", "administrator"];

    /// <summary>The least role that may call an operation.</summary>
    private static readonly Dictionary<string, string> Least = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/session"] = "anonymous",
        ["GET /api/v1/session"] = "viewer",
        ["DELETE /api/v1/session"] = "viewer",
        ["PATCH /api/v1/session/user"] = "viewer",
        ["POST /api/v1/session/password"] = "viewer",
        ["GET /api/v1/tokens"] = "viewer",
        ["POST /api/v1/tokens"] = "viewer",
        ["DELETE /api/v1/tokens/{id}"] = "viewer",
        ["GET /api/v1/users"] = "administrator",
        ["POST /api/v1/users"] = "administrator",
        ["PATCH /api/v1/users/{id}"] = "administrator",
        ["GET /api/v1/tenants"] = "viewer",
        ["GET /api/v1/projects"] = "viewer",
        ["GET /api/v1/audit"] = "administrator",
        ["GET /api/v1/about"] = "viewer",
        ["GET /api/v1/events"] = "viewer",
        ["GET /api/v1/sites"] = "viewer",
        ["GET /api/v1/providers"] = "viewer",
        ["GET /api/v1/accounts"] = "viewer",
        ["GET /api/v1/accounts/suggestions"] = "administrator",
        ["GET /api/v1/accounts/{id}"] = "viewer",
        ["POST /api/v1/accounts"] = "administrator",
        ["POST /api/v1/accounts/test"] = "administrator",
        ["POST /api/v1/accounts/{id}/test"] = "administrator",
        ["PATCH /api/v1/accounts/{id}"] = "administrator",
        ["POST /api/v1/accounts/{id}/sync"] = "administrator",
        ["POST /api/v1/accounts/{id}/units/release"] = "administrator",
        ["DELETE /api/v1/accounts/{id}"] = "administrator",
        ["GET /api/v1/operations"] = "viewer",
        ["GET /api/v1/operations/{id}"] = "viewer",
        ["GET /api/v1/operations/{id}/log"] = "viewer",
        ["POST /api/v1/operations/{id}/cancel"] = "operator",
        ["POST /api/v1/operations/{id}/retry"] = "operator",
        ["POST /api/v1/operations/{id}/resume"] = "operator",
        ["POST /api/v1/operations/{id}/abandon"] = "operator",
        ["GET /api/v1/resources/recycled"] = "viewer",
        ["POST /api/v1/resources/recycled/{id}/restore"] = "operator",
        ["DELETE /api/v1/resources/recycled/{id}"] = "operator",
        ["GET /api/v1/operations/{id}/items"] = "viewer",
        ["GET /api/v1/operations/queue"] = "administrator",
        ["POST /api/v1/resources/actions/{verb}"] = "operator",
        ["POST /api/v1/resources/actions/destroy"] = "operator",
        ["POST /api/v1/resources/actions/forget"] = "operator",
        ["POST /api/v1/resources/actions/recycle"] = "operator",
        ["GET /api/v1/kinds"] = "viewer",
        ["GET /api/v1/kinds/{id}"] = "viewer",
        ["POST /api/v1/kinds"] = "administrator",
        ["PUT /api/v1/kinds/{id}"] = "administrator",
        ["DELETE /api/v1/kinds/{id}"] = "administrator",
        ["GET /api/v1/changes"] = "viewer",
        ["GET /api/v1/resources"] = "viewer",
        ["GET /api/v1/resources/facets"] = "viewer",
        ["GET /api/v1/resources/complete"] = "viewer",
        ["GET /api/v1/resources/{id}"] = "viewer",
        ["GET /api/v1/resources/{id}/relations"] = "viewer",
        ["GET /api/v1/resources/{id}/neighbourhood"] = "viewer",
        ["GET /api/v1/resources/{id}/changes"] = "viewer",
        ["GET /api/v1/history/resources"] = "viewer",
        ["GET /api/v1/history/resources/{id}"] = "viewer",
        ["GET /api/v1/resources/{id}/records"] = "viewer",
        ["POST /api/v1/resources/{id}/link"] = "operator",
        ["POST /api/v1/resources/{id}/split"] = "operator",
        ["GET /api/v1/resources/{id}/operations"] = "viewer",
        ["GET /api/v1/resources/{id}/metrics"] = "viewer",
        ["POST /api/v1/resources"] = "operator",
        ["POST /api/v1/resources/{id}/actions/{verb}"] = "operator",
        ["POST /api/v1/resources/{id}/actions/destroy"] = "operator",
        ["POST /api/v1/resources/{id}/actions/exec"] = "operator",
        ["POST /api/v1/resources/{id}/actions/logs"] = "operator",
        ["PATCH /api/v1/resources/{id}"] = "operator",
        ["DELETE /api/v1/resources/{id}"] = "operator",
        ["GET /api/v1/streams/{ticket}"] = "operator",
    };

    [Fact]
    public async Task Covers_every_operation_of_the_document()
    {
        var operations = OpenApi_document.Operations(await OpenApi_document.MakeAsync()).Select(operation => operation.Key);

        Assert.Empty(operations.Except(Least.Keys, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("viewer")]
    [InlineData("operator")]
    [InlineData("administrator")]
    public async Task Holds_for(string role)
    {
        var wrong = new List<string>();
        foreach (var (name, _) in OpenApi_document.Operations(await OpenApi_document.MakeAsync()))
        {
            var parts = name.Split(' ');
            var status = await CallAsync(role, new HttpMethod(parts[0]), parts[1]["/api/v1".Length..]);
            var allowed = Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, Least[name]);
            var expected = allowed ? "let through" : role == "anonymous" ? "401" : "403";
            var got = status is HttpStatusCode.Unauthorized ? "401" : status is HttpStatusCode.Forbidden ? "403" : "let through";
            if (got != expected || (int)status >= 500)
            {
                wrong.Add($"{role} {name}: {(int)status}, expected {expected}");
            }
        }

        Assert.Empty(wrong);
    }

    private async Task<HttpStatusCode> CallAsync(string role, HttpMethod method, string path)
    {
        // Whoever signs out needs a session to lose.
        var client = role == "anonymous" ? server.Anonymous()
            : (method, path) == (HttpMethod.Delete, "/session") ? (await server.AddUserAsync(role)).Client
            : await server.InRoleAsync(role);
        var target = path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
            .Replace("{verb}", "start", StringComparison.Ordinal)
            .Replace("{ticket}", "none", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, target);
        if (method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            request.Content = ApiClient.Body(new JsonObject().ToJsonString());
        }

        // The stream of events has no end, so nothing is read but the head.
        using var answer = await client.OpenAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
