using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Parsing;

/// <summary>One use of <c>[NextTokenModel]</c>: its values, and the source location of each.</summary>
internal readonly record struct TokenAttribute
{
    public const string MetadataName = "LossGen.NextTokenModelAttribute";

    public const string VocabularyArgument = "vocabulary";
    public const string ContextArgument = "context";
    public const string EmbeddingArgument = "Embedding";

    private readonly AttributeSyntax? _syntax;

    private TokenAttribute(int vocabulary, int context, AttributeSyntax? syntax)
    {
        Vocabulary = vocabulary;
        Context = context;
        _syntax = syntax;
    }

    public int Vocabulary { get; }

    public int Context { get; }

    public int Embedding { get; private init; }

    /// <summary>The units of each hidden layer as written: empty if there are none, default if they are null.</summary>
    public ImmutableArray<int> HiddenUnits { get; private init; } = ImmutableArray<int>.Empty;

    public bool HasHiddenLayers => !HiddenUnits.IsDefaultOrEmpty;

    /// <summary>The value of Activation as written, which a cast can take outside the enum; null if it is not written.</summary>
    public int? Activation { get; private init; }

    /// <summary>The location of the whole attribute.</summary>
    public Location Location => _syntax?.GetLocation() ?? Location.None;

    /// <summary>All uses of the attribute on a type, in source order.</summary>
    public static IEnumerable<AttributeData> AllOn(INamedTypeSymbol type) => type.GetAttributes().Where(static a => IsTokenAttribute(a.AttributeClass));

    /// <summary>The values, or null when the arguments do not compile, which the compiler itself reports.</summary>
    public static TokenAttribute? Read(AttributeData data, CancellationToken cancellationToken)
    {
        if (data.ConstructorArguments.Length != 2
            || ModelAttribute.IntOf(data.ConstructorArguments[0]) is not { } vocabulary
            || ModelAttribute.IntOf(data.ConstructorArguments[1]) is not { } context)
        {
            return null;
        }

        var attribute = new TokenAttribute(vocabulary, context, data.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax);
        foreach (KeyValuePair<string, TypedConstant> named in data.NamedArguments)
        {
            if (attribute.With(named.Key, named.Value) is not { } changed) return null;
            attribute = changed;
        }

        return attribute;
    }

    /// <summary>The location of an argument's value; the attribute if the argument cannot be determined.</summary>
    public Location LocationOf(string argument) => ValueOf(argument)?.GetLocation() ?? Location;

    /// <summary>The location of the units of a hidden layer; of all of them if it cannot be determined.</summary>
    public Location LocationOfHiddenLayer(int index) =>
        ModelAttribute.LocationOfElement(ValueOf(ModelAttribute.HiddenLayersArgument), index) ?? LocationOf(ModelAttribute.HiddenLayersArgument);

    private ExpressionSyntax? ValueOf(string argument) => ModelAttribute.ValueOf(_syntax, argument, VocabularyArgument, ContextArgument);

    /// <summary>The same with the value of a property; null if it is of the wrong type.</summary>
    private TokenAttribute? With(string property, TypedConstant value) => property switch
    {
        EmbeddingArgument => ModelAttribute.IntOf(value) is { } embedding ? this with { Embedding = embedding } : null,
        ModelAttribute.ActivationArgument => ModelAttribute.IntOf(value) is { } activation ? this with { Activation = activation } : null,
        ModelAttribute.HiddenLayersArgument => ModelAttribute.UnitsOf(value) is { } units ? this with { HiddenUnits = units } : null,
        _ => this,
    };

    private static bool IsTokenAttribute(INamedTypeSymbol? type) => type is
    {
        Name: "NextTokenModelAttribute",
        Arity: 0,
        ContainingType: null,
        ContainingNamespace: { Name: "LossGen", ContainingNamespace.IsGlobalNamespace: true },
    };
}
