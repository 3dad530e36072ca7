using System.Globalization;
using System.Text;
using System.Text.Json;
using LossGen.Text;
using Xunit;

namespace LossGen.Interop.Tests.Text;

/// <summary>Texts, letters and files of sparse rows are to scikit-learn and Python what they are to us.</summary>
public sealed class ScikitLearnTextTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Text");

    private static readonly TextFeatures[] Settings =
    [
        new(1 << 18),
        new(1 << 20) { WordNGrams = 2 },
        new(1000) { WordNGrams = 3 },
        new(1 << 16) { Lowercase = false },
        new(1 << 18) { Signed = false },
        new(17) { Normalize = false },
        new(1 << 18) { WordNGrams = 0, MinCharacterNGram = 1, MaxCharacterNGram = 1 },
        new(1 << 18) { WordNGrams = 0, MinCharacterNGram = 2, MaxCharacterNGram = 4 },
        new(1 << 14) { WordNGrams = 0, MinCharacterNGram = 3, MaxCharacterNGram = 5, Lowercase = false, Normalize = false },
        new(1 << 18) { WordNGrams = 0, MinCharacterNGram = 5, MaxCharacterNGram = 5, Signed = false },
    ];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"lossgen-{Guid.NewGuid():N}.txt");

    public void Dispose() => File.Delete(_file);

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    [Trait("Category", "Slow")]
    public void Two_thousand_texts_give_the_rows_of_HashingVectorizer_to_the_last_bit()
    {
        OtherProgram.ScikitLearn.Run(Path.Combine(Folder, "hashing.py"), JsonSerializer.Serialize(Settings), _file);
        using var expected = new StreamReader(_file);
        string[] texts = JsonSerializer.Deserialize<string[]>(expected.ReadLine()!)!;
        Assert.Equal(2000, texts.Length);

        int compared = 0;
        foreach (TextFeatures settings in Settings)
        {
            foreach (string text in texts)
            {
                string row = expected.ReadLine()!;
                if (HasUnassigned(text)) continue; // a character that only Python's version of Unicode knows
                Assert.True(Parsed(row) == Row(settings, text), $"{settings}\n{JsonSerializer.Serialize(text)}\nexpected {row}\nactual   {Row(settings, text)}");
                compared++;
            }
        }

        Assert.Null(expected.ReadLine());
        Assert.InRange(compared, Settings.Length * 1900, Settings.Length * 2000);
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    [Trait("Category", "Slow")]
    public void Every_code_point_is_the_same_letter_and_the_same_white_space()
    {
        OtherProgram.ScikitLearn.Run(Path.Combine(Folder, "letters.py"), _file);
        int compared = 0;
        foreach (string line in File.ReadLines(_file))
        {
            int[] numbers = [.. line.Split(' ').Select(static number => int.Parse(number, CultureInfo.InvariantCulture))];
            var rune = new Rune(numbers[0]);
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned) continue;

            Rune lower = Letters.Lower(rune, default, default, out Rune? second);
            int[] actual = [rune.Value, Letters.IsWord(rune) ? 1 : 0, Letters.IsSpace(rune) ? 1 : 0, lower.Value, .. second is { } mark ? [mark.Value] : Array.Empty<int>()];
            Assert.True(numbers.AsSpan().SequenceEqual(actual), $"U+{rune.Value:X4}: expected {line}, actual {string.Join(' ', actual)}");
            compared++;
        }

        Assert.InRange(compared, 280_000, 0x110000);
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void It_reads_what_LibSvm_writes()
    {
        var random = new Random(11);
        var rows = new SparseRowList();
        int[] labels = new int[200];
        var expected = new StringBuilder();
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = random.Next(2);
            int[] features = [.. Enumerable.Range(0, 300).Where(_ => random.Next(20) == 0)];
            float[] values = [.. features.Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-40, 38)))];
            rows.Add(features, values);
            expected.Append(CultureInfo.InvariantCulture, $"{(labels[row] == 0 ? -1 : 1)} {string.Join(' ', features.Select((feature, i) => Pair(feature, values[i])))}\n");
        }

        LibSvm.Write(_file, rows.Rows, labels, [-1, 1]);
        Assert.Equal(expected.ToString(), Normal(OtherProgram.ScikitLearn.Run(Path.Combine(Folder, "svmlight.py"), "load", _file, "300")));
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void LibSvm_reads_what_it_writes()
    {
        string expected = Normal(OtherProgram.ScikitLearn.Run(Path.Combine(Folder, "svmlight.py"), "dump", _file));
        LibSvmData data = LibSvm.Read(_file, features: 5000);

        Assert.Equal([-1, 0.5, 3], data.Classes);
        var actual = new StringBuilder();
        for (int row = 0; row < data.Labels.Length; row++)
        {
            actual.Append(CultureInfo.InvariantCulture, $"{data.Classes[data.Labels[row]]} {RowText(data.Rows, row)}\n");
        }

        Assert.Equal(expected, actual.ToString());
        Assert.InRange(data.Rows.Rows.Features.Length, 10_000, 20_000);
    }

    private static bool HasUnassigned(string text) => text.EnumerateRunes().Any(static rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned);

    private static string Row(TextFeatures settings, string text)
    {
        var rows = new SparseRowList();
        settings.Append(text, rows);
        return RowText(rows, 0);
    }

    private static string RowText(SparseRowList list, int row)
    {
        SparseRows rows = list.Rows;
        var text = new StringBuilder();
        for (int i = rows.Starts[row]; i < rows.Starts[row + 1]; i++) text.Append(text.Length > 0 ? " " : "").Append(Pair(rows.Features[i], rows.Values[i]));
        return text.ToString();
    }

    /// <summary>Labels and pairs as we print them, from lines of Python's.</summary>
    private static string Normal(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
    {
        string[] parts = (line + " ").Split(' ', 2);
        return string.Create(CultureInfo.InvariantCulture, $"{double.Parse(parts[0], CultureInfo.InvariantCulture)} {Parsed(parts[1])}\n");
    }));

    private static string Parsed(string row) => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split(':'))
        .Select(static pair => Pair(int.Parse(pair[0], CultureInfo.InvariantCulture), (float)double.Parse(pair[1], CultureInfo.InvariantCulture))));

    private static string Pair(int column, float value) => string.Create(CultureInfo.InvariantCulture, $"{column}:{value:R}");
}
