using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LossGen.Testing.Tests;

public class ObjectWalkTests
{
    private static readonly CSharpCompilation Compilation =
        CSharpCompilation.Create("Walked", [CSharpSyntaxTree.ParseText("class C { int F() => 1; }")], FrameworkReferences.All);

    private static readonly SyntaxTree Tree = Compilation.SyntaxTrees[0];

    public static TheoryData<string, object> Offenders => new()
    {
        { "a symbol", Compilation.GetTypeByMetadataName("C")! },
        { "a syntax node", Tree.GetRoot() },
        { "syntax (SyntaxToken)", Tree.GetRoot().GetFirstToken() },
        { "a syntax tree", Tree },
        { "a reference to syntax", Tree.GetReference(Tree.GetRoot()) },
        { "a source location", Location.Create("a.cs", default, default) },
        { "a compilation", Compilation },
        { "a semantic model", Compilation.GetSemanticModel(Tree) },
        { "an operation", Compilation.GetSemanticModel(Tree).GetOperation(Tree.GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>().Single())! },
        { "a diagnostic", Diagnostic.Create("X", "c", "m", DiagnosticSeverity.Info, DiagnosticSeverity.Info, true, 1) },
        { "an input of the compiler", SourceText.From("") },
        { "a metadata reference", FrameworkReferences.All[0] },
        { "a delegate", (Action)(static () => { }) },
        { "a cancellation token", CancellationToken.None },
        { "(ImmutableArray)", ImmutableArray.Create(1) },
        { "(array)", new[] { 1 } },
        { "(List)", new List<int>() },
        { "(Dictionary)", new Dictionary<int, int>() },
    };

    [Theory]
    [MemberData(nameof(Offenders), DisableDiscoveryEnumeration = true)]
    public void An_offender_is_found_alone_in_a_record_and_deep_inside_an_equatable_collection(string cause, object offender)
    {
        Assert.Contains(cause, ObjectWalk.FindOffender(offender, "Step"));
        Assert.Contains($"Step.Value is ", ObjectWalk.FindOffender(new Holder(offender), "Step"));
        string? deep = ObjectWalk.FindOffender(new OwnEquality(new Holder("harmless"), new Holder(new Holder(offender))), "Step");
        Assert.Contains("Step._items[1].Value.Value is ", deep);
        Assert.Contains(cause, deep);
    }

    [Fact]
    public void Values_are_harmless()
    {
        object[] values = ["text", 1, 2.5, 'c', true, 3m, DayOfWeek.Friday, typeof(int), (1, "two"), default(TextSpan), default(LinePosition), new Holder(null)];
        Assert.All(values, static value => Assert.Null(ObjectWalk.FindOffender(value, "Step")));
        Assert.Null(ObjectWalk.FindOffender(null, "Step"));
    }

    [Fact]
    public void A_collection_is_harmless_in_a_type_that_writes_its_own_equality() =>
        Assert.Null(ObjectWalk.FindOffender(new OwnEquality("a", 1), "Step"));

    [Fact]
    public void A_record_does_not_write_its_own_equality_but_a_record_with_a_written_Equals_does()
    {
        Assert.Contains("PlainRecord, which does not write its own equality", ObjectWalk.FindOffender(new PlainRecord([1]), "Step"));
        Assert.Contains("PlainStruct, which does not write its own equality", ObjectWalk.FindOffender(new PlainStruct([1]), "Step"));
        Assert.Contains("which does not write its own equality", ObjectWalk.FindOffender((1, new[] { 1 }), "Step"));
        Assert.Null(ObjectWalk.FindOffender(new WrittenRecord([1]), "Step"));
    }

    [Fact]
    public void Fields_of_base_classes_are_walked() =>
        Assert.Contains("Step._hidden is a delegate", ObjectWalk.FindOffender(new Derived(), "Step"));

    [Fact]
    public void A_cycle_ends()
    {
        var cycle = new Cycle();
        cycle.Next = cycle;
        Assert.Null(ObjectWalk.FindOffender(cycle, "Step"));
    }

    private sealed record Holder(object? Value);

    private sealed record PlainRecord(int[] Items);

    private readonly record struct PlainStruct(int[] Items);

    private sealed record WrittenRecord(int[] Items)
    {
        public bool Equals(WrittenRecord? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode() => Items.Length;
    }

    private sealed class OwnEquality(params object[] items) : IEquatable<OwnEquality>
    {
        private readonly object[] _items = items;

        public bool Equals(OwnEquality? other) => other is not null && _items.SequenceEqual(other._items);

        public override bool Equals(object? obj) => Equals(obj as OwnEquality);

        public override int GetHashCode() => _items.Length;
    }

    private class Base
    {
        private readonly Action _hidden = static () => { };

        public void Run() => _hidden();
    }

    private sealed class Derived : Base;

    private sealed class Cycle
    {
        public Cycle? Next { get; set; }
    }
}
