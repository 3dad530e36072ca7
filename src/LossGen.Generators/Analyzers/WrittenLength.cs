using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Analyzers;

/// <summary>The length of an array whose elements, or size, are written in the expression itself.</summary>
internal static class WrittenLength
{
    /// <summary>The length, or null when it cannot be determined for certain.</summary>
    public static int? Of(IOperation value)
    {
        IOperation array = Unwrap(value);
        if (array is IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes }) return sizes[0].ConstantValue.Value as int?;

        // Collection expressions have no operation in the oldest compiler served, and stackalloc has none in any; their syntax is there.
        return array.Syntax switch
        {
            CollectionExpressionSyntax collection when collection.Elements.All(static e => e is ExpressionElementSyntax) =>
                collection.Elements.Count,
            StackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.Count,
            StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax type } => SizeOf(type, array.SemanticModel),
            ImplicitStackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.Count,
            _ => null,
        };
    }

    /// <summary>Those of the elements that are constants, with their places.</summary>
    public static IEnumerable<(int Index, object? Value)> Constants(IOperation value)
    {
        IOperation array = Unwrap(value);
        IEnumerable<ExpressionSyntax> elements = array.Syntax switch
        {
            CollectionExpressionSyntax collection when collection.Elements.All(static e => e is ExpressionElementSyntax) =>
                collection.Elements.Cast<ExpressionElementSyntax>().Select(static element => element.Expression),
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            StackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            ImplicitStackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            _ => [],
        };
        int index = 0;
        foreach (ExpressionSyntax element in elements)
        {
            if (array.SemanticModel?.GetConstantValue(element) is { HasValue: true, Value: var constant }) yield return (index, constant);
            index++;
        }
    }

    /// <summary>The operation under conversions, such as those from an array to a span or to memory.</summary>
    public static IOperation Unwrap(IOperation value)
    {
        while (value is IConversionOperation conversion && IsOfTheFramework(conversion.OperatorMethod)) value = conversion.Operand;
        return value;
    }

    // A conversion of the user's own may do anything to the length.
    private static bool IsOfTheFramework(IMethodSymbol? conversion) =>
        conversion is null || conversion.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    private static int? SizeOf(ArrayTypeSyntax type, SemanticModel? model) =>
        type.RankSpecifiers.Count == 1 && type.RankSpecifiers[0].Sizes.Count == 1
            ? model?.GetConstantValue(type.RankSpecifiers[0].Sizes[0]).Value as int?
            : null;
}
