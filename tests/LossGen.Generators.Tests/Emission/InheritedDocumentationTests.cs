using System.Xml.Linq;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>Generated members that say only <c>inheritdoc</c> have a text to inherit, which an editor shows in its place.</summary>
public sealed class InheritedDocumentationTests
{
    private const string Rows = """
        using LossGen;
        public enum Kind { Low, High }
        [System.Flags] public enum Tags { One = 1, Two = 2 }
        public sealed record Flower([property: Feature] double Size, [property: Label] Kind Kind);
        public sealed record House([property: Feature] double Size, [property: Label(bins: 9)] double Price);
        public sealed record Post([property: Feature] double Size, [property: Label] Tags Tags);
        public sealed record Word([property: Feature(64)] string Text, [property: Label] Kind Kind);
        """;

    /// <summary>The texts of the library, by the ids of its members.</summary>
    private static readonly Dictionary<string, XElement> Library =
        XDocument.Load(Path.ChangeExtension(typeof(CrossEntropyModelAttribute).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(static member => member.Attribute("name")!.Value);

    [Theory]
    [InlineData("CrossEntropyModel(4, 3)")]
    [InlineData("CrossEntropyModel(64, 2)")]
    [InlineData("CrossEntropyModel(8, 3, Task = ClassificationTask.MultiLabel)")]
    [InlineData("CrossEntropyModel(30, 3, HiddenLayers = new[] { 8 })")]
    [InlineData("CrossEntropyModel(1000, 3, Sparse = true)")]
    [InlineData("CrossEntropyModel(1000, 3, Sparse = true, Task = ClassificationTask.MultiLabel)")]
    [InlineData("CrossEntropyModel<Flower>")]
    [InlineData("CrossEntropyModel<House>")]
    [InlineData("CrossEntropyModel<Post>")]
    [InlineData("CrossEntropyModel<Word>(Sparse = true)")]
    public void Every_public_member_has_a_text_and_one_for_each_parameter(string attribute) => Check<CrossEntropyModelGenerator>(attribute);

    [Fact]
    public void So_has_every_one_of_a_model_of_the_next_token() => Check<NextTokenModelGenerator>("NextTokenModel(vocabulary: 27, context: 3, Embedding = 10)");

    private static void Check<TGenerator>(string attribute)
        where TGenerator : IIncrementalGenerator, new()
    {
        GeneratorRunOutcome outcome = GeneratorRun.Of<TGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource($"{Rows}\n/// <summary>A model.</summary>\n[{attribute}] public sealed partial class Model;")
            .AllowInUserCode("CS1591")
            .Run()
            .CompilesCleanly();
        SyntaxTree file = outcome.Files.Single().Tree;
        SemanticModel semantics = outcome.Compilation.GetSemanticModel(file);
        MemberDeclarationSyntax[] members = [.. file.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First().Members
            .Where(static member => member.Modifiers.Any(SyntaxKind.PublicKeyword))];
        int inherited = members.Count(static member => Inheritance(member) is not null);

        Assert.InRange(inherited, 5, members.Length - 3);
        Assert.All(members, member =>
        {
            if (Inheritance(member) is { } inheritance) InheritsText(member, inheritance, semantics);
            else Assert.Contains("<summary>", member.GetLeadingTrivia().ToFullString(), StringComparison.Ordinal);
        });
    }

    private static XmlEmptyElementSyntax? Inheritance(MemberDeclarationSyntax member) => member.GetLeadingTrivia()
        .Select(static trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>()
        .SelectMany(static comment => comment.Content.OfType<XmlEmptyElementSyntax>())
        .SingleOrDefault(static element => element.Name.LocalName.Text == "inheritdoc");

    private static void InheritsText(MemberDeclarationSyntax member, XmlEmptyElementSyntax inheritance, SemanticModel semantics)
    {
        ISymbol symbol = semantics.GetDeclaredSymbol(member)!;
        ISymbol? source = inheritance.Attributes.OfType<XmlCrefAttributeSyntax>().SingleOrDefault() is { } cref
            ? semantics.GetSymbolInfo(cref.Cref).Symbol
            : symbol.ContainingType.AllInterfaces.SelectMany(static face => face.GetMembers())
                .FirstOrDefault(declared => symbol.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(declared), SymbolEqualityComparer.Default));
        Assert.True(source is not null, $"{symbol} inherits from nothing.");

        XElement[] texts = [.. Texts(source.OriginalDefinition.GetDocumentationCommentId()!)];
        Assert.True(texts.Any(static text => text.Name == "summary"), $"{source} has no summary for {symbol}.");
        string[] documented = [.. texts.Where(static text => text.Name == "param").Select(static text => text.Attribute("name")!.Value)];
        if (symbol is IMethodSymbol method) Assert.All(method.Parameters, parameter => Assert.Contains(parameter.Name, documented));
    }

    /// <summary>The elements of a member's text, and those that it inherits.</summary>
    private static IEnumerable<XElement> Texts(string id)
    {
        if (!Library.TryGetValue(id, out XElement? member)) return [];
        return member.Elements().Concat(member.Elements("inheritdoc").Select(static element => element.Attribute("cref")?.Value).OfType<string>().SelectMany(Texts));
    }
}
