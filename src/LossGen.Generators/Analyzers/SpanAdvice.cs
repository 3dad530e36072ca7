using LossGen.Generators.Parsing;
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

    /// <summary>Whether the argument holds what the parameter takes, in another form.</summary>
    public bool HasSameElements => Cost == SameElements;

    /// <summary>The advice for a parameter; null where none would mend the argument.</summary>
    public static SpanAdvice? For(ITypeSymbol type, IParameterSymbol parameter, ExpressionSyntax argument, Compilation compilation)
    {
        var text = Written.Of(argument);
        if (ElementTypes.IsOf(parameter.Type, "LossGen", "SparseRows")) return ForSparse(type, text);
        if (!ElementTypes.IsSpan(parameter.Type)) return null;
        var span = (INamedTypeSymbol)parameter.Type;
        ITypeSymbol wanted = span.TypeArguments[0];
        if (ElementTypes.IsOf(type, "LossGen", "SparseRowList") || ElementTypes.IsOf(type, "LossGen", "SparseRows"))
        {
            return IsRows(parameter, wanted)
                ? new SpanAdvice("a number for every feature, or Sparse = true in the model's attribute", OtherKind)
                : null;
        }

        if (type.SpecialType == SpecialType.System_String)
            return IsTokens(parameter) ? new SpanAdvice($"vocabulary.Encode({text.Whole}), with a CharacterVocabulary or a WordVocabulary", OtherKind) : null;

        Shape shape = ShapeOf(type);
        if (shape.Element is not { } element) return span.Name == "ReadOnlySpan" ? OfOne(type, parameter, wanted, text) : null;
        if (ElementTypes.IsMemory(type) && IsSame(element, wanted) && (span.Name == "ReadOnlySpan" || type.Name == "Memory"))
            return new SpanAdvice($"{text.Part}.Span", SameElements);
        if (span.Name == "Span") return OfDestination(type, element, wanted, text);
        if (shape.IsNested && parameter.Name == "row")
            return IsNumber(element) ? new SpanAdvice("a single row, or all rows in one array with a destination for what comes of each", OtherNumbers) : null;
        if (!shape.IsNested && IsSame(element, wanted)) return new SpanAdvice(IsList(type) ? Lent(text) : Copied(text.Part), SameElements);
        if (IsRows(parameter, wanted) && TakenByFeatureRows(type, compilation))
            return new SpanAdvice($"FeatureRows.Of({text.Whole}), all rows one after another", OtherNumbers);
        return Converted(type, shape, element, parameter, wanted, text);
    }

    /// <summary>Whether a type is a span of <c>float</c> or <c>double</c>.</summary>
    public static bool IsOfRealNumbers(ITypeSymbol type) =>
        ElementTypes.IsSpan(type) && ((INamedTypeSymbol)type).TypeArguments[0].SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    private static SpanAdvice? ForSparse(ITypeSymbol type, Written text)
    {
        if (ElementTypes.IsOf(type, "LossGen", "SparseRowList")) return new SpanAdvice($"{text.Part}.Rows", SameElements);
        return ShapeOf(type).Element is { } number && IsNumber(number)
            ? new SpanAdvice("the Rows of a SparseRowList, whose Add(features, values) takes the features of a row that are not 0", OtherKind)
            : null;
    }

    /// <summary>One number, which is neither a target of one of several classes nor a destination.</summary>
    private static SpanAdvice? OfOne(ITypeSymbol type, IParameterSymbol parameter, ITypeSymbol wanted, Written text)
    {
        if (IsSame(type, wanted)) return new SpanAdvice($"new[] {{ {text.Whole} }}", SameElements);
        return parameter.Name != "targets" && ValueOf(type, wanted, text.Part) is { } value ? new SpanAdvice($"new[] {{ {value} }}", OtherNumbers) : null;
    }

    private static SpanAdvice? OfDestination(ITypeSymbol type, ITypeSymbol element, ITypeSymbol wanted, Written text)
    {
        if (IsList(type) && IsSame(element, wanted)) return new SpanAdvice(Lent(text), SameElements);
        if (IsSame(element, wanted)) return new SpanAdvice("an array, whose elements it can write", SameElements);
        string article = wanted.SpecialType == SpecialType.System_Int32 ? "an" : "a";
        return IsNumber(element) && IsNumber(wanted) ? new SpanAdvice($"{article} {wanted.ToDisplayString()}[], whose elements it can write", OtherNumbers) : null;
    }

    /// <summary>A copy of other numbers, or of rows that are collections of their own.</summary>
    private static SpanAdvice? Converted(ITypeSymbol type, Shape shape, ITypeSymbol element, IParameterSymbol parameter, ITypeSymbol wanted, Written text)
    {
        bool isWhole = wanted.SpecialType == SpecialType.System_Int32;

        // Nothing enumerates spans and memory but themselves.
        string all = ElementTypes.IsSpan(type) || ElementTypes.IsMemory(type) ? $"{text.Part}.ToArray()" : text.Part;
        if (element.SpecialType == SpecialType.System_String && isWhole && !shape.IsNested) return OfTexts(parameter, all == text.Part ? text.Whole : all);
        if (ValueOf(element, wanted, "value") is not { } value) return null;
        string items = shape.IsTable ? $"{text.Part}.Cast<{SourceNames.Shown(element)}>()"
            : shape.IsNested ? $"{all}.SelectMany(row => row)"
            : all;
        string select = value == "value" ? "" : $".Select(value => {value})";
        return new SpanAdvice(Copied(items + select), isWhole ? OtherNumbers : OtherNumbers + 1);
    }

    private static SpanAdvice? OfTexts(IParameterSymbol parameter, string texts) =>
        IsTokens(parameter) ? new SpanAdvice($"vocabulary.Encode(string.Join(\" \", {texts})), with a WordVocabulary", OtherKind)
            : parameter.Name == "labels" ? new SpanAdvice($"LabelEncoder.Of({texts}).Encode({texts}), with one encoder for all rows", OtherKind)
            : null;

    /// <summary>What makes a wanted number of a value; the value itself where it is one.</summary>
    private static string? ValueOf(ITypeSymbol type, ITypeSymbol wanted, string value)
    {
        if (IsSame(type, wanted)) return value;
        bool isWhole = wanted.SpecialType == SpecialType.System_Int32;
        if (!isWhole && wanted.SpecialType != SpecialType.System_Single) return null;
        return type.SpecialType == SpecialType.System_Boolean ? isWhole ? $"{value} ? 1 : 0" : $"{value} ? 1f : 0f"
            : IsNumber(type) || (isWhole && type.TypeKind == TypeKind.Enum) ? $"({wanted.ToDisplayString()}){value}"
            : null;
    }

    /// <remarks>A collection expression would be shorter, but C# 12 does not know whether <c>[.. items]</c> is labels or targets.</remarks>
    private static string Copied(string items) => $"{items}.ToArray(), a copy";

    private static string Lent(Written text) => $"CollectionsMarshal.AsSpan({text.Whole}), of System.Runtime.InteropServices";

    private static bool IsTokens(IParameterSymbol parameter) => parameter.Name is "tokens" or "context" or "contexts" or "next";

    private static bool IsRows(IParameterSymbol parameter, ITypeSymbol wanted) => parameter.Name is "rows" or "row" && wanted.SpecialType == SpecialType.System_Single;

    private static bool TakenByFeatureRows(ITypeSymbol type, Compilation compilation) =>
        compilation.GetTypeByMetadataName("LossGen.FeatureRows")?.GetMembers("Of").OfType<IMethodSymbol>()
            .Any(method => compilation.ClassifyCommonConversion(type, method.Parameters[0].Type).IsImplicit) == true;

    /// <summary>What a type holds: its elements, those of its elements, or those of a table; none for what is no collection or converts to a span by itself.</summary>
    private static Shape ShapeOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: > 1 } table) return new Shape(table.ElementType, IsNested: true, IsTable: true);
        if (ElementTypes.Of(type) is not { } element) return default;
        return ElementTypes.Of(element) is { } inner ? new Shape(inner, IsNested: true, IsTable: false) : new Shape(element, IsNested: false, IsTable: false);
    }

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double || ElementTypes.IsOf(type, "System", "Half");

    private static bool IsList(ITypeSymbol type) => ElementTypes.IsOf(type, "System.Collections.Generic", "List");

    private static bool IsSame(ITypeSymbol type, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(type, other);

    /// <summary>How advice writes an argument: its name, or an ellipsis for what would fill the line.</summary>
    /// <param name="Whole">Between brackets or commas.</param>
    /// <param name="Part">Before a dot or behind a cast, where an operator would take over.</param>
    private readonly record struct Written(string Whole, string Part)
    {
        public static Written Of(ExpressionSyntax argument)
        {
            if (argument is IdentifierNameSyntax identifier) return new Written(identifier.Identifier.Text, identifier.Identifier.Text);
            return new Written("…", IsOperation(argument) ? "(…)" : "…");
        }

        private static bool IsOperation(ExpressionSyntax argument) => argument
            is CastExpressionSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax or QueryExpressionSyntax or AwaitExpressionSyntax
            or AssignmentExpressionSyntax or SwitchExpressionSyntax or PrefixUnaryExpressionSyntax or RangeExpressionSyntax;
    }

    private readonly record struct Shape(ITypeSymbol? Element, bool IsNested, bool IsTable);
}
