using System.Globalization;
using CsvHelper;

namespace Iris;

/// <summary>Where the flowers come from, and how they are divided.</summary>
internal static class Flowers
{
    private static readonly string[] Columns = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"];

    /// <summary>Reads a file with the columns sepal_length, sepal_width, petal_length, petal_width and species.</summary>
    /// <exception cref="InvalidDataException">The file does not hold what is expected; the message names the line.</exception>
    public static Flower[] Read(string path)
    {
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions
        {
            TrimWhitespace = true,
            TrackLineNumbers = true,

            // The column sepal_length is the property SepalLength; names are compared without regard to case.
            NormalizeHeaderName = static name => name.Replace("_", "", StringComparison.Ordinal),

            // The file writes 5.1 with a point, whatever the culture of the machine, and 5,1 is not 51.
            FormatProvider = new NumberFormatInfo { NumberGroupSeparator = "'" },
        });
        string[] missing = [.. Columns.Except(csv.Headers)];
        if (missing.Length > 0)
        {
            throw new InvalidDataException(
                $"{path}: the header is '{string.Join(',', csv.Headers)}'; expected {string.Join(',', Columns)}. Missing: {string.Join(", ", missing)}.");
        }

        var flowers = new List<Flower>();
        try
        {
            foreach (Flower flower in csv.GetRecords<Flower>())
            {
                if (UnexpectedColumn(flower) is { } column) throw Unexpected(column);
                flowers.Add(flower);
            }
        }
        catch (CsvFormatException error) when (error.FieldIndex >= 0)
        {
            throw Unexpected(csv.Headers[error.FieldIndex]);
        }

        return flowers.Count > 0 ? [.. flowers] : throw new InvalidDataException($"{path} has a header but holds no flowers.");

        InvalidDataException Unexpected(string column)
        {
            string expected = column == "species" ? string.Join(" or ", IrisModel.ClassNames) : "a number of centimetres above 0, such as 5.1";
            return new(string.Create(CultureInfo.InvariantCulture, $"{path}, line {csv.LineNumber}: {column} is '{csv.GetString(column)}'; expected {expected}."));
        }
    }

    /// <summary>Deals the flowers at random into two parts, the second of which gets the same share of every species.</summary>
    /// <exception cref="InvalidDataException">A species has too few flowers to be in both parts.</exception>
    public static (Flower[] Training, Flower[] Test) Split(Flower[] flowers, double testShare, int seed)
    {
        var random = new Random(seed);
        var training = new List<Flower>();
        var test = new List<Flower>();
        foreach (Species species in Enum.GetValues<Species>())
        {
            Flower[] ofSpecies = [.. flowers.Where(flower => flower.Species == species)];
            int testCount = (int)Math.Round(ofSpecies.Length * testShare);
            if (testCount == 0 || testCount == ofSpecies.Length)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"There are {ofSpecies.Length} flowers of {species}; too few to train on some and to test on {testShare:P0} of them."));
            }

            random.Shuffle(ofSpecies);
            test.AddRange(ofSpecies[..testCount]);
            training.AddRange(ofSpecies[testCount..]);
        }

        return ([.. training], [.. test]);
    }

    /// <summary>The first column that holds no length of a real flower, or a number that is none of the species.</summary>
    private static string? UnexpectedColumn(Flower flower)
    {
        Span<float> lengths = stackalloc float[IrisModel.FeatureCount];
        IrisModel.WriteFeatures(flower, lengths);
        for (int i = 0; i < lengths.Length; i++)
        {
            if (!(lengths[i] > 0 && float.IsFinite(lengths[i]))) return Columns[i];
        }

        return IrisModel.IndexOf(flower.Species) < 0 ? "species" : null;
    }
}

/// <summary>Asks CsvHelper for code that reads a <see cref="Flower"/>, which then needs to know nothing of files.</summary>
[CsvRecordMap(typeof(Flower))]
internal sealed partial class FlowerMap;
