using LossGen.Generators.Parsing;
using LossGen.Generators.Tests.Declarations;
using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Typed rows that become sparse: what is refused, that every kind of member compiles, and that the text stays short whatever the number of columns.</summary>
public sealed class SparseRowTests
{
    [Theory]
    [InlineData("[Feature(buckets: 1)] public string {|#0:Bad|};", "it has 1 bucket; expected 2 to 16777216")]
    [InlineData("[Feature(buckets: 16_777_217)] public string {|#0:Bad|};", "it has 16777217 buckets; expected 2 to 16777216")]
    [InlineData("[Feature(WordNGrams = 1)] public double {|#0:Bad|};", "WordNGrams and MaxCharacterNGram are those of a string, but its type is double; expected [Feature] without them")]
    [InlineData("[Feature(WordNGrams = -1)] public string {|#0:Bad|};", "its WordNGrams is -1; expected 0 or above")]
    [InlineData("[Feature(WordNGrams = 0)] public string {|#0:Bad|};", "its WordNGrams and MaxCharacterNGram are both 0, so that nothing of it counts; expected one of them to be 1 or above")]
    [InlineData("[Feature(MinCharacterNGram = 3)] public string {|#0:Bad|};",
        "its MinCharacterNGram is 3 and its MaxCharacterNGram 0; expected a maximum that is not below the minimum")]
    [InlineData("[Feature(MinCharacterNGram = -1, MaxCharacterNGram = 2)] public string {|#0:Bad|};", "its MinCharacterNGram is -1; expected 0 or above")]
    [InlineData("[Feature(MaxCharacterNGram = -2)] public string {|#0:Bad|};", "its MaxCharacterNGram is -2; expected 0 or above")]
    [InlineData("[Feature(Fill = 2, Missing = MissingValues.Indicator)] public string {|#0:Bad|};", "Fill is that of a number, but its type is string; its columns are 0 where it is missing")]
    [InlineData("[Feature] public string[] {|#0:Bad|};",
        "its type is string[]; expected a number (sbyte to ulong, Half, float, double, decimal), bool or enum: mark a computed property that makes one of it")]
    public Task Settings_that_do_not_fit_the_member_are_reported_at_its_name(string member, string objection) => Reports(
        member, "CrossEntropyModel<Row>(Sparse = true)", ("LG0015", $"'Row.Bad' cannot be a feature: {objection}"));

    [Fact]
    public Task Words_need_sparse_rows() => Reports(
        "[Feature(buckets: 64, WordNGrams = 2)] public string {|#0:Bad|};", "CrossEntropyModel<Row>",
        ("LG0015", "'Row.Bad' cannot be a feature: WordNGrams and MaxCharacterNGram make it a text, whose words are features of sparse rows; expected a model with Sparse = true"));

    [Theory]
    [InlineData("string", "HashedFeatures = {|#0:100|}", "HashedFeatures are those of sparse rows; expected Sparse = true, or no HashedFeatures")]
    [InlineData("double", "Sparse = true, HashedFeatures = {|#0:100|}", "none of its members shares HashedFeatures; expected a string without buckets of its own, or no HashedFeatures")]
    [InlineData("string", "Sparse = true, HashedFeatures = {|#0:1|}", "HashedFeatures are 1; expected 2 to 16777216")]
    [InlineData("string", "Sparse = true, HashedFeatures = {|#0:1 << 25|}", "HashedFeatures are 33554432; expected 2 to 16777216")]
    public Task Shared_columns_that_do_not_fit_are_reported_where_they_are_written(string type, string arguments, string objection) => Reports(
        $"[Feature{(arguments.StartsWith("Hashed", StringComparison.Ordinal) ? "(buckets: 9)" : "")}] public {type} Good;", $"CrossEntropyModel<Row>({arguments})",
        ("LG0014", $"'Row' cannot be the row of a model: {objection}"));

    [Fact]
    public Task More_columns_than_a_sparse_model_takes_are_reported() => Reports(
        "[Feature(buckets: 1 << 24)] public string Good;", "CrossEntropyModel<{|#0:Row|}>(Sparse = true)",
        ("LG0014", "'Row' cannot be the row of a model: its features make 16777217 numbers a row; expected at most 16777216"));

    [Fact]
    public void Every_kind_of_member_compiles_and_runs()
    {
        GeneratorRunOutcome outcome = Run("""
            #nullable enable
            public enum @enum { @class, @record, Other = -5 }
            [System.Flags] public enum Tags : long { None, Low = 1, High = long.MinValue, All = Low | High }
            public sealed class @event
            {
                [LossGen.Feature] public string @string = "a";
                [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public string? Missing;
                [LossGen.Feature(buckets: 5)] public string Bucket = "b";
                [LossGen.Feature(buckets: 5, Missing = LossGen.MissingValues.Indicator)] public string? MissingBucket;
                [LossGen.Feature(WordNGrams = 2)] public string Words = "some words";
                [LossGen.Feature(buckets: 7, MinCharacterNGram = 2, MaxCharacterNGram = 3, Missing = LossGen.MissingValues.Indicator)] public string? Characters;
                [LossGen.Feature] public System.Half Half; [LossGen.Feature] public decimal Decimal; [LossGen.Feature] public bool @bool = true;
                [LossGen.Feature(Missing = LossGen.MissingValues.Indicator, Fill = 2)] public ulong? Long;
                [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public bool? Maybe;
                [LossGen.Feature] public System.TimeSpan Span; [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public System.TimeSpan? MissingSpan;
                [LossGen.Feature] public @enum value; [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public @enum? found;
                [LossGen.Feature] public Tags destination; [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public Tags? index;
                [LossGen.Feature] public System.ConsoleKey Key = System.ConsoleKey.A; [LossGen.Feature(Missing = LossGen.MissingValues.Indicator)] public System.ConsoleKey? Key2;
                [LossGen.Feature] public System.Net.HttpStatusCode Code = System.Net.HttpStatusCode.OK;
                [LossGen.Feature(Parts = LossGen.DateParts.TimeOfDay | LossGen.DateParts.DayOfWeek | LossGen.DateParts.DayOfYear | LossGen.DateParts.Days)] public System.DateTime Time;
                [LossGen.Feature(Parts = LossGen.DateParts.Days, Missing = LossGen.MissingValues.Indicator)] public System.DateOnly? Day;
                [LossGen.Feature(Parts = LossGen.DateParts.TimeOfDay)] public System.TimeOnly Clock;
                [LossGen.Label] public System.ConsoleKey? Label;
            }
            [LossGen.CrossEntropyModel<@event>(Sparse = true, HiddenLayers = new[] { 3 })] public sealed partial class Model;
            public static class Probe
            {
                public static int Features()
                {
                    var list = new LossGen.SparseRowList();
                    Model.AppendFeatures(new @event(), list);
                    return list.Rows.Features.Length;
                }
                public static string Names()
                {
                    var list = new LossGen.SparseRowList();
                    Model.AppendFeatures(new @event(), list);
                    var names = new System.Collections.Generic.List<string>();
                    foreach (int feature in list.Rows.Features.ToArray()) names.Add(Model.FeatureName(feature));
                    return string.Join(" ", names.FindAll(static name => !name.StartsWith("Hashed.", System.StringComparison.Ordinal)));
                }
            }
            """).CompilesCleanly();
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(
            "Missing.Missing Bucket.1 MissingBucket.Missing Characters.Missing bool Long Long.Missing Maybe.Missing MissingSpan.Missing value.class found.Missing "
            + "index.Missing Key.A Key2.Missing Code.OK Time.TimeOfDay.Cos Time.Monday Time.DayOfYear.Cos Time.Days Day.Missing Clock.Cos",
            assembly.Invoke<string>("Probe", "Names").Replace("Clock.TimeOfDay.Cos", "Clock.Cos", StringComparison.Ordinal));
        Assert.Equal(21 + 1 + 3, assembly.Invoke<int>("Probe", "Features")); // the string, and two words and their pair
    }

    [Fact]
    public void The_text_does_not_grow_with_the_columns()
    {
        int small = Text(1000, 1000).Length, large = Text(1 << 22, 1 << 23).Length;
        Assert.InRange(large - small, 0, 200);

        static string Text(int buckets, int hashed) => Run(
            $"class Row {{ [LossGen.Feature({buckets})] public string City = \"\"; [LossGen.Feature] public string Name = \"\"; [LossGen.Label] public bool Y; }}"
            + $"[LossGen.CrossEntropyModel<Row>(Sparse = true, HashedFeatures = {hashed})] sealed partial class Model;").SingleText;
    }

    [Fact]
    public void Members_of_the_user_keep_clear_of_those_of_sparse_rows_only() => Assert.Equal(2, Run("""
        public class Row { [LossGen.Feature] public string City = ""; [LossGen.Label] public bool Y; }
        public class Other { [LossGen.Feature] public float City; [LossGen.Label] public bool Y; }
        [LossGen.CrossEntropyModel<Row>(Sparse = true)] public sealed partial class Sparse { public static int FeatureNames => 3; public void WriteFeatures(in Row row, System.Span<float> destination) { } }
        [LossGen.CrossEntropyModel<Other>] public sealed partial class Dense { public static string FeatureName(int feature) => ""; public void AppendFeatures(in Other row, LossGen.SparseRowList rows) { } }
        """).CompilesCleanly().Files.Length);

    [Fact]
    public void The_generator_and_the_library_agree_on_the_number_of_shared_columns() =>
        Assert.Equal(RowParser.DefaultHashedFeatures, new CrossEntropyModelAttribute<string>().HashedFeatures);

    [Fact]
    public void A_file_of_rows_hashed_otherwise_is_not_baked()
    {
        using var folder = new WeightsFolder();
        const string shape = "\"lossgen.format\":\"1\",\"lossgen.task\":\"Binary\",\"lossgen.input\":\"sparse\",\"lossgen.row_encoding\":\"[\\\"City: hashed into 4 columns\\\",\\\"N: number\\\"]\"";
        byte[] file = SafetensorsBytes.Of(
            "{\"__metadata__\":{" + shape + "}," + SafetensorsBytes.Tensor("weight", "[5,1]", 0, 20) + "," + SafetensorsBytes.Tensor("bias", "[1]", 20, 24) + "}", new byte[24]);
        string path = folder.Write("city.safetensors", file);
        Assert.Contains("Pretrained", Baked("City", 4), StringComparison.Ordinal);
        Assert.DoesNotContain("Pretrained", Baked("Town", 4), StringComparison.Ordinal);

        string Baked(string member, int buckets) => GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithAdditionalFile(path)
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource($"public class Row {{ [LossGen.Feature({buckets})] public string {member} = \"\"; [LossGen.Feature] public float N; [LossGen.Label] public bool Y; }}"
                + "[LossGen.CrossEntropyModel<Row>(Sparse = true, Weights = \"city.safetensors\")] public sealed partial class Model;")
            .Run().SingleText;
    }

    private static Task Reports(string member, string attribute, (string Id, string Message) expected) => DeclarationTest.Reports(
        $$"""
        #nullable disable

        public class Row
        {
            {{member}}
            [Feature] public float Number { get; set; }
            [Label] public bool Y { get; set; }
        }

        [{{attribute}}]
        public sealed partial class Model;
        """,
        expected);

    private static GeneratorRunOutcome Run(string source) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .WithSource(source)
        .AllowInUserCode("CS0649", "CS8981", "CS1591", "CA1815")
        .Run();
}
