using System.Globalization;
using System.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>What a model is worth when its rows are changed: as they are, under an attack, and at the worst, for several sizes of the change.</summary>
/// <remarks>The accuracy under attack is an upper bound of that under the worst changes, the certified one a lower bound; the truth lies between them.</remarks>
/// <example><code>Console.WriteLine(RobustEvaluation.Of(model, rows, labels, [0, 0.05, 0.1], Adversary.Pgd(0.1, steps: 40, stepSize: 0.01)));</code></example>
public sealed class RobustEvaluation
{
    private RobustEvaluation(RobustPoint[] points, Adversary attack, int rows)
    {
        Points = points;
        Attack = attack;
        Rows = rows;
    }

    /// <summary>A point for each size, in the order given.</summary>
    public IReadOnlyList<RobustPoint> Points { get; }

    /// <summary>The attack.</summary>
    public Adversary Attack { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>Attacks and certifies a model.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="model">The model; only read.</param>
    /// <param name="rows">n x FeatureCount finite numbers, within the attack's range.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="epsilons">Sizes of changes, one or more; finite, 0 or above.</param>
    /// <param name="attack">The attack, whose norm and range the certificates take as well; with each size in place of its own, and its step scaled alike.</param>
    /// <param name="seed">Decides random starts.</param>
    /// <exception cref="ArgumentException">There are no rows or no sizes, a length does not fit, a number is not finite or out of range, or the attack is no attack.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class, or a size is negative or not finite.</exception>
    public static RobustEvaluation Of<TModel>(
        TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, ReadOnlySpan<double> epsilons, Adversary attack, int seed = 0)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(attack);
        int count = Check.Rows(rows, TModel.FeatureCount);
        Check.Labels(labels, count, TModel.ClassCount);
        if (epsilons.IsEmpty) throw new ArgumentException("epsilons is empty; expected at least one size of changes.", nameof(epsilons));
        foreach (double epsilon in epsilons) Require.NonNegative(epsilon, nameof(epsilons));

        var predicted = new int[count];
        model.Predict(rows, predicted);
        bool[] isRight = [.. predicted.Zip(labels.ToArray(), static (found, label) => found == label)];
        var radii = new double[count];
        for (int row = 0; row < count; row++)
        {
            radii[row] = !isRight[row] ? double.NegativeInfinity
                : model.CertifiedRadius(rows.Slice(row * TModel.FeatureCount, TModel.FeatureCount), labels[row], attack.Norm, attack.Minimum, attack.Maximum);
        }

        var attacked = new float[rows.Length];
        var points = new RobustPoint[epsilons.Length];
        double accuracy = (double)isRight.Count(static right => right) / count;
        for (int k = 0; k < points.Length; k++)
        {
            model.Attack(rows, labels, attacked, attack.At(epsilons[k]), seed);
            model.Predict(attacked, predicted);
            int withstood = 0, certified = 0;
            for (int row = 0; row < count; row++)
            {
                if (isRight[row] && predicted[row] == labels[row]) withstood++;

                // Without a change there is nothing to certify; changes up to ε are smaller than a radius above it.
                if (epsilons[k] == 0 ? isRight[row] : radii[row] > epsilons[k]) certified++;
            }

            points[k] = new RobustPoint(epsilons[k], accuracy, (double)withstood / count, (double)certified / count);
        }

        return new RobustEvaluation(points, attack, count);
    }

    /// <summary>The points as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Invariant($"{Printed.Count(Rows, "row", "rows")}, {Attack}\n   epsilon  accuracy  attacked  certified"));
        foreach (RobustPoint point in Points)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Printed.Number(point.Epsilon),10}  {point.Accuracy,8:F4}");
            text.Append(CultureInfo.InvariantCulture, $"  {point.AttackedAccuracy,8:F4}  {point.CertifiedAccuracy,9:F4}");
        }

        return text.ToString();
    }
}
