using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The forward pass of a long row: eight features in the lanes, tiles of rows and classes in registers.</summary>
/// <remarks>
/// The shape decides which tiles there are. A tile is the library's, compiled for the number of features: its text would be the same in every model.
/// </remarks>
/// <param name="code">Where to.</param>
/// <param name="plan">The plan.</param>
/// <param name="layer">The name of this layer's struct.</param>
internal sealed class FeatureLanesForward(CodeWriter code, LayerPlan plan, string layer)
{
    private readonly string _f = Number(plan.Inputs);
    private readonly string _tiles = $"{Library}.LogitTiles<{layer}>";

    public void Forward()
    {
        code.Line("/// <summary>z = W x + b: tiles of rows and classes, each dot product in eight partial sums.</summary>");
        using (code.Braces(ForwardHead))
        {
            code.Start("w", "parameters").Start("x", "rows").StartInt("s", "starts").Start("p", "scratch").Start("z", "outputs");
            code.EachTile(plan, (k, size) => code.EachRegisterFile(
                registers => Name(LayerPlan.LogitTile(size, registers)),
                name => $"{_tiles}.{name}(ref x, ref s, count, ref {At("w", $"{k} * {_f}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, ref p, "
                    + $"ref {At("z", $"{k} * {Number(Budget.BlockRows)}")});"));
        }
    }

    /// <summary>One row: the classes of a tile share each load of its features.</summary>
    public void ForwardRow()
    {
        code.Line("/// <summary>z = W x + b of one row, each dot product in eight partial sums.</summary>");
        using (code.Braces(ForwardRowHead))
        {
            code.Start("w", "parameters").Start("x", "row").Start("z", "outputs");
            code.EachTile(plan, (k, size) => code.Line(
                $"{_tiles}.RowLogits{Number(size)}(ref x, ref {At("w", $"{k} * {_f}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, ref {At("z", k)});"));
        }
    }

    private static string Name(LogitTile tile) => $"{(tile.IsWide ? "WideLogits" : "Logits")}{Number(tile.Rows)}x{Number(tile.Units)}";
}
