using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Code in an expression tree is translated by other code, often a database provider, which supports Math.Log but not what would replace it.
/// </summary>
internal static class ExpressionTrees
{
    public static bool Contain(SyntaxNode node, SemanticModel model, CancellationToken cancellation) =>
        node.Ancestors().Any(ancestor => ancestor switch
        {
            LambdaExpressionSyntax lambda => IsExpressionTree(model.GetTypeInfo(lambda, cancellation).ConvertedType),
            QueryClauseSyntax clause => TakesExpressionTree(model.GetQueryClauseInfo(clause, cancellation).OperationInfo.Symbol),
            SelectOrGroupClauseSyntax clause => TakesExpressionTree(model.GetSymbolInfo(clause, cancellation).Symbol),
            OrderingSyntax ordering => TakesExpressionTree(model.GetSymbolInfo(ordering, cancellation).Symbol),
            _ => false,
        });

    private static bool TakesExpressionTree(ISymbol? method) =>
        method is IMethodSymbol { Parameters: var parameters } && parameters.Any(static parameter => IsExpressionTree(parameter.Type));

    private static bool IsExpressionTree(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Expression", Arity: 1, ContainingNamespace: { } space } && space.ToDisplayString() == "System.Linq.Expressions";
}
