using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A SHA-256 of the rows of a shard, their labels or targets and their weights, whatever the sizes of the batches in which they come.</summary>
internal sealed class ShardHash : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private static readonly float[] Ones = [.. Enumerable.Repeat(1f, 256)];

    // Columns of their own: rows that are hashed one after another would be hashed in pieces of a few bytes.
    private readonly IncrementalHash _values = Create(), _features = Create(), _lengths = Create(), _truth = Create(), _weights = Create();

    /// <summary>Adds rows.</summary>
    /// <param name="set">The rows, in memory order.</param>
    /// <param name="weights">Their weights; empty: 1 each.</param>
    public void Add(in Batch set, ReadOnlySpan<float> weights)
    {
        SparseRows sparse = set.Rows.Sparse;
        Add(_values, set.Rows.Values);
        Add(_values, sparse.Values, sparse.Features.Length);
        _features.AppendData(MemoryMarshal.AsBytes(sparse.Features));
        AddLengths(sparse.Starts);
        _truth.AppendData(MemoryMarshal.AsBytes(set.Truth.Labels));
        Add(_truth, set.Truth.Targets);
        Add(_weights, weights, set.Count);
    }

    /// <summary>Adds the bins that numbers come with.</summary>
    public void Add(Bins bins) => Fingerprint.Append(_truth, bins);

    /// <summary>Writes the hash of all rows, and begins anew.</summary>
    public void Finish(Span<byte> digest)
    {
        Span<byte> columns = stackalloc byte[5 * Length];
        int column = 0;
        foreach (IncrementalHash hash in (ReadOnlySpan<IncrementalHash>)[_values, _features, _lengths, _truth, _weights])
            hash.GetHashAndReset(columns[(column++ * Length)..]);
        SHA256.HashData(columns, digest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _features.Dispose();
        _lengths.Dispose();
        _truth.Dispose();
        _weights.Dispose();
    }

    private static IncrementalHash Create() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private static void Add(IncrementalHash hash, ReadOnlySpan<float> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));

    private void AddLengths(ReadOnlySpan<int> starts)
    {
        Span<int> lengths = stackalloc int[256];
        for (int first = 0; first < starts.Length - 1; first += lengths.Length)
        {
            int count = Math.Min(lengths.Length, starts.Length - 1 - first);
            for (int i = 0; i < count; i++) lengths[i] = starts[first + i + 1] - starts[first + i];
            _lengths.AppendData(MemoryMarshal.AsBytes(lengths[..count]));
        }
    }

    /// <summary>Adds numbers, each 1 where there are none.</summary>
    private static void Add(IncrementalHash hash, ReadOnlySpan<float> numbers, int count)
    {
        if (!numbers.IsEmpty)
        {
            Add(hash, numbers);
            return;
        }

        for (; count > 0; count -= Ones.Length) Add(hash, Ones.AsSpan(0, Math.Min(count, Ones.Length)));
    }
}
