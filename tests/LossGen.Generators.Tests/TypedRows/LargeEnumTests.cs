using System.Globalization;
using System.Text;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Enums of many values: bounded text and code, and the columns and classes that an enum of few values has, whatever integer it is.</summary>
public sealed class LargeEnumTests
{
    private const int MostNamed = 32;

    private const string Probe = """

        public static class Probe
        {
            public static string Names() => string.Join(",", Model.FeatureNames.ToArray());
            public static string Classes() => string.Join(",", Model.ClassNames.ToArray());
            public static int Column(E value)
            {
                var numbers = new float[Model.FeatureCount];
                System.Array.Fill(numbers, float.NaN);
                Model.WriteFeatures(new Row { X = value }, numbers);
                int column = System.Array.IndexOf(numbers, 1f);
                numbers[column] = 0;
                return System.Array.TrueForAll(numbers, static number => number == 0) ? column : -2;
            }
            public static string Walk()
            {
                E[] values = System.Enum.GetValues<E>();
                System.Array.Sort(values);
                values = System.Linq.Enumerable.ToArray(System.Linq.Enumerable.Distinct(values));
                for (int k = 0; k < values.Length; k++)
                {
                    if (Column(values[k]) != k) return $"column of {values[k]}: {Column(values[k])}, not {k}";
                    if (Model.IndexOf(values[k]) != k) return $"class of {values[k]}: {Model.IndexOf(values[k])}, not {k}";
                    if (Model.ClassAt(k) != values[k]) return $"class {k} is {Model.ClassAt(k)}, not {values[k]}";
                }
                return values.Length == Model.ClassCount && values.Length == Model.FeatureCount ? "" : "other counts";
            }
            public static string Error(string value)
            {
                E parsed = System.Enum.Parse<E>(value);
                if (Model.IndexOf(parsed) != -1) return "a class";
                try { Column(parsed); return "a column"; }
                catch (System.ArgumentOutOfRangeException error) { return error.Message; }
            }
            public static string Beyond(int index)
            {
                try { return Model.ClassAt(index).ToString(); }
                catch (System.ArgumentOutOfRangeException error) { return error.ParamName ?? ""; }
            }
            public static long Allocated()
            {
                var numbers = new float[Model.FeatureCount];
                var row = new Row { X = Model.ClassAt(1) };
                Model.WriteFeatures(row, numbers);
                long before = System.GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++)
                {
                    row.X = Model.ClassAt(Model.IndexOf(row.X));
                    Model.WriteFeatures(row, numbers);
                }
                return System.GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        """;

    public static TheoryData<string, string[], string[]> Enums()
    {
        var data = new TheoryData<string, string[], string[]>();
        foreach (string type in new[] { "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong" })
        {
            bool isSigned = type is "sbyte" or "short" or "int" or "long";
            data.Add(type, Numbers(isSigned ? -20 : 0, 1), isSigned ? ["-21", "13"] : ["33"]);
            data.Add(type, Numbers(isSigned ? -20 : 5, 3), isSigned ? ["-21", "-19", "80"] : ["4", "6", "104"]);
        }

        data.Add("sbyte", [.. Numbers(-128, 1), "127"], ["-95", "126"]);
        data.Add("long", ["long.MinValue", .. Numbers(-20, 2), "long.MaxValue"], ["-21", "9223372036854775806"]);
        data.Add("ulong", [.. Numbers(0, 1), "1UL << 63", "ulong.MaxValue"], ["33", "9223372036854775807", "18446744073709551614"]);
        data.Add("ulong", [.. Enumerable.Range(0, 40).Select(static i => $"ulong.MaxValue - {39 - i}")], ["0", "18446744073709551575"]);
        return data;

        static string[] Numbers(int first, int step) =>
            [.. Enumerable.Range(0, MostNamed + 1).Select(i => (first + (i * step)).ToString(CultureInfo.InvariantCulture))];
    }

    [Theory]
    [MemberData(nameof(Enums))]
    [Trait("Category", "Slow")]
    public void Every_value_has_its_column_and_its_class(string type, string[] values, string[] undefined)
    {
        // In no order, and with other names for some of the values.
        string members = string.Join(", ", values.Select(static (value, i) => $"V{i} = {value}").Reverse().Append($"Alias = {values[2]}"));
        GeneratorRunOutcome outcome = Run($"public enum E : {type} {{ {members} }}").CompilesCleanly();
        using EmittedAssembly assembly = outcome.Emit();

        Assert.DoesNotContain("E.V3 =>", outcome.SingleText, StringComparison.Ordinal);
        Assert.Equal("", assembly.Invoke<string>("Probe", "Walk"));
        Assert.Equal(string.Join(",", values.Select(static (_, i) => $"X.V{i}")), assembly.Invoke<string>("Probe", "Names"));
        Assert.Equal(string.Join(",", values.Select(static (_, i) => $"V{i}")), assembly.Invoke<string>("Probe", "Classes"));
        Assert.All(undefined, value => Assert.StartsWith(
            $"The X of row 0 is {value}; expected a value that E defines.", assembly.Invoke<string>("Probe", "Error", value), StringComparison.Ordinal));
        Assert.Equal("index", assembly.Invoke<string>("Probe", "Beyond", -1));
        Assert.Equal("index", assembly.Invoke<string>("Probe", "Beyond", values.Length));
        Assert.Equal(0, assembly.Invoke<long>("Probe", "Allocated"));
    }

    [Fact]
    public void A_small_enum_is_written_out_value_by_value()
    {
        string members = string.Join(", ", Enumerable.Range(0, MostNamed).Select(static i => $"V{i}"));
        GeneratorRunOutcome outcome = Run($"public enum E {{ {members} }}").CompilesCleanly();
        Assert.Contains("global::E.V31 => 31,", outcome.SingleText, StringComparison.Ordinal);
        Assert.DoesNotContain("LargeEnums", outcome.SingleText, StringComparison.Ordinal);
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal("", assembly.Invoke<string>("Probe", "Walk"));
    }

    [Theory]
    [InlineData(1, 130_000)]
    [InlineData(3, 150_000)]
    public void Text_and_code_stay_within_their_budget(int step, int characters)
    {
        GeneratorRunOutcome outcome = Run(Enum(3_000, step)).CompilesCleanly();
        using EmittedAssembly assembly = WithinBudget(outcome, characters);
        Assert.Equal("", assembly.Invoke<string>("Probe", "Walk"));
    }

    // With gaps, the harder case. As features and as classes, since both together are more parameters than an array holds.
    [Theory]
    [InlineData("E", "bool")]
    [InlineData("bool", "E")]
    [Trait("Category", "Slow")]
    public void The_most_values_that_a_model_takes_stay_within_their_budget(string feature, string label)
    {
        const int count = 65_536;
        GeneratorRunOutcome outcome = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithLanguageVersion(LanguageVersion.CSharp12)
            .AllowInUserCode("CS1591")
            .WithSource($$"""
                using LossGen;
                {{Enum(count, 3)}}
                public sealed record Row([Feature] {{feature}} X, [Label] {{label}} Y);
                [CrossEntropyModel<Row>] public sealed partial class Model;
                public static class Probe
                {
                    public static int[] Ends()
                    {
                        var numbers = new float[Model.FeatureCount];
                        Model.WriteFeatures(new Row({{(feature == "E" ? "E.V65535" : "true")}}, default), numbers);
                        return [numbers.Length, Model.ClassCount, System.Array.IndexOf(numbers, 1f), Model.IndexOf({{(label == "E" ? "E.V65535" : "true")}})];
                    }
                    public static string[] Names() => [Model.FeatureNames[^1], Model.ClassNames[^1]];
                }
                """)
            .Run()
            .CompilesCleanly();

        using EmittedAssembly assembly = WithinBudget(outcome, 1_200_000);
        Assert.Equal(feature == "E" ? [count, 2, count - 1, 1] : [1, count, 0, count - 1], assembly.Invoke<int[]>("Probe", "Ends"));
        Assert.Equal(feature == "E" ? ["X.V65535", "True"] : ["X", "V65535"], assembly.Invoke<string[]>("Probe", "Names"));
    }

    private static EmittedAssembly WithinBudget(GeneratorRunOutcome outcome, int characters)
    {
        Assert.InRange(outcome.SingleText.Length, 1, characters);
        EmittedAssembly assembly = outcome.Emit();
        Assert.All(assembly.Methods.Where(static method => method.Type.StartsWith("Model", StringComparison.Ordinal)), static method =>
        {
            Assert.InRange(method.ILBytes, 0, 8_000);
            Assert.InRange(method.LocalCount, 0, 128);
        });
        return assembly;
    }

    private static string Enum(int count, int step) =>
        $"public enum E {{ {string.Join(", ", Enumerable.Range(0, count).Select(i => $"V{i} = {i * step}"))} }}";

    [Fact]
    public void Members_of_one_enum_share_its_values_and_keep_their_names()
    {
        string members = string.Join(", ", Enumerable.Range(0, 40).Select(static i => $"V{i} = {i * 2}"));
        GeneratorRunOutcome outcome = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithLanguageVersion(LanguageVersion.CSharp12)
            .WithSource($$"""
                using LossGen;
                public enum E { {{members}} }
                public sealed record Row([Feature] double Before, [Feature] E First, [Feature] double Between, [Feature] E Second, [Label] E Y);
                [CrossEntropyModel<Row>] public sealed partial class Model;
                public static class Probe { public static string Names() => string.Join(",", Model.FeatureNames.ToArray()); }
                """)
            .AllowInUserCode("CS1591")
            .Run()
            .CompilesCleanly();

        Assert.Contains("EnumValues0", outcome.SingleText, StringComparison.Ordinal);
        Assert.DoesNotContain("EnumValues1", outcome.SingleText, StringComparison.Ordinal);
        using EmittedAssembly assembly = outcome.Emit();
        IEnumerable<int> all = Enumerable.Range(0, 40);
        Assert.Equal(
            string.Join(",", ["Before", .. all.Select(static i => $"First.V{i}"), "Between", .. all.Select(static i => $"Second.V{i}")]),
            assembly.Invoke<string>("Probe", "Names"));
    }

    private static GeneratorRunOutcome Run(string type) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS1591")
        .WithSource(new StringBuilder("using LossGen;\n").AppendLine(type).Append("""
            public sealed class Row { [Feature] public E X { get; set; } [Label] public E Y { get; set; } }
            [CrossEntropyModel<Row>(Task = ClassificationTask.Multiclass)] public sealed partial class Model;
            """).Append(Probe).ToString())
        .Run()
        .RunsWithoutException();
}
