using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Yunqiao.Storage.Embedded;

/// <summary>The few calls of the operating system that the framework lacks.</summary>
internal static partial class Posix
{
    internal const int LockShared = 1;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int SignalKill = 9;

    // Read and write, created when missing, closed in child processes.
    internal const int OpenForLock = 0x2 | 0x40 | 0x80000;

    /// <summary>An invalid handle when the file cannot be opened. The framework's own way would lock the file at once.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial SafeFileHandle Open(string path, int flags, uint mode);

    /// <summary>0 when the lock was taken, -1 when it was not.</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    /// <summary>0 on success; a group of -1 stays as it is.</summary>
    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int ChangeOwner(string path, uint user, uint group);

    /// <summary>0 when the signal was sent.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Kill(int process, int signal);
}
