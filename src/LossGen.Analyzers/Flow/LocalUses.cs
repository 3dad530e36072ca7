using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>What a member does with one of its locals, by the text: a fix may change a value only where nothing else reads it.</summary>
internal static class LocalUses
{
    /// <summary>Whether the local holds what a call returned, without a cast, and is read at one place only.</summary>
    public static bool IsOnlyReadOfCall(ILocalSymbol local, SyntaxNode read)
    {
        if (local.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not VariableDeclaratorSyntax declarator
            || (declarator.Initializer is { } initializer && !IsCall(initializer.Value))
            || read.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() is not { } member)
        {
            return false;
        }

        int reads = 0;
        foreach (IdentifierNameSyntax name in member.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != local.Name)
            {
                continue;
            }

            if (name.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment || assignment.Left != name)
            {
                reads++;
            }
            else if (!IsCall(assignment.Right) || assignment.Parent is not ExpressionStatementSyntax)
            {
                return false;
            }
        }

        return reads == 1;
    }

    private static bool IsCall(ExpressionSyntax value) => value is ParenthesizedExpressionSyntax parenthesized
        ? IsCall(parenthesized.Expression)
        : value is InvocationExpressionSyntax;
}
