using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1010: the logarithm of a softmax output, with or without an epsilon: the share underflows to 0 long before its logarithm is large.</summary>
internal sealed class LogOfSoftMaxRule() : NumericRule(RuleDescriptors.LogOfSoftMax)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument))
        {
            return;
        }

        Expression bare = Floors.Under(argument, member.Pool, out double? floor);
        if (!SoftMaxShares.Is(bare, member) || member.RangeOf(argument, site) is { Low: > 0 } && ReferenceEquals(bare, argument)
            || site.Facts[argument].IsPositive || member.IsTested(site.Value) || CarefulCode.IsHarmlessAtMinusInfinity(site) || IsTakenInPlace(bare, member))
        {
            return;
        }

        const string Advice = "take the log-softmax: the exponent minus the log-sum-exp, as StableMath.LogSoftMax does";
        if (floor is { } bound)
        {
            reports.Add(this, site.Place, Floors.Advice(site, bound, Advice), severity: DiagnosticSeverity.Info);
            return;
        }

        reports.Add(this, site.Place, Advice + Forms.OverBase(site));
    }

    /// <summary>
    /// The array also holds its own logarithms: they are taken of the probabilities that it held before, to be divided by a temperature and normalised again.
    /// </summary>
    private static bool IsTakenInPlace(Expression value, MemberReading member) => value is Element element
        && member.Contents(element).Any(stored => Exponents.IsOfLogarithms(stored) && Shapes.Contains(stored, part => part is Element { Collection: var read }
            && ReferenceEquals(read, element.Collection)));
}
