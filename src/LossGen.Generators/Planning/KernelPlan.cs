using LossGen.Generators.Parsing;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of one shape are written. Decided here once; the emitters only follow it.</summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Forward">What lies in the lanes of a vector on the way from a row to its logits.</param>
/// <param name="Backward">What lies there on the way from the residuals to the gradients.</param>
/// <param name="UnrollLogits">Whether every product of the forward and backward pass is written out; else classes are looped over.</param>
/// <param name="IsStraight">Whether forward pass, loss and gradient are also written as one pass, and those of a single row without a loop.</param>
/// <param name="GradientLanes">Partial sums kept for each gradient entry while a batch is summed: 8 or 1.</param>
internal sealed record KernelPlan(
    ModelSpec Spec, LaneLayout Forward, LaneLayout Backward, bool UnrollLogits, bool IsStraight, int GradientLanes)
{
    /// <summary>Rows in a block: LossGen.Kernels.Block.Rows, to which the emitted indices are cut.</summary>
    public const int BlockRows = 32;

    /// <summary>Rows that the pass of a straight shape takes at once: LossGen.Kernels.Block.StraightRows.</summary>
    /// <remarks>
    /// Each lane multiplies the softmax's sums of its StraightRows / LaneWidth rows before one logarithm is taken of the product. A sum lies
    /// between 1 and the number of logits, so the product is finite only while SoftmaxUnrollLimit ^ (StraightRows / LaneWidth) &lt; 2^128.
    /// At equal logits it comes near that: 8 ^ 32 = 2^96 with the present constants. <see cref="ProductOfSumsIsFinite"/> holds to it.
    /// </remarks>
    public const int StraightRows = 256;

    /// <summary>Floats in a vector: LossGen.Kernels.Lanes.Width.</summary>
    public const int LaneWidth = 8;

    /// <summary>
    /// Products written out at most. Each becomes a few locals after inlining, and the JIT stops inlining past 512 locals.
    /// </summary>
    public const int UnrollBudget = 96;

    /// <summary>
    /// Classes up to which the softmax is written out; beyond it a loop takes eight at a time. To raise it, lower <see cref="StraightRows"/>:
    /// see there.
    /// </summary>
    public const int SoftmaxUnrollLimit = 8;

    /// <summary>
    /// Features up to which a small model has its rows in the lanes both ways. A vector of eight features needs no more instructions from
    /// two whole ones on.
    /// </summary>
    public const int SampleLaneFeatures = 15;

    /// <summary>
    /// Features up to which the forward pass transposes the rows, which saves the sum across lanes of every dot product. Beyond it the
    /// transposed block (32 KiB for 256 features) no longer fits into a first-level cache.
    /// </summary>
    public const int TransposedFeatures = 256;

    /// <summary>
    /// To transpose a feature of eight rows takes about five instructions, to add the eight partial sums of eight dot products about twenty:
    /// transposing pays where a row has less than four features a class.
    /// </summary>
    public const int TransposedFeaturesPerClass = 4;

    /// <summary>Parameters up to which eight partial sums an entry take at most 32 KiB, the size of a first-level cache.</summary>
    public const int PartialSumParameters = 1024;

    /// <summary>Classes of a register tile: with two vectors of rows or features they make ten sums, of sixteen vector registers.</summary>
    public const int TileClasses = 5;

    /// <summary>Registers of eight floats: AVX2 has 16, and so has, in pairs of 128 bits, Arm64.</summary>
    public const int FewRegisters = 16;

    /// <summary>AVX-512 has 32 of them.</summary>
    public const int ManyRegisters = 32;

    /// <summary>The numbers of registers that tiles are cut for.</summary>
    public static IEnumerable<int> RegisterFiles { get; } = [FewRegisters, ManyRegisters];

    /// <summary>Features of a row in whole vectors.</summary>
    public int WholeFeatures => Spec.Features / LaneWidth * LaneWidth;

    /// <summary>Features behind the last whole vector.</summary>
    public int RestFeatures => Spec.Features % LaneWidth;

    /// <summary>Where the biases begin among the parameters.</summary>
    public int BiasStart => Spec.Features * Spec.Logits;

    /// <summary>Whether the softmax is written out class by class; else it is a loop.</summary>
    public bool UnrollSoftmax => Spec.Logits <= SoftmaxUnrollLimit;

    /// <summary>
    /// Whether the next block's rows are fetched while the gradient of this one is summed. It pays where rows are long, so that a block fills
    /// a good part of the second-level cache, and where the classes are too few for the arithmetic to take longer than the memory.
    /// </summary>
    public bool FetchesAhead => Backward == LaneLayout.Features && Spec.Features >= FetchedFeatures && Spec.Logits <= FetchedClasses;

    private const int FetchedFeatures = 256;
    private const int FetchedClasses = 20;

    /// <summary>The plan for a shape.</summary>
    public static KernelPlan For(ModelSpec spec)
    {
        bool keepsPartialSums = spec.Parameters <= PartialSumParameters;
        bool small = spec.Features < LaneWidth || (spec.Features <= SampleLaneFeatures && keepsPartialSums);
        bool unrolls = small && spec.Logits * spec.Features <= UnrollBudget;
        bool straight = unrolls && keepsPartialSums && spec.Logits <= SoftmaxUnrollLimit && spec.Task != ModelTask.MultiLabel;
        if (straight && !ProductOfSumsIsFinite(spec.Logits, StraightRows))
            throw new InvalidOperationException($"The loss of {spec.Logits} equal logits would overflow over {StraightRows} rows.");
        bool transposes = spec.Features <= TransposedFeatures && spec.Features < TransposedFeaturesPerClass * spec.Logits;
        return new KernelPlan(
            spec,
            Forward: small || transposes ? LaneLayout.Samples : LaneLayout.Features,
            Backward: small ? LaneLayout.Samples : LaneLayout.Features,
            UnrollLogits: unrolls,
            IsStraight: straight,
            GradientLanes: small && keepsPartialSums ? LaneWidth : 1);
    }

    /// <summary>Whether the product of a lane's sums, each at most <paramref name="logits"/> (2 for a binary model), is finite in float32.</summary>
    internal static bool ProductOfSumsIsFinite(int logits, int rows)
    {
        const int binarySum = 2, floatExponents = 128;
        return Math.Log(Math.Max(logits, binarySum), 2) * (rows / LaneWidth) < floatExponents;
    }

    /// <summary>The classes divided into tiles of nearly equal size, the larger ones first: seven are four and three, not five and two.</summary>
    public IEnumerable<ClassTiles> ClassTiles()
    {
        int tiles = (Spec.Logits + TileClasses - 1) / TileClasses;
        int smaller = Spec.Logits / tiles;
        int larger = Spec.Logits % tiles;
        if (larger > 0) yield return new ClassTiles(smaller + 1, 0, larger * (smaller + 1));
        yield return new ClassTiles(smaller, larger * (smaller + 1), Spec.Logits);
    }

    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public string Reason => (Forward, Backward) switch
    {
        (LaneLayout.Samples, LaneLayout.Samples) =>
            "The shape is small: eight rows lie in the lanes of a vector, and a weight multiplies all of them at once."
            + (UnrollLogits ? " Every product is written out." : " The classes are looped over, to keep the code within what the JIT optimises."),
        (LaneLayout.Samples, _) =>
            "Forward, eight rows lie in the lanes of a vector, so that no sum crosses lanes; backward, eight features of a row.",
        _ => "The rows are long: eight features lie in the lanes of a vector, and a tile of rows and classes stays in registers.",
    };
}

/// <summary>Neighbouring tiles of the same number of classes.</summary>
/// <param name="Size">Classes of a tile.</param>
/// <param name="First">The first class of the first tile.</param>
/// <param name="End">The class behind the last tile.</param>
internal readonly record struct ClassTiles(int Size, int First, int End);

/// <summary>What the lanes of a vector hold.</summary>
internal enum LaneLayout
{
    /// <summary>The same feature of eight rows.</summary>
    Samples,

    /// <summary>Eight features of one row.</summary>
    Features,
}
