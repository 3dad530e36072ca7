using LossGen.Benchmarks.Peers;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Robust;

/// <summary>Epochs of adversarial training in plain ones: the same rows, order, batches and optimizer, and one thread.</summary>
internal static class RobustRun
{
    private const double Epsilon = 0.05;

    // Of linear models a rise of epsilon over the first half of the epochs is part of certified training, so whole runs are measured, of an even number of epochs.
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
        var median = new Table(
            $"Epochs in plain ones, one thread, medians of {samples}", ["rows x model - batch", "plain, µs", .. Ways[1..].Select(static way => way.Name)],
            [
                Row<Model64x10>(Shape.Digits, samples),
                Row<Model64x10>(Shape.Digits with { BatchSize = 1797 }, samples),
                Row<Model30x2>(Shape.Cancer, samples),
                Row<Model4x3>(Shape.Iris, samples),
                Row<Model784x10>(Shape.LargeDigits with { Rows = 6000 }, samples),
                Row<Network64x32x10>(Shape.DigitsNetwork, samples),
                Row<Network30x16x2>(Shape.CancerNetwork, samples),
                Row<Network784x128x10>(Shape.LargeDigitsNetwork with { Rows = 3000 }, samples),
            ]);
        ConsoleReport.Write(median);
        return 0;
    }

    private static string[] Row<TModel>(Shape shape, int samples)
        where TModel : class, ILabelModel<TModel>, new()
    {
        DataSet data = DataSet.Create(shape);
        double[][] seconds = Sampling.Interleave(
            [.. Ways.Select(way => new LossGenPeer<TModel>(way.Name, shape, data, shape.Rate, shuffle: true, adversary: way.Adversary)).Select(Whole)], samples);
        double plain = Sampling.Median(seconds[0]);
        return [shape.Name, $"{plain * 1e6:F1}", .. seconds[1..].Select(way => $"{Sampling.Median(way) / plain:F2} ({way.Min() / seconds[0].Min():F2})")];
    }

    private static Func<int, double> Whole<TModel>(LossGenPeer<TModel> peer)
        where TModel : class, ILabelModel<TModel>, new() => epochs => peer.SecondsPerEpoch(2 * ((epochs + 1) / 2));
}
