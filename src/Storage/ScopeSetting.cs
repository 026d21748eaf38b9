using Npgsql;
using NpgsqlTypes;
using Yunqiao.Kernel;

namespace Yunqiao.Storage;

/// <summary>Says the scope to PostgreSQL, for the length of a transaction; the row-security policies read it.</summary>
internal static class ScopeSetting
{
    internal static NpgsqlBatchCommand Command(Scope scope)
    {
        var command = new NpgsqlBatchCommand(
            "select set_config('yunqiao.tenants', $1, true), set_config('yunqiao.system', $2, true)");
        var tenants = "{" + string.Join(',', scope.VisibleTenants) + "}";
        command.Parameters.Add(new NpgsqlParameter { Value = tenants, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = scope.IsSystem ? "on" : "off", NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }
}
