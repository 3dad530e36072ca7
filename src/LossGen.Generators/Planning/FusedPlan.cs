using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>Layers and head in one pass, for shapes so small that nothing has to go to memory between logits, loss and gradient.</summary>
/// <param name="Layers">The layers, that of the logits last.</param>
/// <param name="Activation">What follows the others.</param>
/// <param name="IsBinary">Whether the one output is the logit of two classes; else the head is a softmax.</param>
/// <param name="KeepsSums">Whether the derivative of the activation needs z, which the forward pass then keeps beside its value.</param>
internal sealed record FusedPlan(IReadOnlyList<FusedLayer> Layers, ActivationKind Activation, bool IsBinary, bool KeepsSums)
{
    /// <summary>Numbers in a row.</summary>
    public int Features => Layers[0].Inputs;

    /// <summary>Logits of a row.</summary>
    public int Logits => Layers[Layers.Count - 1].Units;

    /// <summary>Numbers kept of a row from the forward to the backward pass: its features, and what the hidden layers make of them.</summary>
    public int Kept => Features + (Layers.Take(Layers.Count - 1).Sum(static layer => layer.Units) * (KeepsSums ? 2 : 1));

    /// <summary>Floats of scratch memory: what is kept of the rows, logits and maxima.</summary>
    public int ScratchLength => (Kept + Logits + 1) * Budget.StraightRows;

    /// <summary>The plan for a model, or null where its layers and head are not fused.</summary>
    public static FusedPlan? For(ModelSpec spec, LayerPlan? linear, HeadPlan head)
    {
        bool fits = head.Kind is HeadKind.Binary or HeadKind.UnrolledSoftmax && (linear is null ? IsTiny(spec) : linear.IsUnrolled && linear.GradientLanes > 1);
        if (!fits) return null;
        if (!Budget.ProductOfSumsIsFinite(spec.Head.Logits, Budget.StraightRows))
            throw new InvalidOperationException($"The loss of {spec.Head.Logits} equal logits would overflow over {Budget.StraightRows} rows.");
        FusedLayer[] layers = [.. spec.Layout.Layers.Select(static layer => new FusedLayer(layer.Inputs, layer.Units, layer.Weights, layer.Biases))];
        return new FusedPlan(layers, spec.Activation, head.Kind == HeadKind.Binary, spec.Layers[0].KeepsSums);
    }

    /// <summary>Whether every product of a network can be written out, and its gradient's eight partial sums an entry stay in a first-level cache.</summary>
    private static bool IsTiny(ModelSpec spec) =>
        spec.Input.Features <= Budget.SampleLaneInputs
        && spec.Layers.Count <= Budget.FusedLayers
        && spec.Layers.Sum(static layer => (long)layer.Inputs * layer.Units) <= Budget.UnrolledNetworkProducts
        && spec.HiddenLayers.Sum(static layer => layer.Units) <= Budget.FusedUnits
        && spec.Layout.Count <= Budget.PartialSumParameters;
}

/// <summary>A layer of a fused pass.</summary>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
/// <param name="Weights">Where its weights begin among the parameters, [unit][input].</param>
/// <param name="Biases">Where its biases begin.</param>
internal sealed record FusedLayer(int Inputs, int Units, int Weights, int Biases);
