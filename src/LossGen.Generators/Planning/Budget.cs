namespace LossGen.Generators.Planning;

/// <summary>The sizes that kernels are cut to, and the limits up to which code is written out. Measured; the reason stands at each.</summary>
internal static class Budget
{
    /// <summary>Rows in a block: LossGen.Kernels.Block.Rows, to which the emitted indices are cut.</summary>
    public const int BlockRows = 32;

    /// <summary>Rows that the pass of a straight shape takes at once: LossGen.Kernels.Block.StraightRows.</summary>
    public const int StraightRows = 256;

    /// <summary>Floats in a vector: LossGen.Kernels.Lanes.Width.</summary>
    public const int LaneWidth = 8;

    /// <summary>
    /// Products written out at most. Each becomes a few locals after inlining, and the JIT stops inlining past 512 locals.
    /// </summary>
    public const int UnrolledProducts = 96;

    /// <summary>Classes up to which the softmax is written out; beyond it the library's loop takes eight rows at a time.</summary>
    public const int UnrolledClasses = 8;

    /// <summary>
    /// Inputs up to which a small layer has its rows in the lanes both ways. A vector of eight features needs no more instructions from
    /// two whole ones on.
    /// </summary>
    public const int SampleLaneInputs = 15;

    /// <summary>
    /// Inputs up to which the forward pass transposes the rows, which saves the sum across lanes of every dot product. Beyond it the
    /// transposed block (32 KiB for 256 inputs) no longer fits into a first-level cache.
    /// </summary>
    public const int TransposedInputs = 256;

    /// <summary>
    /// To transpose a feature of eight rows takes about five instructions, to add the eight partial sums of eight dot products about twenty:
    /// transposing pays where a row has less than four inputs a unit.
    /// </summary>
    public const int TransposedInputsPerUnit = 4;

    /// <summary>Parameters up to which eight partial sums an entry take at most 32 KiB, the size of a first-level cache.</summary>
    public const int PartialSumParameters = 1024;

    /// <summary>Units of a register tile: with two vectors of rows or features they make ten sums, of sixteen vector registers.</summary>
    public const int TileUnits = 5;

    /// <summary>Registers of eight floats: AVX2 has 16, and so has, in pairs of 128 bits, Arm64.</summary>
    public const int FewRegisters = 16;

    /// <summary>AVX-512 has 32 of them.</summary>
    public const int ManyRegisters = 32;

    /// <summary>Inputs from which a block of rows fills a good part of the second-level cache, so that fetching the next one ahead pays.</summary>
    public const int FetchedInputs = 256;

    /// <summary>Units up to which the arithmetic takes less long than the memory.</summary>
    public const int FetchedUnits = 20;

    /// <summary>The numbers of registers that tiles are cut for.</summary>
    public static IEnumerable<int> RegisterFiles { get; } = [FewRegisters, ManyRegisters];
}
