using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission;

/// <summary>The backward pass of a long row: eight features in the lanes, tiles of classes and features in registers.</summary>
internal sealed class FeatureLanesBackward(CodeWriter code, KernelPlan plan)
{
    // Four classes x two vectors of features.
    private const int GradientClasses = 4;

    private const int InputGradientRows = 8;

    private readonly int _features = plan.Spec.Features;
    private readonly int _logits = plan.Spec.Logits;
    private readonly string _f = Number(plan.Spec.Features);

    public void AddGradient()
    {
        code.Line("/// <summary>Adds Σ r xᵀ and Σ r over the block's rows: for each tile of features and classes the sums stay in registers.</summary>");
        using (code.Braces(AddGradientHead))
        {
            code.Start("x", "block").Start("r", "residuals").Start("g", "gradient");
            if (plan.PairedFeatures > 0)
            {
                using (code.Braces($"for (int f = 0; f < {Number(plan.PairedFeatures)}; f += 16)"))
                    GradientTiles("Pair", "f", "");
            }

            if (plan.HasSingleVector) GradientTiles("Single", Number(plan.PairedFeatures), $", {Simd}.LastLanes(8)");
            if (plan.RestFeatures > 0)
            {
                code.Line($"// the last {Plural(plan.RestFeatures, "feature")}: lanes that were counted already add nothing");
                GradientTiles("Single", Number(_features - 8), $", {Simd}.LastLanes({Number(plan.RestFeatures)})");
            }

            code.Line();
            using (code.EachLogit(plan))
                code.Line($"{Simd}.At(ref g, {Number(plan.BiasStart)} + k) += {Simd}.Sum({Load("r", "k * 16")} + {Load("r", "(k * 16) + 8")});");
        }

        foreach (int classes in KernelPlan.TileSizes(_logits, GradientClasses))
        {
            if (plan.PairedFeatures > 0)
            {
                code.Line();
                GradientTile("Pair", classes, vectors: 2, masked: false);
            }

            if (plan.HasSingleVector || plan.RestFeatures > 0)
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

    public void InputGradient()
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
        if (plan.RestFeatures > 0) code.Line($"// the last vector overlaps the one before and writes the same numbers again").Line(Call(Number(_features - 8)));

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
}
