using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// The tiles for 32 registers of sixteen floats, none of which a mask cuts.
public abstract partial class GradientTiles<TLayer, TFetching>
{
    /// <summary>The gradient of one unit for a tile of vectors of sixteen features.</summary>
    public static void WideUnits1<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => WideOneOrTwo<One, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    /// <summary>The gradient of 2 units for a tile of vectors of sixteen features.</summary>
    public static void WideUnits2<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => WideOneOrTwo<Two, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    private static void WideOneOrTwo<TUnits, TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TUnits : struct, ITileUnits
        where TVectors : struct, ITileVectors
    {
        int units = TUnits.Count, vectors = TVectors.Count;
        Vector512<float> g00 = WideVector.Zero, g01 = WideVector.Zero, g02 = WideVector.Zero, g03 = WideVector.Zero;
        Vector512<float> g04 = WideVector.Zero, g05 = WideVector.Zero, g06 = WideVector.Zero, g07 = WideVector.Zero;
        Vector512<float> g10 = WideVector.Zero, g11 = WideVector.Zero, g12 = WideVector.Zero, g13 = WideVector.Zero;
        Vector512<float> g14 = WideVector.Zero, g15 = WideVector.Zero, g16 = WideVector.Zero, g17 = WideVector.Zero;
        for (int row = 0; row < count; row++)
        {
            ref float xr = ref Lanes.At(ref x, Lanes.At(ref s, row));
            ref float rr = ref Lanes.At(ref r, row);
            if (TFetching.IsAhead) FetchWide(ref Lanes.At(ref x, Lanes.At(ref n, row)), vectors);
            Vector512<float> x0 = WideVector.Load(ref xr, 0);
            Vector512<float> x1 = vectors > 1 ? WideVector.Load(ref xr, 16) : default;
            Vector512<float> x2 = vectors > 2 ? WideVector.Load(ref xr, 32) : default;
            Vector512<float> x3 = vectors > 3 ? WideVector.Load(ref xr, 48) : default;
            Vector512<float> x4 = vectors > 4 ? WideVector.Load(ref xr, 64) : default;
            Vector512<float> x5 = vectors > 5 ? WideVector.Load(ref xr, 80) : default;
            Vector512<float> x6 = vectors > 6 ? WideVector.Load(ref xr, 96) : default;
            Vector512<float> x7 = vectors > 7 ? WideVector.Load(ref xr, 112) : default;

            Vector512<float> r0 = WideVector.Broadcast(ref rr, 0);
            g00 = WideVector.MultiplyAdd(r0, x0, g00);
            if (vectors > 1) g01 = WideVector.MultiplyAdd(r0, x1, g01);
            if (vectors > 2) g02 = WideVector.MultiplyAdd(r0, x2, g02);
            if (vectors > 3) g03 = WideVector.MultiplyAdd(r0, x3, g03);
            if (vectors > 4) g04 = WideVector.MultiplyAdd(r0, x4, g04);
            if (vectors > 5) g05 = WideVector.MultiplyAdd(r0, x5, g05);
            if (vectors > 6) g06 = WideVector.MultiplyAdd(r0, x6, g06);
            if (vectors > 7) g07 = WideVector.MultiplyAdd(r0, x7, g07);

            if (units > 1)
            {
                Vector512<float> r1 = WideVector.Broadcast(ref rr, Block.Rows);
                g10 = WideVector.MultiplyAdd(r1, x0, g10);
                if (vectors > 1) g11 = WideVector.MultiplyAdd(r1, x1, g11);
                if (vectors > 2) g12 = WideVector.MultiplyAdd(r1, x2, g12);
                if (vectors > 3) g13 = WideVector.MultiplyAdd(r1, x3, g13);
                if (vectors > 4) g14 = WideVector.MultiplyAdd(r1, x4, g14);
                if (vectors > 5) g15 = WideVector.MultiplyAdd(r1, x5, g15);
                if (vectors > 6) g16 = WideVector.MultiplyAdd(r1, x6, g16);
                if (vectors > 7) g17 = WideVector.MultiplyAdd(r1, x7, g17);
            }
        }

        WideVector.Add(g00, ref g, 0);
        if (vectors > 1) WideVector.Add(g01, ref g, 16);
        if (vectors > 2) WideVector.Add(g02, ref g, 32);
        if (vectors > 3) WideVector.Add(g03, ref g, 48);
        if (vectors > 4) WideVector.Add(g04, ref g, 64);
        if (vectors > 5) WideVector.Add(g05, ref g, 80);
        if (vectors > 6) WideVector.Add(g06, ref g, 96);
        if (vectors > 7) WideVector.Add(g07, ref g, 112);

        if (units > 1)
        {
            ref float g1 = ref Lanes.At(ref g, TLayer.Inputs);
            WideVector.Add(g10, ref g1, 0);
            if (vectors > 1) WideVector.Add(g11, ref g1, 16);
            if (vectors > 2) WideVector.Add(g12, ref g1, 32);
            if (vectors > 3) WideVector.Add(g13, ref g1, 48);
            if (vectors > 4) WideVector.Add(g14, ref g1, 64);
            if (vectors > 5) WideVector.Add(g15, ref g1, 80);
            if (vectors > 6) WideVector.Add(g16, ref g1, 96);
            if (vectors > 7) WideVector.Add(g17, ref g1, 112);
        }
    }

    /// <summary>The gradient of 3 units for a tile of vectors of sixteen features.</summary>
    public static void WideUnits3<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors
    {
        int vectors = TVectors.Count;
        Vector512<float> g00 = WideVector.Zero, g01 = WideVector.Zero, g02 = WideVector.Zero, g03 = WideVector.Zero;
        Vector512<float> g04 = WideVector.Zero, g05 = WideVector.Zero;
        Vector512<float> g10 = WideVector.Zero, g11 = WideVector.Zero, g12 = WideVector.Zero, g13 = WideVector.Zero;
        Vector512<float> g14 = WideVector.Zero, g15 = WideVector.Zero;
        Vector512<float> g20 = WideVector.Zero, g21 = WideVector.Zero, g22 = WideVector.Zero, g23 = WideVector.Zero;
        Vector512<float> g24 = WideVector.Zero, g25 = WideVector.Zero;
        for (int row = 0; row < count; row++)
        {
            ref float xr = ref Lanes.At(ref x, Lanes.At(ref s, row));
            ref float rr = ref Lanes.At(ref r, row);
            if (TFetching.IsAhead) FetchWide(ref Lanes.At(ref x, Lanes.At(ref n, row)), vectors);
            Vector512<float> x0 = WideVector.Load(ref xr, 0);
            Vector512<float> x1 = vectors > 1 ? WideVector.Load(ref xr, 16) : default;
            Vector512<float> x2 = vectors > 2 ? WideVector.Load(ref xr, 32) : default;
            Vector512<float> x3 = vectors > 3 ? WideVector.Load(ref xr, 48) : default;
            Vector512<float> x4 = vectors > 4 ? WideVector.Load(ref xr, 64) : default;
            Vector512<float> x5 = vectors > 5 ? WideVector.Load(ref xr, 80) : default;

            Vector512<float> r0 = WideVector.Broadcast(ref rr, 0);
            g00 = WideVector.MultiplyAdd(r0, x0, g00);
            if (vectors > 1) g01 = WideVector.MultiplyAdd(r0, x1, g01);
            if (vectors > 2) g02 = WideVector.MultiplyAdd(r0, x2, g02);
            if (vectors > 3) g03 = WideVector.MultiplyAdd(r0, x3, g03);
            if (vectors > 4) g04 = WideVector.MultiplyAdd(r0, x4, g04);
            if (vectors > 5) g05 = WideVector.MultiplyAdd(r0, x5, g05);

            Vector512<float> r1 = WideVector.Broadcast(ref rr, Block.Rows);
            g10 = WideVector.MultiplyAdd(r1, x0, g10);
            if (vectors > 1) g11 = WideVector.MultiplyAdd(r1, x1, g11);
            if (vectors > 2) g12 = WideVector.MultiplyAdd(r1, x2, g12);
            if (vectors > 3) g13 = WideVector.MultiplyAdd(r1, x3, g13);
            if (vectors > 4) g14 = WideVector.MultiplyAdd(r1, x4, g14);
            if (vectors > 5) g15 = WideVector.MultiplyAdd(r1, x5, g15);

            Vector512<float> r2 = WideVector.Broadcast(ref rr, 2 * Block.Rows);
            g20 = WideVector.MultiplyAdd(r2, x0, g20);
            if (vectors > 1) g21 = WideVector.MultiplyAdd(r2, x1, g21);
            if (vectors > 2) g22 = WideVector.MultiplyAdd(r2, x2, g22);
            if (vectors > 3) g23 = WideVector.MultiplyAdd(r2, x3, g23);
            if (vectors > 4) g24 = WideVector.MultiplyAdd(r2, x4, g24);
            if (vectors > 5) g25 = WideVector.MultiplyAdd(r2, x5, g25);
        }

        WideVector.Add(g00, ref g, 0);
        if (vectors > 1) WideVector.Add(g01, ref g, 16);
        if (vectors > 2) WideVector.Add(g02, ref g, 32);
        if (vectors > 3) WideVector.Add(g03, ref g, 48);
        if (vectors > 4) WideVector.Add(g04, ref g, 64);
        if (vectors > 5) WideVector.Add(g05, ref g, 80);

        ref float g1 = ref Lanes.At(ref g, TLayer.Inputs);
        WideVector.Add(g10, ref g1, 0);
        if (vectors > 1) WideVector.Add(g11, ref g1, 16);
        if (vectors > 2) WideVector.Add(g12, ref g1, 32);
        if (vectors > 3) WideVector.Add(g13, ref g1, 48);
        if (vectors > 4) WideVector.Add(g14, ref g1, 64);
        if (vectors > 5) WideVector.Add(g15, ref g1, 80);

        ref float g2 = ref Lanes.At(ref g, 2 * TLayer.Inputs);
        WideVector.Add(g20, ref g2, 0);
        if (vectors > 1) WideVector.Add(g21, ref g2, 16);
        if (vectors > 2) WideVector.Add(g22, ref g2, 32);
        if (vectors > 3) WideVector.Add(g23, ref g2, 48);
        if (vectors > 4) WideVector.Add(g24, ref g2, 64);
        if (vectors > 5) WideVector.Add(g25, ref g2, 80);
    }

    /// <summary>The gradient of 4 units for a tile of vectors of sixteen features.</summary>
    public static void WideUnits4<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => WideFourOrFive<Four, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    /// <summary>The gradient of 5 units for a tile of vectors of sixteen features.</summary>
    public static void WideUnits5<TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TVectors : struct, ITileVectors => WideFourOrFive<Five, TVectors>(ref x, ref s, ref n, count, ref r, ref g);

    private static void WideFourOrFive<TUnits, TVectors>(ref float x, ref int s, ref int n, int count, ref float r, ref float g)
        where TUnits : struct, ITileUnits
        where TVectors : struct, ITileVectors
    {
        int units = TUnits.Count, vectors = TVectors.Count;
        Vector512<float> g00 = WideVector.Zero, g01 = WideVector.Zero, g02 = WideVector.Zero, g03 = WideVector.Zero;
        Vector512<float> g10 = WideVector.Zero, g11 = WideVector.Zero, g12 = WideVector.Zero, g13 = WideVector.Zero;
        Vector512<float> g20 = WideVector.Zero, g21 = WideVector.Zero, g22 = WideVector.Zero, g23 = WideVector.Zero;
        Vector512<float> g30 = WideVector.Zero, g31 = WideVector.Zero, g32 = WideVector.Zero, g33 = WideVector.Zero;
        Vector512<float> g40 = WideVector.Zero, g41 = WideVector.Zero, g42 = WideVector.Zero, g43 = WideVector.Zero;
        for (int row = 0; row < count; row++)
        {
            ref float xr = ref Lanes.At(ref x, Lanes.At(ref s, row));
            ref float rr = ref Lanes.At(ref r, row);
            if (TFetching.IsAhead) FetchWide(ref Lanes.At(ref x, Lanes.At(ref n, row)), vectors);
            Vector512<float> x0 = WideVector.Load(ref xr, 0);
            Vector512<float> x1 = vectors > 1 ? WideVector.Load(ref xr, 16) : default;
            Vector512<float> x2 = vectors > 2 ? WideVector.Load(ref xr, 32) : default;
            Vector512<float> x3 = vectors > 3 ? WideVector.Load(ref xr, 48) : default;

            Vector512<float> r0 = WideVector.Broadcast(ref rr, 0);
            g00 = WideVector.MultiplyAdd(r0, x0, g00);
            if (vectors > 1) g01 = WideVector.MultiplyAdd(r0, x1, g01);
            if (vectors > 2) g02 = WideVector.MultiplyAdd(r0, x2, g02);
            if (vectors > 3) g03 = WideVector.MultiplyAdd(r0, x3, g03);

            Vector512<float> r1 = WideVector.Broadcast(ref rr, Block.Rows);
            g10 = WideVector.MultiplyAdd(r1, x0, g10);
            if (vectors > 1) g11 = WideVector.MultiplyAdd(r1, x1, g11);
            if (vectors > 2) g12 = WideVector.MultiplyAdd(r1, x2, g12);
            if (vectors > 3) g13 = WideVector.MultiplyAdd(r1, x3, g13);

            Vector512<float> r2 = WideVector.Broadcast(ref rr, 2 * Block.Rows);
            g20 = WideVector.MultiplyAdd(r2, x0, g20);
            if (vectors > 1) g21 = WideVector.MultiplyAdd(r2, x1, g21);
            if (vectors > 2) g22 = WideVector.MultiplyAdd(r2, x2, g22);
            if (vectors > 3) g23 = WideVector.MultiplyAdd(r2, x3, g23);

            Vector512<float> r3 = WideVector.Broadcast(ref rr, 3 * Block.Rows);
            g30 = WideVector.MultiplyAdd(r3, x0, g30);
            if (vectors > 1) g31 = WideVector.MultiplyAdd(r3, x1, g31);
            if (vectors > 2) g32 = WideVector.MultiplyAdd(r3, x2, g32);
            if (vectors > 3) g33 = WideVector.MultiplyAdd(r3, x3, g33);

            if (units > 4)
            {
                Vector512<float> r4 = WideVector.Broadcast(ref rr, 4 * Block.Rows);
                g40 = WideVector.MultiplyAdd(r4, x0, g40);
                if (vectors > 1) g41 = WideVector.MultiplyAdd(r4, x1, g41);
                if (vectors > 2) g42 = WideVector.MultiplyAdd(r4, x2, g42);
                if (vectors > 3) g43 = WideVector.MultiplyAdd(r4, x3, g43);
            }
        }

        WideVector.Add(g00, ref g, 0);
        if (vectors > 1) WideVector.Add(g01, ref g, 16);
        if (vectors > 2) WideVector.Add(g02, ref g, 32);
        if (vectors > 3) WideVector.Add(g03, ref g, 48);

        ref float g1 = ref Lanes.At(ref g, TLayer.Inputs);
        WideVector.Add(g10, ref g1, 0);
        if (vectors > 1) WideVector.Add(g11, ref g1, 16);
        if (vectors > 2) WideVector.Add(g12, ref g1, 32);
        if (vectors > 3) WideVector.Add(g13, ref g1, 48);

        ref float g2 = ref Lanes.At(ref g, 2 * TLayer.Inputs);
        WideVector.Add(g20, ref g2, 0);
        if (vectors > 1) WideVector.Add(g21, ref g2, 16);
        if (vectors > 2) WideVector.Add(g22, ref g2, 32);
        if (vectors > 3) WideVector.Add(g23, ref g2, 48);

        ref float g3 = ref Lanes.At(ref g, 3 * TLayer.Inputs);
        WideVector.Add(g30, ref g3, 0);
        if (vectors > 1) WideVector.Add(g31, ref g3, 16);
        if (vectors > 2) WideVector.Add(g32, ref g3, 32);
        if (vectors > 3) WideVector.Add(g33, ref g3, 48);

        if (units > 4)
        {
            ref float g4 = ref Lanes.At(ref g, 4 * TLayer.Inputs);
            WideVector.Add(g40, ref g4, 0);
            if (vectors > 1) WideVector.Add(g41, ref g4, 16);
            if (vectors > 2) WideVector.Add(g42, ref g4, 32);
            if (vectors > 3) WideVector.Add(g43, ref g4, 48);
        }
    }

    /// <summary>Asks for the features of a row: one line of 64 bytes for each vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchWide(ref float x, int vectors)
    {
        Lanes.Fetch(ref x);
        if (vectors > 1) Lanes.Fetch(ref Lanes.At(ref x, 16));
        if (vectors > 2) Lanes.Fetch(ref Lanes.At(ref x, 32));
        if (vectors > 3) Lanes.Fetch(ref Lanes.At(ref x, 48));
        if (vectors > 4) Lanes.Fetch(ref Lanes.At(ref x, 64));
        if (vectors > 5) Lanes.Fetch(ref Lanes.At(ref x, 80));
        if (vectors > 6) Lanes.Fetch(ref Lanes.At(ref x, 96));
        if (vectors > 7) Lanes.Fetch(ref Lanes.At(ref x, 112));
    }
}
