using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Parsing;

/// <summary>The constructors of a model: which of them are ours to write, and what they call.</summary>
/// <param name="Called">The constructor of the user's, or of the base class, that generated code calls without arguments; null if there is none.</param>
/// <param name="IsOurs">Whether the parameterless constructor is ours to write.</param>
/// <param name="Seed">The constructor that takes a seed, and how it is written.</param>
/// <param name="CanBeCreated">Whether <c>new</c> without arguments compiles within the class, as loading a model and sharing a trained one needs.</param>
internal sealed record ModelConstructors(IMethodSymbol? Called, bool IsOurs, SeedConstructor Seed, bool CanBeCreated);

/// <summary>What the user's constructors leave to the generator.</summary>
internal static class ConstructorChecks
{
    /// <summary>The constructors of a model.</summary>
    /// <remarks>
    /// The parameterless one is ours if the user has written others but none without parameters, and the base class can be called without
    /// arguments. If the user has written none at all, the compiler adds the same one, and its diagnostics (members left null, obsolete or
    /// ambiguous base constructors) are in the user's own file, where it can be fixed; only beside the one with a seed it has to be written.
    /// All constructors go through a primary one, if there is one.
    /// </remarks>
    public static ModelConstructors Of(INamedTypeSymbol type, Compilation compilation, bool hasHiddenLayers, CancellationToken cancellationToken)
    {
        IMethodSymbol[] own = type.InstanceConstructors.Where(constructor => MemberChecks.IsUsers(constructor, cancellationToken)).ToArray();
        IMethodSymbol? ofBase = OfBase(type, compilation);
        bool isCallable = type.BaseType is null || (ofBase is not null && !UseWarnings.IsObsoleteAsError(ofBase) && !SetsRequiredMembers(ofBase));
        bool isLeft = !own.Any(static constructor => constructor.Parameters.IsEmpty) && PrimaryConstructor(type, cancellationToken) is null;
        bool isOurs = isLeft && isCallable && (own.Length > 0 || hasHiddenLayers);

        IMethodSymbol? bare = WithoutArguments(own);
        bool isCalled = isOurs || (bare is not null && !UseWarnings.IsObsoleteAsError(bare));
        bool needsMembers = HasRequiredMembers(type);
        bool setsMembers = !isOurs && bare is not null && SetsRequiredMembers(bare);
        SeedConstructor seed = !hasHiddenLayers || !isCalled || own.Any(constructor => TakesNumber(constructor, compilation)) ? SeedConstructor.None
            : setsMembers ? SeedConstructor.SetsRequiredMembers
            : SeedConstructor.Plain;
        return new(isOurs ? ofBase : bare, isOurs, seed, CanBeCreated: (isCalled || own.Length == 0) && (!needsMembers || setsMembers));
    }

    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.InstanceConstructors.FirstOrDefault(constructor =>
            constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax));

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

    /// <summary>
    /// Whether a call with one number as its argument may mean this constructor, so that ours, which takes an int, would take the call from it.
    /// </summary>
    private static bool TakesNumber(IMethodSymbol constructor, Compilation compilation)
    {
        if (constructor.Parameters.FirstOrDefault() is not { RefKind: not (RefKind.Ref or RefKind.Out) } first) return false;
        if (!constructor.Parameters.Skip(1).All(CanBeLeftOut)) return false;

        ITypeSymbol number = compilation.GetSpecialType(SpecialType.System_Int32);
        return Takes(first.Type) || (first is { IsParams: true, Type: IArrayTypeSymbol array } && Takes(array.ElementType));

        // A constant of type int converts to every integer that holds it, and 0 to every enum.
        bool Takes(ITypeSymbol type) =>
            type.SpecialType is (>= SpecialType.System_SByte and <= SpecialType.System_UInt64) or SpecialType.System_UIntPtr
            || type.TypeKind == TypeKind.Enum
            || compilation.ClassifyCommonConversion(number, type).IsImplicit;
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
