using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Parsing;

/// <summary>One use of <c>[CrossEntropyModel]</c>: its values, and the source location of each.</summary>
internal readonly record struct ModelAttribute
{
    public const string MetadataName = "LossGen.CrossEntropyModelAttribute";

    /// <summary>The attribute of a typed model, whose counts its row type gives.</summary>
    public const string TypedMetadataName = "LossGen.CrossEntropyModelAttribute`1";

    public const string FeaturesArgument = "features";
    public const string ClassesArgument = "classes";
    public const string TaskArgument = "Task";
    public const string WeightsArgument = "Weights";
    public const string HiddenLayersArgument = "HiddenLayers";
    public const string ActivationArgument = "Activation";
    public const string SparseArgument = "Sparse";
    public const string HashedFeaturesArgument = "HashedFeatures";

    private readonly AttributeSyntax? _syntax;

    private ModelAttribute(ITypeSymbol? rowType, int features, int classes, AttributeSyntax? syntax)
    {
        RowType = rowType;
        Features = features;
        Classes = classes;
        _syntax = syntax;
    }

    /// <summary>The row type of a typed model.</summary>
    public ITypeSymbol? RowType { get; }

    /// <summary>0 for a typed model until its rows are known, as are the classes.</summary>
    public int Features { get; private init; }

    public int Classes { get; private init; }

    /// <summary>The value of ClassificationTask as written, which a cast can take outside the enum.</summary>
    public int Task { get; private init; }

    /// <summary>Whether the rows are sparse.</summary>
    public bool IsSparse { get; private init; }

    /// <summary>The columns that members of typed rows share, as written; null if they are not.</summary>
    public int? HashedFeatures { get; private init; }

    /// <summary>The file of trained weights as written; null if none is requested.</summary>
    public string? Weights { get; private init; }

    /// <summary>The units of each hidden layer as written: empty if there are none, default if they are null.</summary>
    public ImmutableArray<int> HiddenUnits { get; private init; } = ImmutableArray<int>.Empty;

    public bool HasHiddenLayers => !HiddenUnits.IsDefaultOrEmpty;

    /// <summary>The value of Activation as written, which a cast can take outside the enum; null if it is not written.</summary>
    public int? Activation { get; private init; }

    /// <summary>All uses of the attribute on a type, in source order.</summary>
    public static IEnumerable<AttributeData> AllOn(INamedTypeSymbol type) =>
        type.GetAttributes().Where(static a => IsModelAttribute(a.AttributeClass));

    /// <summary>Whether the type carries the attribute.</summary>
    public static bool IsOn(INamedTypeSymbol type) => AllOn(type).Any();

    /// <summary>The values, or null when the arguments do not compile, which the compiler itself reports.</summary>
    public static ModelAttribute? Read(AttributeData data, CancellationToken cancellationToken)
    {
        ITypeSymbol? rowType = data.AttributeClass?.TypeArguments.FirstOrDefault();
        int features = 0, classes = 0;
        if (rowType is null)
        {
            if (data.ConstructorArguments.Length != 2
                || IntOf(data.ConstructorArguments[0]) is not { } writtenFeatures
                || IntOf(data.ConstructorArguments[1]) is not { } writtenClasses)
            {
                return null;
            }

            (features, classes) = (writtenFeatures, writtenClasses);
        }

        var syntax = data.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax;
        var attribute = new ModelAttribute(rowType, features, classes, syntax);
        foreach (KeyValuePair<string, TypedConstant> named in data.NamedArguments)
        {
            if (attribute.With(named.Key, named.Value) is not { } changed) return null;
            attribute = changed;
        }

        return attribute;
    }

    /// <summary>The same with the value of a property; null if it is of the wrong type.</summary>
    private ModelAttribute? With(string property, TypedConstant value) => property switch
    {
        WeightsArgument => value is { Kind: TypedConstantKind.Primitive, Value: string or null } ? this with { Weights = (string?)value.Value } : null,
        SparseArgument => value is { Kind: TypedConstantKind.Primitive, Value: bool isSparse } ? this with { IsSparse = isSparse } : null,
        HashedFeaturesArgument => IntOf(value) is { } columns ? this with { HashedFeatures = columns } : null,
        TaskArgument => IntOf(value) is { } task ? this with { Task = task } : null,
        ActivationArgument => IntOf(value) is { } activation ? this with { Activation = activation } : null,
        HiddenLayersArgument => UnitsOf(value) is { } units ? this with { HiddenUnits = units } : null,
        _ => this,
    };

    /// <summary>The location of the class name in the part that carries the attribute.</summary>
    public static Location LocationOfClass(AttributeData data, CancellationToken cancellationToken) =>
        data.ApplicationSyntaxReference?.GetSyntax(cancellationToken).FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.GetLocation()
        ?? Location.None;

    /// <summary>The location of the whole attribute.</summary>
    public Location Location => _syntax?.GetLocation() ?? Location.None;

    /// <summary>The location of the row type; the attribute if it is named in an alias.</summary>
    public Location LocationOfRowType
    {
        get
        {
            NameSyntax? name = _syntax?.Name switch
            {
                QualifiedNameSyntax qualified => qualified.Right,
                AliasQualifiedNameSyntax qualified => qualified.Name,
                var simple => simple,
            };
            return (name as GenericNameSyntax)?.TypeArgumentList.Arguments.FirstOrDefault()?.GetLocation() ?? Location;
        }
    }

    /// <summary>The same with the counts and the task that the rows give it.</summary>
    public ModelAttribute WithShape(int features, int classes, int task) => this with { Features = features, Classes = classes, Task = task };

    /// <summary>The location of an argument's value; the attribute if the argument cannot be determined.</summary>
    public Location LocationOf(string argument) => ValueOf(argument)?.GetLocation() ?? Location;

    /// <summary>The location of the units of a hidden layer; of all of them if it cannot be determined.</summary>
    public Location LocationOfHiddenLayer(int index) => LocationOfElement(ValueOf(HiddenLayersArgument), index) ?? LocationOf(HiddenLayersArgument);

    /// <summary>The location of an element of an array as written; null if it cannot be determined.</summary>
    internal static Location? LocationOfElement(ExpressionSyntax? array, int index)
    {
        IReadOnlyList<SyntaxNode> elements = array switch
        {
            CollectionExpressionSyntax collection => collection.Elements,
            ImplicitArrayCreationExpressionSyntax created => created.Initializer.Expressions,
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            _ => [],
        };
        return index < elements.Count ? elements[index].GetLocation() : null;
    }

    private ExpressionSyntax? ValueOf(string argument) => ValueOf(_syntax, argument, FeaturesArgument, ClassesArgument);

    /// <summary>The value of an argument as written; null if it is not.</summary>
    /// <param name="syntax">The attribute.</param>
    /// <param name="argument">The argument's name.</param>
    /// <param name="first">The name of the first argument without one.</param>
    /// <param name="second">The name of the second.</param>
    internal static ExpressionSyntax? ValueOf(AttributeSyntax? syntax, string argument, string first, string second)
    {
        AttributeArgumentSyntax? found = null;
        int position = 0;
        foreach (AttributeArgumentSyntax candidate in syntax?.ArgumentList?.Arguments ?? [])
        {
            string? name = candidate.NameEquals?.Name.Identifier.ValueText ?? candidate.NameColon?.Name.Identifier.ValueText;
            name ??= position == 0 ? first : second;
            if (name == argument) found = candidate;
            position++;
        }

        return found?.Expression;
    }

    // An array's Value throws, and an attribute that only looks like ours may well have one.
    internal static int? IntOf(TypedConstant constant) =>
        constant.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum ? constant.Value as int? : null;

    /// <summary>The numbers of an array of integers, default if it is null; null where it is no such array.</summary>
    internal static ImmutableArray<int>? UnitsOf(TypedConstant constant)
    {
        if (constant is not { Kind: TypedConstantKind.Array, Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Int32 } }) return null;
        if (constant.IsNull) return default(ImmutableArray<int>);

        ImmutableArray<int>.Builder units = ImmutableArray.CreateBuilder<int>(constant.Values.Length);
        foreach (TypedConstant element in constant.Values)
        {
            if (IntOf(element) is not { } value) return null;
            units.Add(value);
        }

        return units.MoveToImmutable();
    }

    private static bool IsModelAttribute(INamedTypeSymbol? type) => type is
    {
        Name: "CrossEntropyModelAttribute",
        Arity: 0 or 1,
        ContainingType: null,
        ContainingNamespace: { Name: "LossGen", ContainingNamespace.IsGlobalNamespace: true },
    };
}
