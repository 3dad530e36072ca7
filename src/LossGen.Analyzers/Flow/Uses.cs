using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Where the value of an expression goes: into the calls round it, or into those round a local that it is assigned to.</summary>
internal static class Uses
{
    private static readonly string[] AssertionNames = ["Assert", "AreEqual", "AreNotEqual", "AreApproximatelyEqual", "AlmostEqual", "ShouldBe", "Expect"];
    private static readonly string[] AssertionTypes = ["Assert", "Assertion", "Asserts", "Check", "Expect", "Verify", "Should"];

    /// <summary>The expression itself, or each mention of the local whose value it is, signs and other arithmetic in between.</summary>
    public static IEnumerable<SyntaxNode> Of(SyntaxNode expression, Mentions mentionsOf)
    {
        SyntaxNode whole = expression;
        while (whole.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax
            || (whole.Parent is BinaryExpressionSyntax && whole.Parent.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression
                or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression))
        {
            whole = whole.Parent!;
        }

        string? local = whole.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } => name.Identifier.ValueText,
            _ => null,
        };
        if (local is null || expression.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
        {
            return [expression];
        }

        IEnumerable<SyntaxNode> mentions = mentionsOf.Of(local, member);
        return mentions.Any() ? mentions : [expression];
    }

    /// <summary>The calls round a node within the same expression, from the inside, with the argument of each that holds it; -1 for what it is called on.</summary>
    public static IEnumerable<(InvocationExpressionSyntax Call, int Position)> CallsRound(SyntaxNode node)
    {
        ArgumentSyntax? argument = null;
        foreach (SyntaxNode outer in ExpressionsRound(node))
        {
            argument = outer as ArgumentSyntax ?? argument;
            if (outer is InvocationExpressionSyntax call)
            {
                yield return (call, argument is null ? -1 : call.ArgumentList.Arguments.IndexOf(argument));
            }
        }
    }

    public static IEnumerable<SyntaxNode> ExpressionsRound(SyntaxNode inner)
    {
        SyntaxNode? node = inner.Parent;
        while (node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
        {
            yield return node;
            node = node.Parent;
        }
    }

    /// <summary>A call that compares its arguments for a test: by its name, or by that of its type.</summary>
    public static bool IsAssertion(InvocationExpressionSyntax call)
    {
        string name = CalledNames.Of(call);
        string? type = (call.Expression as MemberAccessExpressionSyntax)?.Expression switch
        {
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            InvocationExpressionSyntax inner => CalledNames.Of(inner),
            _ => null,
        };
        return AssertionNames.Any(known => name.StartsWith(known, StringComparison.OrdinalIgnoreCase))
            || (type is not null && AssertionTypes.Any(known => type.EndsWith(known, StringComparison.Ordinal)));
    }
}
