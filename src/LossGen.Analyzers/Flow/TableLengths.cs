using System.Collections.Concurrent;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>How many elements an array has that is made once, with its elements or with a number of them: what looks into it is no larger.</summary>
/// <param name="writes">Where fields are written.</param>
internal sealed class TableLengths(FieldWrites writes)
{
    private readonly ConcurrentDictionary<IFieldSymbol, int?> _ofFields = new(SymbolEqualityComparer.Default);

    /// <summary>The length of what a field holds that is set where it is declared, or of what an expression makes; null where that is not known.</summary>
    public int? Of(Expression collection) => collection switch
    {
        Unknown { Origin: SymbolOrigin { Symbol: IFieldSymbol { IsReadOnly: true, Type: IArrayTypeSymbol { Rank: 1 } } field } } =>
            _ofFields.GetOrAdd(field.OriginalDefinition, OfInitializer),
        Unknown { Origin: SyntaxOrigin { Syntax: ExpressionSyntax made } } => OfCreation(made),
        _ => null,
    };

    private int? OfInitializer(IFieldSymbol field) =>
        field.DeclaringSyntaxReferences is [var declaration] && declaration.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } made }
            && OfCreation(made) is { } length && !writes.Of(field.ContainingType, field.Name).Any()
            ? length
            : null;

    private static int? OfCreation(ExpressionSyntax made) => made switch
    {
        InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ArrayInitializerExpression } elements => elements.Expressions.Count,
        ImplicitArrayCreationExpressionSyntax { Commas.Count: 0 } array => array.Initializer.Expressions.Count,
        ArrayCreationExpressionSyntax { Initializer: { } elements, Type.RankSpecifiers: [{ Rank: 1 }] } => elements.Expressions.Count,
        ArrayCreationExpressionSyntax { Type.RankSpecifiers: [{ Sizes: [LiteralExpressionSyntax { Token.Value: int size }] }] } => size,
        CollectionExpressionSyntax list when list.Elements.All(static element => element is ExpressionElementSyntax) => list.Elements.Count,
        _ => null,
    };
}
