namespace LossGen;

/// <summary>The smallest and the largest of some numbers: that of a whole does not depend on the order or the pieces in which they come.</summary>
/// <param name="minimum">The smallest.</param>
/// <param name="maximum">The largest.</param>
internal struct ValueRange(float minimum, float maximum)
{
    /// <summary>That of no numbers.</summary>
    public static ValueRange None => new(float.PositiveInfinity, float.NegativeInfinity);

    /// <summary>The smallest.</summary>
    public float Minimum { get; private set; } = minimum;

    /// <summary>The largest.</summary>
    public float Maximum { get; private set; } = maximum;

    /// <summary>Adds finite numbers.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values) (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
    }

    /// <summary>Adds those of another range.</summary>
    public void Add(float minimum, float maximum) => (Minimum, Maximum) = (Math.Min(Minimum, minimum), Math.Max(Maximum, maximum));
}
