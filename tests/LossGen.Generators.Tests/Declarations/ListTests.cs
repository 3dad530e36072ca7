using System.Globalization;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0021: beside the compiler's error stands what to write for what is no span of the model's numbers.</summary>
public sealed class ListTests
{
    private const string Lent = "CollectionsMarshal.AsSpan(list), of System.Runtime.InteropServices";

    /// <summary>The models that are called, generated once.</summary>
    private static readonly Compilation Models = DeclarationTest.RunOf("""
        [CrossEntropyModel(4, 3)] public sealed partial class Iris;
        [CrossEntropyModel(4, 3, Task = ClassificationTask.MultiLabel)] public sealed partial class Tags;
        [CrossEntropyModel(4, 3, Sparse = true)] public sealed partial class Words;
        [CrossEntropyModel<House>] public sealed partial class Price;
        [NextTokenModel(vocabulary: 9, context: 2)] public sealed partial class Next;
        [CrossEntropyModel(4, 0)] public sealed partial class Broken;
        public sealed record House([Feature] float Area, [Label(bins: 5)] float Cost);
        """, LanguageVersion.CSharp12).And<NextTokenModelGenerator>().Run().RunsWithoutException().Compilation;

    [Theory]
    [InlineData("model.Fit(|list|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "List<float>", Lent)]
    [InlineData("model.Predict(|list|)", "Iris.Predict", "ReadOnlySpan<float>", "List<float>", Lent)]
    [InlineData("nothing?.Predict(|list|)", "Iris.Predict", "ReadOnlySpan<float>", "List<float>", Lent)]
    [InlineData("model.Loss(rows, |items|)", "Iris.Loss", "ReadOnlySpan<int>", "IEnumerable<int>", "items.ToArray(), a copy")]
    [InlineData("model.Loss(labels: |items|, rows: rows)", "Iris.Loss", "ReadOnlySpan<int>", "IEnumerable<int>", "items.ToArray(), a copy")]
    [InlineData("model.Update(rows, |items.Skip(1)|, 0.1f)", "Iris.Update", "ReadOnlySpan<int>", "IEnumerable<int>", "….ToArray(), a copy")]
    [InlineData("model.Predict(rows, |new List<int>()|)", "Iris.Predict", "Span<int>", "List<int>", "CollectionsMarshal.AsSpan(…), of System.Runtime.InteropServices")]
    [InlineData("model.Probabilities(rows, |items|)", "Iris.Probabilities", "Span<float>", "IEnumerable<int>", "a float[], whose elements it can write")]
    [InlineData("model.Probabilities(rows, |doubles|)", "Iris.Probabilities", "Span<float>", "double[]", "a float[], whose elements it can write")]
    [InlineData("model.Probabilities(rows, |Half()|)", "Iris.Probabilities", "Span<float>", "IEnumerable<float>", "an array, whose elements it can write")]
    public Task A_list_is_reported_with_what_to_write(string call, string member, string takes, string gets, string expected) => Reports(call, member, takes, gets, expected);

    [Theory]
    [InlineData("model.Fit(|jagged|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "float[][]", "FeatureRows.Of(jagged), all rows one after another")]
    [InlineData("model.Fit(|table|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "float[,]", "FeatureRows.Of(table), all rows one after another")]
    [InlineData("model.Fit(|wide|, labels, new() { Epochs = 2 })", "Iris.Fit", "ReadOnlySpan<float>", "double[,]", "FeatureRows.Of(wide), all rows one after another")]
    [InlineData("model.Probabilities(|jaggedDoubles|, rows)", "Iris.Probabilities", "ReadOnlySpan<float>", "List<double[]>", "FeatureRows.Of(jaggedDoubles), all rows one after another")]
    [InlineData("model.Predict(|lists|, labels)", "Iris.Predict", "ReadOnlySpan<float>", "List<List<float>>", "lists.SelectMany(row => row).ToArray(), a copy")]
    [InlineData("model.Update(|doubles|, labels, 0.1f)", "Iris.Update", "ReadOnlySpan<float>", "double[]", "FeatureRows.Of(doubles), all rows one after another")]
    [InlineData("model.Fit(doubles, |longs|)", "Iris.Fit", "ReadOnlySpan<int>", "long[]", "longs.Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |longs|)", "Iris.Fit", "ReadOnlySpan<int>", "long[]", "longs.Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |doubles|)", "Iris.Fit", "ReadOnlySpan<int>", "double[]", "doubles.Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |flags|)", "Iris.Fit", "ReadOnlySpan<int>", "bool[]", "flags.Select(value => value ? 1 : 0).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |days|)", "Iris.Fit", "ReadOnlySpan<int>", "DayOfWeek[]", "days.Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |names|)", "Iris.Fit", "ReadOnlySpan<int>", "string[]", "LabelEncoder.Of(names).Encode(names), with one encoder for all rows")]
    [InlineData("model.Fit(|labels|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "int[]", "labels.Select(value => (float)value).ToArray(), a copy")]
    [InlineData("model.Fit(|items|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "IEnumerable<int>", "items.Select(value => (float)value).ToArray(), a copy")]
    [InlineData("model.Update(rows, |1|, 0.1f)", "Iris.Update", "ReadOnlySpan<int>", "int", "new[] { … }")]
    [InlineData("model.Fit(|memory|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "ReadOnlyMemory<float>", "memory.Span")]
    [InlineData("Evaluation.Of(model, |jagged|, labels)", "Evaluation.Of", "ReadOnlySpan<float>", "float[][]", "FeatureRows.Of(jagged), all rows one after another")]
    [InlineData("Evaluation.Of(model, rows, |longs|)", "Evaluation.Of", "ReadOnlySpan<int>", "long[]", "longs.Select(value => (int)value).ToArray(), a copy")]
    [InlineData("tags.Fit(rows, |flags|)", "Tags.Fit", "ReadOnlySpan<float>", "bool[]", "flags.Select(value => value ? 1f : 0f).ToArray(), a copy")]
    [InlineData("tags.Fit(rows, |labels|)", "Tags.Fit", "ReadOnlySpan<float>", "int[]", "labels.Select(value => (float)value).ToArray(), a copy")]
    [InlineData("tags.Fit(rows, |ints|)", "Tags.Fit", "ReadOnlySpan<float>", "int[,]", "ints.Cast<int>().Select(value => (float)value).ToArray(), a copy")]
    [InlineData("price.Fit(rows, bins, |doubles|)", "Price.Fit", "ReadOnlySpan<float>", "double[]", "doubles.Select(value => (float)value).ToArray(), a copy")]
    [InlineData("next.Fit(|longs|)", "Next.Fit", "ReadOnlySpan<int>", "long[]", "longs.Select(value => (int)value).ToArray(), a copy")]
    [InlineData("next.Fit(|text|)", "Next.Fit", "ReadOnlySpan<int>", "string", "vocabulary.Encode(text), with a CharacterVocabulary or a WordVocabulary")]
    [InlineData("words.Fit(|rows|, labels)", "Words.Fit", "SparseRows", "float[]", "the Rows of a SparseRowList, whose Add(features, values) takes the features of a row that are not 0")]
    [InlineData("model.Fit(|sparse|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "SparseRowList", "a number for every feature, or Sparse = true in the model's attribute")]
    public Task So_are_other_numbers_and_other_shapes(string call, string member, string takes, string gets, string expected) => Reports(call, member, takes, gets, expected);

    /// <summary>Spans and memory have no queries of their own, and memory that is only read cannot be written.</summary>
    [Theory]
    [InlineData("model.Fit(|roInts|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "ReadOnlySpan<int>", "roInts.ToArray().Select(value => (float)value).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |roBytes|)", "Iris.Fit", "ReadOnlySpan<int>", "ReadOnlySpan<byte>", "roBytes.ToArray().Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(|jagged.AsSpan()|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "Span<float[]>", "….ToArray().SelectMany(row => row).ToArray(), a copy")]
    [InlineData("model.Update(|doubleMemory|, labels, 0.1f)", "Iris.Update", "ReadOnlySpan<float>", "Memory<double>", "doubleMemory.ToArray().Select(value => (float)value).ToArray(), a copy")]
    [InlineData("model.Probabilities(rows, |memory|)", "Iris.Probabilities", "Span<float>", "ReadOnlyMemory<float>", "an array, whose elements it can write")]
    [InlineData("model.Probabilities(rows, |rows.AsMemory()|)", "Iris.Probabilities", "Span<float>", "Memory<float>", "….Span")]
    [InlineData("model.Predict(rows, |longs|)", "Iris.Predict", "Span<int>", "long[]", "an int[], whose elements it can write")]
    public Task So_are_spans_and_memory(string call, string member, string takes, string gets, string expected) => Reports(call, member, takes, gets, expected);

    /// <summary>Behind an operator, what is advised stands in parentheses: it is not for the last operand alone.</summary>
    [Theory]
    [InlineData("model.Fit(|(IEnumerable<float>)list|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "IEnumerable<float>", "(…).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |from value in longs select value|)", "Iris.Fit", "ReadOnlySpan<int>", "IEnumerable<long>", "(…).Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(rows, |longs ?? []|)", "Iris.Fit", "ReadOnlySpan<int>", "long[]", "(…).Select(value => (int)value).ToArray(), a copy")]
    [InlineData("model.Fit(|jagged ?? []|, labels)", "Iris.Fit", "ReadOnlySpan<float>", "float[][]", "FeatureRows.Of(…), all rows one after another")]
    public Task So_are_operations(string call, string member, string takes, string gets, string expected) => Reports(call, member, takes, gets, expected);

    [Theory]
    [InlineData("model.Fit(|labels|, rows)", "Iris.Fit", "ReadOnlySpan<float>", "int[]", "the arguments in the order rows, labels")]
    [InlineData("model.Fit(|labels|, rows, new() { Epochs = 2 })", "Iris.Fit", "ReadOnlySpan<float>", "int[]", "the arguments in the order rows, labels, options")]
    [InlineData("model.Update(|labels|, doubles.Select(value => (float)value).ToArray(), 0.1f)", "Iris.Update", "ReadOnlySpan<float>", "int[]", "the arguments in the order rows, labels, learningRate")]
    [InlineData("model.Fit(|items|, list)", "Iris.Fit", "ReadOnlySpan<float>", "IEnumerable<int>", "the arguments in the order rows, labels")]
    [InlineData("words.Fit(|labels|, sparse)", "Words.Fit", "SparseRows", "int[]", "the arguments in the order rows, labels")]
    [InlineData("words.Fit(|labels|, sparse.Rows)", "Words.Fit", "SparseRows", "int[]", "the arguments in the order rows, labels")]
    [InlineData("sparse.Add(|rows|, labels)", "SparseRowList.Add", "ReadOnlySpan<int>", "float[]", "the arguments in the order features, values")]
    [InlineData("Evaluation.Of(model, |labels|, rows)", "Evaluation.Of", "ReadOnlySpan<float>", "int[]", "the arguments in the order model, rows, labels")]
    public Task So_are_arguments_in_another_order(string call, string member, string takes, string gets, string expected) => Reports(call, member, takes, gets, expected);

    [Theory]
    [InlineData("model.Predict(|jagged|)", "Iris.Predict", "ReadOnlySpan<float>", "float[][]", "a single row, or all rows in one array with a destination for what comes of each")]
    [InlineData("model.Predict(|wide|)", "Iris.Predict", "ReadOnlySpan<float>", "double[,]", "a single row, or all rows in one array with a destination for what comes of each")]
    [InlineData("Evaluation.Of(words, |sparse|, labels)", "Evaluation.Of", "SparseRows", "SparseRowList", "sparse.Rows")]
    [InlineData("Evaluation.Of(model, |sparse|, labels)", "Evaluation.Of", "ReadOnlySpan<float>", "SparseRowList", "a number for every feature, or Sparse = true in the model's attribute")]
    [InlineData("words.Fit(|sparse|, labels)", "Words.Fit", "SparseRows", "SparseRowList", "sparse.Rows")]
    [InlineData("words.Predict(|sparse|, labels)", "Words.Predict", "SparseRows", "SparseRowList", "sparse.Rows")]
    [InlineData("next.Fit(|names|)", "Next.Fit", "ReadOnlySpan<int>", "string[]", "vocabulary.Encode(string.Join(\" \", names)), with a WordVocabulary")]
    [InlineData("model.Update(rows, |days[0]|, 0.1f)", "Iris.Update", "ReadOnlySpan<int>", "DayOfWeek", "new[] { (int)… }")]
    [InlineData("model.Update(rows, |longs[0] + 1|, 0.1f)", "Iris.Update", "ReadOnlySpan<int>", "long", "new[] { (int)(…) }")]
    [InlineData("FeatureRows.Of(|doubleLists|)", "FeatureRows.Of", "ReadOnlySpan<double>", "List<List<double>>", "doubleLists.SelectMany(row => row).ToArray(), a copy")]
    public Task What_is_meant_decides(string call, string member, string takes, string gets, string expected) => Reports(call, member, takes, gets, expected);

    [Fact]
    public async Task Each_argument_is_reported() => Assert.Equal(
        ["FeatureRows.Of(jagged), all rows one after another", "longs.Select(value => (int)value).ToArray(), a copy"],
        (await Analyze("model.Fit(jagged, longs)", compiles: false)).Select(static report => report.GetMessage(CultureInfo.InvariantCulture).Split("expected ")[1]));

    [Theory]
    [InlineData("model.Fit(\"rows\", labels)")]
    [InlineData("sparse.Add(names, rows)")]
    [InlineData("tags.Update(rows, 1, 0.1f)")]
    [InlineData("model.Fit(new Iris(), rows)")]
    [InlineData("model.Fit(new Iris(), labels)")]
    [InlineData("model.Fit(list, new Iris())")]
    [InlineData("model.Predict()")]
    [InlineData("model.Fit(rows, names, 1, 2, 3, 4)")]
    [InlineData("model.Fit(row: list, labels)")]
    [InlineData("items.Predict(list)")]
    [InlineData("price.Fit(rows, doubles)")]
    [InlineData("Mine(list)")]
    [InlineData("broken.Fit(items, labels)")]
    public async Task What_no_advice_would_mend_is_left_to_the_compiler(string call) => Assert.Empty(await Analyze(call, compiles: false));

    [Theory]
    [InlineData("model.Fit([.. list], labels)")]
    [InlineData("model.Fit(doubles, labels)")]
    [InlineData("model.Fit(FeatureRows.Of(table), labels)")]
    public async Task What_compiles_is_not_reported(string call) => Assert.Empty(await Analyze(call, compiles: true));

    /// <summary>One report in the place between the bars; and what it advises, written there, compiles in the oldest C# that the package takes.</summary>
    private static async Task Reports(string call, string member, string takes, string gets, string expected)
    {
        string[] pieces = call.Split('|');
        Diagnostic report = Assert.Single(await Analyze(string.Concat(pieces), compiles: false));
        Assert.Equal(
            ("LG0021", $"'{member}' takes {takes} here and gets {gets}; expected {expected}"),
            (report.Id, report.GetMessage(CultureInfo.InvariantCulture)));
        string reported = report.Location.SourceTree!.ToString().Substring(report.Location.SourceSpan.Start, report.Location.SourceSpan.Length);
        Assert.EndsWith(pieces[1], reported, StringComparison.Ordinal);
        if (expected.Split(' ')[0] is "a" or "an" or "the") return;

        string code = expected.Split([", a copy", ", of ", ", with ", ", all "], StringSplitOptions.None)[0].Replace("…", pieces[1], StringComparison.Ordinal);
        await Analyze(pieces[0] + code + pieces[2], compiles: true);
    }

    /// <summary>What all analyzers say of a call; only its own file is compiled and looked at.</summary>
    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string call, bool compiles)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText($$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Runtime.InteropServices;
            using LossGen;

            public static class Use
            {
                public static void Of(Iris model, Iris? nothing, Tags tags, Words words, Price price, Next next, Broken broken, SparseRowList sparse,
                    CharacterVocabulary vocabulary, List<float> list, IEnumerable<int> items, float[] rows, int[] labels, float[][] jagged, List<double[]> jaggedDoubles, List<List<float>> lists,
                    float[,] table, double[,] wide, int[,] ints, double[] doubles, long[] longs, bool[] flags, DayOfWeek[] days, string[] names, string text,
                    ReadOnlyMemory<float> memory, Bins bins, ReadOnlySpan<int> roInts, ReadOnlySpan<byte> roBytes, Memory<double> doubleMemory, List<List<double>> doubleLists)
                {
                    {{call}};
                }

                private static IEnumerable<float> Half() => [];

                private static void Mine(float[] list) { }
            }
            """, (CSharpParseOptions)Models.SyntaxTrees.First().Options);
        Compilation compilation = Models.AddSyntaxTrees(tree);
        SemanticModel semantics = compilation.GetSemanticModel(tree);
        Assert.Equal(compiles, !semantics.GetDiagnostics().Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await compilation.WithAnalyzers(DeclarationTest.Analyzers()).GetAnalyzerSemanticDiagnosticsAsync(semantics, filterSpan: null, CancellationToken.None);
    }
}
