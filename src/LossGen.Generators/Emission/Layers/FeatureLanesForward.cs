using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The forward pass of a long row: eight features in the lanes, tiles of rows and classes in registers.</summary>
/// <remarks>
/// A dot product has eight partial sums, one a lane, whatever the hardware. Those of eight rows are stored and then added together.
/// Features beyond the last full vector are read together with some that were counted already, which a mask removes.
/// </remarks>
internal sealed class FeatureLanesForward(CodeWriter code, LayerPlan plan)
{
    private readonly int _features = plan.Inputs;
    private readonly string _f = Number(plan.Inputs);

    public void Forward()
    {
        code.Line("/// <summary>z = W x + b: tiles of rows and classes, each dot product in eight partial sums.</summary>");
        using (code.Braces(ForwardHead))
        {
            code.Start("w", "parameters").Start("x", "rows").StartInt("s", "starts").Start("p", "scratch").Start("z", "outputs");
            code.EachTile(plan, (k, size) => code.EachRegisterFile(
                registers => $"Logits{Number(LayerPlan.RowsOfTile(size, registers))}x{Number(size)}",
                name => $"{name}(ref x, ref s, count, ref {At("w", $"{k} * {_f}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, ref p, "
                    + $"ref {At("z", $"{k} * {Number(Budget.BlockRows)}")});"));
        }

        foreach (UnitTiles tiles in plan.UnitTiles())
        {
            foreach (int rows in Budget.RegisterFiles.Select(registers => LayerPlan.RowsOfTile(tiles.Size, registers)).Distinct())
            {
                code.Line();
                LogitTile(tiles.Size, rows);
            }
        }
    }

    private void LogitTile(int classes, int rows)
    {
        code.Line($"/// <summary>Logits of all rows for {Plural(classes, "class", "classes")}, {Number(rows)} rows at a time.</summary>");
        using (code.Braces($"private static void Logits{Number(rows)}x{Number(classes)}(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z)"))
        using (code.Braces("for (int group = 0; group < count; group += 8)"))
        {
            using (code.Braces($"for (int row = 0; row < 8; row += {Number(rows)})"))
            {
                for (int r = 0; r < rows; r++)
                    code.Ref($"x{Number(r)}", "x", At("s", r == 0 ? "group + row" : $"group + row + {Number(r)}"));
                DotProducts(rows, classes);
                code.Ref("sums", "p", "row * 8");
                foreach ((int r, int k) in Tile(rows, classes)) code.Line(Store(Sum(r, k), "sums", Number((k * 64) + (r * 8))));
            }

            code.Line();
            for (int k = 0; k < classes; k++)
            {
                string place = k == 0 ? "group" : $"{Number(k * Budget.BlockRows)} + group";
                code.Line(Store($"{Simd}.SumEach(ref p, {Number(k * 64)}) + {Broadcast("b", Number(k))}", "z", place));
            }
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
                $"RowLogits{Number(size)}(ref x, ref {At("w", $"{k} * {_f}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, ref {At("z", k)});"));
        }

        foreach (UnitTiles tiles in plan.UnitTiles())
        {
            code.Line();
            code.Line($"/// <summary>Logits of one row for {Plural(tiles.Size, "class", "classes")}.</summary>");
            using (code.Braces($"private static void RowLogits{Number(tiles.Size)}(ref float x0, ref float w, ref float b, ref float z)"))
            {
                DotProducts(1, tiles.Size);
                for (int k = 0; k < tiles.Size; k++)
                    code.Line($"{At("z", Number(k))} = {Simd}.Sum({Sum(0, k)}) + {At("b", Number(k))};");
            }
        }
    }

    private static string Sum(int row, int k) => $"sum{Number(row)}{Number(k)}";

    /// <summary>The partial sums of a tile, over all features.</summary>
    private void DotProducts(int rows, int classes)
    {
        foreach ((int r, int k) in Tile(rows, classes)) code.Line($"var {Sum(r, k)} = {Simd}.Zero;");
        using (code.Braces($"for (int f = 0; f < {Number(plan.WholeInputs)}; f += 8)"))
        {
            code.Ref("wf", "w", "f");
            Products(rows, classes, "wf", r => Load($"x{Number(r)}", "f"), 0);
        }

        if (plan.RestInputs == 0) return;
        code.Line().Line($"// the last {Plural(plan.RestInputs, "feature")}");
        using (code.Braces())
        {
            code.Line($"var rest = {Simd}.LastLanes({Number(plan.RestInputs)});");
            Products(rows, classes, "w", r => $"{Simd}.Keep(rest, {Load($"x{Number(r)}", Number(_features - 8))})", _features - 8);
        }
    }

    /// <summary>Adds one vector of features to every sum. The fewer of rows and classes stay in registers meanwhile.</summary>
    private void Products(int rows, int classes, string w, Func<int, string> row, int at)
    {
        string Weight(int k) => Load(w, Number((k * _features) + at));
        if (rows <= classes)
        {
            for (int r = 0; r < rows; r++) code.Line($"var v{Number(r)} = {row(r)};");
            for (int k = 0; k < classes; k++)
            {
                code.Line($"var w{Number(k)} = {Weight(k)};");
                for (int r = 0; r < rows; r++) code.Line($"{Sum(r, k)} = {MultiplyAdd($"w{Number(k)}", $"v{Number(r)}", Sum(r, k))};");
            }

            return;
        }

        for (int k = 0; k < classes; k++) code.Line($"var w{Number(k)} = {Weight(k)};");
        for (int r = 0; r < rows; r++)
        {
            code.Line($"var v{Number(r)} = {row(r)};");
            for (int k = 0; k < classes; k++) code.Line($"{Sum(r, k)} = {MultiplyAdd($"w{Number(k)}", $"v{Number(r)}", Sum(r, k))};");
        }
    }
}
