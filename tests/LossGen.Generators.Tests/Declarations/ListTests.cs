using System.Globalization;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0021: beside the compiler's error stands what to write for a list.</summary>
public sealed class ListTests
{
    [Theory]
    [InlineData("model.Fit(list, labels)",
        "'Iris.Fit' takes a ReadOnlySpan<float> here and gets a List<float>; expected CollectionsMarshal.AsSpan(list), of System.Runtime.InteropServices")]
    [InlineData("model.Predict(list)",
        "'Iris.Predict' takes a ReadOnlySpan<float> here and gets a List<float>; expected CollectionsMarshal.AsSpan(list), of System.Runtime.InteropServices")]
    [InlineData("nothing?.Predict(list)",
        "'Iris.Predict' takes a ReadOnlySpan<float> here and gets a List<float>; expected CollectionsMarshal.AsSpan(list), of System.Runtime.InteropServices")]
    [InlineData("model.Loss(rows, items)", "'Iris.Loss' takes a ReadOnlySpan<int> here and gets a IEnumerable<int>; expected [.. items], a copy")]
    [InlineData("model.Loss(labels: items, rows: rows)", "'Iris.Loss' takes a ReadOnlySpan<int> here and gets a IEnumerable<int>; expected [.. items], a copy")]
    [InlineData("model.Update(rows, System.Linq.Enumerable.Skip(items, 1), 0.1f)", "'Iris.Update' takes a ReadOnlySpan<int> here and gets a IEnumerable<int>; expected [.. …], a copy")]
    public async Task A_list_is_reported_with_what_to_write(string call, string message)
    {
        Diagnostic diagnostic = Assert.Single(await Analyze(call, errors: 1));
        Assert.Equal(("LG0021", message), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("model.Fit(\"rows\", labels)")]
    [InlineData("model.Fit(new Iris(), labels)")]
    [InlineData("model.Fit(items, labels)")]
    [InlineData("model.Predict()")]
    [InlineData("items.Predict(list)")]
    public async Task What_no_advice_would_mend_is_left_to_the_compiler(string call) => Assert.Empty(await Analyze(call, errors: 1));

    [Fact]
    public async Task What_compiles_is_not_reported() => Assert.Empty(await Analyze("model.Fit([.. list], labels)", errors: 0));

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string call, int errors)
    {
        GeneratorRunOutcome outcome = DeclarationTest.Generate($$"""
            using System.Collections.Generic;
            [CrossEntropyModel(4, 3)] public sealed partial class Iris;

            public static class Use
            {
                public static void Of(Iris model, Iris? nothing, List<float> list, IEnumerable<int> items, float[] rows, int[] labels)
                {
                    {{call}};
                }
            }
            """);
        Assert.Equal(errors, outcome.Compilation.GetDiagnostics().Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await DeclarationTest.AnalyzeAll(outcome.Compilation);
    }
}
