using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The forward pass with rows in the lanes: each weight is broadcast to all rows of a block, and no sum crosses lanes.</summary>
/// <remarks>Written out, or in tiles of units, which are the library's, compiled for the number of features.</remarks>
/// <param name="code">Where to.</param>
/// <param name="plan">The plan.</param>
/// <param name="layer">The name of this layer's struct.</param>
internal sealed class SampleLanesForward(CodeWriter code, LayerPlan plan, string layer)
{
    private readonly int _features = plan.Inputs;
    private readonly int _logits = plan.Units;

    public void Forward()
    {
        code.Line("/// <summary>z = W x + b: one dot product a class, for all rows of the block at once.</summary>");
        using (code.Braces(ForwardHead))
        {
            code.Line("// the rows transposed, feature by feature, where the backward pass finds them too");
            code.Line($"{Library}.Block.ToColumns(rows, starts, {Number(_features)}, count, scratch);");
            if (plan.AddsWholeBlocks)
                code.Line($"if (count < {Number(Budget.BlockRows)}) {Simd}.ClearRowsFrom(count, scratch.Slice(0, {Number(plan.ColumnsLength)}));");
            code.Start("w", "parameters").Start("x", "scratch").Start("z", "outputs");
            if (plan.IsUnrolled)
            {
                using (code.EachVectorOfRows()) UnrolledLogits();
            }
            else
            {
                code.EachTile(plan, (k, size) => code.EachRegisterFile(
                    registers => LogitTileName(size, registers == Budget.ManyRegisters && plan.WidensRows),
                    name => $"{Library}.ColumnTiles<{layer}>.{name}(ref x, count, ref {At("w", $"{k} * {Number(_features)}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, "
                        + $"ref {At("z", $"{k} * {Number(Budget.BlockRows)}")});"));
            }
        }
    }

    private static string LogitTileName(int classes, bool isWide) => (isWide ? "WideLogits" : "Logits") + Number(classes);

    private void UnrolledLogits()
    {
        LoadFeatures();
        for (int k = 0; k < _logits; k++)
        {
            string z = "z" + Number(k);
            code.Line().Line($"// {Formula(k)}");
            code.Line($"var {z} = {Broadcast("w", Number(plan.BiasStart + k))};");
            for (int f = 0; f < _features; f++)
                code.Line($"{z} = {MultiplyAdd(Broadcast("w", Number((k * _features) + f)), "x" + Number(f), z)};");
            code.Line(Store(z, "z", InBlock(k)));
        }
    }

    /// <summary>With many units the row is left to the library.</summary>
    public void ForwardRowByUnits()
    {
        code.Line("/// <summary>The same for one row, in the same order of additions and so to the same bits.</summary>");
        code.Line($"{ForwardRowHead} => {Library}.RowInLanes<{layer}>.Forward(parameters, row, outputs);");
    }

    public void ForwardRow()
    {
        code.Line("/// <summary>The same for one row, in the same order of additions and so to the same bits.</summary>");
        using (code.Braces(ForwardRowHead))
        {
            code.Start("w", "parameters").Start("x", "row").Start("z", "outputs");
            if (!plan.IsUnrolled)
            {
                using (code.EachUnit(plan))
                {
                    code.Line($"ref float wk = ref {Simd}.At(ref w, k * {Number(_features)});");
                    code.Line($"float zk = {Simd}.At(ref w, {Number(plan.BiasStart)} + k);");
                    using (code.Braces($"for (int f = 0; f < {Number(_features)}; f++)"))
                        code.Line($"zk = {MultiplyAdd($"{Simd}.At(ref wk, f)", $"{Simd}.At(ref x, f)", "zk")};");
                    code.Line($"{Simd}.At(ref z, k) = zk;");
                }

                return;
            }

            for (int f = 0; f < _features; f++) code.Line($"float x{Number(f)} = {Simd}.At(ref x, {Number(f)});");
            for (int k = 0; k < _logits; k++)
            {
                string z = "z" + Number(k);
                code.Line().Line($"// {Formula(k)}");
                code.Line($"float {z} = {Simd}.At(ref w, {Number(plan.BiasStart + k)});");
                for (int f = 0; f < _features; f++)
                    code.Line($"{z} = {MultiplyAdd($"{Simd}.At(ref w, {Number((k * _features) + f)})", "x" + Number(f), z)};");
                code.Line($"{Simd}.At(ref z, {Number(k)}) = {z};");
            }
        }
    }

    /// <summary>"z2 = b2 + w20 x0 + w21 x1", cut short where it would only repeat itself.</summary>
    private string Formula(int k)
    {
        if (_features > 6) return $"z{Number(k)} = b{Number(k)} + the sum of w[{Number(k)}, f] x_f over {Number(_features)} features";
        string sum = string.Join(" + ", Enumerable.Range(0, _features).Select(f => $"w[{Number(k)},{Number(f)}] x{Number(f)}"));
        return $"z{Number(k)} = b{Number(k)} + {sum}";
    }

    private void LoadFeatures()
    {
        for (int f = 0; f < _features; f++) code.Line($"var x{Number(f)} = {Load("x", InBlock(f))};");
    }
}
