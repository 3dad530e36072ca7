using LossGen.Validation;

namespace LossGen.Losses;

/// <summary>How many rows each class has.</summary>
internal static class LabelCounts
{
    /// <summary>Counts, or throws naming the parameters <c>labels</c> and <c>classes</c> that every caller has.</summary>
    public static int[] Of(ReadOnlySpan<int> labels, int classes)
    {
        Require.AtLeast(classes, 1, nameof(classes));
        if (labels.IsEmpty) throw new ArgumentException("There are no labels; expected at least one.", nameof(labels));
        var counts = new int[classes];
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row];
            if ((uint)label >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label,
                    Require.Invariant($"The label of row {row} is {label}; expected 0 or above and below the {classes} classes."));
            }
            counts[label]++;
        }
        return counts;
    }
}
