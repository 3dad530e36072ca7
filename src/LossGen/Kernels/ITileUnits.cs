namespace LossGen.Kernels;

/// <summary>How many units a tile has: a constant to the JIT, which leaves out what is for units beyond.</summary>
internal interface ITileUnits
{
    /// <summary>Units, 1 to 5.</summary>
    static abstract int Count { get; }
}

/// <summary>One unit.</summary>
internal readonly struct One : ITileUnits
{
    /// <inheritdoc/>
    public static int Count => 1;
}

/// <summary>Two units.</summary>
internal readonly struct Two : ITileUnits
{
    /// <inheritdoc/>
    public static int Count => 2;
}

/// <summary>Three units.</summary>
internal readonly struct Three : ITileUnits
{
    /// <inheritdoc/>
    public static int Count => 3;
}

/// <summary>Four units.</summary>
internal readonly struct Four : ITileUnits
{
    /// <inheritdoc/>
    public static int Count => 4;
}

/// <summary>Five units.</summary>
internal readonly struct Five : ITileUnits
{
    /// <inheritdoc/>
    public static int Count => 5;
}
