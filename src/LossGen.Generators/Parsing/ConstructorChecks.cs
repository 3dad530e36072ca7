using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Parsing;

/// <summary>How a model is made without arguments, as loading one and sharing a trained one needs.</summary>
internal static class ConstructorChecks
{
    /// <summary>
    /// Whether the parameterless constructor is ours to write: the user has written others, none without parameters, and the base class
    /// can be called without arguments.
    /// </summary>
    /// <remarks>
    /// Where the user has written none at all, the compiler adds the same one, and its diagnostics (members left null, obsolete or ambiguous
    /// base constructors) are in the user's own file, where it can be fixed. All constructors go through a primary one, if there is one.
    /// </remarks>
    public static bool LeavesConstructorToUs(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        if (PrimaryConstructor(type, cancellationToken) is not null) return false;
        IMethodSymbol[] own = Own(type, cancellationToken);
        return own.Length > 0
            && !own.Any(static constructor => constructor.Parameters.IsEmpty)
            && (type.BaseType is null || OfBase(type, compilation) is { } called
                && !UseWarnings.IsObsoleteAsError(called) && !SetsRequiredMembers(called));
    }

    /// <summary>Whether <c>new</c> without arguments compiles within the class.</summary>
    public static bool CanBeCreated(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        bool needsMembers = HasRequiredMembers(type);
        bool isImplicit = Own(type, cancellationToken).Length == 0 && PrimaryConstructor(type, cancellationToken) is null;
        if (isImplicit || LeavesConstructorToUs(type, compilation, cancellationToken)) return !needsMembers;

        return Called(type, compilation, cancellationToken) is { } chosen
            && !UseWarnings.IsObsoleteAsError(chosen)
            && (!needsMembers || SetsRequiredMembers(chosen));
    }

    /// <summary>The constructor of the user's, or of the base class, that generated code calls; null if there is none.</summary>
    public static IMethodSymbol? Called(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken) =>
        LeavesConstructorToUs(type, compilation, cancellationToken) ? OfBase(type, compilation) : WithoutArguments(Own(type, cancellationToken));

    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.InstanceConstructors.FirstOrDefault(constructor =>
            constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax));

    private static IMethodSymbol[] Own(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.InstanceConstructors.Where(constructor => MemberChecks.IsUsers(constructor, cancellationToken)).ToArray();

    private static IMethodSymbol? OfBase(INamedTypeSymbol type, Compilation compilation) => type.BaseType is { } parent
        ? WithoutArguments(parent.InstanceConstructors.Where(constructor => compilation.IsSymbolAccessibleWithin(constructor, type)))
        : null;

    /// <summary>The constructor that a call without arguments means; null if there is none, or if the call is ambiguous.</summary>
    private static IMethodSymbol? WithoutArguments(IEnumerable<IMethodSymbol> constructors)
    {
        // One without parameters is preferred to those whose parameters are all optional, and these to those with an empty params array.
        List<IMethodSymbol> bare = constructors.Where(static constructor => constructor.Parameters.All(CanBeLeftOut)).ToList();
        if (bare.Any(HasPriority)) return bare.Count == 1 ? bare[0] : null;
        IMethodSymbol[] best = bare
            .GroupBy(static constructor => constructor.Parameters.IsEmpty ? 0 : constructor.Parameters.Last().IsParams ? 2 : 1)
            .OrderBy(static group => group.Key)
            .Select(static group => group.ToArray())
            .FirstOrDefault() ?? [];
        return best.Length == 1 ? best[0] : null;
    }

    /// <summary>A pointer can be omitted in unsafe code only, and generated code is not unsafe.</summary>
    private static bool CanBeLeftOut(IParameterSymbol parameter) => (parameter.IsOptional || parameter.IsParams)
        && parameter.RefKind is RefKind.None or RefKind.In
        && parameter.Type is not (IPointerTypeSymbol or IFunctionPointerTypeSymbol or IArrayTypeSymbol { ElementType: IPointerTypeSymbol });

    private static bool HasPriority(IMethodSymbol constructor) => HasAttribute(constructor, "OverloadResolutionPriorityAttribute");

    private static bool HasRequiredMembers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })) return true;
        }

        return false;
    }

    private static bool SetsRequiredMembers(IMethodSymbol constructor) => HasAttribute(constructor, "SetsRequiredMembersAttribute");

    private static bool HasAttribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == name);
}
