using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LossGen.Passes;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>What tells numbers from others: their SHA-256.</summary>
internal static class Fingerprint
{
    /// <summary>That of some numbers.</summary>
    public static string Of(ReadOnlySpan<float> numbers) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(numbers)));

    /// <summary>That of a text.</summary>
    public static string Of(string text) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>That of bins.</summary>
    public static string Of(Bins bins)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, bins);
        return Convert.ToHexString(hash.GetCurrentHash());
    }

    /// <summary>That of rows, labels or targets, and the weights of the rows.</summary>
    public static string Of(in Batch set, LossOptions? loss)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(set.Rows.Values));
        hash.AppendData(MemoryMarshal.AsBytes(set.Rows.Sparse.Starts));
        hash.AppendData(MemoryMarshal.AsBytes(set.Rows.Sparse.Features));
        hash.AppendData(MemoryMarshal.AsBytes(set.Rows.Sparse.Values));
        hash.AppendData(MemoryMarshal.AsBytes(set.Rows.Tokens));
        hash.AppendData(MemoryMarshal.AsBytes(set.Truth.Labels));
        hash.AppendData(MemoryMarshal.AsBytes(set.Truth.Targets));
        if (set.Truth.Bins is { } bins) Append(hash, bins);
        if (loss is not null) hash.AppendData(MemoryMarshal.AsBytes(loss.SampleWeights.Span));
        return Invariant($"{set.Count} rows, SHA-256 {Convert.ToHexString(hash.GetCurrentHash())}");
    }

    /// <summary>Adds bins to a hash.</summary>
    public static void Append(IncrementalHash hash, Bins bins)
    {
        hash.AppendData(MemoryMarshal.AsBytes(bins.Edges));
        hash.AppendData(MemoryMarshal.AsBytes(bins.Centres));
        hash.AppendData(MemoryMarshal.AsBytes([bins.Smoothing]));
    }
}
