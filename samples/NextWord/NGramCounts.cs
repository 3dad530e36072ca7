namespace NextWord;

/// <summary>Probabilities of the next token from the counts of n-grams, smoothed by interpolated modified Kneser-Ney.</summary>
/// <remarks>
/// Chen and Goodman, "An empirical study of smoothing techniques for language modeling", Computer Speech and Language 13 (1999), section 3:
/// p(w | h) = (c(h w) − D(c(h w))) / c(h) + γ(h) p(w | h'), where h' is h without its oldest token. Only n-grams of the full length are counted by
/// their occurrences; shorter ones by the number of different tokens they follow. The recursion ends at the uniform distribution.
/// </remarks>
internal sealed class NGramCounts
{
    private const int Root = 0, Orders = 4; // counts 0, 1, 2, and 3 or more

    private readonly Dictionary<(int Node, int Token), int> _children = [];
    private readonly List<Node> _nodes = [new()];
    private readonly double[][] _discounts;
    private readonly int _vocabulary;

    /// <summary>Counts a text.</summary>
    /// <param name="tokens">Its tokens, 0 to <paramref name="vocabulary"/> − 1.</param>
    /// <param name="order">n: a token is predicted from the n − 1 before it.</param>
    /// <param name="vocabulary">The number of different tokens that there can be.</param>
    public NGramCounts(ReadOnlySpan<int> tokens, int order, int vocabulary)
    {
        (Order, _vocabulary) = (order, vocabulary);
        Count(tokens);
        foreach (Node node in _nodes.Skip(1)) _nodes[node.Context].AddFollower(node.Count);
        _discounts = [.. Enumerable.Range(0, order + 1).Select(length => Discounts(_nodes.Where(node => node.Length == length)))];
    }

    /// <summary>n.</summary>
    public int Order { get; }

    /// <summary>The probability of a token after others, of which the last n − 1 count.</summary>
    public double Probability(ReadOnlySpan<int> context, int next)
    {
        double probability = 1.0 / _vocabulary;
        for (int length = 0; length <= Math.Min(context.Length, Order - 1); length++)
        {
            Node? history = Find(context[^length..]);
            if (history is null || history.Total == 0) break; // longer histories have not been seen either

            double[] discounts = _discounts[length + 1];
            int count = _children.TryGetValue((history.Id, next), out int child) ? _nodes[child].Count : 0;
            double kept = count - discounts[Math.Min(count, Orders - 1)];
            double freed = 0;
            for (int i = 1; i < Orders; i++) freed += discounts[i] * history.Followers[i];
            probability = (kept + (freed * probability)) / history.Total;
        }

        return probability;
    }

    /// <summary>The mean of −log p in nats over the tokens from an index on, each predicted from those before it.</summary>
    public double Loss(ReadOnlySpan<int> tokens, int first)
    {
        double sum = 0;
        for (int i = first; i < tokens.Length; i++) sum -= Math.Log(Probability(tokens[..i], tokens[i]));
        return sum / (tokens.Length - first);
    }

    /// <summary>All n-grams of the text in a tree: a node is an n-gram, its parent the n-gram without the last token.</summary>
    private void Count(ReadOnlySpan<int> tokens)
    {
        // From the end on, so that the n-grams that begin one token later are there already.
        for (int start = tokens.Length - 1; start >= 0; start--)
        {
            int node = Root, shorter = Root;
            for (int length = 1; length <= Math.Min(Order, tokens.Length - start); length++)
            {
                int token = tokens[start + length - 1];
                if (length > 1) shorter = _children[(shorter, token)]; // the same n-gram without its first token
                if (!_children.TryGetValue((node, token), out int child))
                {
                    child = _nodes.Count;
                    _nodes.Add(new Node { Id = child, Context = node, Length = length });
                    _children.Add((node, token), child);
                    if (length > 1) _nodes[shorter].Count++; // it follows one token more
                }

                if (length == Order) _nodes[child].Count++;
                node = child;
            }
        }
    }

    private Node? Find(ReadOnlySpan<int> ngram)
    {
        int node = Root;
        foreach (int token in ngram)
        {
            if (!_children.TryGetValue((node, token), out node)) return null;
        }

        return _nodes[node];
    }

    /// <summary>D of counts 0, 1, 2 and 3 or more (equation 26 of the paper).</summary>
    private static double[] Discounts(IEnumerable<Node> ngrams)
    {
        var counts = new double[5];
        foreach (Node ngram in ngrams)
        {
            if (ngram.Count < counts.Length) counts[ngram.Count]++;
        }

        // Too few n-grams to estimate from, as with the letters of a text: the values that KenLM falls back to.
        if (counts[1..].Contains(0)) return [0, 0.5, 1, 1.5];
        double y = counts[1] / (counts[1] + (2 * counts[2]));
        double[] discounts = [0, .. Enumerable.Range(1, 3).Select(count => count - ((count + 1) * y * counts[count + 1] / counts[count]))];
        return discounts.Min() < 0 ? [0, 0.5, 1, 1.5] : discounts;
    }

    /// <summary>An n-gram, and what follows it.</summary>
    private sealed class Node
    {
        public int Id { get; init; }

        /// <summary>The n-gram without its last token.</summary>
        public int Context { get; init; }

        public int Length { get; init; }

        /// <summary>How often it occurs, or, if it is shorter than n, how many different tokens it follows.</summary>
        public int Count { get; set; }

        /// <summary>The sum of the counts of the n-grams that go on from here.</summary>
        public int Total { get; private set; }

        /// <summary>How many of them have the count 1, 2, and 3 or more.</summary>
        public int[] Followers { get; } = new int[Orders];

        public void AddFollower(int count)
        {
            Total += count;
            Followers[Math.Min(count, Orders - 1)]++;
        }
    }
}
