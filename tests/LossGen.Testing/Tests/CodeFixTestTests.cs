using LossGen.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LossGen.Testing.Tests;

public class CodeFixTestTests
{
    private const string Two = "class C\n{\n    int F = [|42|];\n    int G = [|42|]; // kept\n}\n";

    private const string TwoFixed = "class C\n{\n    int F = 43;\n    int G = 43; // kept\n}\n";

    [Fact]
    public Task A_fix_that_fixes_all_passes_one_by_one_and_with_FixAll() => Verify<LiteralFix>(Two, TwoFixed);

    [Fact]
    public Task A_fix_in_two_files_passes() => new CSharpCodeFixTest<LiteralAnalyzer, LiteralFix, DefaultVerifier>
    {
        TestState = { Sources = { "class C { int F = [|42|]; }", "class D { int F = [|42|]; }" } },
        FixedState = { Sources = { "class C { int F = 43; }", "class D { int F = 43; }" } },
    }.RunAsync();

    [Fact]
    public async Task A_fix_that_changes_nothing_is_reported()
    {
        string message = await Failure<IdleFix>(Two, TwoFixed);
        Assert.Contains("code fix 1 was offered, but it changes nothing", message);

        // Nor may it pass where the test expects no change.
        Assert.Contains("it changes nothing", await Failure<IdleFix>(Two, Two));
    }

    [Fact]
    public async Task A_wrong_text_is_shown_line_by_line()
    {
        string message = await Failure<WrongTextFix>(Two, TwoFixed);

        Assert.Contains("Fixing one diagnostic at a time gave another text in /0/Test0.cs", message);
        Assert.Contains("-    3 |     int F = 43;", message);
        Assert.Contains("+    3 |     int F = 44;", message);
    }

    [Fact]
    public async Task A_diagnostic_left_unfixed_is_reported_by_the_text()
    {
        string message = await Failure<HalfheartedFix>(Two, TwoFixed);

        Assert.Contains("-    4 |     int G = 43; // kept", message);
        Assert.Contains("+    4 |     int G = 42; // kept", message);
    }

    [Fact]
    public async Task A_diagnostic_that_stays_has_to_be_marked_in_the_fixed_code()
    {
        string message = await Failure<HalfheartedFix>(Two, "class C\n{\n    int F = 43;\n    int G = 42; // kept\n}\n");
        Assert.Contains("Context: Diagnostics of fixed state", message);
        Assert.Contains("TT0001", message);

        await Verify<HalfheartedFix>(Two, "class C\n{\n    int F = 43;\n    int G = [|42|]; // kept\n}\n");
    }

    [Fact]
    public async Task A_FixAll_that_forgets_is_reported_with_its_scope()
    {
        string message = await Failure<ForgetfulFixAllFix>(Two, TwoFixed);

        Assert.Contains("Context: FixAll in Document", message);
        Assert.Contains("FixAll in Document took more than 1 code actions, expected 1", message);
    }

    [Fact]
    public async Task A_fix_where_none_is_expected_is_reported()
    {
        string message = await Failure<LiteralFix>(Two, Two);

        Assert.Contains("+    3 |     int F = 43;", message);
    }

    [Fact]
    public Task No_fix_where_none_is_expected_passes() =>
        Verify<HalfheartedFix>("class C { int F = [|42|]; } // kept", "class C { int F = [|42|]; } // kept");

    [Fact]
    public async Task The_number_of_fixes_is_counted()
    {
        string message = await Failure(Test<LiteralFix>(Two, TwoFixed, static test => test.NumberOfIncrementalIterations = 3));
        Assert.Contains("Fixing one diagnostic at a time took 2 code actions, expected 3", message);

        await Test<LiteralFix>(Two, TwoFixed, static test => test.NumberOfIncrementalIterations = 2).RunAsync();
    }

    [Fact]
    public async Task A_fix_that_brings_back_its_diagnostic_is_reported()
    {
        string message = await Failure(Test<EndlessFix>("class C { int F = [|42|]; }", "class C { int F = ([|42|]); }", static test => test.NumberOfIncrementalIterations = -3));
        Assert.Contains("((((42))))", message);

        await Test<EndlessFix>("class C { int F = [|42|]; }", "class C { int F = ([|42|]); }", static test =>
        {
            test.CodeFixTestBehaviors = CodeFixTestBehaviors.FixOne | CodeFixTestBehaviors.SkipFixAllCheck;
        }).RunAsync();
    }

    [Fact]
    public async Task The_action_is_chosen_by_index_or_key()
    {
        string other = TwoFixed.Replace("43", "41");
        await Test<TwoChoicesFix>(Two, other, static test => test.CodeActionIndex = 1).RunAsync();
        await Test<TwoChoicesFix>(Two, other, static test => test.CodeActionEquivalenceKey = "Write 41").RunAsync();
        await Test<TwoChoicesFix>(Two, TwoFixed, static _ => { }).RunAsync();

        Assert.Contains("There is no code action 2; 2 are offered: 'Write 43' (key Write 43), 'Write 41' (key Write 41)",
            await Failure(Test<TwoChoicesFix>(Two, other, static test => test.CodeActionIndex = 2)));
        Assert.Contains("No code action has the key 'Write 40'",
            await Failure(Test<TwoChoicesFix>(Two, other, static test => test.CodeActionEquivalenceKey = "Write 40")));
        Assert.Contains("Code action 0 has the key 'Write 43', expected 'Write 41'", await Failure(Test<TwoChoicesFix>(Two, other, static test =>
        {
            test.CodeActionIndex = 0;
            test.CodeActionEquivalenceKey = "Write 41";
        })));
    }

    [Fact]
    public async Task A_tree_that_no_parser_would_build_is_reported() =>
        Assert.Contains("built a tree in Test0.cs that is not the one its text parses to", await Failure<FakeTreeFix>("class C { int F = [|42|]; }", "class C { int F = 40 + 3; }"));

    [Fact]
    public async Task An_error_the_fix_brings_has_to_be_expected()
    {
        string message = await Failure(Test<LiteralFix>("class C { const int A = 1 / (43 - [|42|]); }", "class C { const int A = 1 / (43 - 43); }", static _ => { }));
        Assert.Contains("CS0020", message);

        await Verify<LiteralFix>("class C { const int A = 1 / (43 - [|42|]); }", "class C { const int A = {|CS0020:1 / (43 - 43)|}; }");
    }

    [Fact]
    public async Task FixAll_may_have_its_own_result()
    {
        Task Run(string batch) => new CSharpCodeFixTest<LiteralAnalyzer, LiteralFix, DefaultVerifier> { TestCode = Two, FixedCode = TwoFixed, BatchFixedCode = batch }.RunAsync();

        await Run(TwoFixed);
        string message = (await Assert.ThrowsAsync<InvalidOperationException>(() => Run(TwoFixed.Replace("43", "44")))).Message;
        Assert.Contains("FixAll in Document gave another text", message);
    }

    private static Task Verify<TFix>(string source, string fixedSource)
        where TFix : CodeFixProvider, new() => CSharpCodeFixVerifier<LiteralAnalyzer, TFix, DefaultVerifier>.VerifyCodeFixAsync(source, fixedSource);

    private static CSharpCodeFixTest<LiteralAnalyzer, TFix, DefaultVerifier> Test<TFix>(
        string source, string fixedSource, Action<CSharpCodeFixTest<LiteralAnalyzer, TFix, DefaultVerifier>> arrange)
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<LiteralAnalyzer, TFix, DefaultVerifier> { TestCode = source, FixedCode = fixedSource };
        arrange(test);
        return test;
    }

    private static Task<string> Failure<TFix>(string source, string fixedSource)
        where TFix : CodeFixProvider, new() => Failure(Test<TFix>(source, fixedSource, static _ => { }));

    private static async Task<string> Failure<TFix>(CSharpCodeFixTest<LiteralAnalyzer, TFix, DefaultVerifier> test)
        where TFix : CodeFixProvider, new() => (await Assert.ThrowsAsync<InvalidOperationException>(() => test.RunAsync())).Message;
}
