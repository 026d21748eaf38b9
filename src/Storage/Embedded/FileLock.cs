using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Yunqiao.Storage.Embedded;

/// <summary>
/// An advisory lock on a file (flock), which the kernel releases when its holder dies, however it dies. The file is
/// opened close-on-exec, so that a child process never inherits the lock.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle handle;

    private FileLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>The lock, or null when another process holds it in a way that excludes this one.</summary>
    internal static FileLock? TryTake(string path, bool exclusive)
    {
        var handle = Open(path);
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

    /// <summary>Makes the file, readable by its owner alone, and leaves one that exists as it is.</summary>
    internal static void Create(string path) => Open(path).Dispose();

    public void Dispose() => handle.Dispose();

    private static SafeFileHandle Open(string path)
    {
        const uint ownerOnly = 0x180;
        var handle = Posix.Open(path, Posix.OpenForLock, ownerOnly);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var reason = Marshal.GetLastPInvokeErrorMessage();
        handle.Dispose();
        throw new IOException($"{path}: {reason}");
    }
}
