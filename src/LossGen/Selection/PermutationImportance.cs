using System.Diagnostics;
using System.Globalization;
using System.Text;
using LossGen.Numerics;
using LossGen.TypedRows;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How much a model relies on each feature: the rise of its loss when the feature's values are shuffled among the rows.</summary>
/// <remarks>
/// <para>Breiman, "Random forests", Machine Learning 45, 2001, section 10; for any model: Fisher, Rudin and Dominici, "All models are wrong, but many are
/// useful", JMLR 20, 2019. On rows that the model was not trained on the figure says what helps it on new rows. Of two features that say the same, each
/// replaces the other, and both come out low.</para>
/// <para>The columns of one member of typed rows (the values of an enum, the parts of a date) are shuffled together, as they belong together.</para>
/// <para>The same seed gives the same figures, on every platform.</para>
/// </remarks>
/// <example><code>
/// Console.WriteLine(PermutationImportance.Of(model, testRows, testLabels));
/// </code></example>
[DebuggerDisplay("{Summary,nq}")]
public sealed partial class PermutationImportance
{
    private PermutationImportance(double loss, FeatureImportance[] features, int repeats)
    {
        Loss = loss;
        Features = Array.AsReadOnly(features);
        Repeats = repeats;
    }

    /// <summary>The model's mean cross-entropy on the rows as they are, in nats.</summary>
    public double Loss { get; }

    /// <summary>The features, in the order of their columns.</summary>
    public IReadOnlyList<FeatureImportance> Features { get; }

    /// <summary>How often each feature was shuffled.</summary>
    public int Repeats { get; }

    /// <summary>The features, the one that the model relies on most first; of equals in the order of their columns.</summary>
    public IReadOnlyList<FeatureImportance> Ranked => [.. Features.OrderByDescending(static feature => feature.LossRise.Mean)];

    /// <summary>Measures a binary or multiclass model.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="repeats">How often each feature is shuffled, 1 or above.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <param name="groups">Columns to shuffle together; null: each column by itself.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a group is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or a row is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, <paramref name="repeats"/> or a column of a group is out of range.</exception>
    public static PermutationImportance Of<TModel>(
        TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, int repeats = 5, int seed = 0, IReadOnlyList<FeatureGroup>? groups = null)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] truth = labels.ToArray();
        return Measure(rows, TModel.FeatureCount, changed => model.Loss(changed, truth), groups ?? GroupsOf<TModel>(), repeats, seed);
    }

    /// <summary>Measures a model against targets: soft ones, or any number of labels a row.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="targets">n x ClassCount, as <c>Loss</c> takes them.</param>
    /// <param name="repeats">How often each feature is shuffled, 1 or above.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <param name="groups">Columns to shuffle together; null: each column by itself.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a group is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or a row is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target, <paramref name="repeats"/> or a column of a group is out of range.</exception>
    public static PermutationImportance Of<TModel>(
        TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, int repeats = 5, int seed = 0, IReadOnlyList<FeatureGroup>? groups = null)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        float[] truth = targets.ToArray();
        return Measure(rows, TModel.FeatureCount, changed => model.Loss(changed, truth), groups ?? GroupsOf<TModel>(), repeats, seed);
    }

    /// <summary>Measures a binary or multiclass model on typed rows, member by member.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="repeats">How often each member is shuffled, 1 or above.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or one is null or has a feature that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member has a value its type does not define, a label is no class, or <paramref name="repeats"/> is below 1.</exception>
    public static PermutationImportance Of<TModel, TRow, TLabel>(ITypedModel<TModel, TRow, TLabel> model, IEnumerable<TRow> rows, int repeats = 5, int seed = 0)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>, ILabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        (float[] features, int[] labels) = ClassRows<TModel, TRow, TLabel>.Arrays(RowLists.SpanOf(rows));
        return Of((TModel)model, features, labels, repeats, seed, FeatureGroup.MembersOf(TModel.FeatureNames));
    }

    /// <summary>The loss, and a line for each feature, the one that the model relies on most first; in the invariant culture.</summary>
    public override string ToString()
    {
        int width = Math.Max("feature".Length, Features.Max(static feature => feature.Name.Length));
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{"feature".PadRight(width)}  rise of the loss {Printed.Number(Loss)} when shuffled");
        foreach (FeatureImportance feature in Ranked) text.Append('\n').Append(feature.Name.PadRight(width)).Append("  ").Append(feature.LossRise);
        return text.ToString();
    }

    private string Summary => Invariant($"{Features.Count} features, {Ranked[0].Name} first");

    private static FeatureGroup[] GroupsOf<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>
    {
        string[] names = FeatureGroup.NamesOf(TModel.FeatureNames, TModel.FeatureCount, "feature");
        return [.. names.Select(static (name, column) => new FeatureGroup(name, column))];
    }

    private static PermutationImportance Measure(
        ReadOnlySpan<float> rows, int width, Func<float[], double> lossOf, IReadOnlyList<FeatureGroup> groups, int repeats, int seed)
    {
        Require.AtLeast(repeats, 1, nameof(repeats));
        Check.Rows(rows, width);
        float[] changed = rows.ToArray();
        Check.Finite(changed, width);
        FeatureGroup.Require(groups, width);
        double loss = lossOf(changed);

        float[] original = changed.ToArray();
        var order = new int[changed.Length / width];
        var random = new RandomSource(seed);
        var features = new FeatureImportance[groups.Count];
        var rises = new double[repeats];
        for (int g = 0; g < features.Length; g++)
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                // A shuffle of its own for each: a feature's figure does not depend on which others are measured before it.
                random.Restart(seed, groups[g].Columns[0], repeat);
                for (int row = 0; row < order.Length; row++) order[row] = row;
                random.Shuffle(order);
                foreach (int column in groups[g].Columns)
                {
                    for (int row = 0; row < order.Length; row++) changed[row * width + column] = original[order[row] * width + column];
                }

                rises[repeat] = lossOf(changed) - loss;
            }

            foreach (int column in groups[g].Columns)
            {
                for (int row = 0; row < order.Length; row++) changed[row * width + column] = original[row * width + column];
            }

            features[g] = new(groups[g].Name, groups[g].Columns, MeanAndDeviation.Of(rises));
        }

        return new(loss, features, repeats);
    }
}

/// <summary>How much a model relies on a feature.</summary>
/// <param name="Name">The name of the feature, of the member of typed rows or of the group.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="LossRise">The rise of the loss in nats when it is shuffled: mean and deviation over the repetitions. About 0 where the model does not use it.</param>
public sealed record FeatureImportance(string Name, IReadOnlyList<int> Columns, MeanAndDeviation LossRise)
{
    /// <summary>Name and rise, in the invariant culture.</summary>
    public override string ToString() => $"{Name}: {LossRise}";
}
