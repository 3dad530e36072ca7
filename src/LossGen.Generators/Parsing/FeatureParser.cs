using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>Turns a member marked with <c>[Feature]</c> into a <see cref="FeatureSpec"/>, or says why it cannot be one.</summary>
internal static class FeatureParser
{
    /// <summary>A specification, an objection, or neither where the compiler itself reports the fault.</summary>
    public static (FeatureSpec? Spec, string? Objection) Parse(
        RowMember member, INamedTypeSymbol row, INamedTypeSymbol model, Compilation compilation)
    {
        if (RowAccess.ObjectionToReading(member.Symbol, row, model, compilation) is { } objection) return (null, objection);
        if (!SyntaxFacts.IsValidIdentifier(member.Symbol.Name) || !SourceNames.IsComplete(member.Type)) return default;
        if (member.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } type) return ParseEnum(member, type, model, compilation);
        return KindOf(member.Type) is { } kind
            ? (new FeatureSpec(member.Symbol.Name, SourceNames.Escape(member.Symbol.Name), kind, default), null)
            : (null, WrongType(member.Type, "a number (sbyte to ulong, Half, float, double, decimal), bool or enum"));
    }

    /// <summary>What is said of a type that is not one of those expected.</summary>
    public static string WrongType(ITypeSymbol type, string expected) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        ? $"its type {Name(type)} may be null, which is no number; expected {Name(((INamedTypeSymbol)type).TypeArguments[0])}, with a value for what is missing"
        : $"its type is {Name(type)}; expected {expected}";

    private static FeatureKind? KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => FeatureKind.Bool,
        SpecialType.System_Single => FeatureKind.Single,
        >= SpecialType.System_SByte and <= SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_Decimal => FeatureKind.Number,
        _ => type is { Name: "Half", ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            ? FeatureKind.Number
            : null,
    };

    private static (FeatureSpec? Spec, string? Objection) ParseEnum(
        RowMember member, INamedTypeSymbol type, INamedTypeSymbol model, Compilation compilation)
    {
        if (!RowAccess.CanBeNamed(type) || !compilation.IsSymbolAccessibleWithin(type, model))
            return (null, $"'{model.Name}' has no access to its type {type.Name}");
        if (EnumValues.Of(type) is not { } values) return (null, $"{type.Name} has a value that does not fit into a long");
        if (values.Count == 0) return (null, $"{type.Name} defines no value");
        return (
            new FeatureSpec(
                member.Symbol.Name, SourceNames.Escape(member.Symbol.Name), FeatureKind.Enum, EnumValues.Written(values, SourceNames.Type(type))),
            null);
    }

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
