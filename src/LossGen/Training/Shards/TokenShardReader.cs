using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LossGen.Passes;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>Reads a shard of tokens.</summary>
/// <param name="text">The shard.</param>
internal sealed class TokenShardReader(TokenText text) : ShardReader<ReadOnlyMemory<int>>(text.Source, text.Loss, isMultiLabel: false, losses: 1)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int[] _tokens = [];
    private int _length;
    private long _read;

    /// <summary>The tokens of the block, and before them as many as its first row has for a context: row i is the context that begins at i and the token after it.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, _length);

    /// <inheritdoc/>
    public override string Extent => Invariant($"{_read} tokens");

    /// <inheritdoc/>
    public override void Digest(Span<byte> digest) => _hash.GetHashAndReset(digest);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _hash.Dispose();
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlyMemory<int> batch)
    {
        // What comes is checked after it has been copied: the program that reads may fill its memory again.
        int before = Math.Min(_length, text.Context), length = batch.Length;
        _tokens.AsSpan(_length - before, before).CopyTo(_tokens);
        Capacity.Ensure(ref _tokens, before, (long)before + length);
        Span<int> added = _tokens.AsSpan(before, length);
        batch.Span.CopyTo(added);
        _length = before + length;
        int wrong = added.IndexOfAnyExceptInRange(0, text.Vocabulary - 1);
        if (wrong >= 0)
        {
            throw new InvalidDataException(Invariant(
                $"its token {_read + wrong} (the first is 0) is {added[wrong]}; expected 0 to {text.Vocabulary - 1}, since the vocabulary has {text.Vocabulary} tokens."));
        }

        _hash.AppendData(MemoryMarshal.AsBytes(added));
        _read += length;
        Count = Math.Max(_length - text.Context, 0);
        if (Count == 0) return;
        Weigh(new Batch(Passes.Rows.OfTokens(Tokens, text.Context, stride: 1), Truth.OfLabels(Tokens[text.Context..]), RowRange.All(Count)), default);
    }
}
