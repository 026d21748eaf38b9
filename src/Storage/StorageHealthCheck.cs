using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Yunqiao.Storage;

/// <summary>Ready means that the application role gets an answer within two seconds.</summary>
internal sealed class StorageHealthCheck(DatabaseRoles roles, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await using var connection = await roles.Application.OpenConnectionAsync(either.Token);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(either.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (StorageFault.IsUnavailable(error) || error is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
