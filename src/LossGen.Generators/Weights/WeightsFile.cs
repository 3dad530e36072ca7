using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Weights;

/// <summary>A file of weights among the additional files: its bytes, or why there are none. Equal by content.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">What it holds; empty if it cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
/// <param name="IsTooLong">Whether it is far longer than any file that is baked, and so was not read.</param>
internal sealed record WeightsFile(string Path, EquatableArray<byte> Bytes, string? Fault, bool IsTooLong)
{
    /// <summary>
    /// What 16,777,216 sparse features with a weight each take, and 16 MiB more: for other models four times what two rows of float64 take for the largest that
    /// is baked, room for any header.
    /// </summary>
    public const int MaxLength = (64 + 16) * 1024 * 1024;

    // The compiler gives a changed file a new object, so each is read once, for the generator and the analyzer together.
    private static readonly ConditionalWeakTable<AdditionalText, WeightsFile> Known = new();

    public static WeightsFile Of(AdditionalText text) => Known.GetValue(text, static text => Read(text.Path));

    // AdditionalText.GetText decodes text and reports a binary file as an error (CS2015), so the bytes are read by path. RS1035 warns of
    // reading what the compiler does not know of; this file it knows of and watches, being an additional file.
#pragma warning disable RS1035
    private static WeightsFile Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) return new(path, default, "it is a directory", IsTooLong: false);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > MaxLength) return new(path, default, Fault: null, IsTooLong: true);
            var bytes = new byte[(int)stream.Length];
            int filled = 0;
            while (filled < bytes.Length && stream.Read(bytes, filled, bytes.Length - filled) is > 0 and int read) filled += read;
            if (filled < bytes.Length) Array.Resize(ref bytes, filled);
            return new(path, new(ImmutableArray.Create(bytes)), Fault: null, IsTooLong: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new(path, default, fault.Message, IsTooLong: false);
        }
    }
#pragma warning restore RS1035

    public bool Equals(WeightsFile? other) => other is not null
        && Path == other.Path && Fault == other.Fault && IsTooLong == other.IsTooLong && Bytes.Equals(other.Bytes);

    // The bytes may be millions; a few of them, and their number, distinguish files well enough for a hash.
    public override int GetHashCode() => unchecked(
        (StringComparer.Ordinal.GetHashCode(Path) * 31) + (Bytes.Count * 17) + (Bytes.Count == 0 ? 0 : Bytes[Bytes.Count - 1] + (Bytes[Bytes.Count / 2] << 8)));
}
