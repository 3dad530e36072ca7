using LossGen.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LossGen.Testing.Tests;

public class AnalyzerTestTests
{
    [Fact]
    public Task Marked_spans_are_expected_diagnostics() =>
        Verify<LiteralAnalyzer>("class C { int F = [|42|]; int G = {|TT0001:42|}; int H = 43; }");

    [Fact]
    public Task A_numbered_span_gets_its_arguments() => Verify<LiteralAnalyzer>(
        "class C { int F = {|#0:42|}; }",
        CSharpAnalyzerVerifier<LiteralAnalyzer, DefaultVerifier>.Diagnostic().WithLocation(0).WithArguments("42"));

    [Fact]
    public Task Lines_and_columns_count_from_one() => Verify<LiteralAnalyzer>(
        "class C\n{\n    int F = 42;\n    int G = 42;\n}",
        CSharpAnalyzerVerifier<LiteralAnalyzer, DefaultVerifier>.Diagnostic("TT0001").WithSpan(3, 13, 3, 15).WithArguments("42"),
        new DiagnosticResult("TT0001", DiagnosticSeverity.Warning).WithLocation(4, 13).WithMessage("do not write 42"));

    [Fact]
    public Task Arguments_are_compared_even_where_the_format_is_unknown() => Verify<LiteralAnalyzer>(
        "class C { int F = {|#0:42|}; }", new DiagnosticResult("TT0001", DiagnosticSeverity.Warning).WithLocation(0).WithArguments("42"));

    [Fact]
    public Task A_position_is_where_a_diagnostic_begins() => Verify<LiteralAnalyzer>("class C { int F = $$42; }");

    [Fact]
    public Task Compiler_errors_are_expected_by_markup() => Verify<LiteralAnalyzer>("class C { int F = {|CS0103:missing|} + [|42|]; }");

    [Fact]
    public async Task A_wrong_span_is_reported_with_both_spans()
    {
        string message = await Failure<WrongSpanAnalyzer>("class C { int F = [|42|]; }");

        Assert.Contains("1 expected, 1 reported", message);
        Assert.Contains("the span is /0/Test0.cs(1,17)-(1,21), not /0/Test0.cs(1,19)-(1,21)", message);
        Assert.Contains("as an expectation: new DiagnosticResult(\"TT0001\", DiagnosticSeverity.Warning).WithSpan(\"/0/Test0.cs\", 1, 17, 1, 21)", message);
    }

    [Fact]
    public async Task A_wrong_id_is_reported_with_both_ids()
    {
        string message = await Failure<WrongIdAnalyzer>("class C { int F = {|TT0001:42|}; }");

        Assert.Contains("TT0001 Warning at /0/Test0.cs(1,19)-(1,21)", message);
        Assert.Contains("nearest: TT0002, but the id is TT0002", message);
    }

    [Fact]
    public async Task A_wrong_severity_a_wrong_message_and_wrong_arguments_are_each_named()
    {
        const string Source = "class C { int F = {|#0:42|}; }";
        DiagnosticResult expected = new DiagnosticResult("TT0001", DiagnosticSeverity.Warning).WithLocation(0);

        Assert.Contains("the severity is Warning", await Failure<LiteralAnalyzer>(Source, expected.WithSeverity(DiagnosticSeverity.Error)));
        Assert.Contains("the message is \"do not write 42\", not \"other\"", await Failure<LiteralAnalyzer>(Source, expected.WithMessage("other")));
        Assert.Contains("the arguments are (42), not (43)", await Failure<LiteralAnalyzer>(Source, expected.WithArguments("43")));
        Assert.Contains("it has a location", await Failure<LiteralAnalyzer>(Source, expected.WithNoLocation()));
    }

    [Fact]
    public async Task A_throwing_analyzer_is_reported_with_its_exception()
    {
        string message = await Failure<ThrowingAnalyzer>("class C { int F = 42; }");

        Assert.Contains("AD0001", message);
        Assert.Contains("ThrowingAnalyzer", message);
        Assert.Contains("the analyzer stumbled", message);
    }

    [Fact]
    public async Task A_second_report_is_not_hidden_by_the_first()
    {
        string message = await Failure<TwiceReportingAnalyzer>("class C { int F = [|42|]; }");

        Assert.Contains("1 expected, 2 reported", message);
        Assert.Contains("Reported, but not expected", message);
        Assert.DoesNotContain("Expected, but not reported", message);
    }

    [Fact]
    public async Task Silence_is_reported_where_a_diagnostic_is_expected()
    {
        string message = await Failure<SilentAnalyzer>("class C { int F = [|42|]; }");

        Assert.Contains("1 expected, 0 reported", message);
        Assert.Contains("TT0001 Warning at /0/Test0.cs(1,19)-(1,21)", message);
    }

    [Fact]
    public async Task An_analyzer_that_speaks_in_generated_code_is_reported_unless_the_check_is_skipped()
    {
        const string Source = "class C { int F = [|42|]; }";

        string message = await Failure<GeneratedCodeAnalyzer>(Source);
        Assert.Contains("marked as generated, where the analyzer should be silent", message);
        Assert.Contains("Reported, but not expected", message);

        await new CSharpAnalyzerTest<GeneratedCodeAnalyzer, DefaultVerifier> { TestCode = Source, TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck }.RunAsync();
    }

    [Fact]
    public async Task A_diagnostic_no_pragma_silences_is_reported_unless_the_check_is_skipped()
    {
        const string Source = "class C { int F = {|TT0001:42|}; }";

        string message = await Failure<PragmaHatingAnalyzer>(Source);
        Assert.Contains("The same under #pragma warning disable TT0001, TT0003", message);
        Assert.Contains("TT0003 Warning at /0/Test0.cs(2,19)-(2,21)", message);

        await new CSharpAnalyzerTest<PragmaHatingAnalyzer, DefaultVerifier> { TestCode = Source, TestBehaviors = TestBehaviors.SkipSuppressionCheck }.RunAsync();
    }

    [Fact]
    public Task A_rule_that_is_not_configurable_may_outlast_the_pragma() => Verify<UnsilencableAnalyzer>("class C { int F = {|TT0003:42|}; }");

    [Fact]
    public async Task Compiler_errors_count_and_compiler_warnings_only_on_request()
    {
        Assert.Contains("CS0103", await Failure<LiteralAnalyzer>("class C { int F = missing; }"));

        const string Unused = "class C { void F() { int x; } }";
        await Verify<LiteralAnalyzer>(Unused);
        var strict = new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier> { TestCode = Unused, CompilerDiagnostics = CompilerDiagnostics.Warnings };
        Assert.Contains("CS0168", (await Assert.ThrowsAsync<InvalidOperationException>(() => strict.RunAsync())).Message);
        await new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier>
        {
            TestCode = Unused.Replace("x;", "{|CS0168:x|};"),
            CompilerDiagnostics = CompilerDiagnostics.Warnings,
        }.RunAsync();
        await new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier> { TestCode = "class C { int F = missing; }", CompilerDiagnostics = CompilerDiagnostics.None }.RunAsync();
    }

    [Fact]
    public async Task Diagnostics_can_be_disabled()
    {
        var test = new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier> { TestCode = "class C { int F = 42; }" };
        test.DisabledDiagnostics.Add("TT0001");
        await test.RunAsync();
    }

    [Fact]
    public async Task An_analyzer_config_file_sets_the_severity()
    {
        var test = new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier> { TestCode = "class C { int F = {|#0:42|}; }" };
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.TT0001.severity = error\n"));
        test.ExpectedDiagnostics.Add(new DiagnosticResult("TT0001", DiagnosticSeverity.Error).WithLocation(0));
        await test.RunAsync();
    }

    [Fact]
    public async Task Several_sources_have_names_of_their_own()
    {
        await new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier>
        {
            TestState =
            {
                Sources = { "class C { int F = [|42|]; }", ("Named.cs", "class D { int F = 42; }") },
                ExpectedDiagnostics = { new DiagnosticResult(LiteralAnalyzer.Rule).WithSpan("Named.cs", 1, 19, 1, 21).WithArguments("42") },
            },
        }.RunAsync();
    }

    [Fact]
    public async Task Code_sees_the_framework_and_given_references_but_not_the_test_framework()
    {
        const string Source = "class C { void F() { Xunit.Assert.True(true); } }";
        Assert.Contains("CS0103", await Failure<LiteralAnalyzer>(Source));

        var test = new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier> { TestCode = Source };
        test.TestState.AdditionalReferences.Add(typeof(Assert).Assembly);
        await test.RunAsync();
    }

    [Fact]
    public async Task Parse_options_are_overridden_as_in_a_derived_test()
    {
        const string Source = "class C(int {|#0:x|}) { public int X = x; }";
        await new CSharp11Test
        {
            TestCode = Source,
            ExpectedDiagnostics = { DiagnosticResult.CompilerError("CS9058").WithSpan(1, 8, 1, 15).WithArguments("primary constructors", "12.0") },
        }.RunAsync();
        await Verify<LiteralAnalyzer>(Source);
    }

    [Fact]
    public async Task A_number_that_is_not_marked_is_named()
    {
        string message = await Failure<LiteralAnalyzer>("class C { int F = {|#0:42|}; }", new DiagnosticResult(LiteralAnalyzer.Rule).WithLocation(1));
        Assert.Contains("'{|#1:...|}', but no source marks such a span; marked: #0", message);
    }

    [Fact]
    public async Task Markup_without_an_id_needs_an_analyzer_with_one_rule()
    {
        Assert.Contains("TT0001, TT0002", await Failure<WrongIdAnalyzer>("class C { int F = [|42|]; }"));
        Assert.Contains("has no rule TT0007", Assert.Throws<InvalidOperationException>(static () => CSharpAnalyzerVerifier<LiteralAnalyzer, DefaultVerifier>.Diagnostic("TT0007")).Message);
    }

    [Fact]
    public async Task A_test_without_sources_fails() =>
        Assert.Contains("TestState.Sources", (await Assert.ThrowsAsync<InvalidOperationException>(
            static () => new CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier>().RunAsync())).Message);

    [Fact]
    public async Task A_lenient_expectation_leaves_the_exact_one_its_diagnostic()
    {
        // The first expectation fits both diagnostics, the second only the first of them.
        DiagnosticResult lenient = new DiagnosticResult("TT0001", DiagnosticSeverity.Warning).WithLocation(1, 17), exact = lenient.WithNoLocation().WithSpan(1, 17, 1, 21);
        await Verify<EqualsReportingAnalyzer>("class C { int F = 42; }", lenient, exact);
    }

    private static Task Verify<TAnalyzer>(string source, params DiagnosticResult[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new() => CSharpAnalyzerVerifier<TAnalyzer, DefaultVerifier>.VerifyAnalyzerAsync(source, expected);

    private static async Task<string> Failure<TAnalyzer>(string source, params DiagnosticResult[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => Verify<TAnalyzer>(source, expected))).Message;

    private sealed class CSharp11Test : CSharpAnalyzerTest<LiteralAnalyzer, DefaultVerifier>
    {
        protected override ParseOptions CreateParseOptions() => ((CSharpParseOptions)base.CreateParseOptions()).WithLanguageVersion(LanguageVersion.CSharp11);
    }
}
