using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How a model of the next token is written: where each layer finds its numbers, among the parameters and in the scratch memory.</summary>
/// <param name="Vocabulary">Different tokens.</param>
/// <param name="Context">Tokens of a context.</param>
/// <param name="Embedding">Numbers of an embedding; 0: none.</param>
/// <param name="Hidden">The hidden layers, in their order.</param>
/// <param name="Activation">What follows each of them.</param>
/// <param name="Head">The layer that gives the logits.</param>
internal sealed record TokenPlan(int Vocabulary, int Context, int Embedding, IReadOnlyList<DensePlan> Hidden, ActivationKind Activation, TiledHeadPlan Head)
{
    /// <summary>Rows of a block: four of 32, so that a tile of a large head's weights serves all of them while it is in the cache. LossGen.Kernels.TokenRows.Most.</summary>
    public const int BlockRows = 4 * Budget.BlockRows;

    /// <summary>Embeddings, weights and biases.</summary>
    public int Parameters { get; private init; }

    /// <summary>Whether the logits are sums of a table's rows and nothing else.</summary>
    public bool IsTable => Embedding == 0 && Hidden.Count == 0;

    /// <summary>Numbers of a row of embeddings.</summary>
    public int Inputs => Context * Embedding;

    /// <summary>In the scratch memory: the embeddings of the rows.</summary>
    public int Rows { get; private init; }

    /// <summary>In the scratch memory: the derivatives by them.</summary>
    public int RowDeltas { get; private init; }

    /// <summary>Numbers of either.</summary>
    public int RowsLength => BlockRows * Budget.InVectors(Inputs);

    /// <summary>In the scratch memory: the order of the tokens of thirty-two rows, and room for the sum of what one gets.</summary>
    public int Order { get; private init; }

    /// <summary>Floats of it: LossGen.Kernels.TokenRows.OrderLength.</summary>
    public int OrderLength => (2 * Budget.BlockRows * Context) + Budget.InVectors(Embedding > 0 ? Embedding : IsTable ? 0 : Hidden[0].Units);

    /// <summary>Floats of scratch memory.</summary>
    public int ScratchLength { get; private init; }

    /// <summary>The plan for a model.</summary>
    public static TokenPlan For(TokenModelSpec spec)
    {
        var scratch = new ScratchCutter();
        int rowsLength = BlockRows * Budget.InVectors(spec.Context * spec.Embedding);
        int rows = scratch.Cut(rowsLength), rowDeltas = scratch.Cut(rowsLength);
        int rest = scratch.Cut(spec.Class.Layers.Take(spec.Class.Layers.Count - 1).Select(static layer => layer.Units).DefaultIfEmpty().Max() * Budget.LaneWidth);
        ParameterLayout layout = spec.Layout;
        var hidden = new List<DensePlan>();
        foreach (LayerSpec layer in spec.Class.HiddenLayers)
        {
            int stride = Budget.InVectors(layer.Units), block = BlockRows * stride;
            bool isTable = hidden.Count == 0 && spec.HasTable;
            hidden.Add(new DensePlan(hidden.Count, layer.Inputs, layer.Units)
            {
                Weights = layout.Layers[hidden.Count].Weights,
                Packed = scratch.Cut(isTable ? 0 : checked((layer.Inputs + 1) * stride)),
                Padded = scratch.Cut(!isTable && layer.Inputs < Budget.LaneWidth ? layer.Units * Budget.LaneWidth : 0),
                Sums = scratch.Cut(layer.KeepsSums ? block : 0),
                Outputs = scratch.Cut(block),
                Dropped = scratch.Cut(block),
                Residuals = scratch.Cut(block),
                Rest = rest,
            });
        }

        LayerSpec last = spec.Class.Layers[spec.Class.Layers.Count - 1];
        int tile = last.Units <= Budget.LargestSingleTile ? last.Units : Budget.TileOfLargeHead;
        int tiles = tile == last.Units ? BlockRows / Budget.BlockRows : 1;
        bool isAlone = hidden.Count == 0 && spec.HasTable;
        var head = new TiledHeadPlan(last.Inputs, last.Units, tile)
        {
            Weights = layout.Last.Weights,
            Columns = scratch.Cut(isAlone ? 0 : checked(BlockRows * last.Inputs)),
            Logits = scratch.Cut(isAlone ? 0 : tiles * tile * Budget.BlockRows),
        };
        var plan = new TokenPlan(spec.Vocabulary, spec.Context, spec.Embedding, hidden, spec.Class.Activation, head)
        {
            Parameters = layout.Count,
            Rows = rows,
            RowDeltas = rowDeltas,
        };
        int order = scratch.Cut(plan.OrderLength);
        return plan with { Order = order, ScratchLength = scratch.Length };
    }
}
