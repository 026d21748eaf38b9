using Npgsql;

namespace Yunqiao.Storage;

/// <summary>
/// The three roles: the owner migrates, the application works under row-level security, the search role reads ids and counts.
/// </summary>
/// <param name="Owner">Owns the schema; used by migrations alone.</param>
/// <param name="Application">Never a superuser and never the owner, so that row security applies.</param>
/// <param name="Search">Reads some tables without row security; may write nothing.</param>
public sealed record DatabaseRoles(NpgsqlDataSource Owner, NpgsqlDataSource Application, NpgsqlDataSource Search) : IAsyncDisposable
{
    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Search.DisposeAsync();
        await Owner.DisposeAsync();
    }
}
