using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The backward pass of a long row: eight features in the lanes, tiles of classes and features in registers.</summary>
/// <remarks>
/// The shape decides which tiles there are. A tile is the library's, compiled for the number of features: its text would be the same in every model,
/// and would take the compiler a third of its time for a model.
/// </remarks>
internal sealed class FeatureLanesBackward(CodeWriter code, LayerPlan plan)
{
    /// <summary>The name under which the kernels have the library's tiles.</summary>
    private const string Tile = "GradientTile";

    private readonly int _features = plan.Inputs;
    private readonly string _f = Number(plan.Inputs);
    private readonly string _blockRows = Number(Budget.BlockRows);

    /// <summary>Gives the library's tiles a short name.</summary>
    /// <param name="layer">The name of this layer's struct.</param>
    public void TileClass(string layer)
    {
        string fetching = plan.FetchesAhead ? "NextBlock" : "Nothing";
        code.Line("/// <summary>The library's tiles of a gradient, for this layer's rows, under a short name.</summary>");
        code.Line($"private abstract class {Tile} : {Library}.GradientTiles<{layer}, {Library}.TileWidths.{fetching}>;").Line();
    }

    public void AddGradient()
    {
        code.Line("/// <summary>Adds Σ r xᵀ and Σ r over the block's rows: for each tile of features and classes the sums stay in registers.</summary>");
        GradientTiles few = plan.GradientTiles(Budget.FewRegisters), many = plan.GradientTiles(Budget.ManyRegisters);
        using (code.Braces(AddGradientHead))
        {
            code.Start("x", "rows").StartInt("s", "starts").StartInt("n", "next").Start("r", "residuals").Start("g", "gradient");
            if (few == many)
            {
                FeatureTiles(few);
            }
            else
            {
                using (code.Braces($"if ({Simd}.HasManyRegisters)")) FeatureTiles(many);
                using (code.Braces("else")) FeatureTiles(few);
            }

            code.Line();
            using (code.EachUnit(plan))
                code.Line($"{At("g", $"{Number(plan.BiasStart)} + k")} += {Simd}.SumOfBlock(ref r, k * {_blockRows});");
        }
    }

    /// <summary>The loops over all features, first in tiles of wide vectors; the last vector may overlap features that were counted already.</summary>
    private void FeatureTiles(GradientTiles cut)
    {
        int wide = 0;
        if (cut.WideVectors > 0) wide = Loop(0, cut.WideVectors, Budget.WideLaneWidth, "WideUnits");
        int tiled = Loop(wide, cut.Vectors, Budget.LaneWidth, "Units");
        if (tiled == _features) return;
        string rest = Vectors((_features - tiled + Budget.LaneWidth - 1) / Budget.LaneWidth);
        Calls("Units", Number(tiled), plan.RestInputs > 0 ? $"{Tile}.Rest<{rest}>" : rest);

        int Loop(int start, int vectors, int lanes, string tile)
        {
            int width = vectors * lanes;
            int end = start + ((plan.WholeInputs - start) / width * width);
            if (end == start) return start;
            using (code.Braces($"for (int f = {Number(start)}; f < {Number(end)}; f += {Number(width)})"))
                Calls(tile, "f", Vectors(vectors));
            return end;
        }

        static string Vectors(int count) => $"{Tile}.Vectors{Number(count)}";

        void Calls(string tile, string f, string vectors) => code.EachTile(plan, (k, size) => code.Line(
            $"{Tile}.{tile}{Number(size)}<{vectors}>(ref {At("x", f)}, ref s, ref n, count, ref {At("r", $"{k} * {_blockRows}")}, ref {At("g", $"({k} * {_f}) + {f}")});"));
    }

    /// <summary>With one text for all shapes it is the library's.</summary>
    /// <param name="layer">The name of this layer's struct.</param>
    public void InputGradient(string layer)
    {
        code.Line("/// <summary>dL/dx = Wᵀ r: some rows and vectors of features share their loads, and their sums stay in registers.</summary>");
        code.Line($"{InputGradientHead} =>");
        code.Line($"    {Library}.InputGradients<{layer}>.OfFeatures(parameters, count, residuals, gradient);");
    }
}
