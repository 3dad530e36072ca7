using System.Globalization;

namespace LossGen.Benchmarks.Peers.Texts;

/// <summary>Generated texts of 14 to 26 words: one word in six of the topic, the others by Zipf's law from 60,000.</summary>
internal static class Texts
{
    private const int Words = 60_000, WordsOfTopic = 300;

    /// <summary>Makes the texts, and writes them in the formats of liblinear and fastText.</summary>
    public static (SparseRowList Rows, int[] Labels) Write(string folder, int classes, int count, int features)
    {
        var random = new Random(classes);
        var hashing = new TextFeatures(features);
        var rows = new SparseRowList();
        var labels = new int[count];
        using var fastText = new StreamWriter(Path.Combine(folder, $"{classes}.ft"));
        using var liblinear = new StreamWriter(Path.Combine(folder, $"{classes}.svm"));
        for (int row = 0; row < count; row++)
        {
            labels[row] = random.Next(classes);
            var words = new string[14 + random.Next(13)];
            for (int i = 0; i < words.Length; i++) words[i] = Word(random, labels[row], classes);
            string text = string.Join(' ', words);
            hashing.Append(text, rows);
            fastText.WriteLine($"__label__{labels[row]} {text}");
            liblinear.WriteLine(labels[row].ToString(CultureInfo.InvariantCulture) + string.Concat(Pairs(rows.Rows, row)));
        }

        return (rows, labels);
    }

    private static string Word(Random random, int topic, int classes)
    {
        if (random.Next(6) > 0) return $"word{(int)Math.Exp(random.NextDouble() * Math.Log(Words))}";
        int of = random.Next(5) == 0 ? (topic + 1) % classes : topic;
        return $"topic{of}x{random.Next(WordsOfTopic)}";
    }

    private static string[] Pairs(SparseRows rows, int row)
    {
        // Both programs want the features of a row in ascending order, counted from 1.
        int start = rows.Starts[row], length = rows.Starts[row + 1] - start;
        int[] features = rows.Features.Slice(start, length).ToArray();
        float[] values = rows.Values.Slice(start, length).ToArray();
        Array.Sort(features, values);
        return [.. features.Zip(values, static (feature, value) => string.Create(CultureInfo.InvariantCulture, $" {feature + 1}:{value:R}"))];
    }
}
