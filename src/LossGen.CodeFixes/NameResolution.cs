using System.Threading;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.CodeFixes;

/// <summary>Makes the type names of a replacement resolve to the intended types at one place: unchanged, by a using, or by their
/// full names.</summary>
internal sealed class NameResolution(
    CompilationUnitSyntax root, SemanticModel model, SourceText text, ExpressionSyntax target, string? namespaceToAdd, CancellationToken cancellation)
{
    // The types that replacements are made of.
    private static readonly Dictionary<string, string> Namespaces = new(StringComparer.Ordinal)
    {
        [StableMathNames.Class] = StableMathNames.Namespace,
        ["Math"] = "System",
        ["MathF"] = "System",
        ["TensorPrimitives"] = "System.Numerics.Tensors",
    };

    /// <summary>The using that has to be added for what was resolved, null if none.</summary>
    public TextChange? MissingUsing { get; private set; }

    /// <summary>The expression with names that resolve at the place, once <see cref="MissingUsing"/> is there.</summary>
    public ExpressionSyntax Resolve(ExpressionSyntax replacement) => Rename(WithStaticUsings(replacement), type =>
    {
        int position = target.SpanStart;
        string space = Namespaces[type];
        var meanings = model.LookupSymbols(position, name: type).Select(static symbol => symbol is IAliasSymbol alias ? alias.Target : symbol).ToArray();
        if (meanings.Length > 0 && meanings.All(symbol => IsType(symbol, space, type))) return type;
        if (meanings.Length == 0 && space == namespaceToAdd && !WouldClash(space) && UsingDirectives.Insertion(root, text, position, space) is { } change)
        {
            MissingUsing = change;
            return type;
        }

        // System.Math reads better than global::System.Math where nothing else is called System.
        bool systemIsSystem = space.StartsWith("System", StringComparison.Ordinal)
            && model.LookupSymbols(position, name: "System").All(static symbol => symbol is INamespaceSymbol { ContainingNamespace.IsGlobalNamespace: true });
        return systemIsSystem ? $"{space}.{type}" : $"global::{space}.{type}";
    });

    /// <summary>The expression with full names, which mean the same everywhere.</summary>
    public static ExpressionSyntax Qualify(ExpressionSyntax replacement) => Rename(replacement, static type => $"global::{Namespaces[type]}.{type}");

    /// <summary>Math.Asinh(x) as Asinh(x) where a static using is what the replaced expression calls functions of Math by.</summary>
    private ExpressionSyntax WithStaticUsings(ExpressionSyntax replacement)
    {
        MemberAccessExpressionSyntax[] reachable = [.. replacement.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(access =>
            access.Expression is IdentifierNameSyntax { Identifier.ValueText: var type } && Namespaces.TryGetValue(type, out string? space)
            && !target.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == type)
            && model.LookupSymbols(target.SpanStart, name: access.Name.Identifier.ValueText) is { IsEmpty: false } meanings
            && meanings.All(symbol => symbol is IMethodSymbol { ContainingType: { } owner } && IsType(owner, space, type)))];
        return replacement.ReplaceNodes(reachable, static (_, access) => access.Name.WithTriviaFrom(access));
    }

    private static ExpressionSyntax Rename(ExpressionSyntax replacement, Func<string, string> nameOf)
    {
        // Only the part before the first dot names a type; x.Math is a member.
        IdentifierNameSyntax[] types = [.. replacement.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(static name => name.Parent is MemberAccessExpressionSyntax access && access.Expression == name && Namespaces.ContainsKey(name.Identifier.ValueText))];
        return replacement.ReplaceNodes(types, (name, _) =>
            SyntaxFactory.ParseExpression(nameOf(name.Identifier.ValueText)).WithTriviaFrom(name));
    }

    private static bool IsType(ISymbol symbol, string space, string name) =>
        symbol is INamedTypeSymbol { ContainingType: null } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == space;

    /// <summary>Whether a name in this file, which now means a type of another namespace, could then mean two.</summary>
    private bool WouldClash(string space)
    {
        INamespaceSymbol? added = model.Compilation.GlobalNamespace;
        foreach (string part in space.Split('.')) added = added?.GetNamespaceMembers().FirstOrDefault(member => member.Name == part);
        if (added is null) return false;

        HashSet<string> names = [.. added.GetTypeMembers().Select(static type => type.Name)];
        return root.DescendantNodes().OfType<SimpleNameSyntax>().Any(name =>
            names.Contains(name.Identifier.ValueText)
            && model.GetSymbolInfo(name, cancellation).Symbol is INamedTypeSymbol type
            && !SymbolEqualityComparer.Default.Equals(type.ContainingNamespace, added));
    }
}
