using Yunqiao.Storage;

namespace Yunqiao.Bench.Graph;

/// <summary>Turns row security on and off for the product's own roles, so that the same code runs with it and without.</summary>
internal static class RowSecurity
{
    /// <summary>The search role under the policy of the application role.</summary>
    internal static Task SecureSearchAsync(Installation installation) => PoliciesAsync(
        installation, "(select yunqiao_is_system()) or tenant_id = any ((select yunqiao_tenants())::uuid[])");

    /// <summary>Nobody under row security.</summary>
    internal static Task BypassAsync(Installation installation) => RoleAsync(installation, "bypassrls");

    /// <summary>As the product has it.</summary>
    internal static async Task RestoreAsync(Installation installation)
    {
        await PoliciesAsync(installation, "true");
        await RoleAsync(installation, "nobypassrls");
    }

    private static Task PoliciesAsync(Installation installation, string condition) => installation.OwnAsync(
        $"""
        do $body$
        declare
            target regclass;
        begin
            for target in select polrelid::regclass from pg_policy where polname = 'search' loop
                execute format('alter policy search on %s using ({condition})', target);
            end loop;
        end
        $body$
        """);

    private static async Task RoleAsync(Installation installation, string attribute)
    {
        await installation.OwnAsync(
            $"do $body$ begin execute format('alter role %I {attribute}', current_database() || '_app'); end $body$");

        // A plan that a connection keeps was made under the old attribute.
        installation.Get<DatabaseRoles>().Clear();
    }
}
