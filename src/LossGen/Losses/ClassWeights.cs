using LossGen.Losses;
using LossGen.Validation;

namespace LossGen;

/// <summary>Class weights that make up for classes of unequal size.</summary>
public static class ClassWeights
{
    /// <summary>
    /// The weight <c>n / (classes · n_c)</c> of each class, n_c being the number of rows labelled c: all classes then weigh the same in
    /// all, and the mean weight of a row is 1.
    /// </summary>
    /// <remarks>King and Zeng, "Logistic regression in rare events data", Political Analysis 9(2), 2001.</remarks>
    /// <param name="labels">The label of each row, from 0 up to but not including <paramref name="classes"/>.</param>
    /// <param name="classes">The number of classes, 1 or above.</param>
    /// <returns>One weight a class, for <see cref="LossOptions.ClassWeights"/>.</returns>
    /// <exception cref="ArgumentException">There are no labels, or a class has none: no weight can make up for that.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or a label is out of range.</exception>
    /// <example><code>
    /// model.Fit(rows, labels, new() { Loss = new() { ClassWeights = ClassWeights.Balanced(labels, classes: 3) } });
    /// </code></example>
    public static float[] Balanced(ReadOnlySpan<int> labels, int classes)
    {
        int[] counts = LabelCounts.Of(labels, classes);
        var weights = new float[classes];
        for (int c = 0; c < classes; c++)
        {
            if (counts[c] == 0)
            {
                throw new ArgumentException(
                    Require.Invariant($"No row is labelled {c}; expected at least one row of each of the {classes} classes."), nameof(labels));
            }
            weights[c] = (float)(labels.Length / ((double)classes * counts[c]));
        }
        return weights;
    }
}
