using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Shared;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// Calls of the functions of StableMath that take spans, for collections that are one: arrays, spans and memory of the site's type.
/// </summary>
internal static class Spans
{
    public static Replacement? Call(Site site, Place place, string function, Expression collection, MemberReading member) =>
        site.RealType != RealType.None && member.Forms.Text(site, collection) is { } found && found.ElementType == site.RealType
            ? Replacement.Stable(place, $"{StableMathNames.Class}.{function}({found.Text})", function)
            : null;

    /// <summary>
    /// A function of StableMath in place of one of TensorPrimitives with the same arguments, where it exists for the type of the elements.
    /// </summary>
    public static Replacement? SameCall(Site site, string function)
    {
        string arguments = string.Join(", ", site.Operands.Select(operand => operand.Place.Text));
        return site.TypeArgument == RealType.None
            ? null
            : Replacement.Stable(site.Place, $"{StableMathNames.Class}.{function}({arguments})", function);
    }
}
