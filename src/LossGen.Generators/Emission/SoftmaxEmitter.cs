using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission;

/// <summary>Softmax probabilities and cross-entropy of a multiclass model. Eight rows lie in the lanes, so no sum crosses lanes.</summary>
/// <remarks>
/// log Σ exp z is a + log1p(Σ over the others of exp(z − a)) with a the maximum (Blanchard, Higham and Higham 2021,
/// IMA J. Numer. Anal. 41(4)); the residual of the true class is minus the sum of the other probabilities, since p − 1 cancels.
/// </remarks>
internal sealed class SoftmaxEmitter(CodeWriter code, KernelPlan plan)
{
    public void Emit()
    {
        Probabilities();
        code.Line();
        LabelCrossEntropy();
        code.Line();
        TargetCrossEntropy();
    }

    private void Probabilities()
    {
        code.Line("/// <summary>p = softmax(z), shifted by the maximum so that no exponential exceeds 1.</summary>");
        using (code.Braces(ProbabilitiesHead))
        {
            code.Start("z", "logits");
            using (code.EachVectorOfRows())
            {
                Maximum(withClass: false);
                code.Line().Line("// z − z is 0, or NaN where a logit is not finite: such a row has no probabilities");
                Sums("total");
                EachClass((z, k, at) =>
                {
                    string e = "e" + k;
                    code.Line($"var {e} = {Simd}.ExpOfDifference({z}, max);");
                    Add("total", $"{e} + ({z} - {z})");
                    Keep(e, at);
                });
                code.Line().Line("// p = exp(z − max) / Σ exp(z − max)");
                EachStored("e", (e, k, at) => code.Line(Store($"{e} / total", "z", at)));
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
                if (plan.UnrollSoftmax)
                {
                    for (int k = 0; k < plan.Spec.Logits; k++) code.Line($"var z{Number(k)} = {Load("z", InBlock(k))};");
                    Largest();
                    code.Line($"{Simd}.Exponentials(ref {At("z", "lane")}, {Number(KernelPlan.BlockRows)}, {Number(plan.Spec.Logits)}, max);");
                    for (int k = 0; k < plan.Spec.Logits; k++) code.Line($"var e{Number(k)} = {Load("z", InBlock(k))};");
                    LabelResiduals();
                    for (int k = 0; k < plan.Spec.Logits; k++) code.Line(Store("r" + Number(k), "z", InBlock(k)));
                }
                else
                {
                    LoopedLabelLoss();
                }

                code.Line().Line("// L = (max − z_y) + log(1 + the others)");
                code.Line($"{Simd}.Store((max - zTrue) + {Simd}.Log1P(others), ref {Simd}.Start(losses), lane);");
            }
        }
    }

    /// <summary>From z0, z1, … and label to max and zTrue, without a loop.</summary>
    public void Largest()
    {
        code.Line().Line("// the largest logit, and that of the true class");
        code.Line("var max = z0;");
        for (int k = 1; k < plan.Spec.Logits; k++) code.Line($"max = {Simd}.Larger(z{Number(k)}, max);");
        code.Line($"var zTrue = {SumOf(k => $"{Simd}.Keep({Simd}.Equal(label, {k}), z{k})")};");
    }

    /// <summary>From the scaled exponentials e0, e1, … and label to the sum of the others and the residuals r0, r1, …, without a loop.</summary>
    public void LabelResiduals()
    {
        int classes = plan.Spec.Logits;
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

    private string SumOf(Func<string, string> term) => Pairwise([.. Enumerable.Range(0, plan.Spec.Logits).Select(k => term(Number(k)))]);

    /// <summary>The same over many classes, in place; what concerns one class of a row only is put right at the end.</summary>
    private void LoopedLabelLoss()
    {
        string blockRows = Number(KernelPlan.BlockRows);
        code.Ref("zl", "z", "lane");
        Maximum(withClass: true);
        code.Line($"var zTrue = {Simd}.Pick(ref zl, label);");

        code.Line().Line("// exponentials of z − max, times 2^64; that of the maximum is left out of the sum, so that log1p keeps a small rest");
        code.Line($"var others = {Simd}.SumOfExponentials(ref zl, {blockRows}, {Number(plan.Spec.Logits)}, max, argmax);");

        code.Line().Line("// residual p − t: for the true class minus the sum of the others where it has the maximum, since p_y − 1 cancels near 1");
        code.Line($"var inverse = {Simd}.One / ({Simd}.One + others);");
        code.Line($"var residual = {Simd}.TrueResidual({Simd}.ExpOfDifference(zTrue, max), {Simd}.Equal(label, argmax), others, inverse);");
        code.Line($"inverse = {Simd}.Unscaled(inverse);");
        using (code.EachLogit(plan))
            code.Line(Store($"{Simd}.Select({Simd}.Equal(label, k), residual, {Load("z", InBlockAtK)} * inverse)", "z", InBlockAtK));
    }

    /// <summary>The sum of terms as a tree, whose rounding errors grow with its depth only.</summary>
    private static string Pairwise(IReadOnlyList<string> terms)
    {
        if (terms.Count == 1) return terms[0];
        int half = (terms.Count + 1) / 2;
        string left = Pairwise([.. terms.Take(half)]), right = Pairwise([.. terms.Skip(half)]);
        return terms.Count == 2 ? $"{left} + {right}" : $"({left}) + {(terms.Count - half == 1 ? right : $"({right})")}";
    }

    private void TargetCrossEntropy()
    {
        code.Line("/// <summary>L = Σ t (log Σ exp z − z) for a target distribution t, and dL/dz = p Σ t − t.</summary>");
        using (code.Braces(TargetCrossEntropyHead))
        {
            code.Start("z", "logits").Start("t", "targets");
            using (code.EachVectorOfRows())
            {
                Maximum(withClass: true);
                code.Line().Line("// the exponentials again, times 2^64, and what the target says of each");
                Sums("others", "wrong", "mass", "distance");
                EachClass((z, k, at) =>
                {
                    string e = "e" + k;
                    string t = "t" + k;
                    code.Line($"var {t} = {Load("t", at)};");
                    code.Line($"var {e} = {Simd}.ScaledExpOfDifference({z}, max);");
                    Add("others", $"{Simd}.Drop({Simd}.Equal(argmax, {k}), {e})");
                    Add("wrong", $"({Simd}.One - {t}) * {e}");
                    Add("mass", t);
                    Add("distance", $"{t} * (max - {z})");
                    Keep(e, at);
                });
                code.Line().Line("// residual p Σt − t: where the whole target is on one class, minus the sum of the others");
                code.Line($"others = {Simd}.Unscaled(others);");
                code.Line($"var inverse = {Simd}.Unscaled({Simd}.One / ({Simd}.One + others));");
                EachStored("e", (e, k, at) =>
                {
                    string t = plan.UnrollSoftmax ? "t" + k : Load("t", at);
                    code.Line(Store($"{Simd}.Residual({e} * inverse, mass, {t}, wrong * inverse)", "z", at));
                });
                code.Line().Line("// L = Σ t (max − z) + Σ t log(1 + the others)");
                code.Line($"{Simd}.Store({MultiplyAdd("mass", $"{Simd}.Log1P(others)", "distance")}, ref {Simd}.Start(losses), lane);");
            }
        }
    }

    /// <summary>Declares sums that start at 0; over many classes each with what rounding has cost it so far.</summary>
    private void Sums(params string[] names)
    {
        foreach (string name in names)
        {
            code.Line($"var {name} = {Simd}.Zero;");
            if (!plan.UnrollSoftmax) code.Line($"var {name}Lost = {Simd}.Zero;");
        }
    }

    /// <summary>Adds to a sum. Many terms, one after another, would lose digits: these are added with compensation.</summary>
    private void Add(string sum, string term) => code.Line(
        !plan.UnrollSoftmax ? $"{Simd}.Accumulate({term}, ref {sum}, ref {sum}Lost);" : $"{sum} += {term};");

    /// <summary>The largest logit of each row, and which class has it.</summary>
    private void Maximum(bool withClass)
    {
        code.Line(withClass ? "// the largest logit, and the class that has it" : "// the largest logit");
        if (plan.UnrollSoftmax)
        {
            for (int k = 0; k < plan.Spec.Logits; k++) code.Line($"var z{Number(k)} = {Load("z", InBlock(k))};");
            code.Line("var max = z0;");
        }
        else
        {
            code.Line($"var max = {Load("z", "lane")};");
        }

        if (withClass) code.Line($"var argmax = {Simd}.Broadcast(0);");
        if (plan.UnrollSoftmax)
        {
            for (int k = 1; k < plan.Spec.Logits; k++) Next("z" + Number(k), Number(k));
            return;
        }

        using (code.EachLogit(plan, from: 1))
        {
            code.Line($"var zk = {Load("z", InBlockAtK)};");
            Next("zk", "k");
        }

        void Next(string z, string k)
        {
            if (withClass) Compare(z, k, "max");
            else code.Line($"max = {Simd}.Larger({z}, max);");
        }
    }

    private void Compare(string z, string k, string max, bool isLast = false)
    {
        code.Line($"argmax = {Simd}.Select({Simd}.Greater({z}, {max}), {Simd}.Broadcast({k}), argmax);");
        if (!isLast) code.Line($"{max} = {Simd}.Larger({z}, {max});");
    }

    /// <summary>Writes a step for every class: one after another with the logits in locals, or as a loop that loads them.</summary>
    private void EachClass(Action<string, string, string> step)
    {
        if (plan.UnrollSoftmax)
        {
            for (int k = 0; k < plan.Spec.Logits; k++) step("z" + Number(k), Number(k), InBlock(k));
            return;
        }

        using (code.EachLogit(plan))
        {
            code.Line($"var zk = {Load("z", InBlockAtK)};");
            step("zk", "k", InBlockAtK);
        }
    }

    /// <summary>The same over values that <see cref="Keep"/> has put by.</summary>
    private void EachStored(string name, Action<string, string, string> step)
    {
        if (plan.UnrollSoftmax)
        {
            for (int k = 0; k < plan.Spec.Logits; k++) step(name + Number(k), Number(k), InBlock(k));
            return;
        }

        using (code.EachLogit(plan)) step(Load("z", InBlockAtK), "k", InBlockAtK);
    }

    /// <summary>Unrolled, a value stays in its local; in a loop it takes the logit's place.</summary>
    private void Keep(string value, string at)
    {
        if (!plan.UnrollSoftmax) code.Line(Store(value, "z", at));
    }
}
