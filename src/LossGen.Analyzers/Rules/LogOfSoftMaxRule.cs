using System.Collections.Immutable;
using System.Globalization;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

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

        const string Advice = "take the log-softmax: the exponent minus the log-sum-exp, as StableMath.LogSoftMax does";
        if (FloorOf(argument) is { } floor)
        {
            string bound = Math.Log(floor).ToString("0.#", CultureInfo.InvariantCulture);
            reports.Add(this, site.Place, $"the floor under it keeps that at {bound} and its gradient at 0; {Advice}", severity: DiagnosticSeverity.Info);
            return;
        }

        reports.Add(this, site.Place, Advice);
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

    /// <summary>The epsilon, where it is a normal number: the author has cut the logarithm off there; it is finite, and wrong beyond.</summary>
    private static double? FloorOf(Expression argument) => argument switch
    {
        Sum { Constant: > 0 and < LargestEpsilon } sum => sum.Constant,
        Call { Function: KnownFunction.Max or KnownFunction.Clamp } bounded => bounded.Arguments.OfType<Constant>().FirstOrDefault(IsEpsilon)?.Value,
        _ => null,
    };

    private static bool IsEpsilon(Expression value) => value is Constant { Value: > 0 and < LargestEpsilon };
}
