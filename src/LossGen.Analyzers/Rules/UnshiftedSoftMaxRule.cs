using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Ranges;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1009: exponentials divided by their sum, unshifted or shifted by the wrong thing; <c>TensorPrimitives.SoftMax</c> on unshifted input.</summary>
internal sealed class UnshiftedSoftMaxRule() : NumericRule(RuleDescriptors.UnshiftedSoftMax)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.Function == KnownFunction.SoftMax)
        {
            ExamineLibraryCall(site, member, reports);
        }
        else if (Shapes.IsExp(site.Value, out Expression exponent) && site.Function != KnownFunction.None)
        {
            ExamineExponential(site, exponent, member, reports);
        }
    }

    private void ExamineLibraryCall(Site site, MemberReading member, Reports reports)
    {
        Expression input = site.Operands[0].Value;
        if ((input is Sequence sequence && Shapes.IsShifted(sequence.Body, member.Pool))
            || member.StoresTo(input).Any(value => value is not Constant && !ReferenceEquals(value, site.Value)
                && (Shapes.IsShifted(value, member.Pool) || member.RangeOf(value, site).High <= Shapes.Overflow(RealType.Double))))
        {
            return;
        }

        string arguments = string.Join(", ", site.Operands.Select(operand => operand.Place.Text));
        string text = $"{StableMathNames.Class}.{StableMathNames.SoftMax}({arguments})";
        reports.Add(this, site.Place, "write " + text, Replacement.Stable(site.Place, text, StableMathNames.SoftMax));
    }

    private void ExamineExponential(Site site, Expression exponent, MemberReading member, Reports reports)
    {
        if (member.Shares.IsEmpty)
        {
            return;
        }

        if (LateMaxima.Of(exponent, site, member) is { } start)
        {
            if (IsNormalised(site, member, fromZero: true) && !member.IsTested(site.Value) && (start.IsOfLogarithms || !LateMaxima.IsOfSizes(site)))
            {
                reports.Add(this, site.Place, start.Advice, severity: start.IsOfLogarithms ? null : DiagnosticSeverity.Hidden);
            }

            return;
        }

        Interval range = member.RangeOf(exponent, site);
        if (range.High <= Shapes.Overflow(site.RealType) || Exponents.IsOfLogarithms(exponent) || member.Contents(exponent).Any(Exponents.IsOfLogarithms)
            || Exponents.IsDecay(exponent) || Exponents.IsOfDistance(exponent) || Exponents.IsRelative(exponent, member.Pool) || Exponents.IsLogOfAmount(exponent)
            || IsShiftOutOfSight(exponent, site.Operands[0].Place)
            || member.IsShifted(exponent) || VectorExponents.MayBeShifted(exponent, site, member) || !IsNormalised(site, member)
            || member.IsTested(site.Value))
        {
            return;
        }

        reports.Add(this, site.Place, "subtract the maximum of all the exponents first, as StableMath.SoftMax does", severity: site.IsKnownByName ? DiagnosticSeverity.Info : null);
    }

    /// <summary>Something in the exponent is called a maximum: a shift whose origin is out of sight.</summary>
    private static bool IsShiftOutOfSight(Expression exponent, Place written) => exponent is Sum sum
        && sum.Terms.Any(term => term.Coefficient < 0 && term.Value is Unknown or Element or Phi)
        && written.Names.Any(name => Shapes.Has(name, "max") && !Shapes.Has(name, "softmax"));

    /// <summary>Somewhere in the member a sum that this exponential is added to divides.</summary>
    private static bool IsNormalised(Site site, MemberReading member, bool fromZero = false) => member.Shares.Any(share =>
        (!fromZero || (Accumulations.StartsAtZero(share.Divisor) && !member.IsComparedWithZero(share.Divisor))) && (!share.HoldsExponential || share.IsWrittenAt(site))
        && share.Addends.Any(addend => Matches(addend, site.Value, member)) && !site.Value.Contains(share.Divisor) && !share.Addends.Any(member.IsTested)
        && IsShare(share, site.Value, member));

    /// <summary>What is divided by the sum is such an exponential itself, an element it was stored in, or (as a factor) the reciprocal alone.</summary>
    private static bool IsShare(DivisionBySum share, Expression exponential, MemberReading member)
    {
        return share.Divided.Any(divided => Matches(divided, exponential, member))
            || (share.Division.Operands[0].Value is Constant { Value: 1 } or Unknown { Origin.Kind: OriginKind.Place } && !IsOfDifference(((Call)exponential).Argument));
    }

    /// <summary>1/Σ exp(x[j] - x[i]), the share of i: where an exponential overflows it is the right 0.</summary>
    private static bool IsOfDifference(Expression exponent) => exponent is Sum { Constant: 0, Terms: [(var other, var plus), (var own, var minus)] }
        && plus == -minus && Families.AreAlike(other, own);

    /// <summary>The exponential itself, the same function of another element, or an element that holds one.</summary>
    private static bool Matches(Expression value, Expression exponential, MemberReading member)
    {
        if (ReferenceEquals(value, exponential) || HasFactor(value, exponential))
        {
            return true;
        }

        if (member.Contents(value).Concat(member.StoresTo(value)).Any(stored => HasFactor(stored, exponential)))
        {
            return true;
        }

        return Shapes.ExponentsIn(value).Any(other => Families.AreAlike(other, ((Call)exponential).Argument));
    }

    private static bool HasFactor(Expression value, Expression exponential) =>
        Shapes.ExponentsIn(value).Any(exponent => ReferenceEquals(exponent, ((Call)exponential).Argument));
}
