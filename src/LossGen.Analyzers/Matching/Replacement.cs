using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Shared;

namespace LossGen.Analyzers.Matching;

/// <summary>What a fix puts in place of an expression.</summary>
/// <param name="Place">The expression.</param>
/// <param name="Text">What to write there.</param>
/// <param name="Function">What to call it in the title of the fix.</param>
/// <param name="NeedsStableMath">Whether it can be offered only where StableMath is referenced.</param>
internal readonly record struct Replacement(Place Place, string Text, string Function, bool NeedsStableMath)
{
    /// <summary>A call of StableMath.</summary>
    public static Replacement Stable(Place place, string text, string function) =>
        new(place, text, StableMathNames.Class + "." + function, NeedsStableMath: true);

    /// <summary>Something that needs nothing but the framework.</summary>
    public static Replacement Plain(Place place, string text, string function) => new(place, text, function, NeedsStableMath: false);
}
