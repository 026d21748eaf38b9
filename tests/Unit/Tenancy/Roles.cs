using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tests.Unit.Tenancy;

/// <summary>What roles grant.</summary>
public sealed class Roles
{
    [Fact]
    public void Each_role_holds_all_of_the_one_below()
    {
        Assert.Subset(RolePermissions.Of(Role.Operator).ToHashSet(), RolePermissions.Of(Role.Viewer).ToHashSet());
        Assert.Subset(RolePermissions.Of(Role.Administrator).ToHashSet(), RolePermissions.Of(Role.Operator).ToHashSet());
        Assert.Equal(Permission.All.Count, RolePermissions.Of(Role.Administrator).Count);
    }

    [Fact]
    public void A_viewer_changes_nothing_but_itself() => Assert.Equal(
        [Permission.AccountsRead, Permission.OperationsRead, Permission.ResourcesRead, Permission.Self],
        RolePermissions.Of(Role.Viewer).OrderBy(permission => permission.Name, StringComparer.Ordinal));

    [Fact]
    public void A_confined_token_never_exceeds_the_role_that_its_person_has_now() => Assert.Equal(
        [Permission.Self],
        RolePermissions.Confine(Role.Viewer, ["self", "users.manage", "resources.destroy", "no.such"]));
}
