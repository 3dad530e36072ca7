using LossGen.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Testing.Tests;

public class GeneratorRunTests
{
    public static TheoryData<LanguageVersion> Versions => [.. CSharpVersions.Supported];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Good_code_compiles_cleanly_at_every_supported_version(LanguageVersion version)
    {
        GeneratorRunOutcome outcome = Sources.WithBook<GoodGenerator>().WithLanguageVersion(version).AllowInUserCode("CS0649").Run().CompilesCleanly();

        Assert.Equal("Book.g.cs", Assert.Single(outcome.Files).HintName);
        Assert.Contains("public static string Name => \"Book\";", outcome.SingleText);
    }

    [Fact]
    public void Supported_versions_are_real_steps_of_the_language()
    {
        // The escape sequence \e came with C# 13, the keyword field with C# 14.
        GeneratorRun escape = GeneratorRun.OfNone().WithSource("class C { public const char E = '\\e'; }");
        GeneratorRun field = GeneratorRun.OfNone().WithSource("class C { public int P { get => field; set; } }");

        Assert.Contains("as C# 12.0", Complaint(escape.WithLanguageVersion(LanguageVersion.CSharp12)));
        escape.WithLanguageVersion(LanguageVersion.CSharp13).Run().CompilesCleanly();
        Assert.Contains("as C# 13.0", Complaint(field.WithLanguageVersion(LanguageVersion.CSharp13)));
        field.WithLanguageVersion(CSharpVersions.CSharp14).Run().CompilesCleanly();
    }

    [Fact]
    public void Code_that_does_not_compile_is_shown_with_its_lines()
    {
        string message = Complaint(Sources.WithBook<UncompilableGenerator>().AllowInUserCode("CS0649"));

        Assert.Contains("generated code: CS0103 Error", message);
        Assert.Contains("> ", message);
        Assert.Contains("static int Broken() => missing;", message);
    }

    [Fact]
    public void A_warning_in_user_code_counts_unless_allowed_there()
    {
        GeneratorRun run = Sources.WithBook<GoodGenerator>();

        Assert.Contains("user code: CS0649 Warning at Source0.cs", Complaint(run));
        run.AllowInUserCode("CS0649").Run().CompilesCleanly();
    }

    [Fact]
    public void A_warning_allowed_in_user_code_counts_in_generated_code()
    {
        string message = Complaint(Marked<NullForgettingGenerator>().AllowInUserCode("CS8603", "CS8602"));

        Assert.Contains("generated code: CS8603 Warning", message);
    }

    [Fact]
    public void A_public_member_without_documentation_counts()
    {
        GeneratorRun run = Public<UndocumentedGenerator>();

        Assert.Contains("generated code: CS1591 Warning", Complaint(run));
        run.WithDocumentationMode(DocumentationMode.Parse).Run().CompilesCleanly();
    }

    [Fact]
    public void A_reference_to_nowhere_in_documentation_counts() => Assert.Contains("generated code: CS1574 Warning", Complaint(Public<BrokenReferenceGenerator>()));

    [Fact]
    public void Unsafe_code_does_not_compile()
    {
        GeneratorRun run = GeneratorRun.OfNone().WithSource("class C { unsafe void F() { int* p = null; _ = p; } }");

        Assert.Contains("CS0227", Complaint(run));
        run.WithCompilationOptions(static options => options.WithAllowUnsafe(true)).Run().CompilesCleanly();
    }

    [Fact]
    public void Nullable_warnings_depend_on_the_context()
    {
        GeneratorRun run = GeneratorRun.OfNone().WithSource("class C { static string F() => null; }");

        Assert.Contains("CS8603", Complaint(run));
        run.WithNullable(NullableContextOptions.Disable).Run().CompilesCleanly();
    }

    [Fact]
    public void Warnings_of_the_highest_level_count() =>
        // CS8981, lower-case type names, is of warning level 7.
        Assert.Contains("CS8981", Complaint(GeneratorRun.OfNone().WithSource("class lowercase;")));

    [Fact]
    public void A_throwing_generator_is_reported_with_its_exception()
    {
        GeneratorRunOutcome outcome = GeneratorRun.Of<ThrowingGenerator>().WithSource(Sources.Attribute + "[Marked] partial class Bo;").Run();

        Assert.IsType<FormatException>(Assert.Single(outcome.Exceptions));
        Action[] acts =
        [
            () => outcome.CompilesCleanly(), () => outcome.RunsWithoutException(), () => outcome.Emit(),
            () => _ = outcome.SingleText, () => outcome.Text("Bo.g.cs"),
        ];
        foreach (Action act in acts)
            Assert.Contains("the name was cut short", Assert.Throws<HarnessException>(act).Message);
    }

    [Fact]
    public void A_warning_of_the_generator_counts() => Assert.Contains("TT0009 Warning at no location", Complaint(Marked<WarningReportingGenerator>()));

    [Fact]
    public void A_missing_file_is_reported_with_the_existing_ones() =>
        Assert.Contains("No file 'Tome.g.cs' was generated; there are: Book.g.cs",
            Assert.Throws<HarnessException>(static () => Sources.WithBook<GoodGenerator>().Run().Text("Tome.g.cs")).Message);

    [Fact]
    public void Two_generators_run_together()
    {
        GeneratorRunOutcome outcome = Sources.WithBook<GoodGenerator>().And<WarningReportingGenerator>().Run();

        Assert.Equal(2, outcome.Files.Length);
        Assert.Single(outcome.Diagnostics);
    }

    [Fact]
    public void A_run_is_not_changed_by_what_is_built_on_it()
    {
        GeneratorRun run = GeneratorRun.OfNone();
        run.WithSource("class C;");

        Assert.Empty(run.CreateCompilation().SyntaxTrees);
        Assert.Contains("a source 'A.cs' already", Assert.Throws<ArgumentException>(() => run.WithSource("A.cs", "").WithSource("A.cs", "")).Message);
    }

    [Fact]
    public void References_are_the_framework_and_what_is_given()
    {
        GeneratorRun run = GeneratorRun.OfNone().WithSource("class C { void F() => Xunit.Assert.True(true); }");

        Assert.Contains("CS0103", Complaint(run));
        run.WithReferenceTo<Assert>().Run().CompilesCleanly();
    }

    private static GeneratorRun Marked<TGenerator>()
        where TGenerator : IIncrementalGenerator, new() => GeneratorRun.Of<TGenerator>().WithSource(Sources.Attribute + "[Marked] partial class Book;");

    private static GeneratorRun Public<TGenerator>()
        where TGenerator : IIncrementalGenerator, new() =>
        GeneratorRun.Of<TGenerator>().WithSource(Sources.Attribute + "/// <summary>Documented.</summary>\n[Marked] public partial class Book;");

    private static string Complaint(GeneratorRun run) => Assert.Throws<HarnessException>(() => run.Run().CompilesCleanly()).Message;
}
