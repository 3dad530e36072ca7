using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission;

/// <summary>
/// The forward pass of a long row: eight features in the lanes, tiles of rows and classes in registers. What is left over at the end of
/// a row or of the classes is known here, so each remainder has its own straight code.
/// </summary>
/// <remarks>
/// A dot product has sixteen partial sums (two vectors), whatever the hardware, added in one fixed tree at its end.
/// Features beyond the last full vector are read together with some that were counted already, which a mask removes.
/// </remarks>
internal sealed class FeatureLanesForward(CodeWriter code, KernelPlan plan)
{
    // Sixteen vector registers: 2 rows x 3 classes x 2 partial vectors, and the four vectors of the rows.
    private const int LogitRows = 2;
    private const int LogitClasses = 3;

    private readonly int _features = plan.Spec.Features;
    private readonly int _logits = plan.Spec.Logits;
    private readonly string _f = Number(plan.Spec.Features);

    public void Logits()
    {
        code.Line("/// <summary>z = W x + b: tiles of rows and classes, each dot product in sixteen partial sums.</summary>");
        using (code.Braces(LogitsHead))
        {
            code.Start("w", "parameters").Start("x", "block").Start("z", "logits");
            code.Line("int row = 0;");
            using (code.Braces($"for (; row <= count - {Number(LogitRows)}; row += {Number(LogitRows)})"))
                LogitTiles(LogitRows, $"ref {Simd}.At(ref x, row * {_f})", "row", "16");
            using (code.Braces("if (row < count)"))
                LogitTiles(1, $"ref {Simd}.At(ref x, row * {_f})", "row", "16");
        }

        foreach (int classes in KernelPlan.TileSizes(_logits, LogitClasses))
        {
            code.Line();
            LogitTile(LogitRows, classes);
        }
    }

    /// <summary>One row, and the tiles of one row that <see cref="Logits"/> calls for an odd one.</summary>
    public void RowLogits()
    {
        code.Line("/// <summary>z = W x + b of one row, each dot product in sixteen partial sums.</summary>");
        using (code.Braces(RowLogitsHead))
        {
            code.Start("w", "parameters").Start("x", "row").Start("z", "logits");
            LogitTiles(1, "ref x", "", "1");
        }

        foreach (int classes in KernelPlan.TileSizes(_logits, LogitClasses))
        {
            code.Line();
            LogitTile(1, classes);
        }
    }

    /// <summary>Calls a tile for every group of classes.</summary>
    private void LogitTiles(int rows, string x, string row, string stride)
    {
        int tiled = _logits / LogitClasses * LogitClasses;
        string offset = row.Length == 0 ? "" : $" + {row}";
        if (tiled > 0)
        {
            using (code.Braces($"for (int k = 0; k < {Number(tiled)}; k += {Number(LogitClasses)})"))
                code.Line(Call("k", LogitClasses));
        }

        if (tiled < _logits) code.Line(Call(Number(tiled), _logits - tiled));

        string Call(string k, int classes) =>
            $"Logits{Number(rows)}x{Number(classes)}({x}, ref {Simd}.At(ref w, {k} * {_f}), ref {Simd}.At(ref w, {Number(plan.BiasStart)} + {k}), "
            + $"ref {Simd}.At(ref z, ({k} * {stride}){offset}), {stride});";
    }

    private void LogitTile(int rows, int classes)
    {
        code.Line($"/// <summary>Logits of {Plural(rows, "row")} for {Plural(classes, "class", "classes")}; the logits of one class lie one stride from those of the next.</summary>");
        using (code.Braces($"private static void Logits{Number(rows)}x{Number(classes)}(ref float x, ref float w, ref float b, ref float z, int stride)"))
        {
            foreach ((int r, int k) in Tile(rows, classes))
                code.Line($"var even{Number(r)}{Number(k)} = {Simd}.Zero;").Line($"var odd{Number(r)}{Number(k)} = {Simd}.Zero;");

            if (plan.PairedFeatures > 0)
            {
                using (code.Braces($"for (int f = 0; f < {Number(plan.PairedFeatures)}; f += 16)"))
                {
                    DotProducts(rows, classes, "even", "f", "f", mask: null);
                    DotProducts(rows, classes, "odd", "f + 8", "f8", mask: null);
                }
            }

            if (plan.HasSingleVector) DotProducts(rows, classes, "even", Number(plan.PairedFeatures), "s", mask: null);
            if (plan.RestFeatures > 0)
            {
                code.Line().Line($"// the last {Plural(plan.RestFeatures, "feature")}");
                code.Line($"var rest = {Simd}.LastLanes({Number(plan.RestFeatures)});");
                DotProducts(rows, classes, plan.HasSingleVector ? "odd" : "even", Number(_features - 8), "t", mask: "rest");
            }

            code.Line();
            foreach ((int r, int k) in Tile(rows, classes))
            {
                string sum = $"{Simd}.Sum(even{Number(r)}{Number(k)} + odd{Number(r)}{Number(k)}) + {Simd}.At(ref b, {Number(k)})";
                string index = (k, r) switch
                {
                    (0, _) => Number(r),
                    (1, 0) => "stride",
                    (_, 0) => $"{Number(k)} * stride",
                    _ => $"({Number(k)} * stride) + {Number(r)}",
                };
                code.Line($"{Simd}.At(ref z, {index}) = {sum};");
            }
        }
    }

    /// <summary>Adds one vector of features to every dot product of a tile.</summary>
    private void DotProducts(int rows, int classes, string sums, string at, string name, string? mask)
    {
        for (int r = 0; r < rows; r++)
        {
            string x = Load("x", r == 0 ? at : $"{Number(r * _features)} + {at}");
            code.Line($"var x{name}{Number(r)} = {(mask is null ? x : $"{Simd}.Keep({mask}, {x})")};");
        }

        for (int k = 0; k < classes; k++)
        {
            code.Line($"var w{name}{Number(k)} = {Load("w", k == 0 ? at : $"{Number(k * _features)} + {at}")};");
            for (int r = 0; r < rows; r++)
            {
                string sum = $"{sums}{Number(r)}{Number(k)}";
                code.Line($"{sum} = {MultiplyAdd($"x{name}{Number(r)}", $"w{name}{Number(k)}", sum)};");
            }
        }
    }
}
