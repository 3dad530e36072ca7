using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>The layers of a network: where each finds its numbers, among the parameters and in the scratch memory.</summary>
/// <param name="Layers">The layers, in their order; the last one gives the logits.</param>
/// <param name="Activation">What follows each of the others.</param>
internal sealed record NetworkPlan(IReadOnlyList<DensePlan> Layers, ActivationKind Activation)
{
    /// <summary>Hidden layers.</summary>
    public int HiddenCount => Layers.Count - 1;

    /// <summary>The layer that gives the logits.</summary>
    public DensePlan Last => Layers[HiddenCount];

    /// <summary>Numbers in a row.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>Weights and biases.</summary>
    public int Parameters => Last.Weights + (Last.Units * (Last.Inputs + 1));

    /// <summary>In the scratch memory: the rows of a block, copied one after another.</summary>
    public int Copy { get; private init; }

    /// <summary>Numbers of that copy.</summary>
    public int CopyLength => Budget.BlockRows * Budget.InVectors(Inputs);

    /// <summary>Floats of scratch memory for a block.</summary>
    public int ScratchLength { get; private init; }

    /// <summary>Floats of scratch memory for a row.</summary>
    public int RowScratchLength { get; private init; }

    /// <summary>Hidden layers before these, which are planned elsewhere: their outputs are the rows. The gradient with respect to those is taken in the backward pass.</summary>
    public int Before { get; private init; }

    /// <summary>The plan for a network.</summary>
    public static NetworkPlan For(ModelSpec spec) => For([.. spec.Layers], spec.Activation, before: 0);

    /// <summary>The plan for all layers except the first; without hidden ones among them, the last layer alone.</summary>
    public static NetworkPlan Behind(ModelSpec spec) => For([.. spec.Layers.Skip(1)], spec.Activation, before: 1);

    private static NetworkPlan For(LayerSpec[] specs, ActivationKind activation, int before)
    {
        var places = ParameterLayout.Of([specs[0].Inputs, .. specs.Select(static layer => layer.Units)]);
        var scratch = new ScratchCutter();
        int copy = scratch.Cut(Budget.BlockRows * Budget.InVectors(specs[0].Inputs));
        int rest = scratch.Cut(specs.Max(static layer => layer.Units) * Budget.LaneWidth);
        var row = new ScratchCutter();
        var layers = new List<DensePlan>();
        foreach (LayerSpec layer in specs)
        {
            int stride = Budget.InVectors(layer.Units), block = Budget.BlockRows * stride;
            bool isHidden = layer.Activation != ActivationKind.None;
            layers.Add(new DensePlan(layers.Count, layer.Inputs, layer.Units)
            {
                Mask = layers.Count + before,
                Weights = places.Layers[layers.Count].Weights,
                Packed = scratch.Cut(checked((layer.Inputs + 1) * stride)),
                Padded = scratch.Cut(layer.Inputs < Budget.LaneWidth ? layer.Units * Budget.LaneWidth : 0),
                Sums = scratch.Cut(layer.KeepsSums ? block : 0),
                Outputs = scratch.Cut(block),
                Dropped = scratch.Cut(isHidden ? block : 0),
                Residuals = scratch.Cut(block),
                Rest = rest,
                Row = row.Cut(isHidden ? 2 * stride : 0),
            });
        }

        return new NetworkPlan(layers, activation) { Before = before, Copy = copy, ScratchLength = scratch.Length, RowScratchLength = row.Length };
    }
}

/// <summary>A layer of a network: its shape, and where its numbers are; the names are those of LossGen.Kernels.IDenseLayer and IHiddenLayer.</summary>
/// <param name="Index">Which layer it is, from 0.</param>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
internal sealed record DensePlan(int Index, int Inputs, int Units)
{
    /// <summary>Which layer of the model it is: LossGen.Kernels.IHiddenLayer.Index.</summary>
    public int Mask { get; init; }

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
