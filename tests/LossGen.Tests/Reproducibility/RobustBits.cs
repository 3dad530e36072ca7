using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Robust;

namespace LossGen.Tests.Reproducibility;

/// <summary>Attacks models, trains them against adversaries, and prints a hash of all that came of it.</summary>
internal static class RobustBits
{
    // Widths with and without whole vectors, of less than one, and heads written out, in loops and in tiles.
    private static readonly string[] Names =
        [nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass64x10), nameof(Relu30x16x2), nameof(Silu13x7x5x3), nameof(Tanh3x5x1100)];

    private static readonly Adversary[] Adversaries =
    [
        Adversary.Fgsm(0.1),
        Adversary.Pgd(0.1, 3, 0.04) with { Minimum = -0.9f, Maximum = 0.95f, Mix = 0.5 },
        Adversary.Pgd(0.3, 3, 0.1) with { Norm = Norm.L2 },
        Adversary.Certified(0.1) with { Norm = Norm.L2 },
        Adversary.Certified(0.1) with { Minimum = -0.9f, Maximum = 0.95f },
    ];

    /// <summary>Lines that <see cref="Print"/> prints.</summary>
    public static int Lines => Names.Length;

    public static void Print()
    {
        foreach (string name in Names) FiftyModels.Run(name, new Hash());
    }

    private sealed class Hash : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            const int count = 70;

            // Not TestData.Rows: its logarithm and cosine are the platform's.
            var random = new Random(9);
            int features = TModel.FeatureCount;
            var rows = new float[count * features];
            for (int i = 0; i < rows.Length; i++) rows[i] = Math.Clamp((2 * random.NextSingle()) - 1, -0.9f, 0.95f);
            foreach (ref float parameter in model.Parameters) parameter = random.NextSingle() - 0.5f;
            int[] labels = new TestData(8).Labels(count, TModel.ClassCount);
            var attacked = new float[rows.Length];
            using var bits = new Bits();
            foreach (Adversary adversary in Adversaries)
            {
                if (adversary.Steps == 0 && TModel.ClassCount > 1024) continue;
                foreach (bool isStandardized in new[] { false, true })
                {
                    TModel trained = model.Clone();
                    trained.Fit(rows, labels, new() { Epochs = 2, BatchSize = 32, LearningRate = 0.02, Standardize = isStandardized, Adversary = adversary });
                    bits.Add(trained.Parameters);
                    bits.Add(trained.CertifiedRadius(rows.AsSpan(0, features), labels[0], adversary.Norm));
                    if (adversary.Steps == 0) continue;
                    trained.Attack(rows, labels, attacked, adversary, seed: 3);
                    bits.Add(attacked);
                }
            }

            Console.WriteLine($"{typeof(TModel).Name}, attacked and trained against it: {bits}");
        }
    }
}
