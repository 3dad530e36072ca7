using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of a model are written. Decided here once, from the specification; the emitters of kernels see only the plan.</summary>
/// <param name="Linear">The plan for the one layer of a linear model; null for a network.</param>
/// <param name="Network">The plan for the layers of a network, or null.</param>
/// <param name="Head">The plan for what follows the logits.</param>
/// <param name="Fused">The plan for everything in one pass, or null.</param>
internal sealed record ModelPlan(LayerPlan? Linear, NetworkPlan? Network, HeadPlan Head, FusedPlan? Fused)
{
    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public string Reason => Linear?.Reason
        ?? "A weight vector of a layer serves several rows at a time, a number of a row several vectors; their sums stay in registers.";

    /// <summary>The plan for a specification.</summary>
    public static ModelPlan For(ModelSpec spec)
    {
        LayerPlan? linear = spec.IsNetwork ? null : LayerPlan.For(spec.Layers[0]);
        var head = HeadPlan.For(spec.Head);
        return new ModelPlan(linear, spec.IsNetwork ? NetworkPlan.For(spec) : null, head, FusedPlan.For(spec, linear, head));
    }
}
