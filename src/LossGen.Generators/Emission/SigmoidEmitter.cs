using LossGen.Generators.Parsing;
using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission;

/// <summary>Sigmoid probabilities and cross-entropy: the one logit of a binary model, or one for each label.</summary>
/// <remarks>One exponential, of −|z|, gives both σ(z) and σ(−z) without overflow and both softplus terms without cancellation.</remarks>
internal sealed class SigmoidEmitter(CodeWriter code, KernelPlan plan)
{
    private bool IsBinary => plan.Spec.Task == ModelTask.Binary;

    public void Emit()
    {
        Probabilities();
        if (IsBinary)
        {
            code.Line();
            LabelCrossEntropy();
        }

        code.Line();
        TargetCrossEntropy();
    }

    private void Probabilities()
    {
        code.Line(IsBinary
            ? "/// <summary>The probabilities 1 − σ(z) = σ(−z) of class 0 and σ(z) of class 1.</summary>"
            : "/// <summary>p = σ(z) for each label; a row with a logit that is not finite has no probabilities.</summary>");
        using (code.Braces(ProbabilitiesHead))
        {
            code.Start("z", "logits");
            using (code.EachVectorOfRows())
            {
                if (IsBinary)
                {
                    code.Line($"var z0 = {Load("z", "lane")};");
                    BothSides("z0");
                    code.Line("// z − z is 0, or NaN where the logit is not finite");
                    code.Line("var poison = z0 - z0;");
                    code.Line(Store($"{Simd}.Select(above, small, large) + poison", "z", "lane"));
                    code.Line(Store($"{Simd}.Select(above, large, small) + poison", "z", InBlock(1)));
                    return;
                }

                code.Line("// z − z is 0, or NaN where a logit is not finite");
                code.Line($"var poison = {Simd}.Zero;");
                using (code.EachLogit(plan))
                    code.Line($"poison += {Load("z", InBlockAtK)} - {Load("z", InBlockAtK)};");
                using (code.EachLogit(plan))
                {
                    code.Line($"var zk = {Load("z", InBlockAtK)};");
                    BothSides("zk");
                    code.Line(Store($"{Simd}.Select(above, large, small) + poison", "z", InBlockAtK));
                }
            }
        }
    }

    /// <summary>σ(|z|) and σ(−|z|) from one exponential.</summary>
    private void BothSides(string z)
    {
        code.Line($"var e = {Simd}.Exp(-{Simd}.Abs({z}));");
        Sides(z);
    }

    private void Sides(string z)
    {
        code.Line($"var large = {Simd}.One / ({Simd}.One + e);");
        code.Line($"var small = e / ({Simd}.One + e);");
        code.Line($"var above = {Simd}.Greater({z}, {Simd}.Zero);");
    }

    private void LabelCrossEntropy()
    {
        code.Line("/// <summary>L = softplus(m) with m = −z where the label is 1 and m = z where it is 0; dL/dz = σ(z) − t = ±σ(m).</summary>");
        using (code.Braces(LabelCrossEntropyHead))
        {
            code.Start("z", "logits").Line($"ref int y = ref {Simd}.Start(labels);");
            using (code.EachVectorOfRows())
            {
                code.Line($"var label = {Simd}.Load(ref y, lane);");
                code.Line($"var z0 = {Load("z", "lane")};");
                Margin();
                code.Line($"var e = {Simd}.Exp(-{Simd}.Abs(m));");
                LabelResidual();
                code.Line(Store("r0", "z", "lane"));
                code.Line($"{Simd}.Store({Simd}.Positive(m) + {Simd}.Log1P(e), ref {Simd}.Start(losses), lane);");
            }
        }
    }

    /// <summary>From z0 and label to m.</summary>
    public void Margin() => code.Line($"var m = {Simd}.Select({Simd}.Equal(label, 1), -z0, z0);");

    /// <summary>From m, label and e = exp(−|m|) to the residual r0.</summary>
    public void LabelResidual()
    {
        Sides("m");
        code.Line($"var sigmoid = {Simd}.Select(above, large, small);");
        code.Line($"var r0 = {Simd}.Select({Simd}.Equal(label, 1), -sigmoid, sigmoid);");
    }

    private void TargetCrossEntropy()
    {
        code.Line("/// <summary>");
        code.Line(IsBinary
            ? "/// L = t₁ softplus(−z) + t₀ softplus(z); dL/dz = t₀ σ(z) − t₁ σ(−z). Of a small t₀ nothing would be left in 1 − t₁."
            : "/// L = t softplus(−z) + (1 − t) softplus(z), summed over the labels;");
        if (!IsBinary) code.Line("/// dL/dz = σ(z) − t, written (1 − t) σ(z) − t σ(−z), which does not cancel where t is 0 or 1.");
        code.Line("/// </summary>");
        using (code.Braces(TargetCrossEntropyHead))
        {
            code.Start("z", "logits").Start("t", "targets");
            using (code.EachVectorOfRows())
            {
                if (IsBinary)
                {
                    code.Line($"var z0 = {Load("z", "lane")};").Line($"var no = {Load("t", "lane")};").Line($"var yes = {Load("t", InBlock(1))};");
                    TargetResidual("z0", "lane");
                    code.Line($"var loss = (yes * {Simd}.Positive(-z0)) + (no * {Simd}.Positive(z0)) + ((yes + no) * {Simd}.Log1P(e));");
                    code.Line($"{Simd}.Store(loss, ref {Simd}.Start(losses), lane);");
                    return;
                }

                // There may be thousands of labels: in float the sum would lose digits.
                code.Line($"var low = {Simd}.DoubleZero;").Line($"var high = {Simd}.DoubleZero;");
                using (code.EachLogit(plan))
                {
                    code.Line($"var zk = {Load("z", InBlockAtK)};").Line($"var yes = {Load("t", InBlockAtK)};").Line($"var no = {Simd}.One - yes;");
                    TargetResidual("zk", InBlockAtK);
                    code.Line($"{Simd}.AddTo((yes * {Simd}.Positive(-zk)) + (no * {Simd}.Positive(zk)) + {Simd}.Log1P(e), ref low, ref high);");
                }

                code.Line($"{Simd}.Store({Simd}.Narrow(low, high), ref {Simd}.Start(losses), lane);");
            }
        }
    }

    /// <summary>From a logit and its two targets to e = exp(−|z|) and the residual.</summary>
    private void TargetResidual(string z, string place)
    {
        BothSides(z);
        code.Line($"var p = {Simd}.Select(above, large, small);");
        code.Line($"var q = {Simd}.Select(above, small, large);");
        code.Line(Store("(no * p) - (yes * q)", "z", place));
    }
}
