using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>A model of many classes: its hidden layers, if there are any, and a head in tiles.</summary>
/// <param name="Hidden">The hidden layers, in their order.</param>
/// <param name="Activation">What follows each of them.</param>
/// <param name="Head">The layer that gives the logits.</param>
/// <param name="Inputs">Numbers in a row.</param>
internal sealed record TiledPlan(IReadOnlyList<DensePlan> Hidden, ActivationKind Activation, TiledHeadPlan Head, int Inputs)
{
    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public const string Reason = "The classes are many: their logits are made and used up in tiles, and never held all at once for a block of rows.";

    /// <summary>Weights and biases.</summary>
    public int Parameters => Head.Weights + (Head.Units * (Head.Inputs + 1));

    /// <summary>Rows that are taken at once: four blocks, so that a tile's weights serve all of them while it is in the cache; behind a sparse layer one.</summary>
    public int BlockRows { get; private init; }

    /// <summary>In the scratch memory: the rows, copied one after another.</summary>
    public int Copy { get; private init; }

    /// <summary>Numbers of that copy.</summary>
    public int CopyLength => BlockRows * Budget.InVectors(Inputs);

    /// <summary>In the scratch memory: without hidden layers, the derivatives by the rows.</summary>
    public int Deltas { get; private init; }

    /// <summary>Floats of scratch memory for a block.</summary>
    public int ScratchLength { get; private init; }

    /// <summary>Floats of scratch memory for a row.</summary>
    public int RowScratchLength { get; private init; }

    /// <summary>Hidden layers before these, which are planned elsewhere: see <see cref="NetworkPlan.Before"/>.</summary>
    public int Before { get; private init; }

    /// <summary>The plan for a model, or null if its classes are few.</summary>
    public static TiledPlan? For(ModelSpec spec) => IsFor(spec) ? For([.. spec.Layers], spec.Activation, before: 0) : null;

    /// <summary>The plan for all layers except the first.</summary>
    public static TiledPlan? Behind(ModelSpec spec) => IsFor(spec) ? For([.. spec.Layers.Skip(1)], spec.Activation, before: 1) : null;

    /// <summary>Whether the classes are too many for all logits of a block.</summary>
    public static bool IsFor(ModelSpec spec) => spec.Head.Logits > Budget.LargestWholeHead;

    private static TiledPlan For(LayerSpec[] specs, ActivationKind activation, int before)
    {
        int blockRows = before > 0 ? Budget.BlockRows : TokenPlan.BlockRows;
        var places = ParameterLayout.Of([specs[0].Inputs, .. specs.Select(static layer => layer.Units)]);
        var scratch = new ScratchCutter();
        int copy = scratch.Cut(checked(blockRows * Budget.InVectors(specs[0].Inputs)));
        int deltas = scratch.Cut(specs.Length > 1 ? 0 : checked(blockRows * Budget.InVectors(specs[0].Inputs)));
        LayerSpec[] hiddenSpecs = [.. specs.Take(specs.Length - 1)];
        int rest = scratch.Cut(hiddenSpecs.Select(static layer => layer.Units).DefaultIfEmpty().Max() * Budget.LaneWidth);
        var row = new ScratchCutter();
        var hidden = new List<DensePlan>();
        foreach (LayerSpec layer in hiddenSpecs)
        {
            int stride = Budget.InVectors(layer.Units), block = blockRows * stride;
            hidden.Add(new DensePlan(hidden.Count, layer.Inputs, layer.Units)
            {
                Mask = hidden.Count + before,
                Weights = places.Layers[hidden.Count].Weights,
                Packed = scratch.Cut(checked((layer.Inputs + 1) * stride)),
                Padded = scratch.Cut(layer.Inputs < Budget.LaneWidth ? layer.Units * Budget.LaneWidth : 0),
                Sums = scratch.Cut(layer.KeepsSums ? block : 0),
                Outputs = scratch.Cut(block),
                Dropped = scratch.Cut(block),
                Residuals = scratch.Cut(block),
                Rest = rest,
                Row = row.Cut(2 * stride),
            });
        }

        LayerSpec last = specs[specs.Length - 1];
        var head = new TiledHeadPlan(last.Inputs, last.Units, Budget.TileOfLargeHead)
        {
            Weights = places.Last.Weights,
            Columns = scratch.Cut(checked(blockRows * last.Inputs)),
            Logits = scratch.Cut(Budget.TileOfLargeHead * Budget.BlockRows),
            Targets = scratch.Cut(Budget.TileOfLargeHead * Budget.BlockRows),
        };
        return new TiledPlan(hidden, activation, head, specs[0].Inputs)
        {
            BlockRows = blockRows,
            Copy = copy,
            Deltas = deltas,
            ScratchLength = scratch.Length,
            RowScratchLength = row.Length,
            Before = before,
        };
    }
}

/// <summary>A layer whose logits are made and used up tile by tile; the names are those of LossGen.Kernels.ITiledHead.</summary>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">Classes.</param>
/// <param name="Tile">Classes of a tile.</param>
internal sealed record TiledHeadPlan(int Inputs, int Units, int Tile)
{
    public int Weights { get; init; }

    public int Columns { get; init; }

    public int Logits { get; init; }

    public int Targets { get; init; }
}
