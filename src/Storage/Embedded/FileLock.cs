using Microsoft.Win32.SafeHandles;

namespace Yunqiao.Storage.Embedded;

/// <summary>
/// An advisory lock on a file (flock), which the kernel releases when its holder dies, however it dies. The framework opens
/// files close-on-exec, so a child process never inherits it.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle handle;

    private FileLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>The lock, or null when another process holds it in a way that excludes this one.</summary>
    internal static FileLock? TryTake(string path, bool exclusive)
    {
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var mode = exclusive ? Posix.LockExclusive : Posix.LockShared;
        if (Posix.Lock(handle, mode | Posix.LockNonBlocking) == 0)
        {
            return new FileLock(handle);
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Waits for the lock; null when the deadline passes first.</summary>
    internal static async Task<FileLock?> TakeAsync(
        string path, bool exclusive, TimeSpan deadline, TimeProvider clock, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(path, exclusive) is { } taken)
            {
                return taken;
            }

            if (clock.GetElapsedTime(started) > deadline)
            {
                return null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), clock, ct);
        }
    }

    /// <summary>Whether any process holds the lock.</summary>
    internal static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var probe = TryTake(path, exclusive: true);
        return probe is null;
    }

    public void Dispose() => handle.Dispose();
}
