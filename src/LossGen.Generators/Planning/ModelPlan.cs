using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of a model are written. Decided here once, from the specification; the emitters of kernels see only the plan.</summary>
/// <param name="Linear">The plan for the one layer of a linear model; null for a network.</param>
/// <param name="Network">The plan for the layers of a network, or null.</param>
/// <param name="Head">The plan for what follows the logits.</param>
/// <param name="Fused">The plan for everything in one pass, or null.</param>
internal sealed record ModelPlan(LayerPlan? Linear, NetworkPlan? Network, HeadPlan Head, FusedPlan? Fused)
{
    /// <summary>The first layer of a model with sparse rows, before the layers of <see cref="Network"/> if there are any; else null.</summary>
    public SparsePlan? Sparse { get; private init; }

    /// <summary>The plan for the layers and a head of many classes, in place of <see cref="Linear"/> or <see cref="Network"/>; else null.</summary>
    public TiledPlan? Tiled { get; private init; }

    /// <summary>Whether a sparse layer has too many classes to hold the logits of a block: they are taken row by row.</summary>
    public bool IsRowByRow { get; private init; }

    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public string Reason => Sparse is not null ? SparsePlan.Reason : Tiled is not null ? TiledPlan.Reason : Linear?.Reason
        ?? "A weight vector of a layer serves several rows at a time, a number of a row several vectors; their sums stay in registers.";

    /// <summary>The plan for a specification.</summary>
    public static ModelPlan For(ModelSpec spec)
    {
        if (spec.Input.IsSparse)
        {
            TiledPlan? tiles = spec.IsNetwork ? TiledPlan.Behind(spec) : null;
            NetworkPlan? behind = spec.IsNetwork && tiles is null ? NetworkPlan.Behind(spec) : null;
            return new ModelPlan(null, behind, HeadPlan.For(spec.Head), null)
            {
                Sparse = SparsePlan.For(spec.Layers[0], isHidden: spec.IsNetwork),
                Tiled = tiles,
                IsRowByRow = !spec.IsNetwork && TiledPlan.IsFor(spec),
            };
        }

        if (TiledPlan.For(spec) is { } tiled) return new ModelPlan(null, null, HeadPlan.For(spec.Head), null) { Tiled = tiled };

        LayerPlan? linear = spec.IsNetwork ? null : LayerPlan.For(spec.Layers[0]);
        var head = HeadPlan.For(spec.Head);
        return new ModelPlan(linear, spec.IsNetwork ? NetworkPlan.For(spec) : null, head, FusedPlan.For(spec, linear, head));
    }
}
