using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.CodeFixes;

/// <summary>Places where another expression of the same type would still be another program.</summary>
internal static class Placement
{
    public static bool Allows(StableForm form, SemanticModel model, CancellationToken cancellation) =>
        !form.Target.DescendantTrivia().Any(static trivia => trivia.IsDirective)
        && KeepsDeclarations(form)
        && !ContainsPartOfConditionalAccess(form.Target)
        && (IsStatement(form.Replacement) || !IsForItsEffect(form.Target, model, cancellation))
        && !IsInExpressionTree(form.Target, model, cancellation);

    /// <summary>A variable that the target declares, as out var does, may be used afterwards.</summary>
    private static bool KeepsDeclarations(StableForm form)
    {
        HashSet<string> kept = [.. Declared(form.Replacement)];
        return Declared(form.Target).All(kept.Contains);

        static IEnumerable<string> Declared(SyntaxNode node) =>
            node.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Select(static variable => variable.Identifier.ValueText);
    }

    /// <summary>a?.B(): what follows the question mark is not an expression without what precedes it.</summary>
    private static bool ContainsPartOfConditionalAccess(ExpressionSyntax target) =>
        target.DescendantNodesAndSelf().Any(node =>
            node is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax
            && node.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(access => access.WhenNotNull.Span.Contains(node.Span)) is { } owner
            && !target.Span.Contains(owner.Span));

    private static bool IsStatement(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax;

    /// <summary>Whether only a call or an assignment is allowed there.</summary>
    private static bool IsForItsEffect(ExpressionSyntax target, SemanticModel model, CancellationToken cancellation) => target.Parent switch
    {
        ExpressionStatementSyntax => true,
        ForStatementSyntax loop => loop.Condition != target,
        LambdaExpressionSyntax lambda => model.GetSymbolInfo(lambda, cancellation).Symbol is IMethodSymbol { ReturnsVoid: true },
        ArrowExpressionClauseSyntax { Parent: { } member } => model.GetDeclaredSymbol(member, cancellation) is IMethodSymbol { ReturnsVoid: true },
        _ => false,
    };

    /// <summary>An expression tree is translated by other code, often a database provider, which supports Math.Log but not the replacement.</summary>
    private static bool IsInExpressionTree(ExpressionSyntax target, SemanticModel model, CancellationToken cancellation) =>
        target.Ancestors().Any(ancestor => ancestor switch
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
