using System.Collections.Immutable;
using System.Threading;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>Every rule, the more specific before the more general: the first to report an expression keeps it.</summary>
internal static class AllRules
{
    public static readonly ImmutableArray<NumericRule> InOrder = ImmutableArray.Create<NumericRule>(
        new LogOfIntegerArithmeticRule(),
        new HandWrittenHyperbolicRule(),
        new RatioOfExponentialsRule(),
        new UnshiftedSoftMaxRule(),
        new LogOfSoftMaxRule(),
        new LogOfSigmoidRule(),
        new LogOfOnePlusExpRule(),
        new LogOfOneMinusExpRule(),
        new NaiveLibraryFunctionRule(),
        new LogOfSumOfExponentialsRule(),
        new LogOfRandomDrawRule(),
        new RoundTripRule(),
        new LogOfProductRule(),
        new IntegerFromLogQuotientRule(),
        new XTimesLogXRule(),
        new XTimesLogYRule(),
        new UselessEpsilonRule(),
        new OverflowTimesUnderflowRule(),
        new ProductOfExponentialsRule(),
        new LogOfOnePlusRule(),
        new ExpMinusOneRule(),
        new LogOfNonPositiveRule());

    /// <summary>
    /// The widest sites first, each shown to the rules from the most to the least specific; a reported site silences the sites inside it.
    /// </summary>
    public static void Examine(MemberReading member, Reports reports, CancellationToken cancellationToken)
    {
        bool isSpecialFunction = CarefulCode.IsSpecialFunction(member.Names);
        foreach (Site site in member.Sites.InOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reports.MoveTo(site.Place);
            if (site.Place.HasSyntaxErrors)
            {
                continue;
            }

            int claims = -1;
            foreach (NumericRule rule in InOrder)
            {
                if (claims != reports.Claims)
                {
                    claims = reports.Claims;
                    if (reports.IsClaimed(site.Place.Span))
                    {
                        break;
                    }
                }

                if ((rule.SpeaksInSpecialFunctions || !isSpecialFunction) && (rule.SpeaksAtHelperCalls || !site.IsHelperCall)
                    && (rule.SpeaksInTests || !member.Names.IsTest))
                {
                    rule.Examine(site, member, reports);
                }
            }
        }
    }
}
