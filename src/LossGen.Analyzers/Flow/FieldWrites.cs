using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Where a type writes its fields and properties, by their names: each type's text is searched once.</summary>
internal sealed class FieldWrites
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, ILookup<string, SyntaxNode>> _types = new(SymbolEqualityComparer.Default);

    /// <summary>The assignments, steps and references of that name in the type, wherever they are.</summary>
    public IEnumerable<SyntaxNode> Of(INamedTypeSymbol type, string name) => _types.GetOrAdd(type, Find)[name];

    private static ILookup<string, SyntaxNode> Find(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .SelectMany(static reference => reference.GetSyntax().DescendantNodes())
        .SelectMany(Targets)
        .ToLookup(static write => write.Name, static write => write.Node);

    private static IEnumerable<Write> Targets(SyntaxNode node)
    {
        ExpressionSyntax? target = node switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left,
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step => step.Operand,
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step => step.Operand,
            ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword } argument => argument.Expression,
            RefExpressionSyntax reference => reference.Expression,
            _ => null,
        };
        return target is null ? [] : Names(target).Select(name => new Write(name, node));
    }

    private static IEnumerable<string> Names(ExpressionSyntax target) => target switch
    {
        SimpleNameSyntax name => [name.Identifier.ValueText],
        MemberAccessExpressionSyntax access => [access.Name.Identifier.ValueText],
        TupleExpressionSyntax tuple => tuple.Arguments.SelectMany(static argument => Names(argument.Expression)),
        _ => [],
    };

    /// <summary>Whether a write is a plain assignment, whose value the flow of its member knows.</summary>
    public static bool IsPlain(SyntaxNode write) => write is AssignmentExpressionSyntax { Left: not TupleExpressionSyntax };

    /// <summary>The declaration that runs the write: a constructor, a method, an accessor; null for one in a lambda, which may run at any time.</summary>
    public static SyntaxNode? HolderOf(SyntaxNode write)
    {
        foreach (SyntaxNode node in write.Ancestors())
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return null;
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax:
                    return node;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The names that a constructor writes or calls.</summary>
    public static ImmutableHashSet<string> Mentions(SyntaxNode holder) =>
        holder.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText).ToImmutableHashSet();

    private sealed class Write(string name, SyntaxNode node)
    {
        public string Name { get; } = name;

        public SyntaxNode Node { get; } = node;
    }
}
