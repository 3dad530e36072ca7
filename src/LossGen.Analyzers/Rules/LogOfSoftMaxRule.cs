using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1010: the logarithm of a softmax output, with or without an epsilon: the share underflows to 0 long before its logarithm is large.</summary>
internal sealed class LogOfSoftMaxRule() : NumericRule(RuleDescriptors.LogOfSoftMax)
{
    private const double LargestEpsilon = 1e-3;

    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument))
        {
            return;
        }

        Expression bare = Unguarded(argument, member);
        if (!SoftMaxShares.Is(bare, member) || member.RangeOf(argument, site) is { Low: > 0 } && ReferenceEquals(bare, argument)
            || site.Facts[argument].IsPositive || member.IsTested(site.Value) || CarefulCode.IsHarmlessAtMinusInfinity(site) || IsTakenInPlace(bare, member))
        {
            return;
        }

        reports.Add(this, site.Place, "take the log-softmax: the exponent minus the log-sum-exp, as StableMath.LogSoftMax does");
    }

    /// <summary>
    /// The array also holds its own logarithms: they are taken of the probabilities that it held before, to be divided by a temperature and normalised again.
    /// </summary>
    private static bool IsTakenInPlace(Expression value, MemberReading member) => value is Element element
        && member.Contents(element).Any(stored => Exponents.IsOfLogarithms(stored) && Shapes.Contains(stored, part => part is Element { Collection: var read }
            && ReferenceEquals(read, element.Collection)));

    /// <summary>The value under an epsilon: added, or a lower bound. Where it acts the logarithm is wrong instead of infinite.</summary>
    private static Expression Unguarded(Expression argument, MemberReading member) => argument switch
    {
        Sum { Constant: > 0 and < LargestEpsilon } sum => member.Pool.Subtract(sum, member.Pool.Constant(sum.Constant)),
        Call { Function: KnownFunction.Max } larger when larger.Arguments.Any(IsEpsilon) => larger.Arguments.First(part => !IsEpsilon(part)),
        Call { Function: KnownFunction.Clamp } clamp when IsEpsilon(clamp.Arguments[1]) => clamp.Argument,
        _ => argument,
    };

    private static bool IsEpsilon(Expression value) => value is Constant { Value: > 0 and < LargestEpsilon };
}
