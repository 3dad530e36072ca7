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
        if (site.Function == KnownFunction.Log && InverseOf(site.Operands[0].Value, member.Pool, out string? inverse, out Expression x, out bool isPlain))
        {
            // Near 1, where acosh loses digits, the rounding of its argument has lost as many.
            Report(site, inverse!, x, 1, inverse == "Asinh" && site.IsResult, member, reports, isPlain);
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

    /// <summary>The function that would be advised, as somebody gives it to older frameworks: in a class Math or an extension of it the call would be one of itself.</summary>
    private static bool IsFunctionItself(string function, OwnerNames names) => names.Member == function && names.Types is [var type, ..] && type is "Math" or "MathF" or "";

    private void Report(Site site, string function, Expression x, double scale, bool losesDigits, MemberReading member, Reports reports, bool hasFix = true)
    {
        if ((site.TypeParameter is not null && !site.TypeParameterHas(function)) || CarefulCode.IsBesideAccurateForm(site) || IsFunctionItself(function, member.Names))
        {
            // Nothing of the kind can be called there, or it is what is written here.
            return;
        }

        Replacement? fix = member.Forms.Library(site, site.Place, function, x);
        if (fix is { } plain && scale != 1)
        {
            fix = plain with { Text = Forms.Literal(scale, site.RealType) + " * " + plain.Text };
        }

        reports.Add(this, site.Place, "write " + (fix?.Text ?? (site.TypeParameter ?? "Math") + "." + function), hasFix ? fix : null,
            losesDigits ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>log(x + sqrt(x² + 1)), log(x + sqrt(x² - 1)), with a constant factor or a variable divisor; also with x subtracted, which is asinh(-x).</summary>
    /// <param name="argument">What the logarithm is taken of.</param>
    /// <param name="pool">Makes the values that are compared.</param>
    /// <param name="function">The inverse function.</param>
    /// <param name="x">Its argument.</param>
    /// <param name="isPlain">Neither scaled, divided nor subtracted, which rounds otherwise than the forms whose fix is measured.</param>
    private static bool InverseOf(Expression argument, ExpressionPool pool, out string? function, out Expression x, out bool isPlain)
    {
        function = null;
        isPlain = false;
        x = argument;
        (Expression whole, Expression unit) = argument is Product { Factors: [var one, var other] } && (one.Value is Sum ? one : other) is { Power: 1, Value: Sum above }
            ? (above, pool.Divide(above, argument))
            : (argument, pool.One);
        foreach (bool isAsinh in (bool[])[true, false])
        {
            foreach ((Expression root, double scale) in whole is Sum { Terms: var terms } ? terms.Where(static term => term.Coefficient > 0) : [])
            {
                Expression rest = pool.Subtract(whole, pool.Scale(root, scale));
                Expression under = pool.Scale(UnderRoots(root, pool), scale * scale);
                Expression difference = pool.Subtract(under, Square(rest, pool));
                if (rest is not Constant && !ReferenceEquals(UnderRoots(root, pool), root) && (isAsinh
                    ? ReferenceEquals(difference, Square(unit, pool))
                    : ReferenceEquals(unit, pool.One) && (difference.IsConstant(-1) || IsOneOffSquare(under, rest, pool))))
                {
                    function = isAsinh ? "Asinh" : "Acosh";
                    x = pool.Divide(rest, unit);
                    isPlain = scale == 1 && ReferenceEquals(unit, pool.One) && difference is Constant && ExpressionPool.SplitCoefficient(rest).Coefficient == 1;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What is under a root, or under two that are multiplied; the value itself where it is neither.</summary>
    private static Expression UnderRoots(Expression value, ExpressionPool pool) => value switch
    {
        Call { Function: KnownFunction.Sqrt } root => root.Argument,
        Product { Factors: [{ Power: 1, Value: Call { Function: KnownFunction.Sqrt } one }, { Power: 1, Value: Call { Function: KnownFunction.Sqrt } other }] } =>
            pool.Multiply(one.Argument, other.Argument),
        _ => value,
    };

    private static Expression Square(Expression value, ExpressionPool pool)
    {
        (double coefficient, Expression bare) = ExpressionPool.SplitCoefficient(value);
        Expression square = bare switch
        {
            Call { Function: KnownFunction.Abs } absolute => pool.Multiply(absolute.Argument, absolute.Argument),
            Call { Function: KnownFunction.Sqrt } root => root.Argument,
            _ => pool.Multiply(bare, bare),
        };
        return pool.Scale(square, coefficient * coefficient);
    }

    /// <summary>(x + 1)(x - 1).</summary>
    private static bool IsOneOffSquare(Expression value, Expression x, ExpressionPool pool) =>
        ReferenceEquals(value, pool.Multiply(pool.Add(x, pool.One), pool.Subtract(x, pool.One)));

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
