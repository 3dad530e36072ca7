using System.Globalization;
using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>No name that stands around a model captures one in its generated file: it compiles, or a rule says why not.</summary>
public sealed class NameCaptureTests : IDisposable
{
    private static readonly string Rows =
        $$"""
        namespace Mine
        {
            enum Kind { Low, High }
            [global::System.Flags] enum Tags { One = 1, Two = 2 }
            class Row { [global::LossGen.Feature] public double Size; [global::LossGen.Feature] public Kind Kind; [global::LossGen.Label] public Kind Truth; }
            enum Many { {{string.Join(", ", Enumerable.Range(0, 40).Select(static i => $"V{i} = {i * i}"))}} }
            class Large { [global::LossGen.Feature] public Many Size; [global::LossGen.Label] public Kind Truth; }
            class Numbered { [global::LossGen.Feature] public double Size; [global::LossGen.Label(300)] public int Truth; }
            class Priced { [global::LossGen.Feature] public double Size; [global::LossGen.Label(bins: 9)] public double Truth; }
            class Tagged { [global::LossGen.Feature] public bool Size; [global::LossGen.Label] public Tags Truth; }
            class Dated
            {
                [global::LossGen.Feature(8)] public string? Size; [global::LossGen.Feature(Parts = global::LossGen.DateParts.Days)] public global::System.DateTime Kind;
                [global::LossGen.Label] public Kind? Truth;
            }
        }
        """;

    /// <summary>Every way in which kernels are written, of every task, with typed rows and with weights.</summary>
    private static readonly string[] Attributes =
    [
        "LossGen.CrossEntropyModel(4, 3, Weights = \"w.safetensors\")",
        "LossGen.CrossEntropyModel(3, 2)",
        "LossGen.CrossEntropyModel(1 << 20, 4, Sparse = true)",
        "LossGen.CrossEntropyModel(100, 6, Sparse = true, Task = LossGen.ClassificationTask.MultiLabel)",
        "LossGen.CrossEntropyModel(1 << 18, 12, Sparse = true, HiddenLayers = new[] { 24, 9 }, Activation = LossGen.Activation.Tanh)",
        "LossGen.CrossEntropyModel(30, 2)",
        "LossGen.CrossEntropyModel(8, 12)",
        "LossGen.CrossEntropyModel(64, 10)",
        "LossGen.CrossEntropyModel(257, 11)",
        "LossGen.CrossEntropyModel(72, 6, Task = LossGen.ClassificationTask.MultiLabel)",
        Network,
        "LossGen.CrossEntropyModel(100, 12, HiddenLayers = new[] { 24 })",
        "LossGen.CrossEntropyModel(30, 2, HiddenLayers = new[] { 16, 9 }, Activation = LossGen.Activation.Gelu)",
        "LossGen.CrossEntropyModel(257, 11, HiddenLayers = new[] { 65 }, Activation = LossGen.Activation.LeakyRelu)",
        "LossGen.CrossEntropyModel(13, 6, HiddenLayers = new[] { 7 }, Activation = LossGen.Activation.Silu, Task = LossGen.ClassificationTask.MultiLabel)",
        "LossGen.CrossEntropyModel<global::Mine.Row>(HiddenLayers = new[] { 5 }, Activation = LossGen.Activation.Sigmoid)",
        "LossGen.CrossEntropyModel<global::Mine.Row>",
        "LossGen.CrossEntropyModel<global::Mine.Numbered>",
        "LossGen.CrossEntropyModel<global::Mine.Priced>",
        "LossGen.CrossEntropyModel<global::Mine.Tagged>",
        "LossGen.CrossEntropyModel<global::Mine.Dated>",
    ];

    /// <summary>Kernels of many classes and of tokens: only what their names mean is compared, since placing each name around each of them would take too long.</summary>
    private static readonly string[] ManyClassesAndTokens =
    [
        "LossGen.CrossEntropyModel(3, 200)",
        "LossGen.CrossEntropyModel(128, 100)",
        "LossGen.CrossEntropyModel(40, 3000)",
        "LossGen.CrossEntropyModel(40, 3000, Task = LossGen.ClassificationTask.MultiLabel)",
        "LossGen.CrossEntropyModel(40, 3000, HiddenLayers = new[] { 9 })",
        "LossGen.CrossEntropyModel(1 << 18, 3000, Sparse = true)",
        "LossGen.CrossEntropyModel(1 << 18, 3000, Sparse = true, HiddenLayers = new[] { 9 }, Activation = LossGen.Activation.Gelu)",
        "LossGen.CrossEntropyModel<global::Mine.Row>(Sparse = true)",
        "LossGen.CrossEntropyModel<global::Mine.Tagged>(Sparse = true)",
        "LossGen.NextTokenModel(27, 1)",
        "LossGen.NextTokenModel(27, 3, HiddenLayers = new[] { 20 })",
        Tokens,
        "LossGen.NextTokenModel(5000, 3, Embedding = 4)",
    ];

    private const string Tokens = "LossGen.NextTokenModel(27, 3, Embedding = 4, HiddenLayers = new[] { 20, 9 }, Activation = LossGen.Activation.Tanh)";

    private const string Network = "LossGen.CrossEntropyModel(4, 3, HiddenLayers = new[] { 8 }, Activation = LossGen.Activation.Tanh)";

    private readonly WeightsFolder _weights = new();
    private readonly string _file;

    public NameCaptureTests() => _file = _weights.Write("w.safetensors", SafetensorsBytes.Of(features: 4, classes: 3));

    /// <summary>Where a name may be declared, as code with the name at $ and the model's attribute at [M].</summary>
    private static readonly string[] AllPlaces =
    [
        "namespace Place { class $ { } [M] partial class Model; }",
        "namespace Place { namespace Inner { [M] partial class Model; } class $ { } }",
        "namespace Place { [M] partial class Model; } namespace Place.$ { class Other; }",
        "namespace Place { partial class Outer { class $ { } [M] internal partial class Model; } }",
        "namespace Place { partial class Outer : Base { [M] internal partial class Model; } class Base { protected class $ { } } }",
        "namespace Place { [M] partial class Model { class $ { } } }",
        "namespace Place { [M] partial class Model { int $; } }",
        "namespace Place { [M] partial class Model { void $() { } } }",
        "namespace Place { [M] partial class Model { Model(int x) { } int $ => 1; } }",
        "namespace Place { [M] partial class Model : Base; class Base { protected class $ { } } }",
        "namespace Place { [M] partial class Model : Base; class Base { protected int $; } }",
        "namespace Place { [M] partial class Model : Base { Model(int x) { } } class Base { protected void $() { } } }",
        "namespace Place { [M] partial class $; }",
        "namespace Place { partial class $ { [M] internal partial class Model; } }",
        "namespace $ { [M] partial class Model; }",
        "class $ { } [M] partial class Model;",
        "class $ { } namespace Place { [M] partial class Model; }",
        "namespace $ { class Other; } [M] partial class Model;",
        "global using $ = System.Text.StringBuilder; [M] partial class Model;",
        "global using $ = System.Text.StringBuilder; § namespace Place { [M] partial class Model; }",
        "global using static Place.Imported; § namespace Place { static class Imported { internal class $ { } } } § namespace Other { [M] partial class Model; }",
        "global using Place; § namespace Place { class $ { } } § namespace Other { [M] partial class Model; }",
    ];

    public static TheoryData<string> Places => [.. AllPlaces];

    public void Dispose() => _weights.Dispose();

    [Fact]
    public void Every_name_that_the_generated_code_does_not_declare_itself_is_qualified()
    {
        var captured = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string attribute in Attributes.Concat(ManyClassesAndTokens))
        {
            GeneratorRunOutcome outcome = Run("namespace Place { [M] partial class Model { Model(int x) { } } }", attribute).CompilesCleanly();
            SyntaxTree file = outcome.Files.Single().Tree;
            SemanticModel semantics = outcome.Compilation.GetSemanticModel(file);
            foreach (SimpleNameSyntax name in Names(file).Where(IsUnqualified))
            {
                ISymbol? symbol = semantics.GetSymbolInfo(name).Symbol;
                // The value of a setter is its own parameter, whatever is called so around it.
                if (symbol is null or IDiscardSymbol or IParameterSymbol { IsImplicitlyDeclared: true }) continue;
                if (symbol.DeclaringSyntaxReferences.All(reference => reference.SyntaxTree != file)) captured.Add(name.ToString());
            }
        }

        Assert.Equal(["var"], captured);
    }

    [Fact]
    public void The_list_of_qualified_names_is_what_the_generated_code_uses()
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        const string plain = "namespace Place { [M] partial class Model { Model(int x) { } } }";
        const string named = "namespace Place { [M] partial class Model { public static string[] ClassNames => \"a,b,c\".Split(','); } }";
        const string required = """
            namespace Place
            {
                [M] partial class Model { required public int Size; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Model() { } }
            }
            """;
        foreach (GeneratorRunOutcome outcome in Attributes.Concat(ManyClassesAndTokens).Append("LossGen.CrossEntropyModel<global::Mine.Large>")
            .Select(attribute => Run(plain, attribute)).Append(Run(named, Attributes[0])).Append(Run(required, Network)))
        {
            SyntaxTree file = outcome.Files.Single().Tree;
            SemanticModel semantics = outcome.Compilation.GetSemanticModel(file);
            foreach (SimpleNameSyntax name in Names(file))
            {
                ISymbol? symbol = semantics.GetSymbolInfo(name).Symbol;
                if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor }) symbol = symbol.ContainingType;
                if (name.Parent is QualifiedCrefSyntax or CrefSyntax && symbol is not INamedTypeSymbol) symbol = symbol?.ContainingType;
                // A type within a type is found in that one, and hidden with it.
                bool isRoom = symbol is INamedTypeSymbol
                {
                    ContainingType: null,
                    SpecialType: SpecialType.None or > SpecialType.System_Enum,
                    ContainingAssembly.Name: not "UserCode",
                };
                if (isRoom && !IsUnqualified(name)) used.Add(FullName((INamedTypeSymbol)symbol!));
            }
        }

        string[] listed = [.. UsedNames.All.Select(static name => $"{name.Name}/{name.Arity}").Where(static name => !name.EndsWith("GeneratedCode/0", StringComparison.Ordinal) && !name.EndsWith("Priority/0", StringComparison.Ordinal))];
        string[] missing = [.. used.Except(listed)], unused = [.. listed.Except(used)];
        Assert.True(missing.Length + unused.Length == 0, $"Not listed: {string.Join(", ", missing)}. Not used: {string.Join(", ", unused)}.");
    }

    [Theory]
    [InlineData(Tokens, "TokenRows")]
    [InlineData("LossGen.CrossEntropyModel(40, 3000)", "ITiledHead")]
    [InlineData("LossGen.CrossEntropyModel(128, 100)", "LogitTiles<T>")]
    public void A_type_that_hides_one_of_the_library_has_its_rule(string attribute, string name)
    {
        const string place = "namespace LossGen.Kernels { class NAME { } } namespace Place { [M] partial class Model; }";
        Assert.True(AreFree(place.Replace("NAME", "$", StringComparison.Ordinal), attribute, ["Other"]));
        Compilation hiding = RunOf(place.Replace("NAME", name, StringComparison.Ordinal), attribute).CreateCompilation();
        INamedTypeSymbol model = hiding.GetTypeByMetadataName("Place.Model")!;
        Diagnostic problem = Assert.Single(attribute == Tokens ? TokenModelParser.Parse(model, hiding, default).Problems : ModelParser.Parse(model, hiding, default).Problems);
        Assert.Equal("LG0007", problem.Id);
        Assert.Contains("it hides the library's, so rename it", problem.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Places))]
    [Trait("Category", "Slow")]
    public async Task A_name_of_the_generated_code_in_any_place_compiles_or_has_its_rule(string place)
    {
        // Where each name makes a model of its own, one shape has to do.
        bool isEach = place.Contains("class $;", StringComparison.Ordinal) || place.Contains("$ { [M]", StringComparison.Ordinal);
        foreach (string attribute in isEach ? Attributes[1..2] : ThirdOfAttributes(Array.IndexOf(AllPlaces, place)))
        {
            // A method of the user's that hides one of object's is the compiler's to warn of.
            bool areMethods = place.Contains("$()", StringComparison.Ordinal);
            string[] names = [.. NamesIn(Run("namespace Place { [M] partial class Model { Model(int x) { } } }", attribute).SingleText)
                .Where(name => !areMethods || typeof(object).GetMethod(name, []) is null)];
            string[] free = isEach ? [.. names.Where(name => AreFree(place, attribute, [name]))] : [.. FreeOf(place, attribute, names)];

            // All that have no rule stand side by side.
            Assert.InRange(free.Length, 20, int.MaxValue);
            GeneratorRunOutcome outcome = Run(Together(place, free), attribute).CompilesCleanly();
            Assert.Equal(isEach ? free.Length : 1, outcome.Files.Length);
            Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation, new BinaryAdditionalFile(_file)));
        }
    }

    /// <summary>A third of all attributes, another in each of three places: that a name is qualified is seen of all of them above, and a place acts on all alike.</summary>
    private static string[] ThirdOfAttributes(int place)
    {
        string[] all = [.. Attributes, Tokens];
        return [.. all.Where((_, i) => i % 3 == place % 3)];
    }

    /// <summary>
    /// The names that have no rule in a place. Most have none, so they are tried together, and by halves where a rule reports one of them: a tenth of
    /// the compilations.
    /// </summary>
    private IEnumerable<string> FreeOf(string place, string attribute, ArraySegment<string> names)
    {
        if (AreFree(place, attribute, names)) return names;
        if (names.Count == 1) return [];
        int half = names.Count / 2;
        return FreeOf(place, attribute, names[..half]).Concat(FreeOf(place, attribute, names[half..]));
    }

    /// <summary>Whether the declaration is valid to the generator with these names in the place.</summary>
    private bool AreFree(string place, string attribute, IReadOnlyList<string> names)
    {
        Compilation compilation = RunOf(Together(place, names), attribute).CreateCompilation();
        INamedTypeSymbol? model = compilation.GetSymbolsWithName(symbol => symbol == "Model" || names.Contains(symbol), SymbolFilter.Type)
            .OfType<INamedTypeSymbol>()
            .FirstOrDefault(static type => ModelAttribute.IsOn(type) || TokenAttribute.AllOn(type).Any());

        // A class LossGen hides the attribute itself, which the compiler reports.
        if (model is null) Assert.Contains("LossGen", names);
        return model is not null
            && (ModelParser.Parse(model, compilation, default).Spec is not null || TokenModelParser.Parse(model, compilation, default).Spec is not null);
    }

    /// <summary>The place with a declaration for each name.</summary>
    private static string Together(string place, IReadOnlyList<string> names)
    {
        // What is to be repeated is the shortest declaration around the name.
        (int start, int end) = Repeated(place);
        string head = place[..start], part = place[start..end], rest = place[end..];
        return head + string.Concat(names.Select(name => part.Replace("$", "@" + name, StringComparison.Ordinal) + " ")) + rest;
    }

    private static (int Start, int End) Repeated(string place)
    {
        string[] forms =
        [
            "protected class $ { }", "internal class $ { }", "class $ { }", "protected int $;", "int $;", "protected void $() { }", "void $() { }",
            "int $ => 1;", "[M] partial class $;", "partial class $ { [M] internal partial class Model; }", "namespace $ { [M] partial class Model; }",
            "namespace Place.$ { class Other; }", "namespace $ { class Other; }", "global using $ = System.Text.StringBuilder;",
        ];
        string form = forms.First(candidate => place.Contains(candidate, StringComparison.Ordinal));
        int start = place.IndexOf(form, StringComparison.Ordinal);
        return (start, start + form.Length);
    }

    private static IEnumerable<string> NamesIn(string text) => CSharpSyntaxTree.ParseText(text).GetRoot()
        .DescendantTokens(descendIntoTrivia: true)
        .Where(static token => token.IsKind(SyntaxKind.IdentifierToken))
        .Select(static token => token.ValueText)
        .Where(static name => name is not ("Model" or "Place" or "Mine" or "Row" or "Numbered" or "Priced" or "Tagged" or "Dated" or "Kind" or "Tags"))
        .Distinct();

    private static IEnumerable<SimpleNameSyntax> Names(SyntaxTree file) => file.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>();

    /// <summary>Whether a name stands alone or first, so that its surroundings decide what it means.</summary>
    private static bool IsUnqualified(SimpleNameSyntax name) => name.Parent switch
    {
        QualifiedNameSyntax qualified => qualified.Left == name,
        AliasQualifiedNameSyntax => false,
        MemberAccessExpressionSyntax access => access.Expression == name,
        QualifiedCrefSyntax => false,
        NameMemberCrefSyntax { Parent: QualifiedCrefSyntax } => false,
        XmlNameAttributeSyntax or NameColonSyntax or NameEqualsSyntax => false,
        _ => true,
    };

    private static string FullName(INamedTypeSymbol type) =>
        $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}/{type.Arity}";

    private GeneratorRunOutcome Run(string source, string attribute) => RunOf(source, attribute).Run().RunsWithoutException();

    private GeneratorRun RunOf(string source, string attribute) =>
        (attribute.Contains("NextToken", StringComparison.Ordinal) ? GeneratorRun.Of<NextTokenModelGenerator>() : GeneratorRun.Of<CrossEntropyModelGenerator>())
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithAdditionalFile(_file)
        .WithSources(source.Replace("[M]", $"[global::{attribute}]", StringComparison.Ordinal).Split('§'))
        .WithSource("Rows.cs", Rows)
        .AllowInUserCode("CS0169", "CS0108", "CS0436", "CS0437", "CS8981", "CS0649", "CS0414");
}
