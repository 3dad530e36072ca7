using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Methods whose text is available, as against those that are known by their names.</summary>
internal static class MethodBodies
{
    /// <summary>The text of a method that is written out: abstract, external and library methods have none.</summary>
    public static SyntaxNode? Of(IMethodSymbol method) => method.OriginalDefinition.DeclaringSyntaxReferences.Select(static declared => declared.GetSyntax())
        .FirstOrDefault(static declared => declared switch
        {
            BaseMethodDeclarationSyntax declaration => declaration.Body is not null || declaration.ExpressionBody is not null,
            LocalFunctionStatementSyntax local => local.Body is not null || local.ExpressionBody is not null,
            _ => true,
        });

    /// <summary>A block or an expression.</summary>
    public static SyntaxNode? BodyOf(IMethodSymbol method) => method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        BaseMethodDeclarationSyntax declared => (SyntaxNode?)declared.Body ?? declared.ExpressionBody,
        LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody,
        _ => null,
    };

    public static bool Has(IMethodSymbol method) => Of(method) is not null;

    public static bool Mentions(SyntaxNode body, string part) => body.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken)
        && SyntaxText.Has(token.ValueText, part));
}
