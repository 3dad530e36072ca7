using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>What the text of a member says of a variable, before anything is bound.</summary>
internal static class SyntaxText
{
    /// <summary>What a local is declared as or set to.</summary>
    public static IEnumerable<ExpressionSyntax> Values(string name, SyntaxNode member) => member.DescendantNodes().Select(node => node switch
    {
        VariableDeclaratorSyntax { Initializer.Value: { } value } local when local.Identifier.ValueText == name => value,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set when IsNamed(set.Left, name) => set.Right,
        _ => null,
    }).OfType<ExpressionSyntax>();

    /// <summary>What is stored in the elements of a collection: x[i] = v, x.W[i] = v, x.Add(v).</summary>
    public static IEnumerable<ExpressionSyntax> Stored(string name, SyntaxNode member) => member.DescendantNodes().Select(node => node switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: ElementAccessExpressionSyntax element } store
            when HolderOf(element) == name => store.Right,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: var list }, ArgumentList.Arguments: [var added] }
            when IsNamed(list, name) => added.Expression,
        _ => null,
    }).OfType<ExpressionSyntax>();

    /// <summary>The variable whose elements they are: probs of probs.W[i] and of probs[i][j].</summary>
    public static string? HolderOf(ExpressionSyntax element) => element switch
    {
        ElementAccessExpressionSyntax { Expression: var inner } => HolderOf(inner),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var field } => field,
        MemberAccessExpressionSyntax { Expression: var holder } => HolderOf(holder),
        IdentifierNameSyntax { Identifier.ValueText: var name } => name,
        _ => null,
    };

    public static bool IsNamed(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name;

    /// <summary>Whether a word is in a name, in whatever case.</summary>
    public static bool Has(string? name, string part) => name?.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
