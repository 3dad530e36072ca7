using LossGen.Generators.Tests.Declarations;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>An enum with <c>[Flags]</c> as a feature: a column a flag.</summary>
public sealed class FlagFeatureTests
{
    private const string Probe = """

        public static class Probe
        {
            public static string Names() => string.Join(",", Model.FeatureNames.ToArray());
            public static string Columns(string value)
            {
                var numbers = new float[Model.FeatureCount];
                System.Array.Fill(numbers, float.NaN);
                try { Model.WriteFeatures(new Row { X = System.Enum.Parse<E>(value) }, numbers); }
                catch (System.ArgumentOutOfRangeException error) { return error.Message.Split('\n')[0]; }
                return string.Join("", numbers);
            }
        }
        """;

    [Theory]
    [InlineData("byte", "None = 0, A = 1, B = 2, C = 128, AB = A | B, All = AB | C", "X.A,X.B,X.C", "None=000 A=100 AB=110 All=111 B,C=011")]
    [InlineData("sbyte", "A = 1, Top = -128, All = -127", "X.A,X.Top", "0=00 A=10 Top=01 All=11")]
    [InlineData("short", "B = 4, A = 1", "X.A,X.B", "A=10 B=01 5=11")]
    [InlineData("int", "A = 1, Alias = 1, Top = 1 << 31", "X.A,X.Top", "Alias=10 Top=01")]
    [InlineData("uint", "A = 1, Top = 1u << 31", "X.A,X.Top", "Top,A=11")]
    [InlineData("long", "Low = 1, Top = long.MinValue", "X.Low,X.Top", "Top=01")]
    [InlineData("ulong", "Low = 1, Top = 1UL << 63", "X.Low,X.Top", "Top,Low=11 Low=10")]
    [InlineData("int", "A = 1, [System.Obsolete] B = 2, [System.Obsolete(\"\", true)] C = 4", "X.A,X.B,X.C", "6=011")]
    [InlineData("int", "None, A = 1, B = 2, All = ~0", "X.A,X.B", "3=11")]
    public void Each_flag_has_its_column(string type, string members, string names, string values)
    {
        GeneratorRunOutcome outcome = Run($"[System.Flags] public enum E : {type} {{ {members} }}").CompilesCleanly();
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(names, assembly.Invoke<string>("Probe", "Names"));
        Assert.All(values.Split(' '), value => Assert.Equal(value.Split('=')[1], assembly.Invoke<string>("Probe", "Columns", value.Split('=')[0])));
    }

    [Theory]
    [InlineData("int", "A = 1, B = 2", "4")]
    [InlineData("int", "A = 1, B = 2", "7")]
    [InlineData("sbyte", "A = 1, B = 2", "-128")]
    [InlineData("ulong", "A = 1, B = 1UL << 63", "2")]
    [InlineData("int", "A = 1, B = 2, All = ~0", "All")]
    public void A_bit_that_is_no_flag_is_an_error_that_names_it(string type, string members, string value)
    {
        using EmittedAssembly assembly = Run($"[System.Flags] public enum E : {type} {{ {members} }}").CompilesCleanly().Emit();
        Assert.StartsWith(
            $"The X of row 0 is {value}; expected a combination of the flags that E defines.", assembly.Invoke<string>("Probe", "Columns", value), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("None = 0", "E has [Flags] but defines no flag, a value of a single bit")]
    [InlineData("None = 0, Three = 3", "E has [Flags] but defines no flag, a value of a single bit")]
    [InlineData("A = 1, B = 2, Five = 5", "E has [Flags], but E.Five has a bit without a name of its own; expected a name for each single bit")]
    public Task An_enum_whose_bits_have_no_names_is_refused(string members, string message) => DeclarationTest.Reports(
        $$"""
        [Flags] public enum E { {{members}} }
        public sealed class Row { [Feature] public E {|#0:X|}; [Label] public bool Y; }
        [CrossEntropyModel<Row>] public sealed partial class Model;
        """,
        ("LG0015", $"'Row.X' cannot be a feature: {message}"));

    private static GeneratorRunOutcome Run(string type) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS1591")
        .WithSource($$"""
            using LossGen;
            {{type}}
            public sealed class Row { [Feature] public E X { get; set; } [Label] public bool Y { get; set; } }
            [CrossEntropyModel<Row>] public sealed partial class Model;
            {{Probe}}
            """)
        .Run()
        .RunsWithoutException();
}
