namespace Yunqiao.Kernel;

/// <summary>Who sent a request and what it may do. The HTTP edge makes one per request.</summary>
/// <param name="Principal">The acting identity.</param>
/// <param name="Name">Its name as people know it.</param>
/// <param name="Scope">What it may see.</param>
/// <param name="Permissions">What it may do in that scope.</param>
/// <param name="Language">The language it reads.</param>
public sealed record Caller(
    PrincipalId Principal,
    string Name,
    Scope Scope,
    IReadOnlySet<Permission> Permissions,
    Language Language)
{
    /// <summary>Whether the caller holds a permission.</summary>
    public bool May(Permission permission) => Permissions.Contains(permission);
}

/// <summary>Something that a role can grant. Names are stable: they are kept in roles, tokens and audit rows.</summary>
/// <param name="Name">Noun and verb: <c>resources.operate</c>.</param>
public sealed record Permission(string Name)
{
    /// <summary>See resources, their relations, changes and metrics.</summary>
    public static readonly Permission ResourcesRead = new("resources.read");

    /// <summary>Create resources, run their actions, change names and tags.</summary>
    public static readonly Permission ResourcesOperate = new("resources.operate");

    /// <summary>Forget, recycle and destroy resources.</summary>
    public static readonly Permission ResourcesDestroy = new("resources.destroy");

    /// <summary>Run commands inside a resource and read its logs.</summary>
    public static readonly Permission ResourcesConsole = new("resources.console");

    /// <summary>See accounts, their sync and their budgets; never their secrets.</summary>
    public static readonly Permission AccountsRead = new("accounts.read");

    /// <summary>Connect, change, sync and forget accounts.</summary>
    public static readonly Permission AccountsManage = new("accounts.manage");

    /// <summary>See operations, their steps and logs.</summary>
    public static readonly Permission OperationsRead = new("operations.read");

    /// <summary>Cancel, retry and resume operations.</summary>
    public static readonly Permission OperationsManage = new("operations.manage");

    /// <summary>See what the engine has to do, for whom, and on which servers.</summary>
    public static readonly Permission OperationsQueue = new("operations.queue");

    /// <summary>Define kinds of the tenant's own.</summary>
    public static readonly Permission KindsManage = new("kinds.manage");

    /// <summary>Read the audit trail.</summary>
    public static readonly Permission AuditRead = new("audit.read");

    /// <summary>See and change users, tenants, projects and roles.</summary>
    public static readonly Permission UsersManage = new("users.manage");

    /// <summary>See and change one's own session and tokens.</summary>
    public static readonly Permission Self = new("self");

    /// <summary>All permissions.</summary>
    public static readonly IReadOnlyList<Permission> All =
    [
        ResourcesRead, ResourcesOperate, ResourcesDestroy, ResourcesConsole, AccountsRead, AccountsManage,
        OperationsRead, OperationsManage, OperationsQueue, KindsManage, AuditRead, UsersManage, Self,
    ];

    /// <inheritdoc />
    public override string ToString() => Name;
}
