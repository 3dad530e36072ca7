using LossGen.Generators.Emission.Heads;
using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Fused;

/// <summary>The passes of a shape so small that one method does everything: nothing goes to memory between logits, loss and gradient.</summary>
internal sealed class FusedEmitter(CodeWriter code, FusedPlan plan)
{
    private readonly int _features = plan.Layer.Inputs;
    private readonly int _logits = plan.Layer.Units;

    /// <summary>Writes the struct.</summary>
    /// <param name="name">Its name.</param>
    public void Emit(string name)
    {
        code.Line("/// <summary>Layer and head in one pass, for rows with one true class each.</summary>");
        using (code.Braces($"public readonly struct {name} : {Library}.IFusedKernels"))
        {
            code.Line($"public static int ScratchLength => {Number(plan.ScratchLength)};").Line();
            LossAndGradient();
            code.Line();
            PredictRow();
            code.Line();
            UpdateRow();
        }
    }

    /// <summary>
    /// Three loops over the rows. One group of rows after the other would wait for the latency of each step; so all have their logits first,
    /// then their exponentials, then their residuals and gradient, and the processor works on several at once.
    /// </summary>
    private void LossAndGradient()
    {
        code.Line("/// <summary>Logits, loss and gradient of up to 256 rows, eight at a time; rows beyond the last count as nothing.</summary>");
        using (code.Braces(LossAndGradientHead))
        {
            code.Start("w", "parameters").Start("x", "rows").StartInt("s", "starts").StartInt("y", "labels").Start("g", "gradient");
            code.Start("columns", "scratch");
            code.Ref("exponentials", "columns", Number(_features * Budget.StraightRows));
            code.Ref("maxima", "exponentials", Number(_logits * Budget.StraightRows));
            code.Line($"var low = {Simd}.DoubleZero;").Line($"var high = {Simd}.DoubleZero;").Line($"var odds = {Simd}.Zero;");
            using (code.EachVectorOfRows()) LogitsOfGroup();
            code.Line().Line($"{Simd}.Exponentials(ref exponentials, ref maxima, (count + 7) / {Number(Budget.LaneWidth)}, {Number(_logits)});");
            using (code.EachVectorOfRows()) GradientOfGroup();
            code.Line().Line($"{Simd}.AddTo({Simd}.Log1P(odds), ref low, ref high);");
            code.Line($"return {Simd}.Sum(low, high);");
        }
    }

    private void LogitsOfGroup()
    {
        code.Line($"var label = {Simd}.Load(ref y, lane);");
        Transpose();
        code.Ref("xl", "columns", $"lane * {Number(_features)}");
        for (int f = 0; f < _features; f++) code.Line(Store("x" + Number(f), "xl", Number(f * Budget.LaneWidth)));
        Logits();
        if (plan.IsBinary)
        {
            new SigmoidSteps(code).Margin();
            code.Line().Line("// m is split into its parts above and below 0: the distance between m and 0 is that between the two");
            code.Line($"var max = {Simd}.Positive(m);");
            code.Line(Store($"-{Simd}.Positive(-m)", "exponentials", "lane")).Line(Store("max", "maxima", "lane"));
        }
        else
        {
            new SoftmaxEmitter(code, _logits).Largest();
            code.Ref("zl", "exponentials", $"lane * {Number(_logits)}");
            for (int k = 0; k < _logits; k++) code.Line(Store("z" + Number(k), "zl", Number(k * Budget.LaneWidth)));
            code.Line(Store("max", "maxima", "lane"));
        }

        code.Line($"{Simd}.AddTo({Simd}.Keep({Simd}.FirstLanes(count - lane), {(plan.IsBinary ? "max" : "max - zTrue")}), ref low, ref high);");
    }

    private void GradientOfGroup()
    {
        code.Line($"var label = {Simd}.Load(ref y, lane);");
        if (plan.IsBinary)
        {
            code.Line($"var m = {Load("maxima", "lane")};").Line($"var e = {Simd}.Unscaled({Load("exponentials", "lane")});");
            new SigmoidSteps(code).LabelResidual();
        }
        else
        {
            code.Ref("el", "exponentials", $"lane * {Number(_logits)}");
            for (int k = 0; k < _logits; k++) code.Line($"var e{Number(k)} = {Load("el", Number(k * Budget.LaneWidth))};");
            new SoftmaxEmitter(code, _logits).LabelResiduals();
        }

        // (1 + a)(1 + b) − 1 = a b + (a + b) keeps what is small beside 1. The plan ensures that the product of all groups is finite.
        code.Line().Line($"// L = {(plan.IsBinary ? "max(m, 0) + log(1 + e)" : "(max − z_y) + log(1 + the others)")}: one logarithm for all, of the product of what they are taken of, less 1");
        code.Line($"var present = {Simd}.FirstLanes(count - lane);");
        code.Line($"var odd = {Simd}.Keep(present, {(plan.IsBinary ? "e" : "others")});");
        code.Line($"odds = {MultiplyAdd("odds", "odd", "odds + odd")};");
        code.Ref("xl", "columns", $"lane * {Number(_features)}");
        for (int f = 0; f < _features; f++) code.Line($"var x{Number(f)} = {Load("xl", Number(f * Budget.LaneWidth))};");
        Gradient();
    }

    private void Logits()
    {
        for (int k = 0; k < _logits; k++)
        {
            string z = "z" + Number(k);
            code.Line($"var {z} = {Broadcast("w", Number(plan.Layer.BiasStart + k))};");
            for (int f = 0; f < _features; f++)
                code.Line($"{z} = {MultiplyAdd(Broadcast("w", Number((k * _features) + f)), "x" + Number(f), z)};");
        }
    }

    /// <summary>From rows to one vector a feature; the last four features may overlap those before.</summary>
    private void Transpose()
    {
        code.Line().Line("// eight rows, transposed");
        code.Line($"ref int sl = ref {At("s", "lane")};");
        if (_features < 4)
        {
            for (int f = 0; f < _features; f++) code.Line($"var x{Number(f)} = {Simd}.Gather(ref {At("x", Number(f))}, ref sl);");
            return;
        }

        for (int f = 0; f < _features; f += 4)
        {
            int first = Math.Min(f, _features - 4);
            string outs = string.Join(", ", Enumerable.Range(first, 4).Select(i => i < f ? "out var _" : "out var x" + Number(i)));
            code.Line($"{Simd}.Transpose(ref {At("x", Number(first))}, ref sl, {outs});");
        }
    }

    private void Gradient()
    {
        for (int k = 0; k < _logits; k++)
        {
            string r = "r" + Number(k);
            code.Line().Line($"// class {Number(plan.IsBinary ? 1 : k)}: dL/dw = r x, dL/db = r");
            code.Line($"{r} = {Simd}.Keep(present, {r});");
            for (int f = 0; f < _features; f++)
                code.Line($"{Simd}.AddProduct({r}, x{Number(f)}, ref g, {Number(((k * _features) + f) * Budget.LaneWidth)});");
            code.Line($"{Simd}.Add({r}, ref g, {Number((plan.Layer.BiasStart + k) * Budget.LaneWidth)});");
        }
    }

    private void PredictRow()
    {
        code.Line("/// <summary>The class of the largest logit; of equal ones the lowest.</summary>");
        using (code.Braces(PredictRowHead))
        {
            RowLogits("parameters");
            if (plan.IsBinary)
            {
                code.Line("if (!float.IsFinite(z0)) return -1;").Line("return z0 > 0 ? 1 : 0;");
                return;
            }

            code.Line().Line("// z − z is 0, or NaN where a logit is not finite");
            code.Line($"if ({string.Join(" + ", Enumerable.Range(0, _logits).Select(k => $"(z{Number(k)} - z{Number(k)})"))} != 0) return -1;");
            code.Line("int best = 0;").Line("float max = z0;");
            RowMaximum("best");
            code.Line("return best;");
        }
    }

    private void RowMaximum(string argmax)
    {
        for (int k = 1; k < _logits; k++)
            code.Line($"if (z{Number(k)} > max) (max, {argmax}) = (z{Number(k)}, {Number(k)});");
    }

    private void UpdateRow()
    {
        code.Line("/// <summary>One row: the classes lie in the lanes.</summary>");
        using (code.Braces(UpdateRowHead))
        {
            code.Line("// the logits as in PredictRow, but not by a call: the step takes the same x and w, and each feature is read only once");
            RowLogits("parameters");
            code.Line();
            if (plan.IsBinary) code.Line($"float r0 = {Simd}.RowResidual(z0, label, out float distance, out float others);");
            else RowSoftmax();
            code.Line();
            code.Line("// a step that could make a parameter infinite, or whose loss is not finite, is not taken");
            code.Line($"float features = {string.Join(" + ", Enumerable.Range(0, _features).Select(f => $"float.Abs(x{Number(f)})"))};");
            code.Line($"if (!float.IsFinite(distance + others) || !{Simd}.IsFiniteStep(learningRate, features)) return float.NaN;").Line();
            for (int k = 0; k < _logits; k++) Step(k);
            code.Line().Line($"return distance + {Simd}.Log1P(others);");
        }
    }

    private void Step(int k)
    {
        string step = "step" + Number(k);
        code.Line($"float {step} = -learningRate * {(plan.IsBinary ? "r0" : $"{Simd}.Lane(r, {Number(k)})")};");
        for (int f = 0; f < _features; f++)
            code.Line($"{At("w", Number((k * _features) + f))} = {MultiplyAdd(step, "x" + Number(f), $"w{Number(k)}{Number(f)}")};");
        code.Line($"{At("w", Number(plan.Layer.BiasStart + k))} += {step};");
    }

    private void RowSoftmax()
    {
        // Any number serves in the lanes that are left over, except one whose exponential underflows: that takes processors long.
        string padding = string.Concat(Enumerable.Repeat(", max", Budget.LaneWidth - _logits));
        code.Line("float max = z0;").Line("int argmax = 0;");
        RowMaximum("argmax");
        code.Line($"var z = {Simd}.Create({string.Join(", ", Enumerable.Range(0, _logits).Select(k => "z" + Number(k)))}{padding});");
        code.Line($"var r = {Simd}.RowResiduals(z, {Number(_logits)}, max, argmax, label, out float distance, out float others);");
    }

    /// <summary>z_k of one row, each product added in the order of the block's pass and so to the same bits.</summary>
    private void RowLogits(string parameters)
    {
        code.Start("w", parameters).Start("x", "row");
        for (int f = 0; f < _features; f++) code.Line($"float x{Number(f)} = {At("x", Number(f))};");
        for (int k = 0; k < _logits; k++)
        {
            for (int f = 0; f < _features; f++) code.Line($"float w{Number(k)}{Number(f)} = {At("w", Number((k * _features) + f))};");
            string z = At("w", Number(plan.Layer.BiasStart + k));
            for (int f = 0; f < _features; f++) z = MultiplyAdd($"w{Number(k)}{Number(f)}", "x" + Number(f), z);
            code.Line($"float z{Number(k)} = {z};");
        }
    }
}
