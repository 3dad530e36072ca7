namespace LossGen.Kernels;

/// <summary>The shape of a product C = start + A B of matrices: constants, so that <see cref="Product{TShape}"/> is compiled once for each.</summary>
/// <remarks>
/// A number of A at (row, step) is at <c>row * ARow + step * AStep</c>, so that a transposed matrix is read where it lies; the columns of B and C
/// are neighbours.
/// </remarks>
internal interface IProductShape
{
    /// <summary>
    /// Columns of the result. If they do not fill the last vector, which only a shape that adds to C may have, up to seven numbers behind each row of B
    /// are read, and behind each of C written back as they are.
    /// </summary>
    static abstract int Columns { get; }

    /// <summary>From one row of A to the next.</summary>
    static abstract int ARow { get; }

    /// <summary>From one term of the sums to the next in A.</summary>
    static abstract int AStep { get; }

    /// <summary>From one term of the sums to the next in B; 0: B is packed, the vectors of a tile behind one another (<see cref="PackedMatrix"/>).</summary>
    static abstract int BStep { get; }

    /// <summary>From one row of C to the next.</summary>
    static abstract int CRow { get; }

    /// <summary>Whether the sums are added to what is in C; else they replace it.</summary>
    static abstract bool Adds { get; }
}
