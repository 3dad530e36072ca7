using LossGen.Losses;
using LossGen.Sparse;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>Makes batches of the sparse rows that a model is given, once they have been checked.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class SparseAcceptance<TPass>
    where TPass : struct, ISparsePass
{
    /// <summary>Rows with one true class each.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or there are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature is not the model's, a label is no class, or the options do not fit.</exception>
    public static Batch Of(in SparseRows rows, ReadOnlySpan<int> labels, LossOptions? options)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Labels(labels, count, TPass.ClassCount);
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(new Rows(rows), Truth.OfLabels(labels), RowRange.All(count));
    }

    /// <summary>Rows with a target for each class.</summary>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, or targets do not sum to 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature is not the model's, a target is outside 0 to 1, or the options do not fit.</exception>
    public static Batch Of(in SparseRows rows, ReadOnlySpan<float> targets, LossOptions? options)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Targets(targets, count, TPass.ClassCount, TPass.Task != ClassificationTask.MultiLabel);
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(new Rows(rows), Truth.OfTargets(targets, TPass.ClassCount), RowRange.All(count));
    }

    /// <summary>Rows in a list, with labels or targets, to learn from or to validate with.</summary>
    /// <exception cref="ArgumentException">There is no list, or what the other methods refuse; or a value is not finite.</exception>
    public static Batch ToLearn(SparseRowList? list, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, bool hasLabels, LossOptions? options)
    {
        if (list is null) throw new ArgumentException("its rows have a number for every feature; this model takes sparse rows, a SparseRowList.", nameof(list));
        if (hasLabels && TPass.Task == ClassificationTask.MultiLabel) throw new ArgumentException("a multi-label model takes targets, but there are labels.", nameof(labels));
        Batch accepted = hasLabels ? Of(list.Rows, labels, options) : Of(list.Rows, targets, options);
        SparseCheck.Finite(accepted.Rows.Sparse);
        return accepted;
    }
}
