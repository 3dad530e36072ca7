using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Robust;

/// <summary>Epochs of adversarial training in plain ones: the same rows, order, batches and optimizer, and one thread.</summary>
/// <remarks>The least epoch of many counts, since whatever else runs on a machine can only add to one.</remarks>
internal static class RobustRun
{
    private const double Epsilon = 0.05;
    private const int Epochs = 40;

    private static readonly (string Name, Adversary? Adversary)[] Ways =
    [
        ("plain", null),
        ("FGSM", Adversary.Fgsm(Epsilon)),
        ("PGD-10", Adversary.Pgd(Epsilon, steps: 10, stepSize: Epsilon / 4)),
        ("PGD-10, L2", Adversary.Pgd(Epsilon, steps: 10, stepSize: Epsilon / 4) with { Norm = Norm.L2 }),
        ("certified", Adversary.Certified(Epsilon)),
        ("certified, L2", Adversary.Certified(Epsilon) with { Norm = Norm.L2 }),
    ];

    public static int Execute(int samples)
    {
        ConsoleReport.Write(new Table(
            $"Epochs in plain ones, one thread, the least of {samples} runs of {Epochs}",
            ["rows x model - batch", "plain, µs", .. Ways[1..].Select(static way => way.Name)],
            [
                Row<Model64x10>(Shape.Digits, samples),
                Row<Model64x10>(Shape.Digits with { BatchSize = 1797 }, samples),
                Row<Model30x2>(Shape.Cancer with { Rows = 5690 }, samples),
                Row<Model784x10>(Shape.LargeDigits with { Rows = 3000 }, samples),
                Row<Network64x32x10>(Shape.DigitsNetwork, samples),
                Row<Network30x16x2>(Shape.CancerNetwork with { Rows = 5690 }, samples),
                Row<Network784x128x10>(Shape.LargeDigitsNetwork with { Rows = 1500 }, samples),
            ]));
        return 0;
    }

    private static string[] Row<TModel>(Shape shape, int samples)
        where TModel : class, ILabelModel<TModel>, new()
    {
        DataSet data = DataSet.Create(shape);
        double[] least = [.. Ways.Select(static _ => double.PositiveInfinity)];
        for (int sample = 0; sample < samples; sample++)
        {
            for (int way = 0; way < least.Length; way++) least[way] = Math.Min(least[way], Seconds<TModel>(shape, data, Ways[way].Adversary));
        }

        return [shape.Name, $"{least[0] * 1e6:F1}", .. least[1..].Select(seconds => $"{seconds / least[0]:F2}")];
    }

    /// <summary>The mean of the least epoch of both halves: certified training mixes two gradients while epsilon rises, over the first one.</summary>
    private static double Seconds<TModel>(Shape shape, DataSet data, Adversary? adversary)
        where TModel : class, ILabelModel<TModel>, new()
    {
        var options = new TrainingOptions
        {
            Epochs = Epochs,
            BatchSize = shape.BatchSize,
            LearningRate = shape.Rate,
            Optimizer = Optimizer.GradientDescent(),
            Adversary = adversary,
            MeasureFinalLoss = false,
        };
        double[] ends = [.. new TModel().Fit(data.Rows, data.Labels, options).History.Select(static epoch => epoch.Elapsed.TotalSeconds)];
        double[] each = [.. ends.Skip(1).Zip(ends, static (end, start) => end - start)];
        // The last epoch of the first half has the whole epsilon already.
        int half = each.Length / 2;
        return (each[..(half - 1)].Min() + each[half..].Min()) / 2;
    }
}
