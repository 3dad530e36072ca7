using System.ComponentModel;

namespace LossGen.Storage;

/// <summary>Writes a file whole or not at all. Every file of LossGen and of the packages on top is written here.</summary>
/// <remarks>
/// <para>
/// A regular file is written beside its target, flushed to disk and renamed into place, so that readers see the earlier file or the new one. The new
/// file has the mode, owner, group, access control list and user attributes of the earlier one; where they cannot be kept the change is refused.
/// Other hard links to the earlier file keep its content. Temporary files of processes that were killed are removed by the next write to the target.
/// </para>
/// <para>
/// A symbolic link is kept: the file that it leads to is written, and created if it is missing. A character device or a pipe is opened and
/// written into; opening a pipe waits for its reader. Directories, sockets and block devices are refused, and so is a read-only file, as root too.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AtomicFile
{
    /// <summary>Writes a file; a failure leaves what was there, except for a device or pipe, which has received what was written before.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    /// <param name="write">Writes the contents to a stream that may be unable to seek.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="write"/> is null.</exception>
    /// <exception cref="IOException">
    /// The path is that of a directory, socket or block device, its directory is missing, or writing failed, as on a full disk.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The file is read-only, its directory does not permit a new file, or its owner, group or access control list cannot be kept.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string named = FullPath.Of(path, "cannot be written");
        FileStatus? status = FileStatus.Of(named);
        switch (status?.Kind)
        {
            case FileKind.Stream:
                WriteThrough(named, write);
                return;
            case FileKind.Directory:
                throw new IOException($"'{path}' is a directory, expected the name of a file.");
            case FileKind.Socket:
                throw new IOException($"'{path}' is a socket, expected a file, a device or a pipe.");
            case FileKind.BlockDevice:
                throw new IOException($"'{path}' is a block device, expected a file; writing to it would destroy the file system on it.");
        }

        string target = LinkTarget.Of(named);
        RequirePlace(path, target, status);
        if (status is { } existing) RequireWritable(path, target, existing);
        Replace(path, target, status, write);
    }

    private static void WriteThrough(string path, Action<Stream> write)
    {
        // Shared, since a device is everyone's: without it two processes could not write to /dev/null at once.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        write(stream);
        stream.Flush();
    }

    private static void RequirePlace(string path, string target, FileStatus? existing)
    {
        if (Path.GetFileName(target).Length == 0) throw new IOException($"'{path}' is the name of a directory, expected the name of a file.");
        string directory = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no directory '{directory}'.");

        // As /proc/self/fd/3 leads to a file whose name was deleted.
        if (existing is not null && !File.Exists(target)) throw new IOException($"'{path}' leads to a file that has no name any more.");
    }

    /// <summary>A rename asks only for the directory's permission; the file's own counts as well.</summary>
    private static void RequireWritable(string path, string target, FileStatus existing)
    {
        if (OperatingSystem.IsWindows())
        {
            if (File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)) throw ReadOnly(path, "");
            return;
        }

        // The mode is checked too, since root may open any file.
        if (!existing.Mode.HasFlag(UnixFileMode.UserWrite)) throw ReadOnly(path, $" (mode {Convert.ToString((int)existing.Mode, 8)})");
        try
        {
            using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UnauthorizedAccessException($"'{path}' is not replaced: this user has no permission to write to it.", fault);
        }

        static UnauthorizedAccessException ReadOnly(string path, string mode) =>
            new($"'{path}' is not replaced: it is read-only{mode}. Make it writable or delete it first.");
    }

    private static void Replace(string path, string target, FileStatus? existing, Action<Stream> write)
    {
        // In the same directory, since only within one file system is a rename a single step.
        string directory = Path.GetDirectoryName(target)!;
        TemporaryFile.RemoveAbandoned(target);
        string temporary = TemporaryFile.PathFor(target);
        FileStream stream = Create(path, temporary, existing);
        try
        {
            using (stream)
            {
                // Before the content comes, so that it is never readable by others than the earlier file was.
                if (existing is { } earlier && !OperatingSystem.IsWindows()) FileSecurity.Copy(path, target, earlier, temporary, stream.SafeFileHandle);
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Rename(path, temporary, target);
        }
        catch
        {
            TemporaryFile.Remove(temporary);
            throw;
        }

        LibC.FlushDirectory(directory);
    }

    private static FileStream Create(string path, string temporary, FileStatus? existing)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (existing is { } earlier && !OperatingSystem.IsWindows()) options.UnixCreateMode = FileSecurity.ModeToCreate(earlier, temporary);
        try
        {
            return new FileStream(temporary, options);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UnauthorizedAccessException(
                $"'{path}' cannot be written: this user has no permission to create a file in '{Path.GetDirectoryName(temporary)}'.", fault);
        }
    }

    private static void Rename(string path, string temporary, string target)
    {
        try
        {
            // MoveFileEx would leave the target with the access control list of the temporary file; ReplaceFile keeps the earlier one.
            if (OperatingSystem.IsWindows() && File.Exists(target)) File.Replace(temporary, target, destinationBackupFileName: null);
            else File.Move(temporary, target, overwrite: true);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new UnauthorizedAccessException($"'{path}' is not replaced: this user has no permission to rename a file to it.", fault);
        }
    }
}
