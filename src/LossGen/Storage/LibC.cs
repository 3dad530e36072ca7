using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LossGen.Storage;

/// <summary>The calls of the C library that .NET has no counterpart of: a file's owner and attributes, and flushing a directory.</summary>
/// <remarks>On Linux and macOS. Elsewhere, and where a call is missing, each says so and its caller does without.</remarks>
internal static partial class LibC
{
    private const string Library = "libc";

    private const int NotPermitted = 1, NotImplemented = 38;

    /// <summary>Reads the type, permissions and owner of a file.</summary>
    /// <returns>0, the error number, or null where the call is not available.</returns>
    public static int? Status(string path, bool followLinks, out int mode, out FileOwner owner)
    {
        mode = 0;
        owner = default;
        try
        {
            if (OperatingSystem.IsLinux()) return LinuxStatus(path, followLinks, ref mode, ref owner);
            if (OperatingSystem.IsMacOS()) return AppleStatus(path, followLinks, ref mode, ref owner);
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library older than the call: musl before 1.2.4.
        }

        return null;
    }

    /// <summary>The owner that this process gives a new file in a directory without the set-group-ID bit.</summary>
    public static FileOwner OwnerOfNewFiles => new(GetEffectiveUser(), GetEffectiveGroup());

    /// <summary>Changes the owner of a file; returns 0 or the error number.</summary>
    public static int ChangeOwner(SafeFileHandle file, FileOwner owner) => Error(ChangeOwner(file, owner.User, owner.Group));

    /// <summary>Makes a rename within a directory survive a loss of power, where the file system can.</summary>
    public static void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        const int linuxCloseOnExec = 0x80000, appleCloseOnExec = 0x1000000;
        int directory = Open(path, OperatingSystem.IsLinux() ? linuxCloseOnExec : appleCloseOnExec);
        if (directory < 0) return;

        // The file is in its place whatever this returns, so there is nothing to report.
        _ = Flush(directory);
        _ = Close(directory);
    }

    /// <summary>The result of a call, or its error number where it is −1.</summary>
    private static int Error(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    // struct statx has one layout on every processor, which struct stat has not. https://man7.org/linux/man-pages/man2/statx.2.html
    private static int? LinuxStatus(string path, bool followLinks, ref int mode, ref FileOwner owner)
    {
        const int currentDirectory = -100, noFollow = 0x100, length = 256;
        const uint typeModeUserGroup = 0x1 | 0x2 | 0x8 | 0x10;
        Span<byte> status = stackalloc byte[length];
        status.Clear();
        int error = Error(StatX(currentDirectory, path, followLinks ? 0 : noFollow, typeModeUserGroup, ref MemoryMarshal.GetReference(status)));

        // Sandboxes of the time before statx refuse it with either.
        if (error is NotPermitted or NotImplemented) return null;
        owner = new(Word(status, 20), Word(status, 24));
        mode = Half(status, 28);
        return error;
    }

    // struct stat with inodes of 64 bits, which macOS has on both of its processors; on x64 the plain name is that of an older layout.
    private static int? AppleStatus(string path, bool followLinks, ref int mode, ref FileOwner owner)
    {
        const int length = 256;
        Span<byte> status = stackalloc byte[length];
        status.Clear();
        ref byte first = ref MemoryMarshal.GetReference(status);
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? followLinks ? Stat64(path, ref first) : LinkStat64(path, ref first)
            : followLinks ? Stat(path, ref first) : LinkStat(path, ref first);
        owner = new(Word(status, 16), Word(status, 20));
        mode = Half(status, 4);
        return Error(result);
    }

    private static uint Word(ReadOnlySpan<byte> status, int offset) => MemoryMarshal.Read<uint>(status[offset..]);

    private static int Half(ReadOnlySpan<byte> status, int offset) => MemoryMarshal.Read<ushort>(status[offset..]);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte status);

    [LibraryImport(Library, EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, ref byte status);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat(string path, ref byte status);

    [LibraryImport(Library, EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat64(string path, ref byte status);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat64(string path, ref byte status);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport(Library, EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroup();

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync")]
    private static partial int Flush(int file);

    [LibraryImport(Library, EntryPoint = "close")]
    private static partial int Close(int file);
}
