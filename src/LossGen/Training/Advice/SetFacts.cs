using LossGen.Passes;

namespace LossGen.Training;

/// <summary>What the rows of a set say of a run that has learned from them.</summary>
/// <param name="Count">Its rows.</param>
/// <param name="Baseline">
/// The mean loss, in nats, of the best model that knows no feature: the entropy of the classes, or the mean of the labels' entropies.
/// </param>
/// <param name="EmptyClasses">The classes that no row is labelled with; where there are targets, those whose targets are all 0.</param>
/// <param name="IsConstant">Whether all rows are the same.</param>
internal sealed record SetFacts(int Count, double Baseline, IReadOnlyList<int> EmptyClasses, bool IsConstant)
{
    /// <summary>The facts of a set.</summary>
    public static SetFacts Of(in Batch set, int classes, bool isMultiLabel)
    {
        var shares = new double[classes];
        if (set.Truth.Kind == TruthKind.Labels)
        {
            // The caller's memory may have changed since the labels were checked.
            foreach (int label in set.Truth.Labels) shares[(int)Math.Min((uint)label, (uint)classes - 1)]++;
        }
        else if (set.Truth.Bins is { } bins)
        {
            var targets = new float[classes];
            foreach (float value in set.Truth.Targets)
            {
                bins.Write(value, bins.Smoothing, 0, classes, targets, stride: 1);
                for (int k = 0; k < classes; k++) shares[k] += targets[k];
            }
        }
        else
        {
            for (int i = 0; i < set.Truth.Targets.Length; i++) shares[i % classes] += set.Truth.Targets[i];
        }

        double baseline = 0;
        for (int k = 0; k < classes; k++)
        {
            shares[k] /= set.Count;
            baseline -= StableMath.XLogX(shares[k]);
            if (isMultiLabel) baseline -= StableMath.XLogX(Math.Max(0, 1 - shares[k]));
        }

        // A bin without rows is no mistake.
        int[] empty = isMultiLabel || set.Truth.Kind == TruthKind.Binned ? [] : [.. Enumerable.Range(0, classes).Where(k => shares[k] == 0)];
        return new SetFacts(set.Count, isMultiLabel ? baseline / classes : baseline, empty, AreTheSame(set.Rows));
    }

    /// <summary>The facts of contexts of tokens. A vocabulary usually has tokens that a text has not: that is no mistake.</summary>
    public static SetFacts OfTokens(in Batch set, int vocabulary)
    {
        var shares = new double[vocabulary];
        foreach (int token in set.Truth.Labels) shares[(int)Math.Min((uint)token, (uint)vocabulary - 1)]++;
        double baseline = 0;
        foreach (double share in shares) baseline -= StableMath.XLogX(share / set.Count);
        return new SetFacts(set.Count, baseline, [], IsConstant: false);
    }

    private static bool AreTheSame(in Rows rows)
    {
        // Sparse rows that are the same have hardly anything in them: it is not worth a pass.
        if (rows.Width == 0) return false;
        ReadOnlySpan<float> first = rows.Values[..rows.Width];
        for (int start = rows.Width; start < rows.Values.Length; start += rows.Width)
        {
            if (!rows.Values.Slice(start, rows.Width).SequenceEqual(first)) return false;
        }

        return true;
    }
}
