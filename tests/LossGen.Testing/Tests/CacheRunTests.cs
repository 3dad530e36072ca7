using LossGen.Testing.Tests.Subjects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LossGen.Testing.Tests;

public class CacheRunTests
{
    [Fact]
    public void An_added_comment_leaves_a_good_generator_cached() =>
        CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.Replace("public int Pages;", "public int Pages; // how many"))
            .AssertReasons("Model", Unchanged)
            .AssertOutputsCached();

    [Fact]
    public void An_added_file_leaves_a_good_generator_cached() =>
        CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.AddFile("Other.cs", "class Other;"))
            .AssertOutputsCached();

    [Fact]
    public void Edits_beside_the_class_leave_a_good_generator_cached()
    {
        Func<CSharpCompilation, CSharpCompilation>[] edits =
        [
            Edits.ReparseAll(), Edits.Append("class Unrelated;"), Edits.AddReference(FrameworkReferences.To(typeof(Assert).Assembly)),
        ];
        foreach (Func<CSharpCompilation, CSharpCompilation> edit in edits)
            CacheRun.After(Sources.WithBook<GoodGenerator>(), edit).AssertReasons("Model", Unchanged).AssertOutputsCached();
    }

    [Fact]
    public void A_renamed_class_modifies_model_and_output() =>
        CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.Replace("class Book", "class Tome"))
            .AssertReasons("Model", Modified)
            .AssertOutputReasons(Modified);

    [Fact]
    public void A_second_class_is_new_and_the_first_stays_cached()
    {
        CacheRun run = CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.AddFile("Tome.cs", "[Marked] partial class Tome;"));

        run.AssertReasons("Model", Unchanged, New).AssertOutputReasons(Cached, New);
        Assert.Equal(["Book.g.cs", "Tome.g.cs"], run.Files.Keys.Order());
    }

    [Fact]
    public void A_removed_class_is_removed_from_the_output()
    {
        GeneratorRun two = Sources.WithBook<GoodGenerator>().WithSource("Tome.cs", "[Marked] partial class Tome;");

        CacheRun run = CacheRun.After(two, Edits.RemoveFile("Tome.cs")).AssertOutputReasons(Cached, Removed);

        Assert.Equal(["Book.g.cs"], run.Files.Keys);
    }

    [Fact]
    public void A_second_edit_is_compared_with_the_first() =>
        CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.Replace("class Book", "class Tome"))
            .Then(Edits.Append("// the end"))
            .AssertOutputsCached();

    [Fact]
    public void Another_language_version_reaches_the_driver_and_leaves_the_model_unchanged() =>
        CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.LanguageVersionTo(LanguageVersion.CSharp12))
            .AssertReasons("Model", Unchanged)
            .AssertOutputsCached();

    [Fact]
    public void A_generator_combined_with_the_compilation_is_not_cached()
    {
        CacheRun run = CacheRun.After(Sources.WithBook<CombiningWithCompilationGenerator>(), Edits.Append("// the end"));

        string message = Message(() => run.AssertOutputsCached());

        Assert.Contains("The outputs are not cached, they gave the reasons (Modified)", message);
        Assert.Contains("Compilation: Modified", message);
        Assert.Contains("| // the end", message);
    }

    [Fact]
    public void Wrong_reasons_are_reported_with_the_actual_ones()
    {
        CacheRun run = CacheRun.After(Sources.WithBook<LocationCarryingGenerator>(), Edits.Replace("Pages;", "Pages; // how many"));

        string message = Message(() => run.AssertReasons("Model", Unchanged));

        Assert.Contains("The step 'Model' gave the reasons (Modified), expected (Unchanged)", message);
    }

    [Fact]
    public void An_unknown_step_is_reported_with_the_known_ones()
    {
        CacheRun run = CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.Append("// the end"));

        string message = Message(() => run.AssertReasons("Modle", Unchanged));

        Assert.Contains("No step named 'Modle' ran", message);
        Assert.Contains("Model", message.Replace("Modle", ""));
    }

    [Fact]
    public void A_generator_without_any_output_cannot_pass_as_cached()
    {
        CacheRun run = CacheRun.After(GeneratorRun.Of<GoodGenerator>().WithSource("class Unmarked;"), Edits.Append("// the end"));

        Assert.Contains("No output step ran", Message(() => run.AssertOutputsCached()));
    }

    [Fact]
    public void A_generator_that_throws_is_reported_and_not_taken_for_cached()
    {
        GeneratorRun throwing = GeneratorRun.Of<ThrowingGenerator>().WithSource(Sources.Attribute + "[Marked] partial class Bo;");

        string message = Message(() => CacheRun.After(throwing, Edits.Append("// the end")));

        Assert.Contains("ThrowingGenerator threw System.FormatException: the name was cut short", message);
    }

    [Fact]
    public void A_generator_that_throws_after_the_edit_is_reported()
    {
        CacheRun run = CacheRun.After(Sources.WithBook<ThrowingGenerator>(), Edits.Replace("class Book", "class Bo"));

        Assert.Contains("the name was cut short", Message(() => run.AssertReasons("Model", Modified)));
        Assert.Contains("the name was cut short", Message(() => run.AssertOutputsCached()));
    }

    [Fact]
    public void An_edit_that_changes_nothing_is_refused() =>
        Assert.Contains("changed nothing", Assert.Throws<ArgumentException>(() => CacheRun.After(Sources.WithBook<GoodGenerator>(), static c => c)).Message);

    [Theory]
    [InlineData("no such text", "occurs 0 times")]
    [InlineData("a", "times, not once")]
    public void A_replacement_that_is_not_unique_is_refused(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<ArgumentException>(() => CacheRun.After(Sources.WithBook<GoodGenerator>(), Edits.Replace(text, "x"))).Message);

    [Fact]
    public void Independent_compilations_give_a_value_model_twice()
    {
        CacheRun.AssertEqualModelsFromIndependentCompilations(Sources.WithBook<GoodGenerator>(), "Model");
        CacheRun.AssertEqualModelsFromIndependentCompilations(Sources.WithBook<ValueArrayCarryingGenerator>(), "Model");
    }

    [Fact]
    public void Independent_compilations_expose_a_symbol() =>
        AssertUnequal<SymbolCarryingGenerator>("Model.Symbol is a symbol (ISymbol)");

    [Fact]
    public void Independent_compilations_expose_a_symbol_of_the_framework() =>
        AssertUnequal<FrameworkSymbolCarryingGenerator>("Model.Symbol is a symbol (ISymbol)");

    [Fact]
    public void Independent_compilations_expose_a_location() =>
        AssertUnequal<LocationCarryingGenerator>("Model.Location is a source location (Location)");

    [Fact]
    public void Independent_compilations_expose_an_immutable_array() =>
        AssertUnequal<ImmutableArrayCarryingGenerator>("Model.Members is a collection compared by reference (ImmutableArray) in ArrayModel");

    [Fact]
    public void Independent_compilations_expose_a_compilation() =>
        AssertUnequal<CompilationCarryingGenerator>("Model.Anything is a compilation (Compilation)");

    [Fact]
    public void Independent_compilations_expose_a_hash_code_by_reference() =>
        Assert.Contains("two equal values with different hash codes", Message(static () =>
            CacheRun.AssertEqualModelsFromIndependentCompilations(Sources.WithBook<BadHashGenerator>(), "Model")));

    [Fact]
    public void A_value_model_holds_no_compiler_objects()
    {
        CacheRun.AssertHoldsNoCompilerObjects(Sources.WithBook<GoodGenerator>(), "Model");
        CacheRun.AssertHoldsNoCompilerObjects(Sources.WithBook<ValueArrayCarryingGenerator>(), "Model");
    }

    [Fact]
    public void A_held_symbol_is_found() => AssertHolds<SymbolCarryingGenerator>("Model.Symbol is a symbol (ISymbol)");

    [Fact]
    public void A_held_location_is_found() => AssertHolds<LocationCarryingGenerator>("Model.Location is a source location (Location)");

    [Fact]
    public void A_held_compilation_is_found_whatever_its_declared_type() =>
        AssertHolds<CompilationCarryingGenerator>("Model.Anything is a compilation (Compilation)");

    [Fact]
    public void A_held_immutable_array_is_found() =>
        AssertHolds<ImmutableArrayCarryingGenerator>("Model.Members is a collection compared by reference (ImmutableArray)");

    [Fact]
    public void A_walk_of_a_step_that_never_ran_fails() =>
        Assert.Contains("No step named 'Output' ran", Message(() => CacheRun.AssertHoldsNoCompilerObjects(Sources.WithBook<GoodGenerator>(), "Output")));

    private static void AssertUnequal<TGenerator>(string cause)
        where TGenerator : IIncrementalGenerator, new()
    {
        string message = Message(() => CacheRun.AssertEqualModelsFromIndependentCompilations(Sources.WithBook<TGenerator>(), "Model"));
        Assert.Contains("The step 'Model' gave two values that are not equal", message);
        Assert.Contains(cause, message);
    }

    private static void AssertHolds<TGenerator>(string cause)
        where TGenerator : IIncrementalGenerator, new() =>
        Assert.Contains(cause, Message(() => CacheRun.AssertHoldsNoCompilerObjects(Sources.WithBook<TGenerator>(), "Model")));

    private static string Message(Action action) => Assert.Throws<HarnessException>(action).Message;
}
