using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace LossGen.Storage;

/// <summary>Copies mode, owner, group, access control list and attributes to the file that will replace another one.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FileSecurity
{
    private const string AccessList = "system.posix_acl_access";
    private const string DefaultList = "system.posix_acl_default";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The mode to create the new file with: the final one, or its owner's part as long as others than those it is meant for would read it.</summary>
    /// <param name="existing">The file that will be replaced.</param>
    /// <param name="temporary">The path of the new file.</param>
    public static UnixFileMode ModeToCreate(FileStatus existing, string temporary)
    {
        if (existing.Owner is not { } owner) return existing.Mode;
        string directory = Path.GetDirectoryName(temporary)!;
        bool isFinal = owner == LibC.OwnerOfNewFiles
            && !(OperatingSystem.IsLinux() && LibC.Attribute(directory, DefaultList) is not null);
        return isFinal ? existing.Mode : existing.Mode & OwnerOnly;
    }

    /// <summary>Makes the new file like the one it will replace.</summary>
    /// <param name="path">The file as the caller named it, for messages.</param>
    /// <param name="target">The file that will be replaced.</param>
    /// <param name="existing">Its status.</param>
    /// <param name="temporary">The new file.</param>
    /// <param name="file">The new file, open.</param>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to.</exception>
    public static void Copy(string path, string target, FileStatus existing, string temporary, SafeFileHandle file)
    {
        if (existing.Owner is { } owner)
        {
            CopyOwner(path, owner, temporary, file);
            if (OperatingSystem.IsLinux()) CopyAttributes(path, target, temporary, file);
            else CopyAppleAttributes(path, target, file);
        }

        // Last, since a change of the owner may clear bits and the process's mask has taken some.
        if (File.GetUnixFileMode(file) != existing.Mode) File.SetUnixFileMode(file, existing.Mode);
    }

    private static void CopyOwner(string path, FileOwner owner, string temporary, SafeFileHandle file)
    {
        const uint unchanged = uint.MaxValue;
        if (FileStatus.Of(temporary) is not { Owner: { } made } || made == owner) return;
        int error = LibC.ChangeOwner(file, new(made.User == owner.User ? unchanged : owner.User, made.Group == owner.Group ? unchanged : owner.Group));
        if (error == 0) return;
        string whose = made.User == owner.User ? $"group {owner.Group}" : $"user {owner.User}, group {owner.Group}";
        throw Refusal(path, $"it belongs to {whose}, and this process has no permission to give a new file to them", error);
    }

    private static void CopyAttributes(string path, string target, string temporary, SafeFileHandle file)
    {
        string[] names = LibC.AttributeNames(target);
        foreach (string name in names)
        {
            // What security modules sign or label is theirs to set; a label of SELinux is taken over where that is permitted.
            bool isRequired = name.StartsWith("user.", StringComparison.Ordinal) || name.StartsWith("system.", StringComparison.Ordinal);
            if (!isRequired && name != "security.selinux") continue;
            if (LibC.Attribute(target, name) is not { } value || value.AsSpan().SequenceEqual(LibC.Attribute(temporary, name))) continue;
            int error = LibC.SetAttribute(file, name, value);
            if (error != 0 && isRequired) throw Refusal(path, $"its attribute {name} cannot be kept", error);
        }

        // Inherited from the directory's default list, which the earlier file does not have.
        if (names.Contains(AccessList) || LibC.Attribute(temporary, AccessList) is null) return;
        int removal = LibC.DeleteAttribute(file, AccessList);
        if (removal != 0) throw Refusal(path, "it has no access control list, and that of its directory cannot be removed from a new file", removal);
    }

    private static void CopyAppleAttributes(string path, string target, SafeFileHandle file)
    {
        using SafeFileHandle source = File.OpenHandle(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int error = LibC.CopyAppleAttributes(source, file);
        if (error != 0) throw Refusal(path, "its access control list cannot be kept", error);
    }

    private static UnauthorizedAccessException Refusal(string path, string reason, int error) =>
        new($"'{path}' is not replaced: {reason} ({Marshal.GetPInvokeErrorMessage(error)}). Delete it first to write a new file.");
}
