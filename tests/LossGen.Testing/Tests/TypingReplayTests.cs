using LossGen.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Testing.Tests;

public class TypingReplayTests
{
    private const string Typed = "[Marked]\ninternal sealed partial class Book\n{\n    public int Pages = 42;\n}\n";

    [Fact]
    public void A_good_generator_survives_every_prefix() => Assert.Equal(Typed.Length + 1, Replay<GoodGenerator>().TypeOut());

    [Fact]
    public void A_good_generator_survives_a_thousand_mutations() => Assert.Equal(1000, Replay<GoodGenerator>().Mutate(seed: 1, count: 1000));

    [Fact]
    public void A_generator_that_throws_on_a_prefix_is_reported_with_the_prefix()
    {
        string message = Message(static () => Replay<ThrowingGenerator>().TypeOut());

        int length = Typed.IndexOf("Book", StringComparison.Ordinal) + 2;
        Assert.Contains($"ThrowingGenerator threw on the first {length} characters: System.FormatException: the name was cut short", message);
        Assert.Contains("class Bo\n-----", message.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_generator_that_throws_on_a_mutation_is_reported_with_seed_and_number()
    {
        // Typed one letter short: some mutation drops the last letter of "Boo".
        var replay = new TypingReplay(GeneratorRun.Of<ThrowingGenerator>().WithSource(Sources.Attribute), "[Marked] partial class Boo;");

        string message = Message(() => replay.Mutate(seed: 3, count: 1000));

        Assert.Matches(@"threw on mutation \d+ of seed 3: System\.FormatException", message);
    }

    [Fact]
    public void Generated_code_that_does_not_parse_is_reported_on_request()
    {
        Replay<UnparsableGenerator>().TypeOut();

        // After "class " the class exists, with an empty name.
        int length = Typed.IndexOf("Book", StringComparison.Ordinal) - 1;
        Assert.Contains($".g.cs does not parse on the first {length} characters", Message(static () => Replay<UnparsableGenerator>().RequireParsableOutput().TypeOut()));
    }

    [Fact]
    public void A_good_analyzer_survives_every_prefix() =>
        Assert.Equal(Typed.Length + 1, Replay<GoodGenerator>(static () => new LiteralAnalyzer()).TypeOut());

    [Fact]
    public void A_throwing_analyzer_is_reported_with_the_prefix()
    {
        string message = Message(static () => Replay<GoodGenerator>(static () => new ThrowingAnalyzer()).TypeOut());

        int length = Typed.IndexOf("42", StringComparison.Ordinal) + 2;
        Assert.Contains($"ThrowingAnalyzer threw on the first {length} characters (AD0001): System.FormatException: the analyzer stumbled", message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Analyzers_see_one_text_of_so_many(int every)
    {
        int made = 0;
        var replay = new TypingReplay(
            GeneratorRun.Of<GoodGenerator>().WithSource(Sources.Attribute),
            Typed,
            () =>
            {
                made++;
                return [new LiteralAnalyzer()];
            },
            every);
        Assert.Equal(Typed.Length + 1, replay.TypeOut());
        Assert.Equal((Typed.Length + every) / every, made);
    }

    [Fact]
    public void Mutations_are_the_same_for_the_same_seed_and_others_for_another()
    {
        string[] first = [.. Mutations.Of(Typed, 7, 200)], again = [.. Mutations.Of(Typed, 7, 200)], other = [.. Mutations.Of(Typed, 8, 200)];

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.True(first.Count(static mutant => mutant != Typed) > 180);
        Assert.True(first.Distinct().Count() > 180);
    }

    [Fact]
    public void Mutations_delete_and_insert()
    {
        string[] mutants = [.. Mutations.Of(Typed, 11, 500)];

        Assert.Contains(mutants, static mutant => mutant.Length < Typed.Length);
        Assert.Contains(mutants, static mutant => mutant.Length > Typed.Length);
        Assert.Contains(mutants, static mutant => mutant.Length == Typed.Length && mutant != Typed);
        Assert.Contains(mutants, static mutant => mutant.Contains('\uD800'));
    }

    [Fact]
    public void An_empty_text_can_be_mutated() => Assert.Equal(50, Mutations.Of("", 1, 50).Count());

    private static TypingReplay Replay<TGenerator>(Func<DiagnosticAnalyzer>? analyzer = null)
        where TGenerator : Microsoft.CodeAnalysis.IIncrementalGenerator, new() =>
        new(GeneratorRun.Of<TGenerator>().WithSource(Sources.Attribute), Typed, analyzer is null ? null : () => [analyzer()]);

    private static string Message(Action action) => Assert.Throws<HarnessException>(action).Message;
}
