using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Api.About;

/// <summary>Asks PostgreSQL for its version.</summary>
internal sealed class DatabaseVersionStore(Database database)
{
    internal async Task<string> ReadAsync(CancellationToken ct)
    {
        var row = await database.QueryFirstAsync<Row>(
            Scope.System("about"), "select current_setting('server_version') as version", null, ct);
        return row!.Version.Split(' ')[0];
    }

    private sealed record Row(string Version);
}
