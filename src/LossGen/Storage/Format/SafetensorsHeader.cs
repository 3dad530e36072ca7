using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using static System.FormattableString;

namespace LossGen.Storage;

/// <summary>The JSON at the head of a safetensors file, parsed but not yet validated.</summary>
/// <remarks>
/// The format: eight bytes with the length of the header, little-endian; the header, a JSON object that gives each tensor its element type,
/// shape and place; the data. https://huggingface.co/docs/safetensors, section "Format".
/// </remarks>
internal sealed class SafetensorsHeader(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorEntry> tensors)
{
    /// <summary>The bytes before the header, which hold its length.</summary>
    public const int PrefixLength = 8;

    /// <summary>The longest header that the format's own library reads.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>The key under which the header holds strings instead of a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>What the keys of a training run's checkpoint begin with, which no file of a model has.</summary>
    public const string TrainingPrefix = "lossgen.training.";

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;

    public IReadOnlyList<TensorEntry> Tensors { get; } = tensors;

    /// <summary>The length of the header, from the first bytes of a file.</summary>
    /// <param name="prefix">The first eight bytes, fewer where there are no more.</param>
    /// <param name="fileLength">The length of the file; null where it cannot be known.</param>
    public static int LengthOf(ReadOnlySpan<byte> prefix, long? fileLength)
    {
        if (prefix.IsEmpty) throw new InvalidDataException("it is empty, expected a safetensors file");
        if (OtherFormat(prefix) is { } other)
            throw new InvalidDataException($"it is {other}, expected a safetensors file, as safetensors.numpy.save_file and safetensors.torch.save_file write it");
        if (prefix.Length < PrefixLength) throw Truncated("the length of the header", PrefixLength, prefix.Length);

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxLength)
        {
            throw new InvalidDataException(Invariant(
                $"it is not a safetensors file, or damaged: its first 8 bytes give {length} as the length of the header, expected 2 to {MaxLength}"));
        }

        if (fileLength is { } known && (long)length > known - PrefixLength) throw Truncated("the header", (long)length, known - PrefixLength);
        return (int)length;
    }

    /// <summary>The fault of a file that ends too early.</summary>
    public static InvalidDataException Truncated(string part, long expected, long found) =>
        new(Invariant($"it is cut short: {part} takes {expected} bytes, but only {Math.Max(found, 0)} are there"));

    /// <summary>The data is all that follows the header, no more and no less.</summary>
    public static void CheckDataLength(long expected, long found)
    {
        if (found < expected) throw Truncated("the data", expected, found);
        if (found > expected) throw new InvalidDataException(Invariant($"it goes on after its end: {found - expected} bytes follow the {expected} bytes of its tensors"));
    }

    /// <summary>Other formats that users may pass instead; each is recognised by its first bytes.</summary>
    private static string? OtherFormat(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < 4) return null;
        if (prefix[0] == 'P' && prefix[1] == 'K' && prefix[2] == 3 && prefix[3] == 4) return "a zip archive, as torch.save and numpy.savez write them";
        // Protocols 2 to 5 of pickle; no header length looks like these, which would be far above the limit or begin with no brace.
        if (prefix[0] == 0x80 && prefix[1] is >= 2 and <= 5 && (prefix.Length < PrefixLength || BinaryPrimitives.ReadUInt64LittleEndian(prefix) > MaxLength))
            return "a pickle, as joblib and torch.save write them";
        if (prefix[0] == 0x93 && prefix[1] == 'N' && prefix[2] == 'U' && prefix[3] == 'M') return "a NumPy array";
        return IsText(prefix) ? "text, such as a table or a program's output" : null;
    }

    /// <summary>No length has letters in all its bytes: below the limit the last ones are 0.</summary>
    private static bool IsText(ReadOnlySpan<byte> prefix)
    {
        if (prefix.StartsWith("\uFEFF"u8)) return true;
        foreach (byte letter in prefix)
        {
            if (letter is not ((>= 0x20 and <= 0x7E) or (byte)'\t' or (byte)'\r' or (byte)'\n')) return false;
        }

        return true;
    }
}
