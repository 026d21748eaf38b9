using Microsoft.Extensions.Hosting;

namespace Yunqiao.Storage;

/// <summary>
/// Opens the database before any hosted service starts, whatever the order of their registration, and closes it after the last
/// one stopped.
/// </summary>
internal sealed class StorageStartup(StorageServer server) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => server.OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => server.CloseAsync();
}
