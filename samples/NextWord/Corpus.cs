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

    /// <summary>A few tokens from somewhere in the test part that follow a given one, such as a line break.</summary>
    public ReadOnlySpan<int> StartAfter(int token, int length, Random random)
    {
        int start = _learned + random.Next(_tokens.Length - _learned - length);
        int found = _tokens.AsSpan(start, _tokens.Length - start - length).IndexOf(token);
        return _tokens.AsSpan(found < 0 ? start : start + found + 1, length);
    }
}
