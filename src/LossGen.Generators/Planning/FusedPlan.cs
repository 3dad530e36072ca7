namespace LossGen.Generators.Planning;

/// <summary>Layer and head in one pass, for shapes so small that nothing has to go to memory between logits, loss and gradient.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="IsBinary">Whether its one output is the logit of two classes; else the head is a softmax.</param>
internal sealed record FusedPlan(LayerPlan Layer, bool IsBinary)
{
    /// <summary>Floats of scratch memory: the rows' features, logits and maxima.</summary>
    public int ScratchLength => (Layer.Inputs + Layer.Units + 1) * Budget.StraightRows;

    /// <summary>The plan for a layer with a head, or null where they are not fused.</summary>
    public static FusedPlan? For(LayerPlan layer, HeadPlan head)
    {
        bool fits = layer.IsUnrolled && layer.GradientLanes > 1 && head.Kind is HeadKind.Binary or HeadKind.UnrolledSoftmax;
        if (!fits) return null;
        if (!Budget.ProductOfSumsIsFinite(layer.Units, Budget.StraightRows))
            throw new InvalidOperationException($"The loss of {layer.Units} equal logits would overflow over {Budget.StraightRows} rows.");
        return new FusedPlan(layer, head.Kind == HeadKind.Binary);
    }
}
