using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Heads;

/// <summary>Writes the steps of a binary model's cross-entropy; a pass that is not fused calls the library's head instead.</summary>
internal sealed class SigmoidSteps(CodeWriter code)
{
    /// <summary>From z0 and label to m, whose softplus is the loss: −z where the label is 1 and z where it is 0.</summary>
    public void Margin() => code.Line($"var m = {Simd}.Select({Simd}.Equal(label, 1), -z0, z0);");

    /// <summary>From m, label and e = exp(−|m|) to the residual r0.</summary>
    public void LabelResidual()
    {
        code.Line($"var large = {Simd}.One / ({Simd}.One + e);");
        code.Line($"var small = e / ({Simd}.One + e);");
        code.Line($"var above = {Simd}.Greater(m, {Simd}.Zero);");
        code.Line($"var sigmoid = {Simd}.Select(above, large, small);");
        code.Line($"var r0 = {Simd}.Select({Simd}.Equal(label, 1), -sigmoid, sigmoid);");
    }
}
