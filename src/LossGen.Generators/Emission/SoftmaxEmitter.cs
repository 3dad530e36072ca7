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
                    code.Line($"var {e} = {Simd}.Exp({z} - max);");
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
            code.Start("z", "logits").Line($"ref int y = ref {Simd}.Start(labels);");
            using (code.EachVectorOfRows())
            {
                code.Line($"var label = {Simd}.Load(ref y, lane);");
                Maximum(withClass: true);
                code.Line().Line("// exponentials of z − max; that of the maximum is 1 and is left out of the sum, so that log1p keeps a small rest");
                Sums("others", "wrong");
                code.Line($"var zTrue = {Simd}.Zero;");
                EachClass((z, k, at) =>
                {
                    string e = "e" + k;
                    code.Line($"var {e} = {Simd}.Exp({z} - max);");
                    Add("others", $"{Simd}.Drop({Simd}.Equal(argmax, {k}), {e})");
                    Add("wrong", $"{Simd}.Drop({Simd}.Equal(label, {k}), {e})");
                    code.Line($"zTrue += {Simd}.Keep({Simd}.Equal(label, {k}), {z});");
                    Keep(e, at);
                });
                code.Line().Line("// residual p − t: for the true class minus the sum of the others, since p_y − 1 cancels near 1");
                code.Line($"var inverse = {Simd}.One / ({Simd}.One + others);");
                EachStored("e", (e, k, at) =>
                    code.Line(Store($"{Simd}.Select({Simd}.Equal(label, {k}), -wrong, {e}) * inverse", "z", at)));
                code.Line().Line("// L = (max − z_y) + log(1 + the others)");
                code.Line($"{Simd}.Store((max - zTrue) + {Simd}.Log1P(others), ref {Simd}.Start(losses), lane);");
            }
        }
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
                code.Line().Line("// the exponentials again, and what the target says of each");
                Sums("others", "wrong", "mass", "distance");
                EachClass((z, k, at) =>
                {
                    string e = "e" + k;
                    string t = "t" + k;
                    code.Line($"var {t} = {Load("t", at)};");
                    code.Line($"var {e} = {Simd}.Exp({z} - max);");
                    Add("others", $"{Simd}.Drop({Simd}.Equal(argmax, {k}), {e})");
                    Add("wrong", $"({Simd}.One - {t}) * {e}");
                    Add("mass", t);
                    Add("distance", $"{t} * (max - {z})");
                    Keep(e, at);
                });
                code.Line().Line("// residual p Σt − t: where the whole target is on one class, minus the sum of the others");
                code.Line($"var inverse = {Simd}.One / ({Simd}.One + others);");
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
            if (plan.CompensateSums) code.Line($"var {name}Lost = {Simd}.Zero;");
        }
    }

    /// <summary>Adds to a sum. Thousands of terms, one after another, would lose three digits: these are added with compensation.</summary>
    private void Add(string sum, string term) => code.Line(
        plan.CompensateSums ? $"{Simd}.Accumulate({term}, ref {sum}, ref {sum}Lost);" : $"{sum} += {term};");

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
            for (int k = 1; k < plan.Spec.Logits; k++) Compare("z" + Number(k), Number(k), "greater" + Number(k));
            return;
        }

        using (code.EachLogit(plan, from: 1))
        {
            code.Line($"var zk = {Load("z", "(k * 16) + lane")};");
            Compare("zk", "k", "greater");
        }

        void Compare(string z, string k, string greater)
        {
            code.Line($"var {greater} = {Simd}.Greater({z}, max);");
            code.Line($"max = {Simd}.Select({greater}, {z}, max);");
            if (withClass) code.Line($"argmax = {Simd}.Select({greater}, {Simd}.Broadcast({k}), argmax);");
        }
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
            code.Line($"var zk = {Load("z", "(k * 16) + lane")};");
            step("zk", "k", "(k * 16) + lane");
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

        using (code.EachLogit(plan)) step(Load("z", "(k * 16) + lane"), "k", "(k * 16) + lane");
    }

    /// <summary>Unrolled, a value stays in its local; in a loop it takes the logit's place.</summary>
    private void Keep(string value, string at)
    {
        if (!plan.UnrollSoftmax) code.Line(Store(value, "z", at));
    }
}
