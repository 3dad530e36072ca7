using System.Threading;
using LossGen.Analyzers.Flow;
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
        && !ExpressionTrees.Contain(form.Target, model, cancellation);

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
}
