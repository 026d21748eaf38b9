using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>What people call the accounts whose resources the graph holds, for queries that name one.</summary>
public static class AccountNameStore
{
    /// <summary>Notes the name of an account, in the transaction that gives it.</summary>
    public static Task SetAsync(DbSession session, TenantId tenant, AccountId account, string name, CancellationToken ct) =>
        session.ExecuteAsync(
            """
            insert into account_name (account_id, tenant_id, name) values (@account, @tenant, @name)
            on conflict (account_id) do update set name = excluded.name
            """,
            new { account, tenant, name },
            ct);

    /// <summary>Forgets the name of an account that is gone.</summary>
    public static Task RemoveAsync(DbSession session, AccountId account, CancellationToken ct) =>
        session.ExecuteAsync("delete from account_name where account_id = @account", new { account }, ct);
}
