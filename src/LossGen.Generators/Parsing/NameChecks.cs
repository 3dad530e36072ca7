using System.Collections.Immutable;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether the names that generated code depends on mean what they should, wherever the model is declared.</summary>
/// <remarks>
/// All other names are qualified from <c>global::</c> on, or are declared by the generated code itself and so go before those around it.
/// </remarks>
internal static class NameChecks
{
    private const string Var = "var";

    public static void Report(
        INamedTypeSymbol type, Location className, Compilation compilation, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (TypeNamedVar(type, className, compilation) is { } var)
            Add(problems, className, var, "locals, which are declared by 'var'", "rename it");
        foreach (ISymbol hiding in UsedNames.HiddenIn(compilation))
            Add(problems, className, hiding, "names that begin with 'global::" + UsedNames.Name(hiding) + "'", "it hides the library's, so rename it");
    }

    /// <summary>Where a type is called var, the word declares no local any more.</summary>
    private static ISymbol? TypeNamedVar(INamedTypeSymbol type, Location className, Compilation compilation)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? current = outer; current is not null; current = current.BaseType)
            {
                if (current.Name == Var && current.Arity == 0 && current.Equals(type, SymbolEqualityComparer.Default)) return current;
                if (current.GetTypeMembers(Var, 0).FirstOrDefault(nested => compilation.IsSymbolAccessibleWithin(nested, type)) is { } member)
                    return member;
            }
        }

        // Namespaces around the class, and what is imported into all files.
        return className.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree)
            ? compilation.GetSemanticModel(tree).LookupNamespacesAndTypes(className.SourceSpan.Start, name: Var)
                .FirstOrDefault(static symbol => symbol is ITypeSymbol or IAliasSymbol { Target: ITypeSymbol })
            : null;
    }

    private static void Add(
        ImmutableArray<Diagnostic>.Builder problems, Location location, ISymbol hiding, string generated, string advice) => problems.Add(
            Diagnostic.Create(DeclarationRules.MemberClash, location, $"The type '{UsedNames.Name(hiding)}'", generated, advice));
}
