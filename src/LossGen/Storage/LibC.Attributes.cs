using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LossGen.Storage;

/// <content>Extended attributes, among which Linux keeps access control lists.</content>
internal static partial class LibC
{
    private const int NoSuchFile = 2, NoData = 61, NotSupported = 95, OutOfRange = 34;

    /// <summary>The names of a file's attributes on Linux; empty where the file system has none.</summary>
    public static string[] AttributeNames(string path)
    {
        byte[] names = Read(path, buffer => ListAttributes(path, ref MemoryMarshal.GetArrayDataReference(buffer), (nuint)buffer.Length)) ?? [];
        return Encoding.UTF8.GetString(names).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The value of a file's attribute on Linux; null where it has none of this name.</summary>
    public static byte[]? Attribute(string path, string name) =>
        Read(path, buffer => GetAttribute(path, name, ref MemoryMarshal.GetArrayDataReference(buffer), (nuint)buffer.Length));

    /// <summary>Sets an attribute on Linux; returns 0 or the error number.</summary>
    public static int SetAttribute(SafeFileHandle file, string name, byte[] value) =>
        Error(SetAttribute(file, name, ref MemoryMarshal.GetArrayDataReference(value), (nuint)value.Length, flags: 0));

    /// <summary>Removes an attribute on Linux; returns 0 or the error number.</summary>
    public static int DeleteAttribute(SafeFileHandle file, string name) => Error(RemoveAttribute(file, name));

    /// <summary>Copies the access control list and attributes of a file on macOS; returns 0 or the error number.</summary>
    public static int CopyAppleAttributes(SafeFileHandle from, SafeFileHandle to)
    {
        const uint accessControlList = 1, attributes = 4;
        return Error(CopyFile(from, to, state: 0, accessControlList | attributes));
    }

    /// <summary>Reads what has no known length; null where the file or its file system does not have it.</summary>
    private static byte[]? Read(string path, Func<byte[], nint> read)
    {
        // The longest attribute that Linux knows has 64 KiB; most have some dozens of bytes.
        for (int length = 1024; ; length *= 8)
        {
            var buffer = new byte[length];
            nint count = read(buffer);
            if (count >= 0) return buffer[..(int)count];
            int error = Marshal.GetLastPInvokeError();
            if (error is NoData or NotSupported or NoSuchFile) return null;
            if (error != OutOfRange) throw new IOException($"The attributes of '{path}' cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "listxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ListAttributes(string path, ref byte names, nuint length);

    [LibraryImport(Library, EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, ref byte value, nuint length);

    [LibraryImport(Library, EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(SafeFileHandle file, string name, ref byte value, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "fremovexattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveAttribute(SafeFileHandle file, string name);

    [LibraryImport(Library, EntryPoint = "fcopyfile", SetLastError = true)]
    private static partial int CopyFile(SafeFileHandle from, SafeFileHandle to, nint state, uint flags);
}
