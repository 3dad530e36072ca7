using System.Collections.Immutable;
using System.Reflection;
using LossGen.Analyzers.Shared;
using LossGen.CodeFixes;
using LossGen.Generators.Tests.Samples;
using LossGen.Testing.Rooms;
using Xunit;

namespace LossGen.Analyzers.Tests.Architecture;

/// <summary>The rooms of the analyzer, read from the built assemblies: who may use whom, and where the compiler's own types end.</summary>
public sealed class RoomTests
{
    /// <summary>The order that docs/architecture.md shows; the lowest room first, the analyzer itself last.</summary>
    private const string Order = "Shared, Expressions < Ranges < Flow < Matching < Rules < .";

    private const string RootNamespace = "LossGen.Analyzers";
    private const string Roslyn = "Microsoft.CodeAnalysis";

    // What a report is made of, with its spans and locations and the link to its page.
    private static readonly string[] OfReports =
    [
        "Microsoft.CodeAnalysis.Diagnostic", "Microsoft.CodeAnalysis.DiagnosticDescriptor", "Microsoft.CodeAnalysis.DiagnosticSeverity",
        "Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions", "Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptionsProvider",
        "Microsoft.CodeAnalysis.Diagnostics.AnalyzerOptions",
        "Microsoft.CodeAnalysis.Location", "Microsoft.CodeAnalysis.Text.TextSpan",
    ];

    private static readonly Assembly Analyzers = typeof(NumericsAnalyzer).Assembly;
    private static readonly RoomTable Rooms = RoomTable.Of(Analyzers.Location, RootNamespace, Order);

    [Fact]
    public void Rooms_use_only_rooms_below_them() => Rooms.Check();

    [Fact]
    public void The_picture_shows_this_order() => Assert.Equal(Order, RoomPicture.OrderOf("src/LossGen.Analyzers"));

    [Fact]
    public void A_types_namespace_is_its_folder()
    {
        ImmutableDictionary<OutermostType, string> folders = RoomTable.Folders(Analyzers.Location, "src/LossGen.Analyzers");
        OutermostType[] types = [.. folders.Keys.Where(static type => type.Namespace.StartsWith(RootNamespace, StringComparison.Ordinal))];

        Assert.True(types.Length > 50, $"{types.Length} types");
        Assert.All(types, type => Assert.Equal(type.Namespace, $"{RootNamespace}.{folders[type].Replace('/', '.')}".TrimEnd('.')));
    }

    [Theory]
    [InlineData("Shared")]
    [InlineData("Expressions")]
    [InlineData("Ranges")]
    public void Expressions_and_ranges_do_not_know_the_compiler(string room) =>
        Assert.DoesNotContain(Rooms.ForeignUses(room), static use => use.Used.Namespace.StartsWith(Roslyn, StringComparison.Ordinal));

    [Theory]
    [InlineData("Matching")]
    [InlineData("Rules")]
    public void A_rule_sees_neither_syntax_nor_symbols(string room) => Assert.DoesNotContain(
        Rooms.ForeignUses(room),
        static use => use.Used.Namespace.StartsWith(Roslyn, StringComparison.Ordinal) && !OfReports.Contains(use.Used.ToString()));

    [Fact]
    public void The_code_fix_does_not_refer_to_the_analyzer() => Assert.DoesNotContain(
        Analyzers.GetName().Name,
        typeof(StableFormCodeFixProvider).Assembly.GetReferencedAssemblies().Select(static reference => reference.Name));

    [Fact]
    public void The_fix_serves_every_rule() =>
        Assert.Equal(
            new NumericsAnalyzer().SupportedDiagnostics.Select(static rule => rule.Id),
            new StableFormCodeFixProvider().FixableDiagnosticIds);

    [Fact]
    public void Every_name_that_rules_and_fixes_write_is_one_of_the_runtime_library()
    {
        Dictionary<string, string> names = typeof(StableMathNames).GetFields()
            .ToDictionary(static field => field.Name, static field => (string)field.GetRawConstantValue()!);

        Assert.Equal(typeof(StableMath).Namespace, names[nameof(StableMathNames.Namespace)]);
        Assert.Equal(typeof(StableMath).Name, names[nameof(StableMathNames.Class)]);
        string[] members = [.. typeof(StableMath).GetMethods().Select(static method => method.Name)];
        Assert.All(
            names.Where(static name => name.Key is not (nameof(StableMathNames.Namespace) or nameof(StableMathNames.Class))),
            name => Assert.Contains(name.Value, members));
    }
}
