using LossGen.Generators.Emission.Heads;
using LossGen.Generators.Emission.Layers;
using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Fused;

/// <summary>The passes of a shape so small that one method does everything: nothing goes to memory between logits, loss and gradient.</summary>
internal sealed class FusedEmitter(CodeWriter code, FusedPlan plan)
{
    private readonly int _features = plan.Features;
    private readonly int _logits = plan.Logits;
    private readonly FusedNames _names = new(plan);
    private readonly int _last = plan.Layers.Count - 1;

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
            new FusedRowEmitter(code, plan).Emit();
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
            code.Line("// scratch: the rows, transposed, then an exponential for each row and logit, then each row's largest logit");
            code.Start("columns", "scratch");
            code.Ref("exponentials", "columns", Number(plan.Kept * Budget.StraightRows));
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
        code.Ref("xl", "columns", $"lane * {Number(plan.Kept)}");
        for (int f = 0; f < _features; f++) code.Line(Store("x" + Number(f), "xl", Number(f * Budget.LaneWidth)));
        Outputs();
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

        // (1 + a)(1 + b) − 1 keeps what is small beside 1. The plan ensures that the product of all groups is finite.
        string odd = plan.IsBinary ? "e" : "others";
        code.Line().Line($"// L = {(plan.IsBinary ? "max(m, 0)" : "(max − z_y)")} + log(1 + {odd}). The logarithms of a lane's rows add up to that of a product, taken once at the end:");
        code.Line("// odds = (1 + odd)(1 + odd′)… − 1, by (1 + a)(1 + b) − 1 = a b + (a + b)");
        code.Line($"var present = {Simd}.FirstLanes(count - lane);");
        code.Line($"var odd = {Simd}.Keep(present, {odd});");
        code.Line($"odds = {MultiplyAdd("odds", "odd", "odds + odd")};");
        code.Ref("xl", "columns", $"lane * {Number(plan.Kept)}");
        for (int f = 0; f < _features; f++) code.Line($"var x{Number(f)} = {Load("xl", Number(f * Budget.LaneWidth))};");
        LoadHidden();
        Gradient();
    }

    /// <summary>The outputs of every layer; those of the last are the logits.</summary>
    private void Outputs()
    {
        int kept = _features;
        for (int l = 0; l <= _last; l++)
        {
            FusedLayer layer = plan.Layers[l];
            if (_last > 0) code.Line().Line($"// {Formula(l)}");
            for (int k = 0; k < layer.Units; k++)
            {
                string z = _names.Sum(l, k);
                code.Line($"var {z} = {Broadcast("w", Number(layer.Biases + k))};");
                for (int f = 0; f < layer.Inputs; f++)
                    code.Line($"{z} = {MultiplyAdd(Broadcast("w", Number(layer.Weights + (k * layer.Inputs) + f)), FusedNames.Input(l, f), z)};");
                if (l == _last) continue;
                code.Line($"var {FusedNames.Input(l + 1, k)} = {_names.Activation}.Value({z});");
                code.Line(Store(FusedNames.Input(l + 1, k), "xl", Number(kept++ * Budget.LaneWidth)));
                if (plan.KeepsSums) code.Line(Store(z, "xl", Number(kept++ * Budget.LaneWidth)));
            }
        }
    }

    /// <summary>What <see cref="Outputs"/> has kept of the hidden layers.</summary>
    private void LoadHidden()
    {
        int kept = _features;
        for (int l = 0; l < _last; l++)
        {
            for (int k = 0; k < plan.Layers[l].Units; k++)
            {
                code.Line($"var {FusedNames.Input(l + 1, k)} = {Load("xl", Number(kept++ * Budget.LaneWidth))};");
                if (plan.KeepsSums) code.Line($"var {_names.Sum(l, k)} = {Load("xl", Number(kept++ * Budget.LaneWidth))};");
            }
        }
    }

    private string Formula(int l)
    {
        string sum = $"W{Number(l + 1)} {(l == 0 ? "x" : "h" + Number(l))} + b{Number(l + 1)}";
        return l == _last ? $"z = {sum}" : $"h{Number(l + 1)} = {NetworkEmitter.NameOf(plan.Activation)}({sum})";
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
        for (int l = _last; l >= 0; l--)
        {
            FusedLayer layer = plan.Layers[l];
            if (l < _last) Deltas(l);
            for (int k = 0; k < layer.Units; k++)
            {
                string r = _names.Residual(l, k);
                if (l == _last)
                {
                    code.Line().Line($"// class {Number(plan.IsBinary ? 1 : k)}: dL/dw = r {(l == 0 ? "x" : "h" + Number(l))}, dL/db = r");
                    code.Line($"{r} = {Simd}.Keep(present, {r});");
                }

                for (int f = 0; f < layer.Inputs; f++)
                    code.Line($"{Simd}.AddProduct({r}, {FusedNames.Input(l, f)}, ref g, {Number((layer.Weights + (k * layer.Inputs) + f) * Budget.LaneWidth)});");
                code.Line($"{Simd}.Add({r}, ref g, {Number((layer.Biases + k) * Budget.LaneWidth)});");
            }
        }
    }

    /// <summary>δ of a hidden layer from that of the next.</summary>
    private void Deltas(int l)
    {
        FusedLayer next = plan.Layers[l + 1];
        string n = Number(l + 1), after = l + 1 == _last ? "r" : $"δ{Number(l + 2)}";
        code.Line().Line($"// δ{n} = (W{Number(l + 2)}ᵀ {after}) ⊙ {NetworkEmitter.NameOf(plan.Activation)}′(z{n}); dL/dW{n} = δ{n} {(l == 0 ? "x" : "h" + Number(l))}ᵀ, dL/db{n} = δ{n}");
        for (int j = 0; j < next.Inputs; j++)
        {
            string d = _names.Residual(l, j);
            code.Line($"var {d} = {Broadcast("w", Number(next.Weights + j))} * {_names.Residual(l + 1, 0)};");
            for (int k = 1; k < next.Units; k++)
                code.Line($"{d} = {MultiplyAdd(Broadcast("w", Number(next.Weights + (k * next.Inputs) + j)), _names.Residual(l + 1, k), d)};");
            string z = plan.KeepsSums ? _names.Sum(l, j) : FusedNames.Input(l + 1, j);
            code.Line($"{d} = {Simd}.Keep(present, {d} * {_names.Activation}.Derivative({z}, {FusedNames.Input(l + 1, j)}));");
        }
    }
}
