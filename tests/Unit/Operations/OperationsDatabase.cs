using Xunit;
using Yunqiao.Operations;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Operations;

/// <summary>One database for the tests of a class; they keep apart by tenants and kinds of their own.</summary>
public sealed class OperationsDatabase : IAsyncLifetime
{
    /// <summary>The database.</summary>
    public TestDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(OperationsFeature.Migrations);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
