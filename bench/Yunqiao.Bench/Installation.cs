using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Yunqiao.Storage;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Bench;

/// <summary>
/// A data folder with the product's own PostgreSQL, as durable as the product makes it, which this process is a member of, and
/// the servers that were started on it.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly IHost host;
    private readonly bool temporary;
    private readonly List<ServerProcess> servers = [];

    private Installation(IHost host, string folder, bool temporary)
    {
        this.host = host;
        DataFolder = folder;
        this.temporary = temporary;
    }

    internal string DataFolder { get; }

    internal string PostgresVersion => Get<StorageServer>().Version;

    /// <summary>The owner's connections: for making estates and for asking PostgreSQL about itself, never for what is measured.</summary>
    internal NpgsqlDataSource Owner => Get<DatabaseRoles>().Owner;

    /// <summary>Opens the database in a folder, or in a temporary one, with what else the benchmark composes.</summary>
    internal static async Task<Installation> OpenAsync(string? folder, Action<HostApplicationBuilder> compose)
    {
        var place = folder ?? Path.Combine(TemporaryFolder.Create("yunqiao-bench-"), "d");
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:DataFolder"] = place });
        builder.Services.AddStorage(builder.Configuration);
        compose(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new Installation(host, place, folder is null);
    }

    internal T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Starts a real server on the same data folder.</summary>
    internal async Task<ServerProcess> StartServerAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var options = new ServerOptions { DataFolder = DataFolder, Environment = environment ?? new Dictionary<string, string>() };
        var server = await ServerProcess.StartAsync(options, CancellationToken.None);
        servers.Add(server);
        return server;
    }

    /// <summary>Runs statements as the owner.</summary>
    internal async Task OwnAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows that the owner reads.</summary>
    internal async Task<IReadOnlyList<T>> OwnAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] arguments)
    {
        await using var command = Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        if (temporary)
        {
            Directory.Delete(Path.GetDirectoryName(DataFolder)!, recursive: true);
        }
    }
}
