using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Audit;

namespace Yunqiao.Tenancy.Users;

/// <summary>A new person.</summary>
/// <param name="Name">1-64 letters, digits, dots, dashes, underscores and at signs; unique in the installation.</param>
/// <param name="DisplayName">What others see; the name when absent.</param>
/// <param name="Password">8-256 characters.</param>
/// <param name="Role">What it is in the caller's tenant.</param>
public sealed record NewUser(string Name, string? DisplayName, string Password, Role Role);

/// <summary>A change of a person; what is absent stays.</summary>
/// <param name="DisplayName">1-100 characters.</param>
/// <param name="Role">What it is in its tenant.</param>
/// <param name="Disabled">A disabled user cannot sign in.</param>
/// <param name="Password">A new password; ends all its sessions.</param>
public sealed record UserChange(string? DisplayName, Role? Role, bool? Disabled, string? Password);

/// <summary>Lists and changes people.</summary>
internal static partial class UserEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/users").WithTags("Users");
        group.MapGet("", ListAsync).WithName("listUsers").WithSummary("The people of the tenant and of those below")
            .WithMetadata(EndpointAccess.Read(Permission.UsersManage));
        group.MapPost("", AddAsync).WithName("createUser").WithSummary("Add a person to the tenant")
            .WithMetadata(EndpointAccess.Mutation(Permission.UsersManage, "user.create"), new SuccessStatus(201));
        group.MapPatch("/{id}", ChangeAsync).WithName("updateUser").WithSummary("Change a person's role, name, password or access")
            .WithMetadata(EndpointAccess.Mutation(Permission.UsersManage, "user.update"));
    }

    private static async Task<Result<Page<User>>> ListAsync(
        int? limit, string? cursor, Caller caller, UserStore users, CancellationToken ct) =>
        ListRequest<IdKey>.From(limit, cursor).Ok(out var request, out var problem)
            ? await users.ListAsync(caller.Scope, request.Page, request.After?.Id, ct)
            : problem;

    private static async Task<Result<User>> AddAsync(
        NewUser user, Caller caller, UserStore users, Passwords passwords, AuditNote audit, CancellationToken ct)
    {
        audit.TargetName = user.Name;
        var input = new Input()
            .Check(
                Name().IsMatch(user.Name),
                "/name",
                "pattern",
                "A name has 1-64 letters, digits, dots, dashes, underscores and at signs.",
                "用户名由 1-64 个字母、数字、点、横线、下划线或 @ 组成。")
            .NewPassword("/password", user.Password);
        if (user.DisplayName is not null)
        {
            input.Text("/displayName", user.DisplayName, 1, 100);
        }

        if (input.Problem is { } invalid)
        {
            return invalid;
        }

        var added = await users.AddAsync(
            caller.Scope, user.Name, user.DisplayName?.Trim() ?? user.Name, passwords.Hash(user.Password), user.Role, ct);
        if (added.Ok(out var made, out _))
        {
            audit.Target = made.Id.ToString();
        }

        return added;
    }

    private static async Task<Result<User>> ChangeAsync(
        PrincipalId id, UserChange change, Caller caller, UserStore users, Passwords passwords, AuditNote audit, CancellationToken ct)
    {
        var input = new Input();
        if (change.DisplayName is not null)
        {
            input.Text("/displayName", change.DisplayName, 1, 100);
        }

        if (change.Password is not null)
        {
            input.NewPassword("/password", change.Password);
        }

        if (input.Problem is { } invalid)
        {
            return invalid;
        }

        audit.Detail = UserChanges.ForAudit(change);
        var hash = change.Password is null ? null : passwords.Hash(change.Password);
        var changed = await users.ChangeAsync(caller.Scope, id, change, hash, ct);
        if (changed.Ok(out var user, out _))
        {
            audit.TargetName = user.Name;
        }

        return changed;
    }

    [GeneratedRegex(@"^[\p{L}\p{N}._@-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
