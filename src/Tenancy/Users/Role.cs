using System.Collections.Frozen;
using Yunqiao.Kernel;

namespace Yunqiao.Tenancy.Users;

/// <summary>What a person is in a tenant. Each role holds all that the one below it holds.</summary>
public enum Role
{
    /// <summary>Sees everything but the audit trail and the people.</summary>
    Viewer,

    /// <summary>Also works with resources and operations.</summary>
    Operator,

    /// <summary>Also connects accounts, manages people and reads the audit trail.</summary>
    Administrator,
}

/// <summary>Which permissions a role grants.</summary>
public static class RolePermissions
{
    private static readonly FrozenSet<Permission> Viewer =
    [
        Permission.ResourcesRead, Permission.AccountsRead, Permission.OperationsRead, Permission.Self,
    ];

    private static readonly FrozenSet<Permission> Operator =
    [
        .. Viewer, Permission.ResourcesOperate, Permission.ResourcesDestroy, Permission.ResourcesConsole, Permission.OperationsManage,
    ];

    private static readonly FrozenSet<Permission> Administrator = [.. Permission.All];

    /// <summary>The permissions of a role.</summary>
    public static IReadOnlySet<Permission> Of(Role role) => role switch
    {
        Role.Administrator => Administrator,
        Role.Operator => Operator,
        _ => Viewer,
    };

    /// <summary>What is left of a role's permissions when a token is confined to some of them; unknown names grant nothing.</summary>
    public static IReadOnlySet<Permission> Confine(Role role, IReadOnlyCollection<string> names) =>
        Of(role).Where(permission => names.Contains(permission.Name)).ToFrozenSet();
}
