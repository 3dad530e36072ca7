using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LossGen.Files;
using LossGen.Storage;

namespace LossGen.Tests.Files;

/// <summary>Everything that a path can name when a file is saved to it, each in a folder of its own.</summary>
/// <remarks>Linux only. What only root can prepare is left out for others: device nodes, files of other users.</remarks>
internal sealed class SaveTargets : IDisposable
{
    /// <summary>Nobody, and a user and group whom nobody is.</summary>
    public const uint User = 65_534, Stranger = 12_345;

    private readonly string _root;
    private readonly bool _isRoot = Environment.IsPrivilegedProcess;
    private readonly List<Process> _readers = [];
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SaveTargets(string root)
    {
        _root = root;
        Modes.Set(root, "755");
        Files();
        Links();
        Streams();
        Refused();
        if (!_isRoot) return;
        Owners();
        AccessLists();
    }

    /// <summary>The names of the targets and their paths.</summary>
    public Dictionary<string, string> Paths { get; } = [];

    private static byte[] Old { get; } = [1, 2, 3];

    /// <summary>What a target is now, in a line: its kind, contents, mode, owner and what else is in its folder.</summary>
    public string Describe(string name, byte[] expected)
    {
        string path = Paths[name];
        string shown = Run("stat", "-L", "-c", "%F, %A %u:%g", path).Trim();
        string kind = shown[..shown.IndexOf(',', StringComparison.Ordinal)];
        string contents = kind.StartsWith("regular", StringComparison.Ordinal) ? Contents(File.ReadAllBytes(path), expected) + " " : "";
        string link = new FileInfo(path).LinkTarget is { } target ? $"link to {target}: " : "";
        string attributes = string.Concat(LibC.AttributeNames(path).Where(static a => a.StartsWith("system.", StringComparison.Ordinal) || a.StartsWith("user.", StringComparison.Ordinal))
            .Select(attribute => $" {attribute}={Convert.ToHexString(LibC.Attribute(path, attribute)!)}"));
        return $"{link}{contents}{shown.Replace("regular empty file", "regular file", StringComparison.Ordinal)}{attributes}";
    }

    /// <summary>Whether a file has the old or the new contents.</summary>
    public static string Contents(byte[] found, byte[] expected) =>
        found.AsSpan().SequenceEqual(expected) ? "new" : found.AsSpan().SequenceEqual(Old) ? "old" : $"broken ({found.Length} bytes)";

    /// <summary>What the readers of a pipe received.</summary>
    public byte[] Received(string name)
    {
        bool hasEnded = _readers.TrueForAll(static reader => reader.WaitForExit(TimeSpan.FromSeconds(30)));
        return hasEnded ? File.ReadAllBytes(Paths[name] + ".received") : [];
    }

    /// <summary>The names in a target's folder.</summary>
    public string[] Beside(string name) => [.. Directory.GetFileSystemEntries(FolderOf(name)).Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (Process reader in _readers)
        {
            if (!reader.HasExited) reader.Kill();
            reader.Dispose();
        }

        _socket.Dispose();
    }

    private void Files()
    {
        FileOf("own file", "640");
        Add("absent");
        Add("absent, with a name of 255 bytes", new string('é', 127) + "x");
        FileOf("hard link", "644");
        Run("ln", Paths["hard link"], Path.Combine(FolderOf("hard link"), "other"));
        if (_isRoot)
        {
            FileOf("in a read-only folder", "666");
            Chown(FolderOf("in a read-only folder"), 0, 0);
            FileOf("in a closed folder", "666");
            Chown(FolderOf("in a closed folder"), 0, 0);
            Modes.Set(FolderOf("in a closed folder"), "700");
        }
        else
        {
            FileOf("in a read-only folder", "666");
            Modes.Set(FolderOf("in a read-only folder"), "555");
        }
    }

    private void Links()
    {
        string folder = FolderOf("link");
        FileOf("link", "640", "file");
        File.CreateSymbolicLink(Path.Combine(folder, "latest"), "file");
        Paths["link"] = Path.Combine(folder, "latest");

        folder = FolderOf("dangling link");
        Add("dangling link", "latest");
        File.CreateSymbolicLink(Paths["dangling link"], "missing");

        // folder/alias leads to folder/real/below, and the link there to ../file: the system finds folder/real/file.
        folder = FolderOf("link below a linked folder");
        Directory.CreateDirectory(Path.Combine(folder, "real", "below"));
        File.CreateSymbolicLink(Path.Combine(folder, "real", "below", "latest"), "../file");
        File.CreateSymbolicLink(Path.Combine(folder, "alias"), "real/below");
        File.WriteAllBytes(Path.Combine(folder, "real", "file"), Old);
        Modes.Set(Path.Combine(folder, "real", "file"), "640");
        if (_isRoot) Run("chown", "-R", $"{User}:{User}", folder);
        Paths["link below a linked folder"] = Path.Combine(folder, "alias", "latest");

        Add("link to itself", "latest");
        File.CreateSymbolicLink(Paths["link to itself"], "latest");
    }

    private void Streams()
    {
        Add("pipe");
        Run("mkfifo", "-m", "666", Paths["pipe"]);
        _readers.Add(Process.Start("sh", ["-c", "cat \"$1\" > \"$1.received\"", "sh", Paths["pipe"]]));
        if (!_isRoot)
        {
            Paths["null device"] = "/dev/null";
            Paths["full device"] = "/dev/full";
            return;
        }

        // Nodes of our own: if one is replaced by a file, /dev is not harmed.
        Node("null device", "c", 1, 3);
        Node("full device", "c", 1, 7);
        Node("block device", "b", 7, 250);
    }

    private void Refused()
    {
        Add("directory");
        Directory.CreateDirectory(Paths["directory"]);
        Modes.Set(Paths["directory"], "755");
        Add("socket");
        _socket.Bind(new UnixDomainSocketEndPoint(Paths["socket"]));
        Modes.Set(Paths["socket"], "666");
        FileOf("mode 444", "444");
        FileOf("mode 464", "464");
    }

    private void Owners()
    {
        FileOf("root's own file", "600");
        Chown(Paths["root's own file"], 0, 0);
        FileOf("a service's file", "600");
        Chown(Paths["a service's file"], Stranger, Stranger);
        FileOf("other owner, all may write", "666");
        Chown(Paths["other owner, all may write"], Stranger, Stranger);
        FileOf("other group", "660");
        Chown(Paths["other group"], User, Stranger);
    }

    private void AccessLists()
    {
        FileOf("access control list", "660");
        SetAttribute(Paths["access control list"], "system.posix_acl_access", AccessList(6, 7));
        FileOf("no list in a folder with a default list", "640");
        SetAttribute(FolderOf("no list in a folder with a default list"), "system.posix_acl_default", AccessList(7, 7));
    }

    /// <summary>Owner 6, the stranger as given, group 4, others 0: struct posix_acl_xattr of Linux, version 2.</summary>
    private static byte[] AccessList(ushort stranger, ushort mask)
    {
        const uint undefined = uint.MaxValue;
        (ushort Tag, ushort Permissions, uint Id)[] entries =
            [(1, 6, undefined), (2, stranger, Stranger), (4, 4, undefined), (16, mask, undefined), (32, 0, undefined)];
        var bytes = new byte[4 + (8 * entries.Length)];
        bytes[0] = 2;
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = bytes.AsSpan(4 + (8 * i));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], entries[i].Permissions);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], entries[i].Id);
        }

        return bytes;
    }

    private static void SetAttribute(string path, string name, byte[] value)
    {
        if (SetExtendedAttribute(path, name, value, (nuint)value.Length, 0) != 0)
            throw new InvalidOperationException($"{name} of {path} cannot be set: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    // .NET has no call for it, and the library only one for files that are open.
    [DllImport("libc", EntryPoint = "setxattr", SetLastError = true)]
    private static extern int SetExtendedAttribute([MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte[] value, nuint length, int flags);

    private string FolderOf(string name)
    {
        string folder = Path.Combine(_root, name.Replace("'", "", StringComparison.Ordinal));
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(folder);
        Modes.Set(folder, "755");
        if (_isRoot) Chown(folder, User, User);
        return folder;
    }

    private void Add(string name, string file = "file") => Paths[name] = Path.Combine(FolderOf(name), file);

    private void FileOf(string name, string mode, string file = "file")
    {
        Add(name, file);
        File.WriteAllBytes(Paths[name], Old);
        if (_isRoot) Chown(Paths[name], User, User);
        Modes.Set(Paths[name], mode);
    }

    private void Node(string name, string kind, int major, int minor)
    {
        Add(name);
        Run("mknod", "-m", "666", Paths[name], kind, $"{major}", $"{minor}");
    }

    private static void Chown(string path, uint user, uint group) => Run("chown", $"{user}:{group}", path);

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
