using System.Globalization;
using System.Text;

namespace LossGen.Storage;

/// <summary>Files that will replace another one: named <c>.target.lossgen-process-number.tmp</c>, so that the name shows its target and the process that owns it.</summary>
internal static class TemporaryFile
{
    private const string Mark = ".lossgen-";
    private const string Extension = ".tmp";

    /// <summary>Most file systems allow 255 bytes; the rest is for what is added.</summary>
    private const int MaxNameBytes = 160;

    /// <summary>After this a file of a process that cannot be queried, on another machine or in another container, counts as abandoned.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private static int _number;

    /// <summary>A new path beside the target.</summary>
    public static string PathFor(string target)
    {
        string number = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        return Path.Combine(Path.GetDirectoryName(target)!, $"{Stem(target)}{ProcessStamp.Own}-{number}{Extension}");
    }

    /// <summary>Removes the files that dead processes left for this target, as far as that is permitted. Those of running processes stay.</summary>
    public static void RemoveAbandoned(string target)
    {
        string stem = Stem(target);
        try
        {
            // A wildcard would be read from a name that holds * or ?.
            foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!))
            {
                ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
                if (!name.StartsWith(stem, StringComparison.Ordinal) || !name.EndsWith(Extension, StringComparison.Ordinal)) continue;
                if (IsAbandoned(path, name[stem.Length..^Extension.Length])) RemoveUnlessLocked(path);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A directory may permit new files without permitting a look at those in it.
        }
    }

    /// <summary>Removes a file, if that is possible: what kept the target from being written is the news, and it is on its way.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static bool IsAbandoned(string path, ReadOnlySpan<char> stampAndNumber)
    {
        int dash = stampAndNumber.LastIndexOf('-');
        if (dash < 0 || !ProcessStamp.TryParse(stampAndNumber[..dash], out ProcessStamp stamp)) return false;
        if (FileStatus.Of(path, followLinks: false) is not { Kind: FileKind.Regular }) return false;
        return stamp.IsRunning is { } isRunning ? !isRunning : DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Patience;
    }

    /// <summary>A running process holds a lock on the file it writes, which also works between machines that share a directory.</summary>
    private static void RemoveUnlessLocked(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Delete, bufferSize: 0);
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // In use, gone already, or another user's.
        }
    }

    private static string Stem(string target)
    {
        string name = Path.GetFileName(target);
        if (Encoding.UTF8.GetByteCount(name) <= MaxNameBytes) return $".{name}{Mark}";

        // Up to four bytes a character, so that a quarter of the bytes is room enough; the hash distinguishes names with the same beginning.
        int length = MaxNameBytes / 4;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        return $".{name[..length]}~{ProcessStamp.Hash(name):x8}{Mark}";
    }
}
