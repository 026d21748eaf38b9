using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Storage.Outbox;
using Yunqiao.Storage.Secrets;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>A PostgreSQL that an operator runs: the oldest supported version, with an owner of more or less rights.</summary>
public sealed class ExternalPostgresTests : IAsyncLifetime
{
    private const string OwnerPassword = "owner-password";
    private readonly string folder = Directory.CreateTempSubdirectory("yq-").FullName;
    private DebianPostgres cluster = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await DebianPostgres.StartAsync(TestDeadline.Token);
        await cluster.AdministerAsync(
            "postgres",
            $"create role keeper login createrole password '{OwnerPassword}'",
            $"create role plain login password '{OwnerPassword}'",
            "create database cloud owner keeper",
            "create database humble owner plain",
            "create database foreign_db");
    }

    public async ValueTask DisposeAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_owner_that_may_create_roles_is_all_it_takes()
    {
        using var server = Server("cloud", "keeper");
        await server.StartAsync(TestDeadline.Token);
        Assert.Equal("external", server.Services.GetRequiredService<StorageServer>().Mode);
        Assert.StartsWith("15.", server.Services.GetRequiredService<StorageServer>().Version, StringComparison.Ordinal);
        var database = server.Services.GetRequiredService<Database>();
        Assert.Equal(["cloud_app"], await database.QueryAsync<string>(Scope.System("test"), "select current_user::text", null, TestDeadline.Token));
        Assert.Equal(["cloud_search"], await database.SearchAsync<string>(Scope.System("test"), "select current_user::text", null, TestDeadline.Token));
        var box = server.Services.GetRequiredService<SecretBox>();
        Assert.Equal("s"u8.ToArray(), box.Open("p", box.Seal("p", "s"u8)));
        await EventArrivesAsync(server.Services);

        // A second server of the installation, with the same key file.
        using var second = Server("cloud", "keeper");
        await second.StartAsync(TestDeadline.Token);
        Assert.Equal(
            "s"u8.ToArray(), second.Services.GetRequiredService<SecretBox>().Open("p", box.Seal("p", "s"u8)));
        await second.StopAsync(TestDeadline.Token);
        await server.StopAsync(TestDeadline.Token);
    }

    [Fact]
    public async Task An_owner_that_may_not_create_roles_gets_the_statements_to_run_and_they_are_right()
    {
        var error = await FailAsync(Server("humble", "plain"));
        Assert.Equal(StorageProblems.RolesMissing, error.Problem.Type);
        var sql = error.Problem.Arguments["sql"];
        Assert.Contains("create role \"humble_app\"", sql, StringComparison.Ordinal);
        await cluster.AdministerAsync("humble", sql);
        using var server = Server("humble", "plain");
        await server.StartAsync(TestDeadline.Token);
        await EventArrivesAsync(server.Services);
        await server.StopAsync(TestDeadline.Token);
    }

    [Fact]
    public async Task An_owner_that_may_not_create_tables_gets_the_statement_to_run_and_it_is_right()
    {
        var error = await FailAsync(Server("foreign_db", "keeper"));
        Assert.Equal(StorageProblems.OwnerLacksRights, error.Problem.Type);
        await cluster.AdministerAsync("foreign_db", error.Problem.Arguments["sql"]);
        using var server = Server("foreign_db", "keeper");
        await server.StartAsync(TestDeadline.Token);
        await server.StopAsync(TestDeadline.Token);
    }

    [Fact]
    public async Task A_wrong_password_is_told_at_once_and_without_the_password()
    {
        var error = await FailAsync(Server("cloud", "keeper", "not-the-password"));
        Assert.Equal(StorageProblems.Unreachable, error.Problem.Type);
        Assert.DoesNotContain("not-the-password", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<StorageStartException> FailAsync(IHost server)
    {
        using (server)
        {
            return await Assert.ThrowsAsync<StorageStartException>(() => server.StartAsync(TestDeadline.Token));
        }
    }

    private static async Task EventArrivesAsync(IServiceProvider services)
    {
        await services.GetRequiredService<Database>().TransactAsync(
            Scope.System("test"),
            session =>
            {
                session.Publish(new DomainEvent("thing.changed", default, "x", []));
                return Task.CompletedTask;
            },
            TestDeadline.Token);
        await using var reading = services.GetRequiredService<OutboxReader>().ReadAsync(OutboxReader.Oldest, TestDeadline.Token).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal("x", reading.Current.Subject);
    }

    private IHost Server(string database, string login, string password = OwnerPassword)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:ConnectionString"] = cluster.ConnectionString(database, login, password),
            ["Storage:DataFolder"] = Path.Combine(folder, database),
        });
        builder.Services.AddStorage(builder.Configuration);
        return builder.Build();
    }
}
