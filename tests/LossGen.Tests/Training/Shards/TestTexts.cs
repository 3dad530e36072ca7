namespace LossGen.Tests.Training.Shards;

/// <summary>Streams of tokens in memory as shards, some of them for validation.</summary>
internal sealed class TestTexts : ITokenShards
{
    public const int Vocabulary = 23;

    private readonly int[][] _texts;
    private int[]? _reads;

    /// <summary>Texts in which a token depends on the two before it.</summary>
    /// <param name="lengths">The tokens of each shard.</param>
    /// <param name="seed">Decides them.</param>
    public TestTexts(int[] lengths, int seed = 1)
    {
        var random = new Random(seed);
        _texts = [.. lengths.Select(length => Text(random, length))];
    }

    public int Count => _texts.Length;

    /// <summary>The last shards are for validation.</summary>
    public int ForValidation { get; init; }

    /// <summary>0: the shards are kept.</summary>
    public int TokensInMemory { get; init; }

    /// <summary>Tokens of a block that is read.</summary>
    public int ReadTokens { get; init; } = 13;

    /// <summary>Reads that have begun and not been ended.</summary>
    public int Open { get; private set; }

    /// <summary>How often each shard has been read.</summary>
    public int[] Reads => _reads ??= new int[Count];

    public int[] this[int shard] => _texts[shard];

    public bool IsForValidation(int shard) => shard >= Count - ForValidation;

    public IEnumerable<ReadOnlyMemory<int>> Read(int shard)
    {
        lock (_texts)
        {
            Reads[shard]++;
            Open++;
        }

        try
        {
            // The same memory each time, and now and then nothing.
            var block = new int[ReadTokens];
            for (int first = 0; first < _texts[shard].Length; first += ReadTokens)
            {
                int count = Math.Min(ReadTokens, _texts[shard].Length - first);
                _texts[shard].AsSpan(first, count).CopyTo(block);
                yield return block.AsMemory(0, count);
                Array.Fill(block, -1);
                if (first % 3 == 0) yield return default;
            }
        }
        finally
        {
            lock (_texts) Open--;
        }
    }

    private static int[] Text(Random random, int length)
    {
        var tokens = new int[length];
        for (int i = 0; i < length; i++)
        {
            int before = i > 0 ? tokens[i - 1] : 0, earlier = i > 1 ? tokens[i - 2] : 0;
            tokens[i] = random.Next(4) == 0 ? random.Next(Vocabulary) : ((2 * before) + earlier + 1) % Vocabulary;
        }

        return tokens;
    }
}
