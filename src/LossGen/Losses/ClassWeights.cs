using LossGen.Losses;

namespace LossGen;

/// <summary>Class weights that make up for classes of unequal size.</summary>
public static class ClassWeights
{
    /// <summary>
    /// The weight <c>n / (K · n_c)</c> of each class, n_c being the number of rows labelled c and K the number of classes that have any: these then weigh
    /// the same in all, and the mean weight of a row is 1. A class without rows gets the weight 1, which has no effect on them;
    /// <see cref="TrainingResult.Advice"/> of a run names it.
    /// </summary>
    /// <remarks>King and Zeng, "Logistic regression in rare events data", Political Analysis 9(2), 2001.</remarks>
    /// <param name="labels">The label of each row, from 0 up to but not including <paramref name="classes"/>.</param>
    /// <param name="classes">The number of classes, 1 or above.</param>
    /// <returns>One weight a class, for <see cref="LossOptions.ClassWeights"/>.</returns>
    /// <exception cref="ArgumentException">There are no labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or a label is out of range.</exception>
    /// <example><code>
    /// model.Fit(rows, labels, new() { Loss = new() { ClassWeights = ClassWeights.Balanced(labels, classes: 3) } });
    /// </code></example>
    public static float[] Balanced(ReadOnlySpan<int> labels, int classes)
    {
        int[] counts = LabelCounts.Of(labels, classes);
        int present = counts.Count(static count => count > 0);
        var weights = new float[classes];
        for (int c = 0; c < classes; c++) weights[c] = counts[c] == 0 ? 1 : (float)(labels.Length / ((double)present * counts[c]));
        return weights;
    }
}
