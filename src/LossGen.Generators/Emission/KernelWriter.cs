using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission;

/// <summary>What the kernel emitters share: the name of the vector library and the signatures of the kernels.</summary>
internal static class KernelWriter
{
    /// <summary>The name by which generated code calls LossGen.Kernels.Lanes: a nested class that derives from it.</summary>
    public const string Simd = "Simd8";

    private const string ReadOnlySpan = "global::System.ReadOnlySpan<float>";
    private const string Span = "global::System.Span<float>";

    private const string IntSpan = "global::System.ReadOnlySpan<int>";
    private const string Dropout = Library + ".Dropout";

    public const string ForwardHead =
        $"public static void Forward({ReadOnlySpan} parameters, {ReadOnlySpan} rows, {IntSpan} starts, int count, {Span} scratch, {Span} outputs)";

    public const string ForwardRowHead =
        $"public static void ForwardRow({ReadOnlySpan} parameters, {ReadOnlySpan} row, {Span} outputs)";

    public const string AddGradientHead =
        $"public static void AddGradient({ReadOnlySpan} rows, {IntSpan} starts, {IntSpan} next, int count, {Span} scratch, {ReadOnlySpan} residuals, {Span} gradient)";

    public const string InputGradientHead =
        $"public static void InputGradient({ReadOnlySpan} parameters, int count, {ReadOnlySpan} residuals, {Span} scratch, {Span} gradient)";

    public const string ProbabilitiesHead =
        $"public static void Probabilities({Span} logits, int count)";

    public const string ProbabilitiesOfRowHead =
        $"public static void ProbabilitiesOfRow({Span} logits)";

    public const string LabelCrossEntropyHead =
        $"public static void CrossEntropy({Span} logits, {IntSpan} labels, int count, {Span} losses)";

    public const string TargetCrossEntropyHead =
        $"public static void CrossEntropy({Span} logits, {ReadOnlySpan} targets, int count, {Span} losses)";

    public const string MostProbableHead =
        $"public static void MostProbable({ReadOnlySpan} logits, int count, global::System.Span<int> classes)";

    public const string MostProbableOfRowHead =
        $"public static int MostProbable({ReadOnlySpan} logits)";

    public const string CrossEntropyOfRowHead =
        $"public static float CrossEntropyOfRow({Span} logits, int label)";

    public const string LossAndGradientHead =
        $"public static double LossAndGradient({ReadOnlySpan} parameters, {ReadOnlySpan} rows, {IntSpan} starts, {IntSpan} labels, int count, {Span} scratch, {Span} gradient)";

    public const string PredictRowHead =
        $"public static int PredictRow({ReadOnlySpan} parameters, {ReadOnlySpan} row)";

    public const string UpdateRowHead =
        $"public static float UpdateRow({Span} parameters, {ReadOnlySpan} row, int label, float learningRate)";

    public const string PrepareHead =
        $"public static void Prepare({ReadOnlySpan} parameters, {Span} scratch)";

    public const string NetworkForwardHead =
        $"public static void Forward({ReadOnlySpan} parameters, {ReadOnlySpan} rows, {IntSpan} starts, int count, in {Dropout} dropout, int firstRow, {Span} scratch, {Span} logits)";

    public const string NetworkForwardRowHead =
        $"public static void ForwardRow({ReadOnlySpan} parameters, {ReadOnlySpan} row, {Span} scratch, {Span} logits)";

    public const string NetworkBackwardHead =
        $"public static void Backward({ReadOnlySpan} parameters, {ReadOnlySpan} rows, {IntSpan} starts, int count, in {Dropout} dropout, int firstRow, "
        + $"{Span} scratch, {ReadOnlySpan} residuals, {Span} gradient)";

    public const string NetworkInputGradientHead =
        $"public static void InputGradient({ReadOnlySpan} parameters, int count, {Span} scratch, {ReadOnlySpan} residuals, {Span} gradient)";

    /// <summary>Where the rest of the library that generated code calls is found.</summary>
    public const string Library = "global::LossGen.Kernels";

    /// <summary>The loop over a block's rows, eight at a time.</summary>
    public static CodeWriter.Scope EachVectorOfRows(this CodeWriter code) =>
        code.Braces($"for (int lane = 0; lane < count; lane += {Number(Budget.LaneWidth)})");

    /// <summary>The loop over the units of a layer.</summary>
    public static CodeWriter.Scope EachUnit(this CodeWriter code, LayerPlan plan) =>
        code.Braces($"for (int k = 0; k < {Number(plan.Units)}; k++)");

    /// <summary>Binds a name to the first number of a span.</summary>
    public static CodeWriter Start(this CodeWriter code, string name, string span) =>
        code.Line($"ref float {name} = ref {Simd}.Start({span});");

    /// <summary>Binds a name to the first number of a span of integers.</summary>
    public static CodeWriter StartInt(this CodeWriter code, string name, string span) =>
        code.Line($"ref int {name} = ref {Simd}.Start({span});");

    /// <summary>Binds a name to a place in memory.</summary>
    public static CodeWriter Ref(this CodeWriter code, string name, string from, string index) =>
        code.Line($"ref float {name} = ref {At(from, index)};");

    /// <summary>The place of class k, a variable, in a block, for the vector at lane.</summary>
    public static string InBlockAtK { get; } = $"(k * {Number(Budget.BlockRows)}) + lane";

    /// <summary>The place of class <paramref name="k"/> in a block, for the vector at lane.</summary>
    public static string InBlock(int k) => k == 0 ? "lane" : $"{Number(k * Budget.BlockRows)} + lane";

    public static string At(string from, string index) => $"{Simd}.At(ref {from}, {index})";

    public static string Load(string from, string index) => $"{Simd}.Load(ref {from}, {index})";

    public static string Broadcast(string from, string index) => $"{Simd}.Broadcast(ref {from}, {index})";

    public static string Store(string value, string to, string index) => $"{Simd}.Store({value}, ref {to}, {index});";

    public static string MultiplyAdd(string a, string b, string c) => $"{Simd}.MultiplyAdd({a}, {b}, {c})";

    /// <summary>The places of a tile, row by row.</summary>
    public static IEnumerable<(int Outer, int Inner)> Tile(int outer, int inner) =>
        from i in Enumerable.Range(0, outer) from j in Enumerable.Range(0, inner) select (i, j);

    /// <summary>Writes a step for every tile of units: a loop for those of one size, or one call.</summary>
    public static void EachTile(this CodeWriter code, LayerPlan plan, Action<string, int> step)
    {
        foreach (UnitTiles tiles in plan.UnitTiles())
        {
            if (tiles.First + tiles.Size == tiles.End)
            {
                step(Number(tiles.First), tiles.Size);
                continue;
            }

            using (code.Braces($"for (int k = {Number(tiles.First)}; k < {Number(tiles.End)}; k += {Number(tiles.Size)})"))
                step("k", tiles.Size);
        }
    }

    /// <summary>
    /// Writes a call once for each number of vector registers that the hardware may have, where the tiles for them differ. The check is a
    /// constant for the JIT, which compiles one of the two only.
    /// </summary>
    public static void EachRegisterFile(this CodeWriter code, Func<int, string> name, Func<string, string> call)
    {
        string few = name(Budget.FewRegisters), many = name(Budget.ManyRegisters);
        if (few == many)
        {
            code.Line(call(few));
            return;
        }

        code.Line($"if ({Simd}.HasManyRegisters) {call(many)}");
        code.Line($"else {call(few)}");
    }

    public static string Plural(int count, string one, string? many = null) =>
        count == 1 ? $"one {one}" : $"{Number(count)} {many ?? one + "s"}";
}
