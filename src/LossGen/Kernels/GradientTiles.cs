using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The gradient of a layer with long rows, in tiles of units and vectors of features whose sums stay in registers. Compiled once for each tile of a layer.</summary>
/// <typeparam name="TLayer">The layer, which has at least eight inputs.</typeparam>
/// <typeparam name="TFetching">Whether it asks for the rows of the next block.</typeparam>
/// <remarks>
/// Every entry is summed over the block from 0 and only then added to the gradient, so that the sum over blocks does not depend on which of them one thread
/// has taken. The number of vectors is read into a local, once: see <see cref="LogitTiles{TLayer}"/>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class GradientTiles<TLayer, TFetching> : TileWidths
    where TLayer : struct, ILayerKernels
    where TFetching : struct, IFetching
{
    // What a tile takes: x the rows, row i from s[i] on, count of them, and from n[i] on that of the next block; r the residuals of its units; g the gradient of
    // its first unit's first weight.

    /// <summary>The gradient of one unit for a tile of vectors.</summary>
    public static void Units1<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => OneOrTwo<One, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    /// <summary>The gradient of 2 units for a tile of vectors.</summary>
    public static void Units2<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => OneOrTwo<Two, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    private static void OneOrTwo<TUnits, TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TUnits : struct, ITileUnits
        where TVectors : struct, ITileVectors
    {
        int units = TUnits.Count, vectors = TVectors.Count;
        Vector256<float> rest = RestMask<TVectors>();
        Vector256<float> g00 = Lanes.Zero, g01 = Lanes.Zero, g02 = Lanes.Zero, g03 = Lanes.Zero;
        Vector256<float> g04 = Lanes.Zero, g05 = Lanes.Zero, g06 = Lanes.Zero, g07 = Lanes.Zero;
        Vector256<float> g10 = Lanes.Zero, g11 = Lanes.Zero, g12 = Lanes.Zero, g13 = Lanes.Zero;
        Vector256<float> g14 = Lanes.Zero, g15 = Lanes.Zero, g16 = Lanes.Zero, g17 = Lanes.Zero;
        for (int row = 0; row < count; row++)
        {
            ref float xr = ref Lanes.At(ref x, Lanes.At(ref s, row));
            ref float rr = ref Lanes.At(ref r, row);
            if (TFetching.IsAhead) Fetch(ref Lanes.At(ref x, Lanes.At(ref n, row)), vectors);
            Vector256<float> x0 = Features<TVectors>(ref xr, 0, rest);
            Vector256<float> x1 = vectors > 1 ? Features<TVectors>(ref xr, 1, rest) : default;
            Vector256<float> x2 = vectors > 2 ? Features<TVectors>(ref xr, 2, rest) : default;
            Vector256<float> x3 = vectors > 3 ? Features<TVectors>(ref xr, 3, rest) : default;
            Vector256<float> x4 = vectors > 4 ? Features<TVectors>(ref xr, 4, rest) : default;
            Vector256<float> x5 = vectors > 5 ? Features<TVectors>(ref xr, 5, rest) : default;
            Vector256<float> x6 = vectors > 6 ? Features<TVectors>(ref xr, 6, rest) : default;
            Vector256<float> x7 = vectors > 7 ? Features<TVectors>(ref xr, 7, rest) : default;

            Vector256<float> r0 = Lanes.Broadcast(ref rr, 0);
            g00 = Lanes.MultiplyAdd(r0, x0, g00);
            if (vectors > 1) g01 = Lanes.MultiplyAdd(r0, x1, g01);
            if (vectors > 2) g02 = Lanes.MultiplyAdd(r0, x2, g02);
            if (vectors > 3) g03 = Lanes.MultiplyAdd(r0, x3, g03);
            if (vectors > 4) g04 = Lanes.MultiplyAdd(r0, x4, g04);
            if (vectors > 5) g05 = Lanes.MultiplyAdd(r0, x5, g05);
            if (vectors > 6) g06 = Lanes.MultiplyAdd(r0, x6, g06);
            if (vectors > 7) g07 = Lanes.MultiplyAdd(r0, x7, g07);

            if (units > 1)
            {
                Vector256<float> r1 = Lanes.Broadcast(ref rr, Block.Rows);
                g10 = Lanes.MultiplyAdd(r1, x0, g10);
                if (vectors > 1) g11 = Lanes.MultiplyAdd(r1, x1, g11);
                if (vectors > 2) g12 = Lanes.MultiplyAdd(r1, x2, g12);
                if (vectors > 3) g13 = Lanes.MultiplyAdd(r1, x3, g13);
                if (vectors > 4) g14 = Lanes.MultiplyAdd(r1, x4, g14);
                if (vectors > 5) g15 = Lanes.MultiplyAdd(r1, x5, g15);
                if (vectors > 6) g16 = Lanes.MultiplyAdd(r1, x6, g16);
                if (vectors > 7) g17 = Lanes.MultiplyAdd(r1, x7, g17);
            }
        }

        Lanes.Add(g00, ref g, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g01, ref g, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g02, ref g, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g03, ref g, Place<TVectors>(3));
        if (vectors > 4) Lanes.Add(g04, ref g, Place<TVectors>(4));
        if (vectors > 5) Lanes.Add(g05, ref g, Place<TVectors>(5));
        if (vectors > 6) Lanes.Add(g06, ref g, Place<TVectors>(6));
        if (vectors > 7) Lanes.Add(g07, ref g, Place<TVectors>(7));

        if (units > 1)
        {
            ref float g1 = ref Lanes.At(ref g, TLayer.Inputs);
            Lanes.Add(g10, ref g1, Place<TVectors>(0));
            if (vectors > 1) Lanes.Add(g11, ref g1, Place<TVectors>(1));
            if (vectors > 2) Lanes.Add(g12, ref g1, Place<TVectors>(2));
            if (vectors > 3) Lanes.Add(g13, ref g1, Place<TVectors>(3));
            if (vectors > 4) Lanes.Add(g14, ref g1, Place<TVectors>(4));
            if (vectors > 5) Lanes.Add(g15, ref g1, Place<TVectors>(5));
            if (vectors > 6) Lanes.Add(g16, ref g1, Place<TVectors>(6));
            if (vectors > 7) Lanes.Add(g17, ref g1, Place<TVectors>(7));
        }
    }

    /// <summary>The gradient of 3 units for a tile of vectors.</summary>
    public static void Units3<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors
    {
        int vectors = TVectors.Count;
        Vector256<float> rest = RestMask<TVectors>();
        Vector256<float> g00 = Lanes.Zero, g01 = Lanes.Zero, g02 = Lanes.Zero, g03 = Lanes.Zero;
        Vector256<float> g04 = Lanes.Zero, g05 = Lanes.Zero;
        Vector256<float> g10 = Lanes.Zero, g11 = Lanes.Zero, g12 = Lanes.Zero, g13 = Lanes.Zero;
        Vector256<float> g14 = Lanes.Zero, g15 = Lanes.Zero;
        Vector256<float> g20 = Lanes.Zero, g21 = Lanes.Zero, g22 = Lanes.Zero, g23 = Lanes.Zero;
        Vector256<float> g24 = Lanes.Zero, g25 = Lanes.Zero;
        for (int row = 0; row < count; row++)
        {
            ref float xr = ref Lanes.At(ref x, Lanes.At(ref s, row));
            ref float rr = ref Lanes.At(ref r, row);
            if (TFetching.IsAhead) Fetch(ref Lanes.At(ref x, Lanes.At(ref n, row)), vectors);
            Vector256<float> x0 = Features<TVectors>(ref xr, 0, rest);
            Vector256<float> x1 = vectors > 1 ? Features<TVectors>(ref xr, 1, rest) : default;
            Vector256<float> x2 = vectors > 2 ? Features<TVectors>(ref xr, 2, rest) : default;
            Vector256<float> x3 = vectors > 3 ? Features<TVectors>(ref xr, 3, rest) : default;
            Vector256<float> x4 = vectors > 4 ? Features<TVectors>(ref xr, 4, rest) : default;
            Vector256<float> x5 = vectors > 5 ? Features<TVectors>(ref xr, 5, rest) : default;

            Vector256<float> r0 = Lanes.Broadcast(ref rr, 0);
            g00 = Lanes.MultiplyAdd(r0, x0, g00);
            if (vectors > 1) g01 = Lanes.MultiplyAdd(r0, x1, g01);
            if (vectors > 2) g02 = Lanes.MultiplyAdd(r0, x2, g02);
            if (vectors > 3) g03 = Lanes.MultiplyAdd(r0, x3, g03);
            if (vectors > 4) g04 = Lanes.MultiplyAdd(r0, x4, g04);
            if (vectors > 5) g05 = Lanes.MultiplyAdd(r0, x5, g05);

            Vector256<float> r1 = Lanes.Broadcast(ref rr, Block.Rows);
            g10 = Lanes.MultiplyAdd(r1, x0, g10);
            if (vectors > 1) g11 = Lanes.MultiplyAdd(r1, x1, g11);
            if (vectors > 2) g12 = Lanes.MultiplyAdd(r1, x2, g12);
            if (vectors > 3) g13 = Lanes.MultiplyAdd(r1, x3, g13);
            if (vectors > 4) g14 = Lanes.MultiplyAdd(r1, x4, g14);
            if (vectors > 5) g15 = Lanes.MultiplyAdd(r1, x5, g15);

            Vector256<float> r2 = Lanes.Broadcast(ref rr, 2 * Block.Rows);
            g20 = Lanes.MultiplyAdd(r2, x0, g20);
            if (vectors > 1) g21 = Lanes.MultiplyAdd(r2, x1, g21);
            if (vectors > 2) g22 = Lanes.MultiplyAdd(r2, x2, g22);
            if (vectors > 3) g23 = Lanes.MultiplyAdd(r2, x3, g23);
            if (vectors > 4) g24 = Lanes.MultiplyAdd(r2, x4, g24);
            if (vectors > 5) g25 = Lanes.MultiplyAdd(r2, x5, g25);
        }

        Lanes.Add(g00, ref g, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g01, ref g, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g02, ref g, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g03, ref g, Place<TVectors>(3));
        if (vectors > 4) Lanes.Add(g04, ref g, Place<TVectors>(4));
        if (vectors > 5) Lanes.Add(g05, ref g, Place<TVectors>(5));

        ref float g1 = ref Lanes.At(ref g, TLayer.Inputs);
        Lanes.Add(g10, ref g1, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g11, ref g1, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g12, ref g1, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g13, ref g1, Place<TVectors>(3));
        if (vectors > 4) Lanes.Add(g14, ref g1, Place<TVectors>(4));
        if (vectors > 5) Lanes.Add(g15, ref g1, Place<TVectors>(5));

        ref float g2 = ref Lanes.At(ref g, 2 * TLayer.Inputs);
        Lanes.Add(g20, ref g2, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g21, ref g2, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g22, ref g2, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g23, ref g2, Place<TVectors>(3));
        if (vectors > 4) Lanes.Add(g24, ref g2, Place<TVectors>(4));
        if (vectors > 5) Lanes.Add(g25, ref g2, Place<TVectors>(5));
    }

    /// <summary>The gradient of 4 units for a tile of vectors.</summary>
    public static void Units4<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => FourOrFive<Four, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    /// <summary>The gradient of 5 units for a tile of vectors.</summary>
    public static void Units5<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => FourOrFive<Five, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    private static void FourOrFive<TUnits, TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TUnits : struct, ITileUnits
        where TVectors : struct, ITileVectors
    {
        int units = TUnits.Count, vectors = TVectors.Count;
        Vector256<float> rest = RestMask<TVectors>();
        Vector256<float> g00 = Lanes.Zero, g01 = Lanes.Zero, g02 = Lanes.Zero, g03 = Lanes.Zero;
        Vector256<float> g10 = Lanes.Zero, g11 = Lanes.Zero, g12 = Lanes.Zero, g13 = Lanes.Zero;
        Vector256<float> g20 = Lanes.Zero, g21 = Lanes.Zero, g22 = Lanes.Zero, g23 = Lanes.Zero;
        Vector256<float> g30 = Lanes.Zero, g31 = Lanes.Zero, g32 = Lanes.Zero, g33 = Lanes.Zero;
        Vector256<float> g40 = Lanes.Zero, g41 = Lanes.Zero, g42 = Lanes.Zero, g43 = Lanes.Zero;
        for (int row = 0; row < count; row++)
        {
            ref float xr = ref Lanes.At(ref x, Lanes.At(ref s, row));
            ref float rr = ref Lanes.At(ref r, row);
            if (TFetching.IsAhead) Fetch(ref Lanes.At(ref x, Lanes.At(ref n, row)), vectors);
            Vector256<float> x0 = Features<TVectors>(ref xr, 0, rest);
            Vector256<float> x1 = vectors > 1 ? Features<TVectors>(ref xr, 1, rest) : default;
            Vector256<float> x2 = vectors > 2 ? Features<TVectors>(ref xr, 2, rest) : default;
            Vector256<float> x3 = vectors > 3 ? Features<TVectors>(ref xr, 3, rest) : default;

            Vector256<float> r0 = Lanes.Broadcast(ref rr, 0);
            g00 = Lanes.MultiplyAdd(r0, x0, g00);
            if (vectors > 1) g01 = Lanes.MultiplyAdd(r0, x1, g01);
            if (vectors > 2) g02 = Lanes.MultiplyAdd(r0, x2, g02);
            if (vectors > 3) g03 = Lanes.MultiplyAdd(r0, x3, g03);

            Vector256<float> r1 = Lanes.Broadcast(ref rr, Block.Rows);
            g10 = Lanes.MultiplyAdd(r1, x0, g10);
            if (vectors > 1) g11 = Lanes.MultiplyAdd(r1, x1, g11);
            if (vectors > 2) g12 = Lanes.MultiplyAdd(r1, x2, g12);
            if (vectors > 3) g13 = Lanes.MultiplyAdd(r1, x3, g13);

            Vector256<float> r2 = Lanes.Broadcast(ref rr, 2 * Block.Rows);
            g20 = Lanes.MultiplyAdd(r2, x0, g20);
            if (vectors > 1) g21 = Lanes.MultiplyAdd(r2, x1, g21);
            if (vectors > 2) g22 = Lanes.MultiplyAdd(r2, x2, g22);
            if (vectors > 3) g23 = Lanes.MultiplyAdd(r2, x3, g23);

            Vector256<float> r3 = Lanes.Broadcast(ref rr, 3 * Block.Rows);
            g30 = Lanes.MultiplyAdd(r3, x0, g30);
            if (vectors > 1) g31 = Lanes.MultiplyAdd(r3, x1, g31);
            if (vectors > 2) g32 = Lanes.MultiplyAdd(r3, x2, g32);
            if (vectors > 3) g33 = Lanes.MultiplyAdd(r3, x3, g33);

            if (units > 4)
            {
                Vector256<float> r4 = Lanes.Broadcast(ref rr, 4 * Block.Rows);
                g40 = Lanes.MultiplyAdd(r4, x0, g40);
                if (vectors > 1) g41 = Lanes.MultiplyAdd(r4, x1, g41);
                if (vectors > 2) g42 = Lanes.MultiplyAdd(r4, x2, g42);
                if (vectors > 3) g43 = Lanes.MultiplyAdd(r4, x3, g43);
            }
        }

        Lanes.Add(g00, ref g, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g01, ref g, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g02, ref g, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g03, ref g, Place<TVectors>(3));

        ref float g1 = ref Lanes.At(ref g, TLayer.Inputs);
        Lanes.Add(g10, ref g1, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g11, ref g1, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g12, ref g1, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g13, ref g1, Place<TVectors>(3));

        ref float g2 = ref Lanes.At(ref g, 2 * TLayer.Inputs);
        Lanes.Add(g20, ref g2, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g21, ref g2, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g22, ref g2, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g23, ref g2, Place<TVectors>(3));

        ref float g3 = ref Lanes.At(ref g, 3 * TLayer.Inputs);
        Lanes.Add(g30, ref g3, Place<TVectors>(0));
        if (vectors > 1) Lanes.Add(g31, ref g3, Place<TVectors>(1));
        if (vectors > 2) Lanes.Add(g32, ref g3, Place<TVectors>(2));
        if (vectors > 3) Lanes.Add(g33, ref g3, Place<TVectors>(3));

        if (units > 4)
        {
            ref float g4 = ref Lanes.At(ref g, 4 * TLayer.Inputs);
            Lanes.Add(g40, ref g4, Place<TVectors>(0));
            if (vectors > 1) Lanes.Add(g41, ref g4, Place<TVectors>(1));
            if (vectors > 2) Lanes.Add(g42, ref g4, Place<TVectors>(2));
            if (vectors > 3) Lanes.Add(g43, ref g4, Place<TVectors>(3));
        }
    }

    private static int RestInputs => TLayer.Inputs % Lanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> RestMask<TVectors>()
        where TVectors : struct, ITileVectors =>
        TVectors.IsMasked ? Lanes.LastLanes(RestInputs) : default;

    /// <summary>Where a vector begins: one that ends with the row begins before the end of the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place<TVectors>(int vector)
        where TVectors : struct, ITileVectors =>
        TVectors.IsMasked && vector == TVectors.Count - 1 ? ((vector - 1) * Lanes.Width) + RestInputs : vector * Lanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Features<TVectors>(ref float x, int vector, Vector256<float> rest)
        where TVectors : struct, ITileVectors
    {
        Vector256<float> features = Lanes.Load(ref x, Place<TVectors>(vector));
        return TVectors.IsMasked && vector == TVectors.Count - 1 ? Lanes.Keep(rest, features) : features;
    }

    /// <summary>Asks for the features of a row: one line of 64 bytes for two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(ref float x, int vectors)
    {
        Lanes.Fetch(ref x);
        if (vectors > 2) Lanes.Fetch(ref Lanes.At(ref x, 16));
        if (vectors > 4) Lanes.Fetch(ref Lanes.At(ref x, 32));
        if (vectors > 6) Lanes.Fetch(ref Lanes.At(ref x, 48));
    }
}
