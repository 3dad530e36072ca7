using LossGen.Losses;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>Makes batches of what a model is given, once it has been checked.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class Acceptance<TPass>
    where TPass : struct, IGradientPass
{
    /// <summary>Rows with one true class each.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or there are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class, or the options do not fit.</exception>
    public static Batch Of(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, LossOptions? options)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Labels(labels, count, TPass.ClassCount);
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(new Rows(rows, TPass.FeatureCount), Truth.OfLabels(labels), RowRange.All(count));
    }

    /// <summary>Rows with a target for each class.</summary>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, or targets do not sum to 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is outside 0 to 1, or the options do not fit.</exception>
    public static Batch Of(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Targets(targets, count, TPass.ClassCount, TPass.Task != ClassificationTask.MultiLabel);
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(new Rows(rows, TPass.FeatureCount), Truth.OfTargets(targets, TPass.ClassCount), RowRange.All(count));
    }

    /// <summary>Rows with a number each.</summary>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, not as many bins as classes, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The options do not fit.</exception>
    public static Batch Of(ReadOnlySpan<float> rows, ReadOnlySpan<float> values, Bins bins, LossOptions? options)
    {
        ArgumentNullException.ThrowIfNull(bins);
        int count = Check.Rows(rows, TPass.FeatureCount);
        if (bins.Count != TPass.ClassCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"There are {bins.Count} bins and {TPass.ClassCount} classes; expected as many of one as of the other."), nameof(bins));
        }

        Bins.CheckValues(values, count);
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(new Rows(rows, TPass.FeatureCount), Truth.OfNumbers(values, bins), RowRange.All(count));
    }

    /// <summary>Rows with a number each, for bins that are not known yet.</summary>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, or a number is not finite.</exception>
    public static Batch OfNumbers(ReadOnlySpan<float> rows, ReadOnlySpan<float> values, LossOptions? options)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Bins.CheckValues(values, count);
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(new Rows(rows, TPass.FeatureCount), Truth.OfNumbers(values), RowRange.All(count));
    }
}
