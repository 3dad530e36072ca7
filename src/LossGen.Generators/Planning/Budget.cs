namespace LossGen.Generators.Planning;

/// <summary>The sizes that kernels are cut to, and the limits up to which code is written out. Measured; each has its reason beside it.</summary>
internal static class Budget
{
    /// <summary>Rows in a block: LossGen.Kernels.Block.Rows, to which the emitted indices are cut.</summary>
    public const int BlockRows = 32;

    /// <summary>Rows that a fused pass takes at once: LossGen.Kernels.Block.StraightRows.</summary>
    /// <remarks>
    /// Each lane multiplies the softmax's sums of its StraightRows / LaneWidth rows before one logarithm is taken of the product. A sum lies
    /// between 1 and the number of logits, so the product is finite only while UnrolledClasses ^ (StraightRows / LaneWidth) &lt; 2^128.
    /// At equal logits it comes near that: 8 ^ 32 = 2^96 with the present constants. <see cref="ProductOfSumsIsFinite"/> holds to it.
    /// </remarks>
    public const int StraightRows = 256;

    /// <summary>Floats in a vector: LossGen.Kernels.Lanes.Width.</summary>
    public const int LaneWidth = 8;

    /// <summary>Floats in a wide vector, which a processor with 32 registers has: LossGen.Kernels.WideVector.Width.</summary>
    public const int WideLaneWidth = 16;

    /// <summary>
    /// Products written out at most. Each becomes a few locals after inlining, and the JIT stops inlining past 512 locals.
    /// </summary>
    public const int UnrolledProducts = 96;

    /// <summary>
    /// Products of all layers of a network written out at most: each stands in the text eight times, forward and backward, for blocks and for a row.
    /// </summary>
    public const int UnrolledNetworkProducts = 56;

    /// <summary>Layers of a fused network: each unit takes text for its activation besides its products, and many layers of few units would exceed 100,000 characters.</summary>
    public const int FusedLayers = 5;

    /// <summary>Hidden units of a network that is one pass at most: each has five locals in a step, and the budget of a method is 128.</summary>
    public const int FusedUnits = 16;

    /// <summary>
    /// Classes up to which the softmax is written out; beyond it the library's loop takes eight rows at a time. To raise it, lower
    /// <see cref="StraightRows"/>: see there.
    /// </summary>
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
    /// transposing pays where a row has less than four inputs a unit. The sums are then chains, which a row alone has to follow with its units in
    /// the lanes: so there have to be eight of them.
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

    /// <summary>Classes of a head that is one tile: their logits, of 128 rows, take 128 KB and are kept from the loss to the gradient.</summary>
    public const int LargestSingleTile = 256;

    /// <summary>
    /// Classes of a tile of a larger head. Its weights, with 128 inputs 64 KB, stay in the second-level cache for all rows of a block, its logits, 16 KB, in the first.
    /// </summary>
    public const int TileOfLargeHead = 128;

    /// <summary>
    /// Classes up to which logits and targets of a block of rows are held for all classes, at most 256 KB; beyond it the head works in tiles. It is also the
    /// largest number for which certified training, which needs all logits at once, has a number for each pair: LossGen.Passes.LinearMargins.MostClasses.
    /// </summary>
    public const int LargestWholeHead = 1024;

    /// <summary>Logits of a row that <c>Predict</c> holds on the stack and looks at one by one, which takes a few nanoseconds.</summary>
    public const int StraightLogits = 32;

    /// <summary>
    /// Floats that a method takes from the stack at least. Of up to 32 bytes the JIT makes a local and, to protect what lies beside it, copies of all
    /// arguments, which takes four times as long as the logit of 30 features.
    /// </summary>
    public const int LeastOnStack = 16;

    /// <summary>Floats in a line of the cache.</summary>
    public const int CacheLine = 16;

    /// <summary>The numbers of registers that tiles are cut for.</summary>
    public static IEnumerable<int> RegisterFiles { get; } = [FewRegisters, ManyRegisters];

    /// <summary>A length in whole vectors.</summary>
    public static int InVectors(int length) => (length + LaneWidth - 1) / LaneWidth * LaneWidth;

    /// <summary>Whether the product of a lane's sums, each at most <paramref name="logits"/> (2 for a binary model), is finite in float32.</summary>
    public static bool ProductOfSumsIsFinite(int logits, int rows)
    {
        const int binarySum = 2, floatExponents = 128;
        return Math.Log(Math.Max(logits, binarySum), 2) * (rows / LaneWidth) < floatExponents;
    }
}
