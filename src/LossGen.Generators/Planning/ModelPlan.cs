using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of a model are written. Decided here once, from the specification; the emitters of kernels see only the plan.</summary>
/// <param name="Layers">One plan for each layer.</param>
/// <param name="Head">The plan for what follows the last layer.</param>
/// <param name="Fused">The plan for both in one pass, or null.</param>
internal sealed record ModelPlan(IReadOnlyList<LayerPlan> Layers, HeadPlan Head, FusedPlan? Fused)
{
    /// <summary>The plan for a specification.</summary>
    public static ModelPlan For(ModelSpec spec)
    {
        LayerPlan[] layers = [.. spec.Layers.Select(LayerPlan.For)];
        var head = HeadPlan.For(spec.Head);
        return new ModelPlan(layers, head, layers.Length == 1 ? FusedPlan.For(layers[0], head) : null);
    }
}
