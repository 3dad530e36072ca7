using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LossGen.Storage;

/// <summary>Names a process beyond its end: process ids are reused, and each container counts its own.</summary>
/// <param name="Host">A hash of the machine and, on Linux, of the namespace that the number is of.</param>
/// <param name="Id">The process's number.</param>
/// <param name="Start">When it started: clock ticks since the system's on Linux, otherwise seconds since 1970; 0 where that is not known.</param>
internal readonly record struct ProcessStamp(uint Host, int Id, long Start)
{
    /// <summary>Elsewhere than on Linux the start is computed from clocks that may be set.</summary>
    private const long Tolerance = 2;

    private static readonly uint ThisHost = Hash($"{Environment.MachineName}\n{(OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : "")}");

    /// <summary>This process.</summary>
    public static ProcessStamp Own { get; } = new(ThisHost, Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>Whether the process runs, or null where that cannot be known from here. In doubt it runs.</summary>
    public bool? IsRunning
    {
        get
        {
            if (Host != ThisHost) return null;
            if (!Exists(Id)) return false;
            return StartOf(Id) is not { } start || start == 0 || Start == 0 || Math.Abs(start - Start) <= (OperatingSystem.IsLinux() ? 0 : Tolerance);
        }
    }

    /// <summary>The stamp as a part of a file's name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host:x8}-{Id}-{Start:x}");

    public static bool TryParse(ReadOnlySpan<char> text, out ProcessStamp stamp)
    {
        stamp = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '-') != 3) return false;
        if (!uint.TryParse(text[parts[0]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint host)) return false;
        if (!int.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out int id)) return false;
        if (!long.TryParse(text[parts[2]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long start)) return false;
        stamp = new(host, id, start);
        return true;
    }

    /// <summary>FNV-1a with 32 bits: the same in every process, unlike GetHashCode.</summary>
    public static uint Hash(string text)
    {
        uint hash = 2_166_136_261;
        foreach (char c in text) hash = (hash ^ c) * 16_777_619;
        return hash;
    }

    private static bool Exists(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception fault) when (fault is PlatformNotSupportedException or InvalidOperationException or Win32Exception)
        {
            return true;
        }
    }

    /// <summary>When a process started; null where that must not be known. A process that has ended and waits to be collected started never.</summary>
    private static long? StartOf(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return LinuxStartOf(id);
            using Process process = Process.GetProcessById(id);
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
        }
        catch (Exception fault) when (fault is PlatformNotSupportedException or InvalidOperationException or ArgumentException or NotSupportedException
            or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Process.StartTime adds the clock's reading, which differs from one process to the next; the ticks do not.
    private static long? LinuxStartOf(int id)
    {
        const long never = -1;
        string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));

        // The second field is the program's name in parentheses and may hold anything; the state is the third, the start the 22nd.
        string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? never : long.Parse(fields[22 - 3], CultureInfo.InvariantCulture);
    }
}
