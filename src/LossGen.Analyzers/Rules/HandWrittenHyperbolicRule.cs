using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1016: sinh, cosh, asinh, acosh and atanh written out. (A quotient for tanh turns NaN: that is LG1007.)</summary>
internal sealed class HandWrittenHyperbolicRule() : NumericRule(RuleDescriptors.HandWrittenHyperbolic)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.Function == KnownFunction.Log && InverseOf(site.Operands[0].Value, member.Pool, out string? inverse, out Expression x))
        {
            // Near 1, where acosh loses digits, the rounding of its argument has lost as many.
            Report(site, inverse!, x, 1, inverse == "Asinh" && site.IsResult, member, reports);
        }
        else if (site.IsBinary && site.Value is Sum sum)
        {
            ExamineSum(site, sum, member, reports);
        }
    }

    private void ExamineSum(Site site, Sum sum, MemberReading member, Reports reports)
    {
        ExpressionPool pool = member.Pool;
        if (IsAtanh(sum, pool, out Expression argument, out double scale))
        {
            if (member.IsAddedToConstant(site) || site.IsOnlyAsserted)
            {
                return;
            }

            Report(site, "Atanh", argument, scale, Math.Abs(scale) == 1 && site.IsResult, member, reports);
            return;
        }

        bool isSinh = Hyperbolics.IsPair(sum, -1, pool, out Expression x, out double factor);
        if (!isSinh && !Hyperbolics.IsPair(sum, 1, pool, out x, out factor))
        {
            return;
        }

        if (!member.Sites.Inside(site.Place.Span).Any(inner => inner.Function == KnownFunction.Exp) && !isSinh
            || (!isSinh && IsDivisor(site, member)))
        {
            // q + 1/q is no hyperbolic function to its reader; where a sum is divided by, its overflow ends at the right 0.
            return;
        }

        // With |x| kept away from 0 nothing cancels; with it bounded nothing overflows.
        Interval size = site.Facts[pool.Call(KnownFunction.Abs, x)];
        Interval range = member.RangeOf(x, site);
        bool cancels = isSinh && range.Contains(0) && !(size.Low >= 1e-8);
        bool overflows = !isSinh && range.Magnitude > Shapes.Overflow(site.RealType);
        if (cancels || overflows)
        {
            // Of a sum no digits are lost.
            bool writesExponentials = member.Sites.Inside(site.Place.Span).Any(static inner => inner.Function == KnownFunction.Exp);
            Report(site, isSinh ? "Sinh" : "Cosh", x, 2 * factor, isSinh && writesExponentials && site.IsResult, member, reports);
        }
    }

    private static bool IsDivisor(Site site, MemberReading member) => member.Sites.Around(site).Any(outer =>
        outer.Operator == Operator.Divide && outer.Operands[1].Place.Span.Contains(site.Place.Span));

    private void Report(Site site, string function, Expression x, double scale, bool losesDigits, MemberReading member, Reports reports)
    {
        if ((site.TypeParameter is not null && !site.TypeParameterHas(function)) || CarefulCode.IsBesideAccurateForm(site))
        {
            // Nothing of the kind can be called there, or it is what is written here.
            return;
        }

        Replacement? fix = member.Forms.Library(site, site.Place, function, x);
        if (fix is { } plain && scale != 1)
        {
            fix = plain with { Text = Forms.Literal(scale, site.RealType) + " * " + plain.Text };
        }

        reports.Add(this, site.Place, "write " + (fix?.Text ?? (site.TypeParameter ?? "Math") + "." + function), fix, losesDigits ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>log(x + sqrt(x² + 1)), log(x + sqrt(x² - 1)).</summary>
    private static bool InverseOf(Expression argument, ExpressionPool pool, out string? function, out Expression x)
    {
        function = null;
        x = argument;
        if (argument is not Sum { Constant: 0, Terms.Length: 2 } sum || sum.Terms.Any(term => term.Coefficient != 1))
        {
            return false;
        }

        Expression Square(Expression value) => value is Call { Function: KnownFunction.Abs } absolute
            ? pool.Multiply(absolute.Argument, absolute.Argument)
            : pool.Multiply(value, value);
        foreach ((Expression value, _) in sum.Terms)
        {
            // sqrt(x + 1)·sqrt(x - 1)
            if (value is Product { Factors.Length: 2 } roots && roots.Factors.All(factor => factor.Power == 1 && factor.Value.IsCall(KnownFunction.Sqrt))
                && sum.Terms.First(term => !ReferenceEquals(term.Value, value)).Value is var cosine
                && roots.Factors.Any(factor => ReferenceEquals(((Call)factor.Value).Argument, pool.Add(cosine, pool.One)))
                && roots.Factors.Any(factor => ReferenceEquals(((Call)factor.Value).Argument, pool.Subtract(cosine, pool.One))))
            {
                function = "Acosh";
                x = cosine;
                return true;
            }

            if (value is Call { Function: KnownFunction.Sqrt, Argument: Sum root } && sum.Terms.First(term => !ReferenceEquals(term.Value, value)).Value is var other
                && Square(other) is var square && ReferenceEquals(pool.Subtract(root, square), pool.Constant(root.Constant)) && root.Constant is 1 or -1)
            {
                function = root.Constant == 1 ? "Asinh" : "Acosh";
                x = other;
                return true;
            }
        }

        return false;
    }

    /// <summary>c·log((1 + x)/(1 - x)), c·(log(1 + x) - log(1 - x)).</summary>
    private static bool IsAtanh(Sum sum, ExpressionPool pool, out Expression x, out double scale)
    {
        x = sum;
        scale = 0;
        if (sum.Constant != 0)
        {
            return false;
        }

        Expression? top = null;
        Expression? bottom = null;
        if (sum.Terms.Length == 1 && sum.Terms[0].Value is Call { Function: KnownFunction.Log, Argument: Product { Factors.Length: 2 } ratio })
        {
            top = ratio.Factors.FirstOrDefault(factor => factor.Power == 1)?.Value;
            bottom = ratio.Factors.FirstOrDefault(factor => factor.Power == -1)?.Value;
            scale = 2 * sum.Terms[0].Coefficient;
        }
        else if (sum.Terms.Length == 2 && sum.Terms[0].Coefficient == -sum.Terms[1].Coefficient && sum.Terms.All(term => term.Value.IsCall(KnownFunction.Log)))
        {
            bool first = sum.Terms[0].Coefficient > 0;
            top = ((Call)sum.Terms[first ? 0 : 1].Value).Argument;
            bottom = ((Call)sum.Terms[first ? 1 : 0].Value).Argument;
            scale = 2 * Math.Abs(sum.Terms[0].Coefficient);
        }

        if (top is null || bottom is null || !Shapes.IsOnePlus(top, pool, out x) || !ReferenceEquals(bottom, pool.Subtract(pool.One, x)))
        {
            return false;
        }

        // Log((1 + x)/(1 - x)) without the half is not the usual way to write atanh; only plain multiples are taken.
        return scale != 0;
    }
}
