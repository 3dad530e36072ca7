using System.Globalization;
using CsvHelper;
using LossGen;

namespace Streaming;

/// <summary>A file of readings: as many rows as are asked for, made by a known law, and read again batch by batch.</summary>
internal static class Readings
{
    /// <summary>How a machine can be; a label is an index into this list.</summary>
    public static readonly string[] Conditions = ["fine", "worn", "failing"];

    private const string Condition = "condition";

    /// <summary>Name, mean and deviation of each reading, and how far it speaks for each condition: weights of the standardised reading.</summary>
    private static readonly (string Name, double Mean, double Deviation, double[] Weights)[] Law =
    [
        ("temperature_celsius", 62, 9, [-0.6, 0.2, 1.1]),
        ("pressure_pascal", 101_300, 900, [0, 0, 0]),
        ("vibration_mm_per_s", 2.4, 0.7, [-1.4, 0.3, 1.6]),
        ("load_percent", 55, 18, [0.2, 0, -0.3]),
        ("speed_rpm", 3000, 250, [0.3, -0.1, -0.4]),
        ("hours_since_service", 2500, 1400, [-1.1, 0.9, 0.5]),
    ];

    private static readonly double[] Biases = [1.2, 0.2, -1.4];

    /// <summary>The law as a model: on readings without end none could be better.</summary>
    public static MachineModel TrueModel()
    {
        var model = new MachineModel();
        for (int k = 0; k < MachineModel.ClassCount; k++)
        {
            double bias = Biases[k];
            for (int j = 0; j < Law.Length; j++)
            {
                double weight = Law[j].Weights[k] / Law[j].Deviation;
                model.Parameters[k * MachineModel.FeatureCount + j] = (float)weight;
                bias -= weight * Law[j].Mean;
            }
            model.Parameters[MachineModel.ClassCount * MachineModel.FeatureCount + k] = (float)bias;
        }
        return model;
    }

    /// <summary>Writes rows until the file is as large as asked for.</summary>
    public static long Make(string path, long bytes, int seed)
    {
        MachineModel law = TrueModel();
        var random = new Random(seed);
        var row = new float[MachineModel.FeatureCount];
        var probabilities = new float[MachineModel.ClassCount];
        long count = 0;

        using FileStream file = File.Create(path);
        using CsvWriter csv = CsvWriter.Create(file, new CsvWriterOptions(), leaveOpen: true);
        csv.WriteHeader([.. Law.Select(reading => reading.Name), Condition]);
        for (; file.Position < bytes; count++)
        {
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = (float)Math.Round(Law[j].Mean + Law[j].Deviation * Normal(random), 3);
                csv.WriteField(row[j], default, CultureInfo.InvariantCulture);
            }
            law.Probabilities(row, probabilities);
            csv.WriteField(Conditions[Draw(random, probabilities)]);
            csv.EndRecord();
        }
        return count;
    }

    /// <summary>Reads the file from its beginning. All batches share two arrays, so that memory holds one batch at a time.</summary>
    /// <exception cref="InvalidDataException">The file does not hold what is expected; the message names the line.</exception>
    public static IEnumerable<TrainingBatch> Batches(string path, int rowsOfBatch)
    {
        var rows = new float[rowsOfBatch * MachineModel.FeatureCount];
        var labels = new int[rowsOfBatch];
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { TrackLineNumbers = true });
        int[] columns = [.. Law.Select(reading => Column(reading.Name))];
        int condition = Column(Condition);
        int count = 0;
        while (csv.Read())
        {
            for (int j = 0; j < columns.Length; j++)
            {
                if (!csv.TryParse(columns[j], out float value)) throw Unexpected(columns[j], "a number");
                rows[count * columns.Length + j] = value;
            }
            labels[count] = Array.IndexOf(Conditions, csv.GetString(condition));
            if (labels[count] < 0) throw Unexpected(condition, string.Join(" or ", Conditions));

            if (++count < rowsOfBatch) continue;
            yield return new(rows, labels);
            count = 0;
        }
        if (count > 0) yield return new(rows.AsMemory(0, count * columns.Length), labels.AsMemory(0, count));

        int Column(string name) => csv.TryGetFieldIndex(name, out int column)
            ? column
            : throw new InvalidDataException($"{path}: there is no column '{name}' among {string.Join(", ", csv.Headers)}.");

        InvalidDataException Unexpected(int column, string expected) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{path}, line {csv.LineNumber}: {csv.Headers[column]} is '{csv.GetString(column)}'; expected {expected}."));
    }

    private static int Draw(Random random, float[] probabilities)
    {
        double left = random.NextDouble();
        int k = 0;
        while (k < probabilities.Length - 1 && (left -= probabilities[k]) >= 0) k++;
        return k;
    }

    // Box and Muller, "A note on the generation of random normal deviates", Annals of Mathematical Statistics 29, 1958.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
