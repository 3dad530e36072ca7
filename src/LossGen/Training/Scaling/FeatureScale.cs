namespace LossGen.Training;

/// <summary>What a feature is divided by while a model is trained.</summary>
/// <param name="Size">The divisor: finite, above 0.</param>
/// <param name="IsConstant">Whether the feature never changed.</param>
/// <remarks>
/// <para>The standard deviation σ suits a dense feature. One that is 0 in most rows (a word's count, a category's flag, a pixel of the margin) has a small
/// one, and divided by it becomes √n in its few rows: a step along them overshoots, and unseen rows get logits in the hundreds. Its natural unit is the
/// size of what it is where it is not 0, so that flags and counts stay about as large as they are. So the divisor is the largest of</para>
/// <list type="bullet">
/// <item>σ;</item>
/// <item>z r, with z the share of zeros and r the root mean square of the other values: σ for a flag that is set in half the rows, 1 for a rare one;</item>
/// <item>a quarter of the largest |x − μ|, so that no standardised value is above 4, wherever a rare or heavy-tailed feature has its usual value;</item>
/// <item>2⁻²¹ |μ|: the model computes w x + b in float, where a deviation below that is rounding.</item>
/// </list>
/// <para>On the sets of <see cref="LinearDefaults"/> and twelve synthetic ones: of scaling by σ, by the largest |x|, by the kurtosis and by these, these
/// lose the least. They gain on words and categories and lose nothing on dense features.</para>
/// </remarks>
internal readonly record struct FeatureScale(double Size, bool IsConstant)
{
    /// <summary>The largest standardised value, in multiples of the divisor.</summary>
    private const double LargestValue = 4;

    /// <summary>Below this a deviation counts as none: a weight divided by less could leave the range of float.</summary>
    private static readonly double SmallestDeviation = Math.ScaleB(1, -100);

    /// <summary>A few units in the last place of a float: what changes by less does not change.</summary>
    private static readonly double Resolution = Math.ScaleB(1, -21);

    /// <summary>The scale of a feature.</summary>
    /// <param name="mean">Its mean μ.</param>
    /// <param name="variance">Its variance σ², divided by n.</param>
    /// <param name="minimum">Its least value.</param>
    /// <param name="maximum">Its largest value.</param>
    /// <param name="zeros">The share of the rows in which it is 0.</param>
    public static FeatureScale Of(double mean, double variance, double minimum, double maximum, double zeros)
    {
        double size = Math.Abs(mean), deviation = Math.Sqrt(variance);
        if (deviation < SmallestDeviation || maximum - minimum <= Resolution * size)
            return new FeatureScale(size < SmallestDeviation ? 1 : size, IsConstant: true);

        // Σ x² = n (σ² + μ²) lies in the rows that are not 0.
        double unit = zeros * Math.Sqrt((variance + (mean * mean)) / (1 - zeros));
        double extreme = Math.Max(maximum - mean, mean - minimum) / LargestValue;
        return new FeatureScale(Math.Max(Math.Max(deviation, unit), Math.Max(extreme, Resolution * size)), IsConstant: false);
    }
}
