using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Where a member writes a name other than to assign to it: the text of each is searched once, however many sites ask.</summary>
internal sealed class Mentions
{
    private readonly Dictionary<MemberDeclarationSyntax, ILookup<string, SyntaxNode>> _byMember = [];

    public IEnumerable<SyntaxNode> Of(string name, MemberDeclarationSyntax member)
    {
        if (!_byMember.TryGetValue(member, out ILookup<string, SyntaxNode>? names))
        {
            names = member.DescendantNodes()
                .Where(static node => node is IdentifierNameSyntax && !(node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node))
                .ToLookup(static node => ((IdentifierNameSyntax)node).Identifier.ValueText);
            _byMember.Add(member, names);
        }

        return names[name];
    }
}
