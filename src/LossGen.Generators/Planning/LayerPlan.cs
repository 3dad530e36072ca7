using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of one layer are written: layout, unrolling, every tile and every length of scratch memory. The emitters only follow it.</summary>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
/// <param name="Forward">What lies in the lanes of a vector on the way from a row to the outputs.</param>
/// <param name="Backward">What lies there on the way from the residuals to the gradients.</param>
/// <param name="IsUnrolled">Whether every product of the forward and backward pass is written out; else units are looped over.</param>
/// <param name="GradientLanes">Partial sums kept for each gradient entry while a batch is summed: 8 or 1.</param>
internal sealed record LayerPlan(
    int Inputs, int Units, LaneLayout Forward, LaneLayout Backward, bool IsUnrolled, int GradientLanes)
{
    /// <summary>Weights and biases.</summary>
    public int Parameters => Units * (Inputs + 1);

    /// <summary>Where the biases begin among the layer's parameters, behind the weights [unit][input].</summary>
    public int BiasStart => Inputs * Units;

    /// <summary>Inputs of a row in whole vectors.</summary>
    public int WholeInputs => Inputs / Budget.LaneWidth * Budget.LaneWidth;

    /// <summary>Inputs behind the last whole vector.</summary>
    public int RestInputs => Inputs % Budget.LaneWidth;

    /// <summary>Whether the forward pass transposes a block's rows first; the backward pass then finds them so.</summary>
    public bool TransposesRows => Forward == LaneLayout.Samples;

    /// <summary>
    /// Whether the backward pass adds whole blocks at once. It then multiplies absent rows with residuals of 0, so what lies there must be finite.
    /// </summary>
    public bool AddsWholeBlocks => Backward == LaneLayout.Samples && GradientLanes == 1;

    /// <summary>Floats of a block's transposed rows.</summary>
    public int ColumnsLength => Inputs * Budget.BlockRows;

    /// <summary>Floats of scratch memory: the transposed rows, or eight partial sums for each dot product of eight rows and a tile of units.</summary>
    public int ScratchLength => TransposesRows
        ? ColumnsLength
        : UnitTiles().Max(static tiles => tiles.Size) * Budget.LaneWidth * Budget.LaneWidth;

    /// <summary>
    /// Whether the next block's rows are fetched while the gradient of this one is summed. It pays where rows are long, so that a block fills
    /// a good part of the second-level cache, and where the units are too few for the arithmetic to take longer than the memory.
    /// </summary>
    public bool FetchesAhead => Backward == LaneLayout.Features && Inputs >= Budget.FetchedInputs && Units <= Budget.FetchedUnits;

    /// <summary>The plan for a layer.</summary>
    public static LayerPlan For(LayerSpec layer)
    {
        int parameters = layer.Units * (layer.Inputs + 1);
        bool keepsPartialSums = parameters <= Budget.PartialSumParameters;
        bool small = layer.Inputs < Budget.LaneWidth || (layer.Inputs <= Budget.SampleLaneInputs && keepsPartialSums);
        bool transposes = layer.Units >= Budget.LaneWidth && layer.Inputs <= Budget.TransposedInputs
            && layer.Inputs < Budget.TransposedInputsPerUnit * layer.Units;
        return new LayerPlan(
            layer.Inputs,
            layer.Units,
            Forward: small || transposes ? LaneLayout.Samples : LaneLayout.Features,
            Backward: small ? LaneLayout.Samples : LaneLayout.Features,
            IsUnrolled: small && layer.Units * layer.Inputs <= Budget.UnrolledProducts,
            GradientLanes: small && keepsPartialSums ? Budget.LaneWidth : 1);
    }

    /// <summary>The units divided into tiles of nearly equal size, the larger ones first: seven are four and three, not five and two.</summary>
    public IEnumerable<UnitTiles> UnitTiles()
    {
        int tiles = (Units + Budget.TileUnits - 1) / Budget.TileUnits;
        int smaller = Units / tiles;
        int larger = Units % tiles;
        if (larger > 0) yield return new UnitTiles(smaller + 1, 0, larger * (smaller + 1));
        yield return new UnitTiles(smaller, larger * (smaller + 1), Units);
    }

    /// <summary>
    /// A forward tile with features in the lanes. Sums beside what is multiplied: 16 registers hold 2 x 5, 4 x 3, 4 x 2 or 8 x 1. 32 registers are
    /// twice as wide: a vector holds the features of two rows, and 4 x 5 sums are those of eight rows. One unit alone would leave four sums, each
    /// waiting for its last multiply-add.
    /// </summary>
    public static LogitTile LogitTile(int units, int registers) => (units, registers) switch
    {
        (1, _) => new(8, units, IsWide: false),
        (_, Budget.ManyRegisters) => new(8, units, IsWide: true),
        ( <= 3, _) => new(4, units, IsWide: false),
        _ => new(2, units, IsWide: false),
    };

    /// <summary>
    /// How the gradient's features are cut. Sums beside what is multiplied: 16 registers hold 5 x 2, 3 x 3, 2 x 4 or 1 x 8, 32 hold 5 x 4, 3 x 6
    /// or 2 x 8, first of vectors of sixteen features and then of eight. All tiles of units have the same width. Wide vectors that neither fill a tile
    /// nor take all features would only be a second pass over the rows.
    /// </summary>
    public GradientTiles GradientTiles(int registers)
    {
        int vectors = (UnitTiles().First().Size, registers) switch
        {
            (1, _) => 8,
            (2, Budget.FewRegisters) => 4,
            (3, Budget.FewRegisters) => 3,
            (_, Budget.FewRegisters) => 2,
            (2, _) => 8,
            (3, _) => 6,
            _ => 4,
        };
        int wide = Math.Min(vectors, Inputs / Budget.WideLaneWidth);
        bool pays = wide == vectors || (wide > 1 && wide * Budget.WideLaneWidth == Inputs);
        return new(vectors, registers == Budget.ManyRegisters && pays ? wide : 0);
    }

    /// <summary>Whether the forward pass has sixteen rows in the lanes where it can: a short sum would not be worth the second text.</summary>
    public bool WidensRows => TransposesRows && !IsUnrolled && Inputs >= Budget.LaneWidth;

    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public string Reason => (Forward, Backward) switch
    {
        (LaneLayout.Samples, LaneLayout.Samples) =>
            "The shape is small: eight rows lie in the lanes of a vector, and a weight multiplies all of them at once."
            + (IsUnrolled ? " Every product is written out." : " The classes are looped over, to keep the code within what the JIT optimises."),
        (LaneLayout.Samples, _) =>
            "Forward, eight rows lie in the lanes of a vector, so that no sum crosses lanes; backward, eight features of a row.",
        _ => "The rows are long: eight features lie in the lanes of a vector, and a tile of rows and classes stays in registers.",
    };
}

/// <summary>Neighbouring tiles of the same number of units.</summary>
/// <param name="Size">Units of a tile.</param>
/// <param name="First">The first unit of the first tile.</param>
/// <param name="End">The unit behind the last tile.</param>
internal readonly record struct UnitTiles(int Size, int First, int End);

/// <summary>A tile of logits.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Units">Its units.</param>
/// <param name="IsWide">Whether a vector holds features of two rows.</param>
internal readonly record struct LogitTile(int Rows, int Units, bool IsWide);

/// <summary>The widths of the tiles of a gradient.</summary>
/// <param name="Vectors">Vectors of eight features in a tile.</param>
/// <param name="WideVectors">Vectors of sixteen in the tiles before them; 0: there are none.</param>
internal readonly record struct GradientTiles(int Vectors, int WideVectors);

/// <summary>What the lanes of a vector hold.</summary>
internal enum LaneLayout
{
    /// <summary>The same feature of eight rows.</summary>
    Samples,

    /// <summary>Eight features of one row.</summary>
    Features,
}
