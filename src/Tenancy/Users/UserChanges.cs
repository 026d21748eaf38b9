using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yunqiao.Tenancy.Users;

/// <summary>How a change of a person reads in the audit trail: which fields, and new values of those that are no secret.</summary>
internal static class UserChanges
{
    internal static JsonObject ForAudit(UserChange change)
    {
        var detail = new JsonObject();
        if (change.DisplayName is not null)
        {
            detail["displayName"] = change.DisplayName;
        }

        if (change.Role is { } role)
        {
            detail["role"] = JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
        }

        if (change.Disabled is { } disabled)
        {
            detail["disabled"] = disabled;
        }

        if (change.Password is not null)
        {
            detail["password"] = "changed";
        }

        return detail;
    }
}
