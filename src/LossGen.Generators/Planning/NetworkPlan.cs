using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>The hidden layers of a network: where each finds its numbers, among the parameters and in the scratch memory.</summary>
/// <param name="Hidden">The hidden layers, in their order.</param>
/// <param name="Activation">What follows each of them.</param>
/// <param name="Output">The plan for the layer that gives the logits.</param>
/// <param name="OutputStart">Where its parameters begin.</param>
internal sealed record NetworkPlan(IReadOnlyList<HiddenPlan> Hidden, ActivationKind Activation, LayerPlan Output, int OutputStart)
{
    /// <summary>Numbers in a row.</summary>
    public int Inputs => Hidden[0].Inputs;

    /// <summary>Weights and biases.</summary>
    public int Parameters => OutputStart + Output.Parameters;

    /// <summary>The last hidden layer.</summary>
    public HiddenPlan Last => Hidden[Hidden.Count - 1];

    /// <summary>In the scratch memory: the rows of a block, copied one after another.</summary>
    public int Copy { get; private init; }

    /// <summary>Numbers of that copy.</summary>
    public int CopyLength => Budget.BlockRows * Budget.InVectors(Inputs);

    /// <summary>In the scratch memory: the derivatives of the loss by the outputs of the last hidden layer.</summary>
    public int Deltas { get; private init; }

    /// <summary>Numbers of those derivatives; a vector of the last ones may reach beyond.</summary>
    public int DeltasLength => (Budget.BlockRows * Last.Units) + Budget.LaneWidth;

    /// <summary>In the scratch memory: what the last layer's kernels ask for.</summary>
    public int OutputScratch { get; private init; }

    /// <summary>Floats of scratch memory for a block.</summary>
    public int ScratchLength { get; private init; }

    /// <summary>Floats of scratch memory for a row.</summary>
    public int RowScratchLength { get; private init; }

    /// <summary>The plan for a network.</summary>
    public static NetworkPlan For(ModelSpec spec, LayerPlan output)
    {
        var scratch = new Cutter();
        int copy = scratch.Cut(Budget.BlockRows * Budget.InVectors(spec.Input.Features));
        int rest = scratch.Cut(spec.HiddenLayers.Max(static layer => layer.Units) * Budget.LaneWidth);
        var row = new Cutter();
        var hidden = new List<HiddenPlan>();
        foreach (LayerSpec layer in spec.HiddenLayers)
        {
            int stride = Budget.InVectors(layer.Units), block = Budget.BlockRows * stride;
            hidden.Add(new HiddenPlan(hidden.Count, layer.Inputs, layer.Units)
            {
                Weights = spec.Layout.Layers[hidden.Count].Weights,
                Packed = scratch.Cut(checked((layer.Inputs + 1) * stride)),
                Padded = scratch.Cut(layer.Inputs < Budget.LaneWidth ? layer.Units * Budget.LaneWidth : 0),
                Sums = scratch.Cut(layer.Activation is ActivationKind.Gelu or ActivationKind.Silu ? block : 0),
                Outputs = scratch.Cut(block),
                Dropped = scratch.Cut(block),
                Residuals = scratch.Cut(block),
                Rest = rest,
                Row = row.Cut(2 * stride),
            });
        }

        var plan = new NetworkPlan(hidden, spec.Activation, output, spec.Layout.Last.Weights)
        {
            Copy = copy,
            OutputScratch = scratch.Cut(output.ScratchLength),
            RowScratchLength = row.Length,
        };
        plan = plan with { Deltas = scratch.Cut(plan.DeltasLength) };
        return plan with { ScratchLength = scratch.Length };
    }

    /// <summary>Cuts memory into pieces, each of which begins at a line of the cache.</summary>
    private sealed class Cutter
    {
        public int Length { get; private set; }

        public int Cut(int length)
        {
            int start = Length;
            Length = checked(start + ((length + Budget.CacheLine - 1) / Budget.CacheLine * Budget.CacheLine));
            return start;
        }
    }
}

/// <summary>A hidden layer: its shape, and where its numbers are; the names are those of LossGen.Kernels.IHiddenLayer.</summary>
/// <param name="Index">Which hidden layer it is, from 0.</param>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
internal sealed record HiddenPlan(int Index, int Inputs, int Units)
{
    public int Weights { get; init; }

    public int Packed { get; init; }

    public int Padded { get; init; }

    public int Sums { get; init; }

    public int Outputs { get; init; }

    public int Dropped { get; init; }

    public int Residuals { get; init; }

    public int Rest { get; init; }

    public int Row { get; init; }

    /// <summary>From one row of the outputs to the next.</summary>
    public int Stride => Budget.InVectors(Units);
}
