using System.Threading;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether generated code can make a model by itself, as loading one and sharing a trained one needs.</summary>
internal static class ConstructorChecks
{
    /// <summary>Whether <c>new</c> without arguments compiles within the class: by the constructor we write, or by one of the user's.</summary>
    public static bool CanBeCreated(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        bool needsMembers = HasRequiredMembers(type);
        if (MemberChecks.LeavesConstructorToUs(type, compilation, cancellationToken)) return !needsMembers;

        IMethodSymbol[] bare = type.InstanceConstructors
            .Where(constructor => TakesNothing(constructor) && MemberChecks.IsUsers(constructor, cancellationToken))
            .ToArray();
        // One that has no parameters goes before all that have only optional ones; two of these leave the call ambiguous.
        IMethodSymbol? chosen = bare.FirstOrDefault(static constructor => constructor.Parameters.IsEmpty) ?? (bare.Length == 1 ? bare[0] : null);
        return chosen is not null && (!needsMembers || SetsRequiredMembers(chosen));
    }

    private static bool TakesNothing(IMethodSymbol constructor) =>
        constructor.Parameters.All(static parameter => parameter.IsOptional || parameter.IsParams);

    private static bool HasRequiredMembers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })) return true;
        }

        return false;
    }

    private static bool SetsRequiredMembers(IMethodSymbol constructor) => constructor.GetAttributes()
        .Any(static attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute");
}
