using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission;

/// <summary>What the kernel emitters share: the alias of the vector library and the signatures of the kernels.</summary>
internal static class KernelWriter
{
    /// <summary>The name by which generated code calls LossGen.Kernels.Lanes: short, and nobody's own type.</summary>
    public const string Simd = "Simd8";

    private const string ReadOnlySpan = "global::System.ReadOnlySpan<float>";
    private const string Span = "global::System.Span<float>";

    public const string LogitsHead =
        $"public static void Logits({ReadOnlySpan} parameters, {ReadOnlySpan} block, int count, {Span} logits)";

    public const string RowLogitsHead =
        $"public static void RowLogits({ReadOnlySpan} parameters, {ReadOnlySpan} row, {Span} logits)";

    public const string ProbabilitiesHead =
        $"public static void Probabilities({Span} logits)";

    public const string LabelCrossEntropyHead =
        $"public static void CrossEntropy({Span} logits, global::System.ReadOnlySpan<int> labels, {Span} losses)";

    public const string TargetCrossEntropyHead =
        $"public static void CrossEntropy({Span} logits, {ReadOnlySpan} targets, {Span} losses)";

    public const string AddGradientHead =
        $"public static void AddGradient({ReadOnlySpan} block, int count, {ReadOnlySpan} residuals, {Span} gradient)";

    public const string InputGradientHead =
        $"public static void InputGradient({ReadOnlySpan} parameters, int count, {ReadOnlySpan} residuals, {Span} gradient)";

    /// <summary>The loop over the two vectors of a block's sixteen rows.</summary>
    public static CodeWriter.Scope EachVectorOfRows(this CodeWriter code, string rows = "16") =>
        code.Braces($"for (int lane = 0; lane < {rows}; lane += 8)");

    /// <summary>The loop over the classes (or labels).</summary>
    public static CodeWriter.Scope EachLogit(this CodeWriter code, KernelPlan plan, int from = 0) =>
        code.Braces($"for (int k = {Number(from)}; k < {Number(plan.Spec.Logits)}; k++)");

    /// <summary>Binds a name to the first number of a span.</summary>
    public static CodeWriter Start(this CodeWriter code, string name, string span) =>
        code.Line($"ref float {name} = ref {Simd}.Start({span});");

    /// <summary>The place of class <paramref name="k"/> in a block, for the vector at lane.</summary>
    public static string InBlock(int k) => k == 0 ? "lane" : $"{Number(k * KernelPlan.BlockRows)} + lane";

    public static string Load(string from, string index) => $"{Simd}.Load(ref {from}, {index})";

    public static string Broadcast(string from, string index) => $"{Simd}.Broadcast(ref {from}, {index})";

    public static string Store(string value, string to, string index) => $"{Simd}.Store({value}, ref {to}, {index});";

    public static string MultiplyAdd(string a, string b, string c) => $"{Simd}.MultiplyAdd({a}, {b}, {c})";

    /// <summary>The places of a tile, row by row.</summary>
    public static IEnumerable<(int Outer, int Inner)> Tile(int outer, int inner) =>
        from i in Enumerable.Range(0, outer) from j in Enumerable.Range(0, inner) select (i, j);

    public static string Plural(int count, string one, string? many = null) =>
        count == 1 ? $"one {one}" : $"{Number(count)} {many ?? one + "s"}";
}
