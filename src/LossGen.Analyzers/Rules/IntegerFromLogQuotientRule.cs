using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1019: an integer cut from an inexact quotient of logarithms: Log(1000)/Log(10) is 2.9999999999999996.</summary>
internal sealed class IntegerFromLogQuotientRule() : NumericRule(RuleDescriptors.IntegerFromLogQuotient)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!LogQuotients.Cuts(site, member) || member.IsCorrected(site))
        {
            return;
        }

        Operand quotient = site.Operands[0];
        Expression bare = LogQuotients.WithoutWholeShift(quotient.Value, member);
        if (member.RoundedQuotients.Contains(bare))
        {
            // Rounded as well: the author knows that the cut may be off by one.
            return;
        }

        LogQuotients.IsQuotient(bare, out Expression argument, out double @base);
        if (!LogQuotients.MissesPower(Math.Abs(@base - Math.Round(@base)) < 1e-6 ? Math.Round(@base) : @base, site.Function, quotient.Code.WithoutImplicitConversions.RealType))
        {
            return;
        }

        string? function = Math.Abs(@base - 2) < 1e-9 ? "Log2" : Math.Abs(@base - 10) < 1e-9 ? "Log10" : null;
        Replacement? fix = null;
        string type = quotient.Code.RealType == RealType.Single ? "MathF" : "Math";
        if (function is not null && member.Reach.Has(type, function) && ReferenceEquals(quotient.Value, bare) && quotient.Place != site.Place
            && member.Forms.Text(site, argument) is { Text: var text } written && IsResolved(written.IntegerBits, quotient.Code.RealType))
        {
            string library = type == "MathF" ? type : member.Forms.LibraryOf(site);
            fix = Replacement.Plain(quotient.Code.WithoutImplicitConversions.Place, $"{library}.{function}({text})",
                library + "." + function);
        }

        reports.Add(this, site.Place,
            fix is { } exact
                ? "write " + exact.Text + ", which is exact at whole powers"
                : "use an integer logarithm, or correct the result by a multiplication", fix,
            IsWhole(argument) && IsNearWhole(quotient.Value) ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>Powers of the base are among whole numbers; a real number seldom is one exactly.</summary>
    private static bool IsWhole(Expression argument) => argument.IsInteger || Shapes.IsMadeOfIntegers(argument)
        || argument is Constant or Call { Function: KnownFunction.Tuple };

    /// <summary>What is cut is the logarithm, or one more or less; shifted further it only says how many digits to leave out.</summary>
    private static bool IsNearWhole(Expression value) => value is not Sum sum || Math.Abs(sum.Constant) <= 2;

    /// <summary>
    /// Whether the type of the logarithm tells that of every whole number of so many bits from the next power: log10(10^15 - 1) rounds to 15, and the
    /// inexact quotient happens not to.
    /// </summary>
    private static bool IsResolved(int bits, RealType type) => bits > 0 && bits <= (type == RealType.Single ? 16 : 32);
}
