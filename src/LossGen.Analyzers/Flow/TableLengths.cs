using System.Collections.Concurrent;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>How many elements an array has that is made once, with its elements or with a number of them: what looks into it is no larger.</summary>
internal sealed class TableLengths
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

    private static int? OfInitializer(IFieldSymbol field) =>
        field.DeclaringSyntaxReferences.Length == 1 && field.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } made }
            && !IsSetByConstructor(field)
            ? OfCreation(made)
            : null;

    private static bool IsSetByConstructor(IFieldSymbol field) => field.ContainingType.DeclaringSyntaxReferences
        .SelectMany(static part => part.GetSyntax().DescendantNodes().OfType<AssignmentExpressionSyntax>())
        .Any(assignment => (assignment.Left is MemberAccessExpressionSyntax access ? access.Name : assignment.Left as SimpleNameSyntax)?.Identifier.ValueText == field.Name);

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
