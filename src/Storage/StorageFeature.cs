using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yunqiao.Storage.Outbox;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Storage;

/// <summary>Registers the database.</summary>
public static class StorageFeature
{
    /// <summary>
    /// Adds the database: it is started or joined, and migrated, before any hosted service starts, and left after the last one
    /// stopped. Projects with tables register their <see cref="MigrationSource"/> beside it.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(StorageSettings.From(configuration));
        services.AddSingleton(MigrationSource.Storage);
        services.AddSingleton<DatabaseRoles>();
        services.AddSingleton<Database>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<AdvisoryLock>();
        services.AddSingleton<NotificationListener>();
        services.AddSingleton<OutboxReader>();
        services.AddSingleton<StorageServer>();
        services.AddHostedService<StorageStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationListener>());
        services.AddHostedService<StorageUpkeep>();
        services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage", tags: ["ready"]);
        return services;
    }
}
