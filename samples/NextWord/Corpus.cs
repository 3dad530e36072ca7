namespace NextWord;

/// <summary>A text as tokens: the first nine tenths to learn from, the rest to be measured on.</summary>
internal sealed class Corpus
{
    private readonly int[] _tokens;
    private readonly int _learned;

    public Corpus(int[] tokens, int vocabulary)
    {
        _tokens = tokens;
        Vocabulary = vocabulary;
        _learned = (int)(tokens.Length * 9L / 10);
    }

    public int Vocabulary { get; }

    public int Count => _tokens.Length;

    public ReadOnlySpan<int> Learned => _tokens.AsSpan(0, _learned);

    public ReadOnlyMemory<int> Test => _tokens.AsMemory(_learned);

    /// <summary>Tokens of the learned part that end in a given one, such as a line break, at a place drawn at random.</summary>
    public int[] EndingIn(int token, int length, Random random)
    {
        int start = random.Next(_learned / 2);
        int end = Math.Max(start + Learned[start..].IndexOf(token) + 1, length);
        return Learned[(end - length)..end].ToArray();
    }
}
