using System.Runtime.CompilerServices;

namespace LossGen.Kernels;

/// <summary>C = start + A B in tiles that stay in registers: what hidden layers do, forward and backward.</summary>
/// <typeparam name="TShape">The shape.</typeparam>
/// <remarks>
/// Each number of C is a chain of multiply-adds from its start value on, in the order of the steps; after <see cref="Chain.Length"/> of them another
/// one begins at 0, and is added. Its bits depend neither on the tile that computes it nor on the width of the hardware's vectors, and a row alone
/// gets the bits it gets among others.
/// Tiles of eight rows and three vectors take 24 of 32 registers, those of four rows 12 of 16, beside what is multiplied. Where there are vectors of
/// sixteen, two neighbouring vectors are one.
/// </remarks>
internal static partial class Product<TShape>
    where TShape : struct, IProductShape
{
    /// <summary>Columns in the last vector.</summary>
    private static int LastLanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TShape.Columns - Lanes.InVectors(TShape.Columns) + Lanes.Width;
    }

    /// <summary>Computes C.</summary>
    /// <param name="a">A, read at the strides of the shape.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="b">B.</param>
    /// <param name="length">Terms of each sum.</param>
    /// <param name="start">What the sums begin with, one number a column for all rows; not read where the shape adds to C.</param>
    /// <param name="c">Receives the result.</param>
    public static void Run(ref float a, int rows, ref float b, int length, ref float start, ref float c)
    {
        Vectors(ref a, rows, ref b, 0, Math.Min(Chain.Length, length), length, ref start, ref c);
        for (int step = Chain.Length; step < length; step += Chain.Length)
        {
            int steps = Math.Min(Chain.Length, length - step);
            Product<Later>.Vectors(ref Lanes.At(ref a, step * TShape.AStep), rows, ref b, step, steps, length, ref start, ref c);
        }
    }

    /// <summary>Computes C with one chain for each number, however many terms it has.</summary>
    /// <inheritdoc cref="Run"/>
    public static void RunInOneChain(ref float a, int rows, ref float b, int length, ref float start, ref float c) =>
        Vectors(ref a, rows, ref b, 0, length, length, ref start, ref c);

    /// <summary>All vectors of the result, in tiles of nearly equal width, the wider ones first.</summary>
    private static void Vectors(
        ref float a, int rows, ref float b, int step, int steps, int length, ref float start, ref float c)
    {
        int vectors = Lanes.InVectors(TShape.Columns) / Lanes.Width;
        for (int vector = 0; vector < vectors;)
        {
            int width = PackedMatrix.TileWidth(vectors, vector);
            int column = vector * Lanes.Width;
            ref float bc = ref Lanes.At(ref b, TShape.BStep == 0 ? (column * length) + (step * width * Lanes.Width) : column + (step * TShape.BStep));
            ref float sc = ref Lanes.At(ref start, column);
            ref float cc = ref Lanes.At(ref c, column);
            vector += width;
            if (LastLanes < Lanes.Width && vector == vectors) Tiles<LastOne, LastTwo, LastThree>(width, ref a, rows, ref bc, steps, ref sc, ref cc);
            else Tiles<One, Two, Three>(width, ref a, rows, ref bc, steps, ref sc, ref cc);
        }
    }

    private static void Tiles<TOne, TTwo, TThree>(int width, ref float a, int rows, ref float b, int length, ref float start, ref float c)
        where TOne : struct, IVectors
        where TTwo : struct, IVectors
        where TThree : struct, IVectors
    {
        if (WideVector.IsSupported && width > 1)
        {
            if (width == 6) WideRows<TThree>(ref a, rows, ref b, length, ref start, ref c);
            else if (width == 4) WideRows<TTwo>(ref a, rows, ref b, length, ref start, ref c);
            else WideRows<TOne>(ref a, rows, ref b, length, ref start, ref c);
        }
        else if (width == 3) Rows<TThree>(ref a, rows, ref b, length, ref start, ref c);
        else if (width == 2) Rows<TTwo>(ref a, rows, ref b, length, ref start, ref c);
        else Rows<TOne>(ref a, rows, ref b, length, ref start, ref c);
    }

    /// <summary>All rows of a tile's wide vectors.</summary>
    private static void WideRows<TVectors>(ref float a, int rows, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int row = 0;
        for (; row <= rows - 8; row += 8)
            WideTile8<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
        for (; row <= rows - 4; row += 4)
            WideTile4<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
        for (; row <= rows - 2; row += 2)
            WideTile2<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
        if (row < rows)
            WideTile1<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
    }

    /// <summary>All rows of a tile's vectors.</summary>
    private static void Rows<TVectors>(ref float a, int rows, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int row = 0;
        if (Lanes.HasManyRegisters || TVectors.Count == 1)
        {
            for (; row <= rows - 8; row += 8)
                Tile8<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
        }

        for (; row <= rows - 4; row += 4)
            Tile4<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
        for (; row <= rows - 2; row += 2)
            Tile2<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
        if (row < rows)
            Tile1<TVectors>(ref RowOfA(ref a, row), ref b, length, ref start, ref RowOfC(ref c, row));
    }

    private static ref float RowOfA(ref float a, int row) => ref Lanes.At(ref a, row * TShape.ARow);

    private static ref float RowOfC(ref float c, int row) => ref Lanes.At(ref c, row * TShape.CRow);

    /// <summary>The steps behind those of the first chains: their sums are added to C.</summary>
    private readonly struct Later : IProductShape
    {
        public static int Columns => TShape.Columns;

        public static int ARow => TShape.ARow;

        public static int AStep => TShape.AStep;

        public static int BStep => TShape.BStep;

        public static int CRow => TShape.CRow;

        public static bool Adds => true;
    }
}
