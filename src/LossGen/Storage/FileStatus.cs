using System.Runtime.InteropServices;

namespace LossGen.Storage;

/// <summary>What a path names, as far as writing to it is concerned.</summary>
internal enum FileKind
{
    /// <summary>A file with content of its own.</summary>
    Regular,

    /// <summary>A character device or a pipe: the data goes to another consumer.</summary>
    Stream,

    Directory,

    BlockDevice,

    Socket,
}

/// <summary>The kind, permissions and owner of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permissions; none on Windows.</param>
/// <param name="Owner">User and group; null where they cannot be read, as on Windows, which has other means to keep them.</param>
internal readonly record struct FileStatus(FileKind Kind, UnixFileMode Mode, FileOwner? Owner)
{
    private const int NoSuchFile = 2, AccessDenied = 13, NotADirectory = 20;

    private const int TypeMask = 0xF000, PermissionMask = 0x0FFF;

    /// <summary>The status of what a path leads to, or null where nothing is there.</summary>
    /// <exception cref="IOException">Links lead in a circle, or the name is too long.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory on the way must not be searched.</exception>
    public static FileStatus? Of(string path, bool followLinks = true)
    {
        if (LibC.Status(path, followLinks, out int mode, out FileOwner owner) is not { } error) return Portable(path);
        return error switch
        {
            0 => new(KindOf(mode), (UnixFileMode)(mode & PermissionMask), owner),
            NoSuchFile or NotADirectory => null,
            AccessDenied => throw new UnauthorizedAccessException($"'{path}' cannot be reached: {Marshal.GetPInvokeErrorMessage(error)}."),
            _ => throw new IOException($"'{path}' cannot be reached: {Marshal.GetPInvokeErrorMessage(error)}."),
        };
    }

    /// <summary>The S_IF constants, which are the same on every Unix.</summary>
    private static FileKind KindOf(int mode) => (mode & TypeMask) switch
    {
        0x1000 or 0x2000 => FileKind.Stream,
        0x4000 => FileKind.Directory,
        0x6000 => FileKind.BlockDevice,
        0xC000 => FileKind.Socket,
        _ => FileKind.Regular,
    };

    private static FileStatus? Portable(string path)
    {
        if (OperatingSystem.IsWindows() && IsWindowsDevice(path)) return new(FileKind.Stream, default, Owner: null);
        if (Directory.Exists(path)) return new(FileKind.Directory, default, Owner: null);
        if (!File.Exists(path)) return null;
        return new(FileKind.Regular, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path), Owner: null);
    }

    /// <summary>Whether a full path is that of a device such as <c>\\.\NUL</c> or of a pipe, and not of a file below a drive (<c>\\.\C:\a</c>).</summary>
    internal static bool IsWindowsDevice(string path)
    {
        const string devices = @"\\.\", pipes = @"\\.\pipe\";
        return path.StartsWith(pipes, StringComparison.OrdinalIgnoreCase)
            || (path.StartsWith(devices, StringComparison.Ordinal) && path.IndexOf('\\', devices.Length) < 0);
    }
}

/// <summary>The user and the group that a file belongs to, by their numbers.</summary>
internal readonly record struct FileOwner(uint User, uint Group);
