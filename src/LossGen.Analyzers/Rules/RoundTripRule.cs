using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1018: a detour that costs digits or range: Pow(e, x), Log(x)/Log(2), log(pow(a, b)), exp(log(x)).</summary>
internal sealed class RoundTripRule() : NumericRule(RuleDescriptors.RoundTrip)
{
    // MathF.E is off by 8e-8; no other constant is written as near.
    private const double Close = 1e-6;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        switch (site.Function)
        {
            case KnownFunction.Power when IsE(site.Operands[0].Value):
                // The digits of e are those of its type: in double some last digits of the power, in float half of them.
                Report(site, reports, member.Forms.Library(site, site.Place, "Exp", site.Operands[1].Value), "Exp", site.RealType == RealType.Single);
                break;
            case KnownFunction.Log when IsCallOf(KnownFunction.Power, site.Operands[0]):
                ReportLogOfPower(site, site.Operands[0].Code.Unconverted, member, reports);
                break;
            case KnownFunction.Log when site.Operands[0].Value is Call { Function: KnownFunction.Exp } exp
                && IsCallOf(KnownFunction.Exp, site.Operands[0]):
                Report(site, reports, Same(site, exp.Argument, member), "the exponent itself");
                break;
            case KnownFunction.Exp when site.Operands[0].Value is Call { Function: KnownFunction.Log } log
                && IsCallOf(KnownFunction.Log, site.Operands[0]):
                Report(site, reports, Same(site, log.Argument, member), "the value itself");
                break;
            case KnownFunction.None when site.IsBinary && site.Operator == Operator.Divide:
                ExamineQuotient(site, member, reports);
                break;
        }
    }

    private static bool IsE(Expression value) => value is Constant { Value: var e } && Math.Abs(e - Math.E) < Close;

    private void Report(Site site, Reports reports, Replacement? fix, string instead, bool losesDigits = true) =>
        reports.Add(this, site.Place, "write " + (fix?.Text ?? instead), fix, losesDigits ? null : DiagnosticSeverity.Hidden);

    /// <summary>Whether the argument is a call of that function, written here.</summary>
    private static bool IsCallOf(KnownFunction function, Operand argument) => argument.Code.Unconverted.Function == function;

    private static Replacement? Same(Site site, Expression value, MemberReading member) =>
        site.RealType != RealType.None && member.Forms.Argument(site, value) is { } text
            ? Replacement.Plain(site.Place, text, "no round trip")
            : null;

    private void ReportLogOfPower(Site site, Fragment power, MemberReading member, Reports reports)
    {
        if (power.Operands[0].Value is not { } @base || power.Operands[1].Value is not { } exponent)
        {
            return;
        }

        // An even power hides the sign of its base from the logarithm: b·log(a) would be NaN for a < 0.
        bool isSafe = member.RangeOf(@base, site).IsNonNegative || @base is Constant { Value: > 0 }
            || exponent is not Constant { Value: var n } || n % 2 != 0;
        if (!isSafe && !Shapes.NamesScale(@base))
        {
            // The square can be 0, which matters more than the digits.
            return;
        }

        Replacement? fix = isSafe && site.RealType != RealType.None && member.Forms.Argument(site, exponent) is { } times
            && member.Forms.Argument(site, @base) is { } text
            ? Replacement.Plain(site.Place, $"{ExpressionText.Bracketed(times)} * {member.Forms.LibraryOf(site)}.Log({text})",
                "a multiple of the logarithm")
            : null;
        if (@base is Constant && exponent is Constant)
        {
            Report(site, reports, fix, "the exponent times the logarithm of the base", losesDigits: false);
            return;
        }

        // A power of what lies between 0 and 1 is 0 from some exponent on.
        bool underflows = exponent is not Constant && member.RangeOf(@base, site) is { Low: >= 0, High: <= 1 };
        reports.Add(this, site.Place, "write " + (fix?.Text ?? "the exponent times the logarithm of the base"), fix,
            underflows ? DiagnosticSeverity.Warning : null);
    }

    /// <summary>Log(x)/Log(2), Log(x)/Log(10), also with the constant's value.</summary>
    private void ExamineQuotient(Site site, MemberReading member, Reports reports)
    {
        // A tuple hides a BigInteger, whose Log10 is this quotient.
        if (site.Operands[0].Value is not Call { Function: KnownFunction.Log, Argument: not Call { Function: KnownFunction.Tuple } } logarithm
            || site.Operands[1].Value is not Constant { Value: var unit })
        {
            return;
        }

        if (member.CutQuotients.Contains(site.Value) || member.RoundedQuotients.Contains(site.Value))
        {
            // An integer is cut from it: the more severe rule reports there. Where it is rounded, its last digits do not matter.
            return;
        }

        string? function = Math.Abs(unit - Math.Log(2)) < 1e-6 ? "Log2" : Math.Abs(unit - Math.Log(10)) < 1e-6 ? "Log10" : null;
        if (function is null || (function == "Log2" && !member.Reach.Has("Math", "Log2")))
        {
            return;
        }

        // A last digit, which matters where whole powers are looked for; that is another rule's report.
        Report(site, reports, member.Forms.Library(site, site.Place, function, logarithm.Argument), function, losesDigits: false);
    }
}
