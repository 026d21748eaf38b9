using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;
using Yunqiao.Api.About;
using Yunqiao.Host;
using Yunqiao.Tests.Api;
using Yunqiao.Tests.Peers;

[assembly: AssemblyFixture(typeof(ApiServer))]

namespace Yunqiao.Tests.Api;

/// <summary>
/// The whole server in this process, listening on a port of its own, with a database of its own. One is shared by all tests;
/// a test that moves the clock or floods an address makes its own.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    internal const string Password = "correct-horse-battery-staple-7";
    private static int counter;

    private readonly string folder = Directory.CreateTempSubdirectory("yunqiao-api-").FullName;
    private readonly Dictionary<string, Task<ApiClient>> clients = [];
    private WebApplication app = null!;
    private string? ownDatabase;

    public ApiServer() => MasterKeyFile = Path.Combine(folder, "master.key");

    internal ShiftableClock Clock { get; } = new();

    /// <summary>Where it listens.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <summary>The owner's connection string: no row security.</summary>
    internal string ConnectionString { get; private set; } = null!;

    /// <summary>The key that all nodes of the installation share.</summary>
    internal string MasterKeyFile { get; private init; }

    /// <summary>A server with a database of its own.</summary>
    internal static async Task<ApiServer> StartAsync()
    {
        var server = new ApiServer();
        await server.InitializeAsync();
        return server;
    }

    /// <summary>A second node of the same installation.</summary>
    internal async Task<ApiServer> StartPeerAsync()
    {
        var peer = new ApiServer { ConnectionString = ConnectionString, MasterKeyFile = MasterKeyFile };
        await peer.StartAppAsync();
        return peer;
    }

    /// <summary>Two nodes of one installation that start for the first time at the same moment; the first owns the database.</summary>
    internal static async Task<(ApiServer One, ApiServer Two)> StartPairAsync()
    {
        var one = new ApiServer();
        await one.CreateDatabaseAsync();
        var two = new ApiServer { ConnectionString = one.ConnectionString, MasterKeyFile = one.MasterKeyFile };
        await Task.WhenAll(one.StartAppAsync(), two.StartAppAsync());
        return (one, two);
    }

    public async ValueTask InitializeAsync()
    {
        await CreateDatabaseAsync();
        await StartAppAsync();
    }

    private async Task CreateDatabaseAsync()
    {
        var postgres = await PostgresPeer.SharedAsync();
        ownDatabase = $"api{Interlocked.Increment(ref counter)}";
        await RunOnAsync(postgres.Server.ConnectionString("postgres"), $"create database {ownDatabase}");
        ConnectionString = postgres.Server.ConnectionString(ownDatabase);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownDatabase is not null)
        {
            var postgres = await PostgresPeer.SharedAsync();
            await RunOnAsync(postgres.Server.ConnectionString("postgres"), $"drop database {ownDatabase} with (force)");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Somebody without a session.</summary>
    internal ApiClient Anonymous() => new(Address);

    /// <summary>The first administrator.</summary>
    internal Task<ApiClient> AdministratorAsync() => ClientAsync("admin", () => SignInAsync("admin", Password));

    /// <summary>Somebody with a role in the default tenant; one for all tests.</summary>
    internal Task<ApiClient> InRoleAsync(string role) => ClientAsync(role, async () => (await AddUserAsync(role)).Client);

    /// <summary>The administrator of another tenant, which is beside the default one and not below it.</summary>
    internal Task<ApiClient> StrangerAsync() => ClientAsync("stranger", async () =>
    {
        var (id, name, _) = await AddUserAsync("administrator");
        await MoveToOwnTenantAsync(id, parent: null);
        return await SignInAsync(name, Password);
    });

    /// <summary>A new person of the default tenant, signed in.</summary>
    internal async Task<(string Id, string Name, ApiClient Client)> AddUserAsync(string role)
    {
        var name = $"{role}-{Guid.NewGuid():N}"[..30];
        var administrator = await AdministratorAsync();
        var added = await administrator.PostAsync("/users", new JsonObject { ["name"] = name, ["password"] = Password, ["role"] = role });
        Assert.Equal(HttpStatusCode.Created, added.Status);
        return ((string)added.Json["id"]!, name, await SignInAsync(name, Password));
    }

    internal async Task<ApiClient> SignInAsync(string user, string password)
    {
        var client = Anonymous();
        var opened = await client.PostAsync("/session", new JsonObject { ["user"] = user, ["password"] = password });
        Assert.True(opened.Status == HttpStatusCode.OK, opened.Text);
        return client.With((string)opened.Json["token"]!);
    }

    /// <summary>Gives a person a tenant of its own: below another, or beside the default one.</summary>
    internal async Task<string> MoveToOwnTenantAsync(string principal, string? parent)
    {
        var tenant = Guid.CreateVersion7().ToString();
        var slug = $"t-{tenant[^12..]}";

        // The tree has one root; a tenant beside the default one hangs below a sibling that nobody of the test belongs to.
        var above = parent ?? "(select id from tenant where parent_id is null)";
        await RunAsync(
            $"""
            insert into tenant (id, parent_id, slug, name, path, created_at)
            values ('{tenant}', {(parent is null ? above : $"'{parent}'")}, '{slug}', 'Tenant {slug}', 'default/{slug}', now());
            update principal set tenant_id = '{tenant}' where id = '{principal}';
            update role_binding set tenant_id = '{tenant}' where principal_id = '{principal}';
            update session set revoked_at = now() where principal_id = '{principal}';
            """);
        return tenant;
    }

    internal Task RunAsync(string sql) => RunOnAsync(ConnectionString, sql);

    private static async Task RunOnAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task<ApiClient> ClientAsync(string key, Func<Task<ApiClient>> make)
    {
        lock (clients)
        {
            return clients.TryGetValue(key, out var client) ? client : clients[key] = make();
        }
    }

    private async Task StartAppAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Server:Port"] = "0",
            ["Storage:ConnectionString"] = ConnectionString,
            ["Storage:DataFolder"] = folder,
            ["Storage:MasterKeyFile"] = MasterKeyFile,
            ["YUNQIAO_ADMIN_PASSWORD"] = Password,
        };
        app = Server.Build(settings, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        });
        await app.StartAsync();
        app.Services.GetRequiredService<ServerState>().Ready();
        Address = new Uri(Server.Address(app));
    }
}
