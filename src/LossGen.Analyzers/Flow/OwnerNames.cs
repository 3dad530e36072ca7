using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Flow;

/// <summary>What the member that is read is called.</summary>
/// <param name="Member">Its name; of an accessor that of its property or event.</param>
/// <param name="Types">The types that contain it, the innermost first.</param>
internal sealed record OwnerNames(string Member, ImmutableArray<string> Types)
{
    public static OwnerNames Of(ISymbol owner)
    {
        var types = ImmutableArray.CreateBuilder<string>();
        for (INamedTypeSymbol? type = owner.ContainingType; type is not null; type = type.ContainingType)
        {
            types.Add(type.Name);
        }

        return new(owner is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : owner.Name, types.ToImmutable());
    }
}
