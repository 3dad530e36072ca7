using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The backward pass with rows in the lanes: residuals times features, and weights times residuals.</summary>
internal sealed class SampleLanesBackward(CodeWriter code, LayerPlan plan)
{
    private readonly int _features = plan.Inputs;
    private readonly int _logits = plan.Units;

    public void AddGradient()
    {
        bool partial = plan.GradientLanes > 1;
        code.Line(partial
            ? "/// <summary>Adds r xᵀ and r to the partial sums: eight for each entry of the gradient, one a lane.</summary>"
            : "/// <summary>Adds Σ r xᵀ and Σ r over the block's rows to the gradient.</summary>");
        using (code.Braces(AddGradientHead))
        {
            code.Start("x", "scratch").Start("r", "residuals").Start("g", "gradient");
            if (!partial)
            {
                GradientBySums();
                return;
            }

            using (code.EachVectorOfRows())
            {
                if (plan.IsUnrolled) UnrolledGradient();
                else LoopedGradient();
            }
        }
    }

    private void UnrolledGradient()
    {
        LoadFeatures();
        for (int k = 0; k < _logits; k++)
        {
            string r = "r" + Number(k);
            string output = _logits == 1 ? "the logit" : $"class {Number(k)}";
            code.Line().Line($"// {output}: dL/dw[{Number(k)},f] = r{Number(k)} x_f, dL/db{Number(k)} = r{Number(k)}");
            code.Line($"var {r} = {Load("r", InBlock(k))};");
            for (int f = 0; f < _features; f++)
                code.Line($"{Simd}.AddProduct({r}, x{Number(f)}, ref g, {Number(((k * _features) + f) * Budget.LaneWidth)});");
            string bias = Number((plan.BiasStart + k) * Budget.LaneWidth);
            code.Line(Store($"{Load("g", bias)} + {r}", "g", bias));
        }
    }

    private void LoopedGradient()
    {
        using (code.EachUnit(plan))
        {
            code.Line($"var rk = {Load("r", InBlockAtK)};");
            code.Line($"ref float gk = ref {Simd}.At(ref g, k * {Number(_features * Budget.LaneWidth)});");
            for (int f = 0; f < _features; f++)
                code.Line($"{Simd}.AddProduct(rk, {Load("x", InBlock(f))}, ref gk, {Number(f * Budget.LaneWidth)});");
            code.Line($"ref float bias = ref {Simd}.At(ref g, {Number(plan.BiasStart * Budget.LaneWidth)} + (k * 8));");
            code.Line(Store($"{Load("bias", "0")} + rk", "bias", "0"));
        }
    }

    private void GradientBySums()
    {
        string blockRows = Number(Budget.BlockRows);
        using (code.EachUnit(plan))
        {
            for (int v = 0; v < Budget.BlockRows / Budget.LaneWidth; v++)
                code.Line($"var r{Number(v)} = {Load("r", $"(k * {blockRows}) + {Number(v * Budget.LaneWidth)}")};");
            code.Ref("gk", "g", $"k * {Number(_features)}");
            for (int f = 0; f < _features; f++)
            {
                string product = $"r0 * {Load("x", Number(f * Budget.BlockRows))}";
                for (int v = 1; v < Budget.BlockRows / Budget.LaneWidth; v++)
                    product = MultiplyAdd("r" + Number(v), Load("x", Number((f * Budget.BlockRows) + (v * Budget.LaneWidth))), product);
                code.Line($"{At("gk", Number(f))} += {Simd}.Sum({product});");
            }

            code.Line($"{At("g", $"{Number(plan.BiasStart)} + k")} += {Simd}.SumOfBlock(ref r, k * {blockRows});");
        }
    }

    /// <summary>Where every product is written out, each takes its text once: this one is left to the library.</summary>
    /// <param name="layer">The name of this layer's struct.</param>
    public void InputGradient(string layer)
    {
        code.Line("/// <summary>dL/dx = Wᵀ r, feature by feature, then transposed.</summary>");
        if (plan.IsUnrolled)
        {
            code.Line($"{InputGradientHead} =>");
            code.Line($"    {Library}.InputGradients<{layer}>.OfRows(parameters, count, residuals, scratch, gradient);");
            return;
        }

        using (code.Braces(InputGradientHead))
        {
            code.Start("w", "parameters").Start("r", "residuals").Start("g", "scratch");
            using (code.EachVectorOfRows())
            {
                for (int f = 0; f < _features; f++) code.Line($"var g{Number(f)} = {Simd}.Zero;");
                using (code.EachUnit(plan))
                {
                    code.Line($"var rk = {Load("r", InBlockAtK)};");
                    code.Line($"ref float wk = ref {Simd}.At(ref w, k * {Number(_features)});");
                    for (int f = 0; f < _features; f++)
                        code.Line($"g{Number(f)} = {MultiplyAdd(Broadcast("wk", Number(f)), "rk", "g" + Number(f))};");
                }

                for (int f = 0; f < _features; f++) code.Line(Store("g" + Number(f), "g", InBlock(f)));
            }

            code.Line().Line($"{Library}.Block.ToRows(scratch, {Number(_features)}, count, gradient);");
        }
    }

    private void LoadFeatures()
    {
        for (int f = 0; f < _features; f++) code.Line($"var x{Number(f)} = {Load("x", InBlock(f))};");
    }
}
