using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>
/// What the parser makes of a declaration: a specification, perhaps with warnings, or the problems that prevent one. Neither when the compiler reports the fault
/// itself, as it does for arguments that are missing or of the wrong type.
/// </summary>
/// <param name="Spec">The specification of a valid declaration; the only part the generator may keep.</param>
/// <param name="Problems">What is wrong, in the order in which a user would fix it.</param>
internal readonly record struct ParsedModel(ModelSpec? Spec, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>Neither a specification nor a problem.</summary>
    public static ParsedModel Nothing { get; } = new(null, ImmutableArray<Diagnostic>.Empty);
}
