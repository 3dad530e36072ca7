using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The backward pass of a long row: eight features in the lanes, tiles of classes and features in registers.</summary>
/// <remarks>
/// Every entry is summed over the block from 0 and only then added to the gradient, so that the sum over blocks does not depend on which
/// of them one thread has taken.
/// </remarks>
internal sealed class FeatureLanesBackward(CodeWriter code, LayerPlan plan)
{
    private readonly int _features = plan.Inputs;
    private readonly string _f = Number(plan.Inputs);
    private readonly string _blockRows = Number(Budget.BlockRows);

    public void AddGradient()
    {
        code.Line("/// <summary>Adds Σ r xᵀ and Σ r over the block's rows: for each tile of features and classes the sums stay in registers.</summary>");
        var tiles = new Dictionary<string, Action>();
        GradientTiles few = plan.GradientTiles(Budget.FewRegisters), many = plan.GradientTiles(Budget.ManyRegisters);
        using (code.Braces(AddGradientHead))
        {
            code.Start("x", "rows").StartInt("s", "starts").Start("r", "residuals").Start("g", "gradient");
            if (plan.FetchesAhead) code.StartInt("n", "next");
            if (few == many)
            {
                FeatureTiles(few, tiles);
            }
            else
            {
                using (code.Braces($"if ({Simd}.HasManyRegisters)")) FeatureTiles(many, tiles);
                using (code.Braces("else")) FeatureTiles(few, tiles);
            }

            code.Line();
            using (code.EachUnit(plan))
                code.Line($"{At("g", $"{Number(plan.BiasStart)} + k")} += {Simd}.SumOfBlock(ref r, k * {_blockRows});");
        }

        foreach (Action tile in tiles.Values) tile();
    }

    /// <summary>The loops over all features, first in tiles of wide vectors, and the tiles that they call.</summary>
    private void FeatureTiles(GradientTiles cut, Dictionary<string, Action> tiles)
    {
        int wide = 0;
        if (cut.WideVectors > 0) wide = Loop(0, cut.WideVectors, Budget.WideLaneWidth, isWide: true);
        int tiled = Loop(wide, cut.Vectors, Budget.LaneWidth, isWide: false);
        if (tiled == _features) return;
        List<int> rest = [];
        for (int f = tiled; f < plan.WholeInputs; f += 8) rest.Add(f - tiled);
        if (plan.RestInputs > 0) rest.Add(_features - 8 - tiled);
        Calls("RestGradient", Number(tiled), rest, masked: plan.RestInputs > 0, isWide: false);

        int Loop(int start, int vectors, int lanes, bool isWide)
        {
            int width = vectors * lanes;
            int end = start + ((plan.WholeInputs - start) / width * width);
            if (end == start) return start;
            int[] offsets = [.. Enumerable.Range(0, vectors).Select(v => v * lanes)];
            using (code.Braces($"for (int f = {Number(start)}; f < {Number(end)}; f += {Number(width)})"))
                Calls(isWide ? "WideGradient" : "Gradient", "f", offsets, masked: false, isWide);
            return end;
        }

        void Calls(string kind, string f, IReadOnlyList<int> offsets, bool masked, bool isWide) => code.EachTile(plan, (k, size) =>
        {
            string name = $"{kind}{Number(size)}x{Number(offsets.Count)}";
            tiles[name] = () => GradientTile(name, size, offsets, masked, isWide);
            code.Line($"{name}(ref {At("x", f)}, ref s, {(plan.FetchesAhead ? "ref n, " : "")}count, ref {At("r", $"{k} * {_blockRows}")}, ref {At("g", $"({k} * {_f}) + {f}")});");
        });
    }

    /// <summary>A tile of classes and vectors of features; the last vector may overlap features that were counted already.</summary>
    private void GradientTile(string name, int classes, IReadOnlyList<int> offsets, bool masked, bool isWide)
    {
        int last = offsets.Count - 1;
        string simd = isWide ? WideSimd : Simd, lanes = isWide ? " of sixteen" : "";
        code.Line().Line($"/// <summary>Gradient of {Plural(classes, "class", "classes")} for {Plural(offsets.Count, "vector")}{lanes} of features.</summary>");
        using (code.Braces($"private static void {name}(ref float x, ref int s, {(plan.FetchesAhead ? "ref int n, " : "")}int count, ref float r, ref float g)"))
        {
            if (masked) code.Line($"var rest = {Simd}.LastLanes({Number(plan.RestInputs)});");
            foreach ((int k, int v) in Tile(classes, offsets.Count)) code.Line($"var {Sum(k, v)} = {simd}.Zero;");
            using (code.Braces("for (int row = 0; row < count; row++)"))
            {
                code.Ref("xr", "x", At("s", "row"));
                code.Ref("rr", "r", "row");
                if (plan.FetchesAhead) Fetch(offsets, isWide ? 1 : 2);
                for (int v = 0; v <= last; v++)
                {
                    string x = $"{simd}.Load(ref xr, {Number(offsets[v])})";
                    code.Line($"var x{Number(v)} = {(masked && v == last ? $"{simd}.Keep(rest, {x})" : x)};");
                }

                for (int k = 0; k < classes; k++)
                {
                    code.Line($"var r{Number(k)} = {simd}.Broadcast(ref rr, {Number(k * Budget.BlockRows)});");
                    for (int v = 0; v <= last; v++) code.Line($"{Sum(k, v)} = {simd}.MultiplyAdd(r{Number(k)}, x{Number(v)}, {Sum(k, v)});");
                }
            }

            foreach ((int k, int v) in Tile(classes, offsets.Count))
                code.Line($"{simd}.Add({Sum(k, v)}, ref g, {Number((k * _features) + offsets[v])});");
        }
    }

    /// <summary>Asks for the same features of a row of the next block: one line of 64 bytes for two vectors, or for a wide one.</summary>
    private void Fetch(IReadOnlyList<int> offsets, int vectorsOfLine)
    {
        code.Ref("xn", "x", At("n", "row"));
        for (int v = 0; v < offsets.Count; v += vectorsOfLine) code.Line($"{Simd}.Fetch(ref {At("xn", Number(offsets[v]))});");
    }

    private static string Sum(int k, int v) => $"g{Number(k)}{Number(v)}";

    /// <summary>With one text for all shapes it is the library's.</summary>
    /// <param name="layer">The name of this layer's struct.</param>
    public void InputGradient(string layer)
    {
        code.Line("/// <summary>dL/dx = Wᵀ r: some rows and vectors of features share their loads, and their sums stay in registers.</summary>");
        code.Line($"{InputGradientHead} =>");
        code.Line($"    {Library}.InputGradients<{layer}>.OfFeatures(parameters, count, residuals, gradient);");
    }
}
