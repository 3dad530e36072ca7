using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1010: the logarithm of a softmax output, with or without an epsilon: the share underflows to 0 long before its logarithm is large.</summary>
internal sealed class LogOfSoftMaxRule() : NumericRule(RuleDescriptors.LogOfSoftMax)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument))
        {
            return;
        }

        Expression bare = argument is Sum { Constant: > 0 and < 1e-3 } guarded
            ? member.Pool.Subtract(guarded, member.Pool.Constant(guarded.Constant))
            : argument;
        if (!IsShareOfExponentials(bare, member) || member.RangeOf(argument, site) is { Low: > 0 } && ReferenceEquals(bare, argument)
            || site.Facts[argument].IsPositive || member.IsTested(site.Value))
        {
            return;
        }

        reports.Add(this, site.Place, "take the log-softmax: the exponent minus the log-sum-exp, as StableMath.LogSoftMax does");
    }

    private static bool IsShareOfExponentials(Expression value, MemberReading member)
    {
        if (value.IsCall(KnownFunction.SoftMax) || IsShare(value, member) || IsResultOfSoftMax(value))
        {
            return true;
        }

        return member.Contents(value).Any(stored => stored.IsCall(KnownFunction.SoftMax) || IsShare(stored, member));
    }

    /// <summary>exp(x) over a sum of exponentials.</summary>
    private static bool IsShare(Expression value, MemberReading member)
    {
        if (value is not Product product)
        {
            return false;
        }

        bool above = product.Factors.Any(factor => factor.Power == 1 && IsExponential(factor.Value, member));
        return above && product.Factors.Any(factor => factor.Power == -1
            && Accumulations.IsAccumulated(factor.Value, member.Pool, out ImmutableArray<Expression> addends)
            && addends.Any(addend => IsExponential(addend, member)));
    }

    private static bool IsExponential(Expression value, MemberReading member) =>
        Shapes.ExponentsIn(value).Any() || member.Contents(value).SelectMany(Shapes.ExponentsIn).Any();

    /// <summary>An element of what a method named for the softmax returned.</summary>
    private static bool IsResultOfSoftMax(Expression value) => value is Element element && Root(element).NameOfCall is { } name
        && Shapes.Has(name, "softmax") && !Shapes.Has(name, "log");

    private static Expression Root(Element element) => element.Collection is Element inner ? Root(inner) : element.Collection;
}
