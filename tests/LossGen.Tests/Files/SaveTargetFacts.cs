using System.ComponentModel;
using System.Diagnostics;
using LossGen.Files;
using LossGen.Storage;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>A test that needs Linux.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = ReasonToSkip;

    public static string? ReasonToSkip => OperatingSystem.IsLinux() ? null : "Prepared with Linux's programs: stat, mkfifo, mknod.";
}

/// <summary>A test that prepares files of several users and saves as another one.</summary>
internal sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = LinuxFactAttribute.ReasonToSkip ?? (Environment.IsPrivilegedProcess ? Reason.Value : "Needs root, to prepare files of other users.");

    private static readonly Lazy<string?> Reason = new(static () =>
    {
        if (!File.Exists("/usr/bin/setpriv")) return "Needs setpriv (apt-get install util-linux), to run as another user.";
        string? host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath;
        return host is null || PublicFolder.IsOpenToAll(Path.GetDirectoryName(host)!) ? null : $"Other users cannot run '{host}'.";
    });
}

/// <summary>A test of what root's permissions would hide.</summary>
internal sealed class UserTheoryAttribute : TheoryAttribute
{
    public UserTheoryAttribute() => Skip = LinuxFactAttribute.ReasonToSkip
        ?? (Environment.IsPrivilegedProcess ? "Runs as root, so a process of its own saves as another user." : null);
}

/// <summary>A test that needs a small file system of its own.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = LinuxFactAttribute.ReasonToSkip ?? Reason.Value;

    private static readonly Lazy<string?> Reason = new(static () =>
    {
        if (!Environment.IsPrivilegedProcess) return "Needs root, to mount a small file system.";
        using var folder = new PublicFolder();
        return SmallDisk.TryMount(folder.Path) is { } mounted ? Unmount(mounted) : "Needs the permission to mount a file system.";

        static string? Unmount(SmallDisk mounted)
        {
            mounted.Dispose();
            return null;
        }
    });
}

/// <summary>A test that watches the system calls of a process.</summary>
internal sealed class TraceFactAttribute : FactAttribute
{
    public TraceFactAttribute() => Skip = LinuxFactAttribute.ReasonToSkip ?? Reason.Value;

    private static readonly Lazy<string?> Reason = new(static () =>
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "Needs the permission to trace a process.";
        }
        catch (Win32Exception)
        {
            return "Needs strace (apt-get install strace).";
        }
    });
}

/// <summary>A file system of 16 KiB.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk? TryMount(string folder) => Run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder) == 0 ? new(folder) : null;

    public void Dispose() => Run("umount", _folder);

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>Permissions as chmod takes them.</summary>
internal static class Modes
{
    public static void Set(string path, string octal)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
    }

    public static int Of(string path) => OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(path);
}

/// <summary>A temporary folder that every user can reach.</summary>
internal sealed class PublicFolder : IDisposable
{
    private const int Search = 1;

    public PublicFolder()
    {
        string parent = ((string[])[System.IO.Path.GetTempPath(), "/var/tmp", "/tmp"]).First(IsOpenToAll);
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"lossgen-targets-{System.IO.Path.GetRandomFileName()}")).FullName;
        Modes.Set(Path, "755");
    }

    /// <summary>The mode of a new file, as ls shows it.</summary>
    public static string DefaultMode
    {
        get
        {
            using var folder = new PublicFolder();
            string path = System.IO.Path.Combine(folder.Path, "new");
            File.WriteAllBytes(path, []);
            int mode = Modes.Of(path);
            return "-" + string.Concat("rwxrwxrwx".Select((letter, i) => ((mode >> (8 - i)) & 1) == 1 ? letter : '-'));
        }
    }

    public string Path { get; }

    public static bool IsOpenToAll(string path)
    {
        for (string? folder = System.IO.Path.GetFullPath(path); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if ((Modes.Of(folder) & Search) == 0) return false;
        }

        return true;
    }

    public void Dispose()
    {
        // Prepared without write permission, which its owner needs to empty it.
        if (!Environment.IsPrivilegedProcess)
        {
            foreach (string folder in Directory.EnumerateDirectories(Path)) Modes.Set(folder, "755");
        }

        Directory.Delete(Path, recursive: true);
    }
}
