using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>Writes the shape of a first layer over sparse rows.</summary>
internal static class SparseEmitter
{
    /// <summary>Writes the struct.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="plan">The layer.</param>
    /// <param name="name">The name of the struct.</param>
    public static void Emit(CodeWriter code, SparsePlan plan, string name)
    {
        code.Line($"/// <summary>The first layer, z = b + Σ x_f w_f over the features of a row that are not 0: a table of {Number(plan.Inputs)} features with {Number(plan.Units)} {(plan.Units == 1 ? "weight" : "weights")} each.</summary>");
        using (code.Braces($"public readonly struct {name} : {KernelWriter.Library}.ISparseLayer"))
        {
            code.Line($"public static int Inputs => {Number(plan.Inputs)};");
            code.Line($"public static int Units => {Number(plan.Units)};");
            code.Line($"public static int Stride => {Number(plan.Stride)};");
        }

        code.Line();
    }
}
