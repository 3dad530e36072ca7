using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of a model are written. Decided here once, from the specification; the emitters of kernels see only the plan.</summary>
/// <param name="Output">The plan for the layer that gives the logits.</param>
/// <param name="Network">The plan for the hidden layers before it, or null.</param>
/// <param name="Head">The plan for what follows the logits.</param>
/// <param name="Fused">The plan for everything in one pass, or null.</param>
internal sealed record ModelPlan(LayerPlan Output, NetworkPlan? Network, HeadPlan Head, FusedPlan? Fused)
{
    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public string Reason => Network is null
        ? Output.Reason
        : "A weight vector of a hidden layer serves several rows at a time, a number of a row several vectors; their sums stay in registers.";

    /// <summary>The plan for a specification.</summary>
    public static ModelPlan For(ModelSpec spec)
    {
        var output = LayerPlan.For(spec.Layers[spec.Layers.Count - 1], sumsAtOnce: spec.IsNetwork);
        var head = HeadPlan.For(spec.Head);
        return new ModelPlan(
            output,
            spec.IsNetwork ? NetworkPlan.For(spec, output) : null,
            head,
            FusedPlan.For(spec, output, head));
    }
}
