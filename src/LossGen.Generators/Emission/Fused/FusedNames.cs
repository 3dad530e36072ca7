using LossGen.Generators.Emission.Layers;
using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Fused;

/// <summary>The names of a fused pass's locals; those of the layer that gives the logits are as in a linear model.</summary>
internal sealed class FusedNames(FusedPlan plan)
{
    private int Last => plan.Layers.Count - 1;

    /// <summary>The activation's type.</summary>
    public string Activation => NetworkEmitter.ActivationType(plan.Activation);

    /// <summary>Input f of layer l: a feature of the row, or an output of the layer before.</summary>
    public static string Input(int l, int f) => l == 0 ? "x" + Number(f) : $"h{Number(l)}_{Number(f)}";

    /// <summary>z_k of layer l.</summary>
    public string Sum(int l, int k) => l == Last ? "z" + Number(k) : $"z{Number(l + 1)}_{Number(k)}";

    /// <summary>dL/dz_k of layer l.</summary>
    public string Residual(int l, int k) => l == Last ? "r" + Number(k) : $"d{Number(l + 1)}_{Number(k)}";
}
