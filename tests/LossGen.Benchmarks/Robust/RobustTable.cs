using System.Globalization;
using Digits;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Robust;

/// <summary>What robust training brings: shares of right test rows, of those under attack and of certified ones, over five splits and seeds.</summary>
internal static class RobustTable
{
    private const double Epsilon = 0.1, TestShare = 1 / 3.0;
    private const int Seeds = 5, DigitEpochs = 60, IonosphereEpochs = 100, IonosphereFeatures = 34;

    public static int Execute(FileInfo? ionosphere)
    {
        var lines = new List<IReadOnlyList<string>>();
        Images digits = Images.Read(Path.Combine(AppContext.BaseDirectory, "digits.csv"));
        Set[] ofDigits = [.. Enumerable.Range(1, Seeds).Select(seed => OfDigits(digits, seed))];
        lines.AddRange(Lines("digits, linear", ofDigits, static _ => new Model64x10(), mix: 1));
        lines.AddRange(Lines("digits, 64 ReLU", ofDigits, static seed => new Network64x64x10(seed), mix: 0.5));
        if (ionosphere is not null)
        {
            Set[] sets = [.. Enumerable.Range(1, Seeds).Select(seed => OfIonosphere(ionosphere.FullName, seed))];
            lines.AddRange(Lines("ionosphere, linear", sets, static _ => new Model34x2(), mix: 1));
            lines.AddRange(Lines("ionosphere, 32 ReLU", sets, static seed => new Network34x32x2(seed), mix: 0.5));
        }

        ConsoleReport.Write(new Table(
            string.Create(CultureInfo.InvariantCulture, $"Per cent of the test rows at ε = {Epsilon} in L∞; means and deviations over {Seeds} splits and seeds"),
            ["model, training", "right", "under attack", "certified"],
            lines));
        return 0;
    }

    private static Set OfDigits(Images digits, int seed)
    {
        (Images training, Images test) = digits.Split(TestShare, seed);
        return new(training.Pixels, training.Labels, test.Pixels, test.Labels, Minimum: 0, DigitEpochs, seed);
    }

    /// <summary>The lines of the UCI set: 34 numbers from −1 to 1, then g or b.</summary>
    private static Set OfIonosphere(string path, int seed)
    {
        string[][] rows = [.. File.ReadLines(path).Select(static line => line.Split(',')).Where(static fields => fields.Length == IonosphereFeatures + 1)];
        new Random(seed).Shuffle(rows);
        int test = (int)(rows.Length * TestShare);
        return new(Features(rows[test..]), Labels(rows[test..]), Features(rows[..test]), Labels(rows[..test]), Minimum: -1, IonosphereEpochs, seed);

        static float[] Features(string[][] rows) =>
            [.. rows.SelectMany(static row => row[..IonosphereFeatures].Select(static field => float.Parse(field, CultureInfo.InvariantCulture)))];

        static int[] Labels(string[][] rows) => [.. rows.Select(static row => row[IonosphereFeatures].Trim() == "g" ? 1 : 0)];
    }

    private static IEnumerable<IReadOnlyList<string>> Lines<TModel>(string name, Set[] sets, Func<int, TModel> create, double mix)
        where TModel : class, ILabelModel<TModel>
    {
        (string Name, Adversary? Adversary)[] ways =
        [
            ("plain", null),
            ("FGSM", Adversary.Fgsm(Epsilon)),
            ("PGD-10", Adversary.Pgd(Epsilon, steps: 10, stepSize: Epsilon / 4)),
            ("certified", Adversary.Certified(Epsilon) with { Mix = mix }),
        ];
        foreach ((string way, Adversary? adversary) in ways)
        {
            RobustPoint[] points = [.. sets.Select(set => Point(set, create(set.Seed), adversary))];
            yield return
            [
                $"{name}, {way}",
                Share(points.Select(static point => point.Accuracy)),
                Share(points.Select(static point => point.AttackedAccuracy)),
                Share(points.Select(static point => point.CertifiedAccuracy)),
            ];
        }
    }

    private static RobustPoint Point<TModel>(Set set, TModel model, Adversary? adversary)
        where TModel : class, ILabelModel<TModel>
    {
        if (adversary is not null) adversary = adversary with { Minimum = set.Minimum, Maximum = 1 };
        model.Fit(set.Rows, set.Labels, new() { Epochs = set.Epochs, L2 = 1e-4, Seed = set.Seed, Adversary = adversary });
        Adversary attack = Adversary.Pgd(Epsilon, steps: 40, stepSize: Epsilon / 10) with { Minimum = set.Minimum, Maximum = 1 };
        return RobustEvaluation.Of(model, set.TestRows, set.TestLabels, [Epsilon], attack, set.Seed).Points[0];
    }

    private static string Share(IEnumerable<double> shares)
    {
        double[] all = [.. shares];
        double mean = all.Average(), deviation = Math.Sqrt(all.Sum(share => (share - mean) * (share - mean)) / (all.Length - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{100 * mean:F1} ± {100 * deviation:F1}");
    }

    private sealed record Set(float[] Rows, int[] Labels, float[] TestRows, int[] TestLabels, float Minimum, int Epochs, int Seed);
}
