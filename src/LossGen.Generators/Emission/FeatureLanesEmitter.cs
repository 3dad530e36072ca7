using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission;

/// <summary>
/// The linear passes of a long row: eight features in the lanes, tiles of rows and classes in registers. What is left over
/// at the end of a row or of the classes is known here, so each remainder has its own straight code.
/// </summary>
/// <remarks>
/// A dot product has sixteen partial sums (two vectors), whatever the hardware, added in one fixed tree at its end.
/// Features beyond the last full vector are read together with some that were counted already, which a mask removes.
/// </remarks>
internal sealed class FeatureLanesEmitter(CodeWriter code, KernelPlan plan)
{
    // Sixteen vector registers: 2 rows x 3 classes x 2 partial vectors, and the four vectors of the rows.
    private const int LogitRows = 2;
    private const int LogitClasses = 3;

    // Four classes x two vectors of features.
    private const int GradientClasses = 4;

    private const int InputGradientRows = 8;

    private readonly int _features = plan.Spec.Features;
    private readonly int _logits = plan.Spec.Logits;
    private readonly string _f = Number(plan.Spec.Features);

    /// <summary>Features in whole pairs of vectors.</summary>
    private int Paired => _features / 16 * 16;

    /// <summary>Whether one whole vector follows the pairs.</summary>
    private bool HasSingle => _features - Paired >= 8;

    /// <summary>Features behind the last whole vector.</summary>
    private int Rest => _features % 8;

    private int BiasStart => _features * _logits;

    public void Emit()
    {
        Logits();
        code.Line();
        AddGradient();
        code.Line();
        InputGradient();
    }

    private void Logits()
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

        code.Line();
        code.Line("/// <summary>The same for one row, by the same tiles and so to the same bits.</summary>");
        using (code.Braces(RowLogitsHead))
        {
            code.Start("w", "parameters").Start("x", "row").Start("z", "logits");
            LogitTiles(1, "ref x", "", "1");
        }

        foreach (int rows in new[] { LogitRows, 1 })
        {
            foreach (int classes in TileSizes(LogitClasses))
            {
                code.Line();
                LogitTile(rows, classes);
            }
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
            $"Logits{Number(rows)}x{Number(classes)}({x}, ref {Simd}.At(ref w, {k} * {_f}), ref {Simd}.At(ref w, {Number(BiasStart)} + {k}), "
            + $"ref {Simd}.At(ref z, ({k} * {stride}){offset}), {stride});";
    }

    private void LogitTile(int rows, int classes)
    {
        code.Line($"/// <summary>Logits of {Plural(rows, "row")} for {Plural(classes, "class", "classes")}; the logits of one class lie one stride from those of the next.</summary>");
        using (code.Braces($"private static void Logits{Number(rows)}x{Number(classes)}(ref float x, ref float w, ref float b, ref float z, int stride)"))
        {
            foreach ((int r, int k) in Tile(rows, classes))
                code.Line($"var even{Number(r)}{Number(k)} = {Simd}.Zero;").Line($"var odd{Number(r)}{Number(k)} = {Simd}.Zero;");

            if (Paired > 0)
            {
                using (code.Braces($"for (int f = 0; f < {Number(Paired)}; f += 16)"))
                {
                    DotProducts(rows, classes, "even", "f", "f", mask: null);
                    DotProducts(rows, classes, "odd", "f + 8", "f8", mask: null);
                }
            }

            if (HasSingle) DotProducts(rows, classes, "even", Number(Paired), "s", mask: null);
            if (Rest > 0)
            {
                code.Line().Line($"// the last {Plural(Rest, "feature")}");
                code.Line($"var rest = {Simd}.LastLanes({Number(Rest)});");
                DotProducts(rows, classes, HasSingle ? "odd" : "even", Number(_features - 8), "t", mask: "rest");
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

    private void AddGradient()
    {
        code.Line("/// <summary>Adds Σ r xᵀ and Σ r over the block's rows: for each tile of features and classes the sums stay in registers.</summary>");
        using (code.Braces(AddGradientHead))
        {
            code.Start("x", "block").Start("r", "residuals").Start("g", "gradient");
            if (Paired > 0)
            {
                using (code.Braces($"for (int f = 0; f < {Number(Paired)}; f += 16)"))
                    GradientTiles("Pair", "f", "");
            }

            if (HasSingle) GradientTiles("Single", Number(Paired), $", {Simd}.LastLanes(8)");
            if (Rest > 0)
            {
                code.Line($"// the last {Plural(Rest, "feature")}: lanes that were counted already add nothing");
                GradientTiles("Single", Number(_features - 8), $", {Simd}.LastLanes({Number(Rest)})");
            }

            code.Line();
            using (code.EachLogit(plan))
                code.Line($"{Simd}.At(ref g, {Number(BiasStart)} + k) += {Simd}.Sum({Load("r", "k * 16")} + {Load("r", "(k * 16) + 8")});");
        }

        foreach (int classes in TileSizes(GradientClasses))
        {
            if (Paired > 0)
            {
                code.Line();
                GradientTile("Pair", classes, vectors: 2, masked: false);
            }

            if (HasSingle || Rest > 0)
            {
                code.Line();
                GradientTile("Single", classes, vectors: 1, masked: true);
            }
        }
    }

    private void GradientTiles(string kind, string f, string more)
    {
        int tiled = _logits / GradientClasses * GradientClasses;
        if (tiled > 0)
        {
            using (code.Braces($"for (int k = 0; k < {Number(tiled)}; k += {Number(GradientClasses)})"))
                code.Line(Call("k", GradientClasses));
        }

        if (tiled < _logits) code.Line(Call(Number(tiled), _logits - tiled));

        string Call(string k, int classes) =>
            $"Gradient{kind}x{Number(classes)}(ref {Simd}.At(ref x, {f}), count, ref {Simd}.At(ref r, {k} * 16), ref {Simd}.At(ref g, ({k} * {_f}) + {f}){more});";
    }

    private void GradientTile(string kind, int classes, int vectors, bool masked)
    {
        string features = vectors == 2 ? "sixteen features" : "eight features, of which the mask keeps some";
        string mask = masked ? ", global::System.Runtime.Intrinsics.Vector256<float> mask" : "";
        code.Line($"/// <summary>Gradient of {Plural(classes, "class", "classes")} for {features}.</summary>");
        using (code.Braces($"private static void Gradient{kind}x{Number(classes)}(ref float x, int count, ref float r, ref float g{mask})"))
        {
            foreach ((int k, int v) in Tile(classes, vectors))
                code.Line($"var g{Number(k)}{Number(v)} = {Load("g", Number((k * _features) + (v * 8)))};");
            using (code.Braces("for (int row = 0; row < count; row++)"))
            {
                for (int v = 0; v < vectors; v++)
                {
                    string x = Load("x", v == 0 ? $"row * {_f}" : $"(row * {_f}) + 8");
                    code.Line($"var x{Number(v)} = {(masked ? $"{Simd}.Keep(mask, {x})" : x)};");
                }

                for (int k = 0; k < classes; k++)
                {
                    code.Line($"var r{Number(k)} = {Broadcast("r", k == 0 ? "row" : $"{Number(k * 16)} + row")};");
                    for (int v = 0; v < vectors; v++)
                    {
                        string g = $"g{Number(k)}{Number(v)}";
                        code.Line($"{g} = {MultiplyAdd($"r{Number(k)}", $"x{Number(v)}", g)};");
                    }
                }
            }

            foreach ((int k, int v) in Tile(classes, vectors))
                code.Line(Store($"g{Number(k)}{Number(v)}", "g", Number((k * _features) + (v * 8))));
        }
    }

    private void InputGradient()
    {
        code.Line("/// <summary>dL/dx = Wᵀ r: eight rows share each load of a weight vector.</summary>");
        using (code.Braces(InputGradientHead))
        {
            code.Start("w", "parameters").Start("r", "residuals").Start("g", "gradient");
            code.Line("int row = 0;");
            using (code.Braces($"for (; row <= count - {Number(InputGradientRows)}; row += {Number(InputGradientRows)})"))
                InputGradientTiles(InputGradientRows);
            using (code.Braces("for (; row < count; row++)"))
                InputGradientTiles(1);
        }

        foreach (int rows in new[] { InputGradientRows, 1 })
        {
            code.Line();
            InputGradientTile(rows);
        }
    }

    private void InputGradientTiles(int rows)
    {
        using (code.Braces($"for (int f = 0; f < {Number(_features / 8 * 8)}; f += 8)"))
            code.Line(Call("f"));
        if (Rest > 0) code.Line($"// the last vector overlaps the one before and writes the same numbers again").Line(Call(Number(_features - 8)));

        string Call(string f) =>
            $"InputGradient{Number(rows)}(ref {Simd}.At(ref w, {f}), ref {Simd}.At(ref r, row), ref {Simd}.At(ref g, (row * {_f}) + {f}));";
    }

    private void InputGradientTile(int rows)
    {
        code.Line($"/// <summary>Eight features of the input gradient of {Plural(rows, "row")}.</summary>");
        using (code.Braces($"private static void InputGradient{Number(rows)}(ref float w, ref float r, ref float g)"))
        {
            for (int i = 0; i < rows; i++) code.Line($"var g{Number(i)} = {Simd}.Zero;");
            using (code.EachLogit(plan))
            {
                code.Line($"var wk = {Load("w", $"k * {_f}")};");
                for (int i = 0; i < rows; i++)
                    code.Line($"g{Number(i)} = {MultiplyAdd(Broadcast("r", i == 0 ? "k * 16" : $"(k * 16) + {Number(i)}"), "wk", "g" + Number(i))};");
            }

            for (int i = 0; i < rows; i++) code.Line(Store("g" + Number(i), "g", Number(i * _features)));
        }
    }

    /// <summary>The full tile, where there is one, and what is left of the classes.</summary>
    private IEnumerable<int> TileSizes(int full)
    {
        if (_logits >= full) yield return full;
        if (_logits % full != 0) yield return _logits % full;
    }

    private static IEnumerable<(int Outer, int Inner)> Tile(int outer, int inner) =>
        from i in Enumerable.Range(0, outer) from j in Enumerable.Range(0, inner) select (i, j);

    private static string Plural(int count, string one, string? many = null) =>
        count == 1 ? $"one {one}" : $"{Number(count)} {many ?? one + "s"}";
}
