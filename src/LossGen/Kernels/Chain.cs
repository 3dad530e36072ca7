namespace LossGen.Kernels;

/// <summary>How a dense layer of a network adds the terms of its sums.</summary>
internal static class Chain
{
    /// <summary>Terms that are one chain of multiply-adds; the sums of the chains are then added, in their order.</summary>
    /// <remarks>
    /// In a sum of n terms the rounding errors of single chains grow with n, here with <c>Length + n / Length</c> (Higham 2002, Accuracy and Stability of
    /// Numerical Algorithms, section 4.2), which is smallest at 256 for the longest sums there are, of 65,536 terms. Three vectors of a matrix for
    /// this number of steps take 24 KiB and stay in a first-level cache.
    /// </remarks>
    public const int Length = 256;
}
