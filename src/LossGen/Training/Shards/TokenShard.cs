using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of tokens where it is computed: kept in memory, or streamed. A row is a token and the context before it.</summary>
/// <param name="loss">The options of its loss.</param>
internal abstract class TokenShard(LossOptions loss) : GradientShard<TokenContexts>(loss);

/// <summary>A shard of tokens and what a model makes of it.</summary>
/// <param name="Source">The shard.</param>
/// <param name="Loss">The options of the loss.</param>
/// <param name="Context">Tokens of a context.</param>
/// <param name="Vocabulary">Different tokens.</param>
internal sealed record TokenText(ShardSource<ReadOnlyMemory<int>> Source, LossOptions Loss, int Context, int Vocabulary);

/// <summary>A shard of tokens that is kept in memory: contexts are read where they lie.</summary>
internal sealed class KeptTokenShard : TokenShard
{
    private readonly int[] _tokens;
    private readonly int _context;
    private readonly ShardShuffle _shuffle;

    private KeptTokenShard(int[] tokens, ShardFacts facts, TokenText text, int shards)
        : base(text.Loss)
    {
        _tokens = tokens;
        _context = text.Context;
        _shuffle = new ShardShuffle(text.Source.Shard, shards);
        Facts = facts;
    }

    /// <inheritdoc/>
    public override ShardFacts Facts { get; }

    /// <summary>Reads a shard.</summary>
    /// <exception cref="InvalidDataException">It has a token that is not in the vocabulary.</exception>
    public static KeptTokenShard Read(TokenText text, int shards)
    {
        var tokens = new GrowingMemory<int>();
        using var reader = new TokenShardReader(text);
        while (reader.Read()) tokens.Add(tokens.Count == 0 ? reader.Tokens : reader.Tokens[text.Context..]);
        ShardFacts facts = reader.Facts(stackalloc byte[ShardHash.Length]);
        return new KeptTokenShard(tokens.ToPinned(), facts, text, shards);
    }

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, in ShardView view, TokenContexts buffer)
    {
        RowRange all = RowRange.All(Facts.Rows, _shuffle.Of(range.Order, window: 0, Facts.Rows));
        Batch set = new(Rows.OfTokens(_tokens, _context, stride: 1), Truth.OfLabels(_tokens.AsSpan(_context)), all);
        return new ShardPiece(set.Slice(range.First, range.Count), default, before: 0);
    }
}

/// <summary>A shard of tokens of which one window is in memory at a time.</summary>
internal sealed class StreamedTokenShard : TokenShard
{
    private readonly Windows _windows;
    private readonly ShardShuffle _shuffle;

    /// <summary>Reads a shard for the first time.</summary>
    /// <exception cref="InvalidDataException">It has a token that is not in the vocabulary.</exception>
    public StreamedTokenShard(TokenText text, int shards)
        : base(text.Loss)
    {
        _windows = new Windows(text);
        _shuffle = new ShardShuffle(text.Source.Shard, shards);
        Facts = _windows.Open();
    }

    /// <inheritdoc/>
    public override ShardFacts Facts { get; }

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, in ShardView view, TokenContexts buffer)
    {
        buffer.Clear();
        while (buffer.Count < range.Count)
        {
            (int window, int first) = Math.DivRem(range.First + buffer.Count, _windows.Size);
            _windows.Load(window);
            int count = Math.Min(range.Count - buffer.Count, _windows.Rows - first);
            buffer.Append(_windows.Tokens, _shuffle.Of(range.Order, window, _windows.Rows), first, count);
        }

        return new ShardPiece(buffer.ToBatch(), default, range.First);
    }

    /// <inheritdoc/>
    public override void Dispose() => _windows.Dispose();

    private sealed class Windows(TokenText text) : ShardWindows<TokenShardReader>(text.Source.RowsInMemory)
    {
        private int[] _tokens = [];

        /// <summary>Rows of the window.</summary>
        public int Rows { get; private set; }

        /// <summary>The context of its first row, and the token of each.</summary>
        public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, text.Context + Rows);

        protected override int Count => Rows;

        protected override TokenShardReader CreateReader() => new(text);

        protected override void Clear() => Rows = 0;

        protected override void Append(TokenShardReader reader, int first, int count)
        {
            int used = Rows == 0 ? 0 : text.Context + Rows, needed = text.Context + Rows + count;
            Capacity.Ensure(ref _tokens, used, needed, (long)text.Context + Size);

            // Where rows follow each other, the context of one is the tokens before it.
            reader.Tokens[(Rows == 0 ? first : first + text.Context)..(first + text.Context + count)].CopyTo(_tokens.AsSpan(used));
            Rows += count;
        }
    }
}

/// <summary>Contexts and the token after each, one behind the other, in memory that is used again.</summary>
/// <param name="context">Tokens of a context.</param>
internal sealed class TokenContexts(int context)
{
    private int[] _contexts = [];
    private int[] _next = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets them.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds rows of a stream.</summary>
    /// <param name="tokens">The stream.</param>
    /// <param name="order">The order of its rows; empty: as they lie.</param>
    /// <param name="first">Where in it the rows begin.</param>
    /// <param name="count">How many.</param>
    public void Append(ReadOnlySpan<int> tokens, ReadOnlySpan<int> order, int first, int count)
    {
        int rows = Count + count;
        Capacity.Ensure(ref _contexts, Count * context, (long)rows * context, (long)ShardPiece.MostRows * context);
        Capacity.Ensure(ref _next, Count, rows, ShardPiece.MostRows);
        for (int i = 0; i < count; i++, Count++)
        {
            int place = order.IsEmpty ? first + i : order[first + i];
            tokens.Slice(place, context).CopyTo(_contexts.AsSpan(Count * context));
            _next[Count] = tokens[place + context];
        }
    }

    /// <summary>All of them.</summary>
    public Batch ToBatch() => new(
        Rows.OfTokens(_contexts.AsSpan(0, Count * context), context, context), Truth.OfLabels(_next.AsSpan(0, Count)), RowRange.All(Count));
}
