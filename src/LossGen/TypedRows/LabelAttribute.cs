namespace LossGen;

/// <summary>Marks the member of a row type that holds the true class; see <see cref="CrossEntropyModelAttribute{TRow}"/>.</summary>
/// <remarks>
/// <para>The classes of an enum are its distinct values in ascending order; those of a bool are False and True; those of a byte, short, int
/// or long are 0 to <see cref="Classes"/> − 1.</para>
/// <para>An enum with <see cref="FlagsAttribute"/> makes the model a multi-label one, with a label for each single bit that has a name, the
/// lowest first. A value without any bit is allowed; names for several bits together are not labels of their own.</para>
/// <para>A number (sbyte to ulong, Half, float, double, decimal) with <see cref="Bins"/> is predicted as a distribution: its range is cut into bins, each a class. <c>Fit</c>
/// learns the range, from the smallest to the largest label, unless the model's <c>Bins</c> are set; the model keeps them. See <see cref="LossGen.Bins"/>.</para>
/// <para>The member may be nullable, for rows whose class is not known yet: predictions do not look at it, and what learns from rows or measures against
/// their labels refuses a row without one, with its number.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class LabelAttribute : Attribute
{
    /// <summary>The classes follow from the type: an enum or a bool.</summary>
    public LabelAttribute()
    {
    }

    /// <summary>The classes are 0 to <paramref name="classes"/> − 1: a byte, short, int or long.</summary>
    /// <param name="classes">Classes, 2 to 65,536.</param>
    public LabelAttribute(int classes) => Classes = classes;

    /// <summary>A number, predicted through bins.</summary>
    /// <param name="bins">Bins, 2 to 65,536; 51 to 101 are usual.</param>
    /// <param name="smoothing">The standard deviation of a target in bin widths, 0.01 to 100; 0: two neighbouring bins share it (two-hot).</param>
    public LabelAttribute(int bins, double smoothing = 0.75)
    {
        Bins = bins;
        Smoothing = smoothing;
    }

    /// <summary>The number of classes, or 0 where it follows from the type or there are bins.</summary>
    public int Classes { get; }

    /// <summary>The bins that a number is predicted through, or 0 where the label is a class.</summary>
    public int Bins { get; }

    /// <summary>The standard deviation of a target in bin widths, where there are bins.</summary>
    public double Smoothing { get; }
}
