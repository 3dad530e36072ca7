using System.Globalization;
using CsvHelper;
using LossGen;

namespace Iris;

/// <summary>Measured flowers, as a model takes them: four numbers a flower, one after another, and one label a flower.</summary>
internal sealed record Flowers(float[] Rows, int[] Labels)
{
    /// <summary>The species; a label is an index into this list.</summary>
    public static readonly string[] Species = ["setosa", "versicolor", "virginica"];

    private static readonly string[] Measurements = ["sepal_length", "sepal_width", "petal_length", "petal_width"];

    public int Count => Labels.Length;

    public ReadOnlySpan<float> this[int flower] => Rows.AsSpan(flower * IrisModel.FeatureCount, IrisModel.FeatureCount);

    /// <summary>Reads a file with the columns sepal_length, sepal_width, petal_length, petal_width and species.</summary>
    /// <exception cref="InvalidDataException">The file does not hold what is expected; the message names the line.</exception>
    public static Flowers Read(string path)
    {
        string[] columns = [.. Measurements, "species"];
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { TrimWhitespace = true, TrackLineNumbers = true });
        string[] missing = [.. columns.Except(csv.Headers)];
        if (missing.Length > 0)
        {
            throw new InvalidDataException(
                $"{path}: the header is '{string.Join(',', csv.Headers)}'; expected {string.Join(',', columns)}. Missing: {string.Join(", ", missing)}.");
        }

        var rows = new List<float>();
        var labels = new List<int>();
        while (csv.Read())
        {
            foreach (string name in Measurements) rows.Add(Centimetres(name));
            labels.Add(Label());
        }
        return labels.Count > 0 ? new([.. rows], [.. labels]) : throw new InvalidDataException($"{path} has a header but holds no flowers.");

        // The file writes 5.1 with a point, whatever the culture of the machine.
        float Centimetres(string name) =>
            float.TryParse(csv.GetString(name), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value > 0 && float.IsFinite(value)
                ? value
                : throw Unexpected(name, "a number of centimetres above 0, such as 5.1");

        int Label() => Array.IndexOf(Species, csv.GetString("species")) is >= 0 and int label ? label : throw Unexpected("species", string.Join(" or ", Species));

        InvalidDataException Unexpected(string name, string expected) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{path}, line {csv.LineNumber}: {name} is '{csv.GetString(name)}'; expected {expected}."));
    }

    /// <summary>Deals the flowers at random into two parts, the second of which gets the same share of every species.</summary>
    /// <exception cref="InvalidDataException">A species has too few flowers to be in both parts.</exception>
    public (Flowers Training, Flowers Test) Split(double testShare, int seed)
    {
        var random = new Random(seed);
        var training = new List<int>();
        var test = new List<int>();
        for (int species = 0; species < Species.Length; species++)
        {
            int[] flowers = [.. Enumerable.Range(0, Count).Where(i => Labels[i] == species)];
            int testCount = (int)Math.Round(flowers.Length * testShare);
            if (testCount == 0 || testCount == flowers.Length)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"There are {flowers.Length} flowers of {Species[species]}; too few to train on some and to test on {testShare:P0} of them."));
            }

            random.Shuffle(flowers);
            test.AddRange(flowers[..testCount]);
            training.AddRange(flowers[testCount..]);
        }

        return (Take(training), Take(test));
    }

    private Flowers Take(List<int> flowers)
    {
        int[] indices = [.. flowers];
        return new(Resampling.Take<float>(Rows, indices, IrisModel.FeatureCount), Resampling.Take<int>(Labels, indices));
    }
}
