using LossGen;

namespace NextWord;

/// <summary>What a bigram model learns, beside what counting gives: the minimum of its loss is where each probability is a relative frequency.</summary>
internal static class Bigrams
{
    private const int Often = 50;

    public static void Compare(Corpus text, Func<int, string> nameOf)
    {
        int[,] counts = Count(text.Learned, text.Vocabulary);
        int[] occurrences = [.. Enumerable.Range(0, text.Vocabulary).Select(a => Enumerable.Range(0, text.Vocabulary).Sum(b => counts[a, b]))];
        TrainingResult result = Fit(out BigramModel model, counts, occurrences);

        double entropy = 0, difference = 0;
        var learned = new float[BigramModel.VocabularySize];
        int total = text.Learned.Length - 1;
        for (int before = 0; before < text.Vocabulary; before++)
        {
            model.Probabilities([before], learned);
            for (int next = 0; next < text.Vocabulary; next++)
            {
                if (counts[before, next] > 0) entropy -= (double)counts[before, next] / total * Math.Log((double)counts[before, next] / occurrences[before]);
                if (occurrences[before] >= Often) difference = Math.Max(difference, Math.Abs(learned[next] - ((double)counts[before, next] / occurrences[before])));
            }
        }

        Console.WriteLine($"   loss {model.Loss(text.Learned):F6} nats after {result.Epochs} iterations; conditional entropy of the counts {entropy:F6}");
        Console.WriteLine($"   largest difference of a probability from its relative frequency, after characters that occur {Often} times or more: {difference:F6}");
        Span<TokenProbability> top = new TokenProbability[4];
        foreach (int before in (ReadOnlySpan<int>)[.. Enumerable.Range(0, text.Vocabulary).Where(token => nameOf(token) is "q" or "h" or ",")])
        {
            model.TopK([before], top);
            Console.WriteLine($"   after {nameOf(before)}: {string.Join(", ", top.ToArray().Select(one => $"{nameOf(one.Token)} {one.Probability:F3}"))}");
        }
    }

    /// <summary>
    /// Trains on each pair once, weighted by its relative frequency. Every context then counts the same, which moves no minimum, since each has its own row
    /// of the table; but rare contexts are learned as fast as frequent ones.
    /// </summary>
    private static TrainingResult Fit(out BigramModel model, int[,] counts, int[] occurrences)
    {
        List<int> before = [], next = [];
        List<float> weights = [];
        for (int a = 0; a < occurrences.Length; a++)
        {
            for (int b = 0; b < occurrences.Length; b++)
            {
                if (counts[a, b] == 0) continue;
                before.Add(a);
                next.Add(b);
                weights.Add((float)counts[a, b] / occurrences[a]);
            }
        }

        model = new BigramModel();
        return model.Fit([.. before], [.. next], new TrainingOptions
        {
            Optimizer = Optimizer.Lbfgs(),
            Epochs = 5000,
            GradientTolerance = 1e-8,
            L2 = 0,
            Loss = new() { SampleWeights = weights.ToArray() },
        });
    }

    private static int[,] Count(ReadOnlySpan<int> tokens, int vocabulary)
    {
        var counts = new int[vocabulary, vocabulary];
        for (int i = 1; i < tokens.Length; i++) counts[tokens[i - 1], tokens[i]]++;
        return counts;
    }
}
