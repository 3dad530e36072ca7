using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Where something is written. Two places are equal if they are the same piece of the same file. A class, as is what holds one: collections and queries of
/// a struct are compiled anew for it in every run of the compiler.
/// </summary>
internal sealed class Place(SyntaxNode node) : IEquatable<Place>
{
    private readonly SyntaxNode _node = node;

    /// <summary>For this room only.</summary>
    internal SyntaxNode Node => _node;

    public TextSpan Span => _node.Span;

    public int Start => _node.SpanStart;

    public Location Location => _node.GetLocation();

    /// <summary>What is written there, as it is written.</summary>
    public string Text => _node.ToString();

    /// <summary>Half-typed code: what it will be is not known yet.</summary>
    public bool HasSyntaxErrors => _node.ContainsDiagnostics;

    /// <summary>The place itself and everything it is part of, from the inside to the outside.</summary>
    public IEnumerable<Place> Outwards => _node.AncestorsAndSelf().Select(static node => new Place(node));

    /// <summary>Of a chain of binary operators the first operand, otherwise the place itself.</summary>
    public Place Leftmost
    {
        get
        {
            SyntaxNode leftmost = _node;
            while (leftmost is BinaryExpressionSyntax inner)
            {
                leftmost = inner.Left;
            }

            return new(leftmost);
        }
    }

    /// <summary>Names, elements, casts and arithmetic alone: it can be written twice, since reading it changes nothing.</summary>
    public bool IsRepeatable => _node.DescendantNodesAndSelf().All(static node => node is TypeSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax
        or CastExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or BracketedArgumentListSyntax or ArgumentSyntax or BinaryExpressionSyntax
        or ThisExpressionSyntax or BaseExpressionSyntax
        || node.RawKind is (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression or (int)SyntaxKind.IndexExpression);

    /// <summary>Every identifier that is written there.</summary>
    public IEnumerable<string> Names =>
        _node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText);

    public static bool operator ==(Place? left, Place? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Place? left, Place? right) => !(left == right);

    public bool Equals(Place? other) => ReferenceEquals(_node, other?._node);

    public override bool Equals(object? obj) => obj is Place other && Equals(other);

    public override int GetHashCode() => _node.GetHashCode();

    public override string ToString() => Text;
}
