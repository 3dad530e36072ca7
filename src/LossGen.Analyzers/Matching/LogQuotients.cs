using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Quotients of logarithms, and the integers cut from them.</summary>
internal static class LogQuotients
{
    // Powers beyond are seldom met exactly.
    private const double LargestOrdinary = 1e7;

    /// <summary>The quotients that a member cuts an integer from.</summary>
    public static IEnumerable<Expression> CutIn(MemberReading member) => member.Sites.InOrder
        .Where(site => Cuts(site, member))
        .Select(site => WithoutWholeShift(site.Operands[0].Value, member));

    /// <summary>Whether an integer is cut from a quotient of logarithms here.</summary>
    public static bool Cuts(Site site, MemberReading member) =>
        CutsAny(site) && site.Operands.Length > 0
        && IsQuotient(WithoutWholeShift(site.Operands[0].Value, member), out _, out _);

    /// <summary>The quotients that a member rounds to the nearest integer, by Round or by adding a half before it cuts: their last digits do not matter.</summary>
    public static IEnumerable<Expression> RoundedIn(MemberReading member) => member.Sites.InOrder
        .Where(site => site.Operands.Length > 0 && (site.Function == KnownFunction.Round || (CutsAny(site) && IsOffWhole(site.Operands[0].Value))))
        .Select(site => site.Operands[0].Value is Sum { Constant: not 0 } sum ? member.Pool.Subtract(sum, member.Pool.Constant(sum.Constant)) : site.Operands[0].Value);

    /// <summary>
    /// A logarithm to a whole base that is rounded down at once: of the integer part of a quotient it is the same as of the quotient.
    /// </summary>
    public static bool IsRoundedDown(Site logarithm, MemberReading member) =>
        (logarithm.Function is KnownFunction.Log2 or KnownFunction.Log10
            || (logarithm.Function == KnownFunction.LogBase && logarithm.Operands[1].Value is Constant { Value: var @base } && @base == Math.Floor(@base)))
        && member.Sites.Around(logarithm).Any(outer => outer.Function is KnownFunction.ToInteger or KnownFunction.Floor or KnownFunction.Truncate
            && outer.Operands.Length > 0 && ReferenceEquals(WithoutWholeShift(outer.Operands[0].Value, member), logarithm.Value));

    private static bool IsOffWhole(Expression value) => value is Sum { Constant: not 0 } sum && sum.Constant != Math.Floor(sum.Constant);

    private static bool CutsAny(Site site) =>
        site.Function is KnownFunction.ToInteger or KnownFunction.Floor or KnownFunction.Ceiling or KnownFunction.Truncate;

    /// <summary>
    /// Whether cutting the quotient to this base misses a power of ordinary size: downwards log(1000)/log(10) = 2.9999999999999996 does, log(x)/log(2) never.
    /// For a base that is not known it may.
    /// </summary>
    public static bool MissesPower(double @base, KnownFunction cut, RealType type)
    {
        if (double.IsNaN(@base) || @base <= 1)
        {
            return true;
        }

        if (@base != Math.Round(@base))
        {
            // No whole number is a power of it.
            return false;
        }

        double unit = Rounded(Math.Log(@base), type);
        double power = @base;
        for (int k = 1; power <= LargestOrdinary; k++, power *= @base)
        {
            double quotient = Rounded(Rounded(Math.Log(power), type) / unit, type);
            if ((cut == KnownFunction.Ceiling ? Math.Ceiling(quotient) : Math.Floor(quotient)) != k)
            {
                return true;
            }
        }

        return false;
    }

    private static double Rounded(double value, RealType type) => type == RealType.Single ? (float)value : value;

    /// <summary>Adding 1 moves the step, not its error; adding 0.5 or a tolerance removes it.</summary>
    public static Expression WithoutWholeShift(Expression value, MemberReading member) =>
        value is Sum { Constant: not 0 } sum && sum.Constant == Math.Floor(sum.Constant)
            ? member.Pool.Subtract(sum, member.Pool.Constant(sum.Constant))
            : value;

    /// <summary>
    /// Numbers of which one may be a power of the other; a draw and its complement, log(1 - u)/log(1 - p), is not among them.
    /// </summary>
    private static bool CanBePower(Expression argument, Expression @base) =>
        (@base.IsInteger || @base.IsMadeOfIntegers) && !IsOfObject(@base) && argument is not Sum { Constant: 1 } && @base is not Sum { Constant: 1 }
        && argument is not Call { Function: KnownFunction.Exp10 or KnownFunction.Exp2 or KnownFunction.Power }
        && !Shapes.Contains(argument, part => part.IsCall(KnownFunction.NextReal));

    /// <summary>A field or a property: the base that an object was made for, which is 2 nearly always, and the quotient by its logarithm misses no power of that.</summary>
    private static bool IsOfObject(Expression @base) => @base is Unknown { Origin.Kind: OriginKind.Property or OriginKind.Symbol };

    /// <summary>A quotient of logarithms, or one in any base: of what, and the base where it is a constant, otherwise NaN.</summary>
    public static bool IsQuotient(Expression value, out Expression argument, out double @base)
    {
        argument = value;
        @base = double.NaN;
        switch (value)
        {
            case Call { Function: KnownFunction.LogBase } logarithm:
                argument = logarithm.Argument;
                @base = logarithm.Arguments[1] is Constant constant ? constant.Value : double.NaN;
                return !double.IsNaN(@base) || CanBePower(argument, logarithm.Arguments[1]);
            case Product { Factors.Length: 2 } product
                when product.Factors.Any(factor => factor.Power == 1 && factor.Value.IsCall(KnownFunction.Log))
                    && product.Factors.Any(factor => factor.Power == -1 && factor.Value.IsCall(KnownFunction.Log)):
                argument = ((Call)product.Factors.First(factor => factor.Power == 1).Value).Argument;
                return CanBePower(argument, ((Call)product.Factors.First(factor => factor.Power == -1).Value).Argument);
            case Sum { Constant: 0, Terms.Length: 1 } sum when sum.Terms[0].Value is Call { Function: KnownFunction.Log } scaled
                && sum.Terms[0].Coefficient > 0:
                // A multiple of a logarithm whose factor is 1/log(b) for a whole b.
                @base = Math.Exp(1 / sum.Terms[0].Coefficient);
                argument = scaled.Argument;
                return @base > 1.5 && @base < 1e6 && Math.Abs(@base - Math.Round(@base)) < 1e-9 * @base;
            default:
                return false;
        }
    }
}
