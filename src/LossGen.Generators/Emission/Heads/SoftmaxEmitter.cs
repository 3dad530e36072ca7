using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Heads;

/// <summary>Writes the head of a multiclass model of few classes: softmax probabilities and cross-entropy, class by class. Eight rows lie in the lanes.</summary>
/// <remarks>
/// log Σ exp z is a + log1p(Σ over the others of exp(z − a)) with a the maximum (Blanchard, Higham and Higham 2021,
/// IMA J. Numer. Anal. 41(4)); the residual of the true class is minus the sum of the other probabilities, since p − 1 cancels.
/// </remarks>
internal sealed class SoftmaxEmitter(CodeWriter code, int classes)
{
    /// <summary>Writes the struct.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="layer">The struct of the last layer.</param>
    public void Emit(string name, string layer)
    {
        string loops = $"{Library}.SoftmaxHead<{layer}>";
        code.Line("/// <summary>Softmax and cross-entropy over the logits of a block of rows.</summary>");
        using (code.Braces($"public readonly struct {name} : {Library}.IHeadKernels"))
        {
            code.Line("public static global::LossGen.ClassificationTask Task => global::LossGen.ClassificationTask.Multiclass;");
            code.Line($"public static int ClassCount => {Number(classes)};").Line();
            Probabilities();
            code.Line();
            LabelCrossEntropy();
            code.Line();
            TargetCrossEntropy();
            code.Line();
            code.Line("// what the library's loop over the classes does as well");
            code.Line($"{MostProbableHead} => {loops}.MostProbable(logits, count, classes);").Line();
            code.Line($"{MostProbableOfRowHead} => {loops}.MostProbable(logits);").Line();
            code.Line($"{ProbabilitiesOfRowHead} => {loops}.ProbabilitiesOfRow(logits);").Line();
            code.Line($"{CrossEntropyOfRowHead} => {loops}.CrossEntropyOfRow(logits, label);");
        }
    }

    private void Probabilities()
    {
        code.Line("/// <summary>p = softmax(z), shifted by the maximum so that no exponential exceeds 1.</summary>");
        using (code.Braces(ProbabilitiesHead))
        {
            code.Start("z", "logits");
            using (code.EachVectorOfRows())
            {
                code.Line("// the largest logit");
                LoadLogits();
                code.Line("var max = z0;");
                for (int k = 1; k < classes; k++) code.Line($"max = {Simd}.Larger(z{Number(k)}, max);");
                code.Line().Line("// z − z is 0, or NaN where a logit is not finite: such a row has no probabilities");
                code.Line($"var total = {Simd}.Zero;");
                for (int k = 0; k < classes; k++)
                {
                    string n = Number(k);
                    code.Line($"var e{n} = {Simd}.ExpOfDifference(z{n}, max);");
                    code.Line($"total += e{n} + (z{n} - z{n});");
                }

                code.Line().Line("// p = exp(z − max) / Σ exp(z − max)");
                for (int k = 0; k < classes; k++) code.Line(Store($"e{Number(k)} / total", "z", InBlock(k)));
            }
        }
    }

    private void LabelCrossEntropy()
    {
        code.Line("/// <summary>L = log Σ exp z − z_y for the true class y, and dL/dz = p − t.</summary>");
        using (code.Braces(LabelCrossEntropyHead))
        {
            code.Start("z", "logits").StartInt("y", "labels");
            using (code.EachVectorOfRows())
            {
                code.Line($"var label = {Simd}.Load(ref y, lane);");
                LoadLogits();
                Largest();
                code.Line($"{Simd}.Exponentials(ref {At("z", "lane")}, {Number(Budget.BlockRows)}, {Number(classes)}, max);");
                for (int k = 0; k < classes; k++) code.Line($"var e{Number(k)} = {Load("z", InBlock(k))};");
                LabelResiduals();
                for (int k = 0; k < classes; k++) code.Line(Store("r" + Number(k), "z", InBlock(k)));
                code.Line().Line("// L = (max − z_y) + log(1 + the others)");
                code.Line($"{Simd}.Store((max - zTrue) + {Simd}.Log1P(others), ref {Simd}.Start(losses), lane);");
            }
        }
    }

    /// <summary>From z0, z1, … and label to max and zTrue.</summary>
    public void Largest()
    {
        code.Line().Line("// the largest logit, and that of the true class");
        code.Line("var max = z0;");
        for (int k = 1; k < classes; k++) code.Line($"max = {Simd}.Larger(z{Number(k)}, max);");
        code.Line($"var zTrue = {SumOf(k => $"{Simd}.Keep({Simd}.Equal(label, {k}), z{k})")};");
    }

    /// <summary>From the scaled exponentials e0, e1, … and label to the sum of the others and the residuals r0, r1, ….</summary>
    public void LabelResiduals()
    {
        code.Line().Line("// exponentials of z − max, times 2^64; that of the maximum is left out of the sum, so that log1p keeps a small rest");
        code.Line("var largest = e0;").Line($"var argmax = {Simd}.Broadcast(0);");
        for (int k = 1; k < classes; k++) Compare("e" + Number(k), Number(k), "largest", k == classes - 1);
        code.Line($"var others = {Simd}.Unscaled({SumOf(k => $"{Simd}.Drop({Simd}.Equal(argmax, {k}), e{k})")});");

        code.Line().Line("// residual p − t: for the true class minus the sum of the others, since p_y − 1 cancels near 1");
        for (int k = 0; k < classes; k++) code.Line($"var isTrue{Number(k)} = {Simd}.Equal(label, {Number(k)});");
        code.Line($"var wrong = {SumOf(k => $"{Simd}.Drop(isTrue{k}, e{k})")};");
        code.Line($"var inverse = {Simd}.Unscaled({Simd}.One / ({Simd}.One + others));");
        for (int k = 0; k < classes; k++)
            code.Line($"var r{Number(k)} = {Simd}.Select(isTrue{Number(k)}, -wrong, e{Number(k)}) * inverse;");
    }

    private void TargetCrossEntropy()
    {
        code.Line("/// <summary>L = Σ t (log Σ exp z − z) for a target distribution t, and dL/dz = p Σ t − t.</summary>");
        using (code.Braces(TargetCrossEntropyHead))
        {
            code.Start("z", "logits").Start("t", "targets");
            using (code.EachVectorOfRows())
            {
                code.Line("// the largest logit, and the class that has it");
                LoadLogits();
                code.Line("var max = z0;").Line($"var argmax = {Simd}.Broadcast(0);");
                for (int k = 1; k < classes; k++) Compare("z" + Number(k), Number(k), "max");
                code.Line().Line("// the exponentials again, times 2^64, and what the target says of each");
                foreach (string sum in new[] { "others", "wrong", "mass", "distance" }) code.Line($"var {sum} = {Simd}.Zero;");
                for (int k = 0; k < classes; k++)
                {
                    string n = Number(k);
                    code.Line($"var t{n} = {Load("t", InBlock(k))};");
                    code.Line($"var e{n} = {Simd}.ScaledExpOfDifference(z{n}, max);");
                    code.Line($"others += {Simd}.Drop({Simd}.Equal(argmax, {n}), e{n});");
                    code.Line($"wrong += ({Simd}.One - t{n}) * e{n};");
                    code.Line($"mass += t{n};");
                    code.Line($"distance += t{n} * (max - z{n});");
                }

                code.Line().Line("// residual p Σt − t: where the whole target is on one class, minus the sum of the others");
                code.Line($"others = {Simd}.Unscaled(others);");
                code.Line($"var inverse = {Simd}.Unscaled({Simd}.One / ({Simd}.One + others));");
                for (int k = 0; k < classes; k++)
                    code.Line(Store($"{Simd}.Residual(e{Number(k)} * inverse, mass, t{Number(k)}, wrong * inverse)", "z", InBlock(k)));
                code.Line().Line("// L = Σ t (max − z) + Σ t log(1 + the others)");
                code.Line($"{Simd}.Store({MultiplyAdd("mass", $"{Simd}.Log1P(others)", "distance")}, ref {Simd}.Start(losses), lane);");
            }
        }
    }

    private void LoadLogits()
    {
        for (int k = 0; k < classes; k++) code.Line($"var z{Number(k)} = {Load("z", InBlock(k))};");
    }

    private void Compare(string z, string k, string max, bool isLast = false)
    {
        code.Line($"argmax = {Simd}.Select({Simd}.Greater({z}, {max}), {Simd}.Broadcast({k}), argmax);");
        if (!isLast) code.Line($"{max} = {Simd}.Larger({z}, {max});");
    }

    private string SumOf(Func<string, string> term) => Pairwise([.. Enumerable.Range(0, classes).Select(k => term(Number(k)))]);

    /// <summary>The sum of terms as a tree, whose rounding errors grow with its depth only.</summary>
    private static string Pairwise(IReadOnlyList<string> terms)
    {
        if (terms.Count == 1) return terms[0];
        int half = (terms.Count + 1) / 2;
        string left = Pairwise([.. terms.Take(half)]), right = Pairwise([.. terms.Skip(half)]);
        return terms.Count == 2 ? $"{left} + {right}" : $"({left}) + {(terms.Count - half == 1 ? right : $"({right})")}";
    }
}
