using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Yunqiao.Kernel;

namespace Yunqiao.Bench;

/// <summary>
/// People with an API token each. A server lets one person send so many requests a second, so a load is spread over several.
/// </summary>
internal static class TokenHolders
{
    /// <summary>Adds viewers to a tenant; their tokens.</summary>
    internal static async Task<IReadOnlyList<string>> AddAsync(Installation installation, TenantId tenant, int count)
    {
        var people = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow())).ToArray();
        var tokens = people.Select(_ => "yq_" + Convert.ToHexString(RandomNumberGenerator.GetBytes(32))).ToArray();
        await using var command = installation.Owner.CreateCommand(
            """
            with people as (
                insert into principal (id, tenant_id, name, display_name, password_hash, security_stamp, created_at)
                select id, $1, 'bench-' || id, 'Bench', '', id, now() from unnest($2) id returning id),
            bound as (insert into role_binding (principal_id, tenant_id, role) select id, $1, 'viewer' from people)
            insert into api_token (id, tenant_id, principal_id, name, token_hash, permissions, created_at)
            select id, $1, id, 'bench', hash, array['resources.read', 'self'], now() from unnest($2, $3) as token (id, hash)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = people });
        command.Parameters.Add(new NpgsqlParameter { Value = tokens.Select(token => SHA256.HashData(Encoding.UTF8.GetBytes(token))).ToArray() });
        await command.ExecuteNonQueryAsync();
        return tokens;
    }
}
