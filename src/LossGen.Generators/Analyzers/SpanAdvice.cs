using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Analyzers;

/// <summary>What to write for an argument that is not the span which a parameter takes.</summary>
/// <param name="Text">The advice, as the message has it after "expected".</param>
/// <param name="Cost">How far the argument is from the parameter, to choose among overloads: the elements as they are before converted ones, and labels before targets.</param>
internal readonly record struct SpanAdvice(string Text, int Cost)
{
    private const int SameElements = 1, OtherNumbers = 3, OtherKind = 5;

    /// <summary>The advice for a parameter; null where none would mend the argument.</summary>
    public static SpanAdvice? For(ITypeSymbol type, IParameterSymbol parameter, ExpressionSyntax argument, Compilation compilation)
    {
        string text = argument is IdentifierNameSyntax identifier ? identifier.Identifier.Text : "…";
        if (IsOf(parameter.Type, "LossGen", "SparseRows"))
        {
            return ShapeOf(type).Element is { } number && IsNumber(number)
                ? new SpanAdvice("a SparseRowList, whose Add(features, values) takes the features of a row that are not 0", OtherKind)
                : null;
        }

        if (!IsSpan(parameter.Type)) return null;
        var span = (INamedTypeSymbol)parameter.Type;
        ITypeSymbol wanted = span.TypeArguments[0];
        if (IsOf(type, "LossGen", "SparseRowList") || IsOf(type, "LossGen", "SparseRows"))
        {
            return parameter.Name is "rows" or "row" && wanted.SpecialType == SpecialType.System_Single
                ? new SpanAdvice("a number for every feature, or Sparse = true in the model's attribute", OtherKind)
                : null;
        }

        if (IsOf(type, "System", "Memory") || IsOf(type, "System", "ReadOnlyMemory"))
            return IsSame(((INamedTypeSymbol)type).TypeArguments[0], wanted) ? new SpanAdvice($"{text}.Span", SameElements) : null;
        if (type.SpecialType == SpecialType.System_String)
        {
            return parameter.Name is "tokens" or "context" or "contexts" or "next"
                ? new SpanAdvice($"vocabulary.Encode({text}), with a CharacterVocabulary or a WordVocabulary", OtherKind)
                : null;
        }

        Shape shape = ShapeOf(type);
        if (shape.Element is not { } element) return IsSame(type, wanted) && span.Name == "ReadOnlySpan" ? new SpanAdvice($"new[] {{ {text} }}", SameElements) : null;
        if (span.Name == "Span") return OfDestination(type, element, wanted, text);
        if (!shape.IsNested && IsSame(element, wanted)) return new SpanAdvice(IsList(type) ? Lent(text) : Copied(text), SameElements);
        if (IsRows(parameter, wanted) && TakenByFeatureRows(type, compilation)) return new SpanAdvice($"FeatureRows.Of({text}), all rows one after another", OtherNumbers);
        return Converted(shape, element, wanted, text);
    }

    private static SpanAdvice? OfDestination(ITypeSymbol type, ITypeSymbol element, ITypeSymbol wanted, string text)
    {
        if (IsList(type) && IsSame(element, wanted)) return new SpanAdvice(Lent(text), SameElements);
        if (IsSame(element, wanted)) return new SpanAdvice("an array, whose elements it can write", SameElements);
        return IsNumber(element) && IsNumber(wanted) ? new SpanAdvice($"a {wanted.ToDisplayString()}[], whose elements it can write", OtherNumbers) : null;
    }

    /// <summary>A copy of other numbers, or of rows that are collections of their own.</summary>
    private static SpanAdvice? Converted(Shape shape, ITypeSymbol element, ITypeSymbol wanted, string text)
    {
        bool isLabel = wanted.SpecialType == SpecialType.System_Int32;
        if (!isLabel && wanted.SpecialType != SpecialType.System_Single) return null;
        if (isLabel && element.SpecialType == SpecialType.System_String && !shape.IsNested)
            return new SpanAdvice($"LabelEncoder.Of({text}).Encode({text}), with one encoder for all rows", OtherKind);

        string? value = IsSame(element, wanted) ? "value"
            : element.SpecialType == SpecialType.System_Boolean ? isLabel ? "value ? 1 : 0" : "value ? 1f : 0f"
            : IsNumber(element) || (isLabel && element.TypeKind == TypeKind.Enum) ? $"({wanted.ToDisplayString()})value"
            : null;
        if (value is null) return null;
        string items = shape.IsTable ? $"{text}.Cast<{element.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}>()"
            : shape.IsNested ? $"{text}.SelectMany(row => row)"
            : text;
        string select = value == "value" ? "" : $".Select(value => {value})";
        return new SpanAdvice(Copied(items + select), isLabel ? OtherNumbers : OtherNumbers + 1);
    }

    /// <remarks>A collection expression would be shorter, but C# 12 does not know whether <c>[.. items]</c> is labels or targets.</remarks>
    private static string Copied(string items) => $"{items}.ToArray(), a copy";

    private static string Lent(string text) => $"CollectionsMarshal.AsSpan({text}), of System.Runtime.InteropServices";

    private static bool IsRows(IParameterSymbol parameter, ITypeSymbol wanted) => parameter.Name is "rows" or "row" && wanted.SpecialType == SpecialType.System_Single;

    private static bool TakenByFeatureRows(ITypeSymbol type, Compilation compilation) =>
        compilation.GetTypeByMetadataName("LossGen.FeatureRows")?.GetMembers("Of").OfType<IMethodSymbol>()
            .Any(method => compilation.ClassifyCommonConversion(type, method.Parameters[0].Type).IsImplicit) == true;

    /// <summary>What a type holds: its elements, those of its elements, or those of a table; none for what is no collection or converts to a span by itself.</summary>
    private static Shape ShapeOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: > 1 } table) return new Shape(table.ElementType, IsNested: true, IsTable: true);
        if (ElementOf(type) is not { } element) return default;
        return ElementOf(element) is { } inner ? new Shape(inner, IsNested: true, IsTable: false) : new Shape(element, IsNested: false, IsTable: false);
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return array.Rank == 1 ? array.ElementType : null;
        if (IsSpan(type)) return ((INamedTypeSymbol)type).TypeArguments[0];
        if (type is not INamedTypeSymbol { IsRefLikeType: false } named || type.SpecialType == SpecialType.System_String) return null;
        return named.AllInterfaces.Add(named)
            .FirstOrDefault(static face => face.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?
            .TypeArguments[0];
    }

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double || IsOf(type, "System", "Half");

    private static bool IsList(ITypeSymbol type) => IsOf(type, "System.Collections.Generic", "List");

    private static bool IsSpan(ITypeSymbol type) => IsOf(type, "System", "Span") || IsOf(type, "System", "ReadOnlySpan");

    private static bool IsOf(ITypeSymbol type, string space, string name) => type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;

    private static bool IsSame(ITypeSymbol type, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(type, other);

    private readonly record struct Shape(ITypeSymbol? Element, bool IsNested, bool IsTable);
}
