using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>How many vectors of features a tile of a gradient has, as a type: what is compiled for it has the number as a constant.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITileVectors
{
    /// <summary>Vectors, 1 to 8.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the last of them overlaps features that were counted already, which a mask removes.</summary>
    static abstract bool IsMasked { get; }
}

/// <summary>Whether a layer's gradient asks for the rows of the next block while it sums this one's, as a type.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFetching
{
    /// <summary>Whether it does.</summary>
    static abstract bool IsAhead { get; }
}

/// <summary>The widths of tiles.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TileWidths
{
    /// <summary>1 vector.</summary>
    public readonly struct Vectors1 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 1;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>2 vectors.</summary>
    public readonly struct Vectors2 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 2;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>3 vectors.</summary>
    public readonly struct Vectors3 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 3;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>4 vectors.</summary>
    public readonly struct Vectors4 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 4;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>5 vectors.</summary>
    public readonly struct Vectors5 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 5;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>6 vectors.</summary>
    public readonly struct Vectors6 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 6;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>7 vectors.</summary>
    public readonly struct Vectors7 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 7;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>8 vectors.</summary>
    public readonly struct Vectors8 : ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => 8;

        /// <inheritdoc/>
        public static bool IsMasked => false;
    }

    /// <summary>As many, of which the last ends with the row.</summary>
    /// <typeparam name="TVectors">How many.</typeparam>
    public readonly struct Rest<TVectors> : ITileVectors
        where TVectors : struct, ITileVectors
    {
        /// <inheritdoc/>
        public static int Count => TVectors.Count;

        /// <inheritdoc/>
        public static bool IsMasked => true;
    }

    /// <summary>The next block's rows are asked for.</summary>
    public readonly struct NextBlock : IFetching
    {
        /// <inheritdoc/>
        public static bool IsAhead => true;
    }

    /// <summary>Nothing is asked for.</summary>
    public readonly struct Nothing : IFetching
    {
        /// <inheritdoc/>
        public static bool IsAhead => false;
    }
}
