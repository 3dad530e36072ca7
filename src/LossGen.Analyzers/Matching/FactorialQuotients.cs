using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>How likely it is that a quotient is asked for where its parts have left the range.</summary>
internal enum Likelihood
{
    /// <summary>Its arguments are what a caller hands over.</summary>
    Ordinary,

    /// <summary>Its arguments are seldom that large: terms of a series, orders of polynomials.</summary>
    Seldom,
}

/// <summary>A quotient whose parts leave the range of their type long before it does.</summary>
/// <param name="Likelihood">How likely that is.</param>
/// <param name="Limit">The largest argument whose factorial is in range.</param>
/// <param name="IsInteger">Whether it wraps around instead of turning infinite.</param>
internal sealed record FactorialQuotient(Likelihood Likelihood, double Limit, bool IsInteger);

/// <summary>
/// Factorials and gamma functions over each other, and beside powers that grow as they do: n!/(k!(n - k)!), Γ(a)/Γ(b), x^k/k!. The result is ordinary where
/// n! is Infinity, or has wrapped around.
/// </summary>
internal static class FactorialQuotients
{
    private const double LargestOfSingle = 34;
    private const double LargestOfDouble = 170;
    private const double LargestOfInteger = 20;

    // 1.8e308 and 3.4e38 are the 170th and the 34th power of 65 and of 13: from smaller bases the factorial overflows first, and the quotient is 0.
    private const double SmallestBase = 13;

    private static readonly string[] Falling = ["permut", "arrangement", "placement", "placing", "variation", "falling", "rising", "pochhammer", "multiplication"];

    // Of polynomials, curves and quantum numbers: orders of 86 and more are rare.
    private static readonly string[] Orders =
    [
        "legendre", "harmonic", "zern", "wigner", "clebsch", "gordan", "racah", "bernstein", "bezier", "curve", "spline", "laguerre", "hermite", "jacobi", "gegenbauer",
        "chebyshev", "orbital", "slater", "hydrogen", "quantum", "fock", "derivative",
    ];

    private static readonly string[] Logarithmic =
        ["LogGamma", "LnGamma", "GammaLn", "GammaLog", "LGamma", "Gammln", "LogFact", "LnFact", "FactLn", "FactorialLn", "LogBinomial", "LogBeta"];

    /// <summary>The quotient that a site forms, or completes; null where it forms none, or where the code looks after it.</summary>
    public static FactorialQuotient? FormedBy(Site site, MemberReading member)
    {
        if (site.Operator is not (Operator.Multiply or Operator.Divide) || site.Operands.Length != 2 || site.IsDecimal || Of(site.Value, site, member) is not { } found)
        {
            return null;
        }

        // A quotient that a local or a small method has formed is reported there.
        bool isFormedHere = site.Operands.All(operand => Of(operand.Value, site, member) is null || (IsWrittenHere(operand, member)
            && site.Operands.Any(other => other != operand && Parts(other.Value).Any(part => Grows(part.Value, site, member) is not null))));
        return isFormedHere && !member.IsTested(site.Value) && !site.IsInComparison && !member.IsCompared(site.Value) && !site.IsInMemberWithAnyOf(Logarithmic) ? found : null;
    }

    private static bool IsWrittenHere(Operand operand, MemberReading member) => member.Sites.Inside(operand.Place.Span)
        .Any(inner => ReferenceEquals(inner.Value, operand.Value) && inner.Operator != Operator.None && !inner.IsHelperCall);

    private static FactorialQuotient? Of(Expression value, Site site, MemberReading member)
    {
        (Expression Value, bool IsAbove)[] parts = [.. Parts(value)];
        if (!parts.Any(static part => part.Value is Unknown { Origin.LargestArgument: not null })
            && !(parts.Any(static part => part is { IsAbove: true, Value: Phi or Fold }) && parts.Any(static part => part is { IsAbove: false, Value: Phi or Fold })))
        {
            return null;
        }

        // r/n!·n! of integers is the multiple of n! below r.
        parts = [.. parts.Where(part => !parts.Any(other => other.IsAbove != part.IsAbove && ReferenceEquals(other.Value, part.Value)))];
        (Grown Factor, bool IsAbove)[] growing =
            [.. parts.Select(part => (Factor: Grows(part.Value, site, member)!, part.IsAbove)).Where(static part => part.Factor is not null)];
        if (growing.Length == 0 || growing.Any(part => member.IsTested(part.Factor.Value) || IsOrderOfSine(part.Factor.Argument, parts)))
        {
            return null;
        }

        if (IsBoundedTogether(parts, growing, site, member))
        {
            return null;
        }

        Grown[] above = [.. growing.Where(static part => part.IsAbove).Select(static part => part.Factor)];
        Grown[] below = [.. growing.Where(static part => !part.IsAbove).Select(static part => part.Factor)];
        if (below.FirstOrDefault() is { } divisor && (above.Length > 0 || parts.Any(part => part.IsAbove && IsFalling(part.Value, divisor.Argument))))
        {
            // Both have to overflow; of an argument 1/k neither does.
            if (below.All(IsOfReciprocal) || (above.Length > 0 && above.All(IsOfReciprocal)))
            {
                return null;
            }

            Grown[] both = [.. above, .. below];
            bool isSeldom = IsOfTerms(above) || IsOfTerms(below) || IsOfOrders(both, member);
            return Found(both, isSeldom ? Likelihood.Seldom : Likelihood.Ordinary);
        }

        // x^k/k!, k!/x^k: terms of a series are small before they leave the range, unless the factorial is of integers.
        Grown[] grown = above.Length > 0 ? above : below;
        (bool isInteger, bool isOfTerms) = (grown.Any(static factor => factor.IsInteger), IsOfTerms(grown));
        return !grown.All(IsOfReciprocal) && (isInteger || !isOfTerms)
            && parts.Any(part => grown.Any(factor => IsPowerWith(factor, part.Value, part.IsAbove == below.Length > 0, site, member)))
            ? Found(grown, isInteger && !isOfTerms && !IsOfOrders(grown, member) ? Likelihood.Ordinary : Likelihood.Seldom)
            : null;
    }

    /// <summary>3!/(i!·(3 - i)!): the numerator bounds the others, and so does the sum of two arguments.</summary>
    private static bool IsBoundedTogether((Expression Value, bool IsAbove)[] parts, (Grown Factor, bool IsAbove)[] growing, Site site, MemberReading member) =>
        (growing.All(static part => !part.IsAbove) && parts.Any(part => part is { IsAbove: true, Value: Unknown { Origin.LargestArgument: not null, Parts: [.., var argument] } }
            && (argument is Constant { Value: >= 2 } || argument.IsInteger)))
        || growing.Any(part => growing.Any(other => other != part && Largest(member.Pool.Add(part.Factor.Argument, other.Factor.Argument), site, member) <= part.Factor.Limit));

    private static FactorialQuotient Found(IEnumerable<Grown> all, Likelihood likelihood)
    {
        Grown first = all.OrderByDescending(static grown => grown.IsInteger).ThenBy(static grown => grown.Limit).First();
        return new(likelihood, first.Limit, first.IsInteger);
    }

    /// <summary>The factors of a product, and the divisors, of integers too.</summary>
    private static IEnumerable<(Expression Value, bool IsAbove)> Parts(Expression value, bool isAbove = true) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        Product product => product.Factors.SelectMany(factor => Parts(factor.Value, factor.Power > 0 == isAbove)),
        Call { Function: KnownFunction.IntegerQuotient } quotient => Parts(quotient.Argument, isAbove).Concat(Parts(quotient.Arguments[1], !isAbove)),
        var part => [(part, isAbove)],
    };

    private sealed record Grown(Expression Value, Expression Argument, double Limit, bool IsInteger);

    /// <summary>A factorial, a gamma function or the product of a loop that can leave the range of its type.</summary>
    private static Grown? Grows(Expression value, Site site, MemberReading member)
    {
        if (value is Unknown { Origin.LargestArgument: { } largest, Parts: [.., var argument] })
        {
            double limit = !value.IsInteger && site.RealType == RealType.Single ? Math.Min(largest, LargestOfSingle) : largest;
            return argument is not Constant && Largest(argument, site, member) > limit && !IsOfBoundedTerm(argument, limit, site, member)
                ? new(value, argument, limit, value.IsInteger)
                : null;
        }

        double most = value.IsInteger ? LargestOfInteger : site.RealType == RealType.Single ? LargestOfSingle : LargestOfDouble;
        return Accumulations.Multipliers(value, member.Pool)
            .FirstOrDefault(multiplier => Counters.PassesFactorialLimit(multiplier, most) && IsOfSameLoop(multiplier, value)) is { } counter
            ? new(value, counter, most, value.IsInteger)
            : null;
    }

    /// <summary>l + m and l - m where the code bounds l: m is not beyond it.</summary>
    private static bool IsOfBoundedTerm(Expression argument, double limit, Site site, MemberReading member) => argument is Sum { IsInteger: true } sum
        && sum.Terms.Any(term => term is { Coefficient: > 0, Value: Unknown } && term.Coefficient * Largest(term.Value, site, member) <= limit);

    /// <summary>A factor that the loop itself counts: the counter of an outer loop makes a power.</summary>
    private static bool IsOfSameLoop(Expression multiplier, Expression product)
    {
        if (product is not Phi phi)
        {
            return true;
        }

        IEnumerable<Expression> loops = phi.IsLoopHead ? new[] { phi } : phi.Inputs.Select(static input => input.Value);
        return loops.OfType<Phi>().Any(loop => Variables(multiplier).Any(counter => counter is Phi { IsLoopHead: true } head && head.Block == loop.Block));
    }

    private static double Largest(Expression argument, Site site, MemberReading member)
    {
        Interval range = member.RangeOf(argument, site);
        return range.HighOpen && argument.IsInteger ? Math.Ceiling(range.High) - 1 : range.High;
    }

    /// <summary>The variables it is made of, each once: parts are shared, so that there may be many paths to them.</summary>
    private static IEnumerable<Expression> Variables(Expression value)
    {
        var seen = new HashSet<Expression>();
        var pending = new Stack<Expression>();
        pending.Push(value);
        while (pending.Count > 0)
        {
            Expression part = pending.Pop();
            if (!seen.Add(part))
            {
                continue;
            }

            if (part is Unknown or Phi or Element)
            {
                yield return part;
                continue;
            }

            foreach (Expression inner in part.Parts)
            {
                pending.Push(inner);
            }
        }
    }

    private static bool Share(Expression value, Expression argument) => Variables(argument).Any(variable => value.Contains(variable));

    /// <summary>P(n, k) over k!: by its name, with what the factorial is taken of among its arguments.</summary>
    private static bool IsFalling(Expression value, Expression argument) =>
        value.NameOfCall is { } name && Falling.Any(falling => Shapes.Has(name, falling)) && Share(value, argument);

    /// <summary>Γ(1 + 1/k), of the moments of a Weibull distribution: k would have to be 1/200.</summary>
    private static bool IsOfReciprocal(Grown grown)
    {
        IEnumerable<Expression> terms = grown.Argument is Sum sum ? sum.Parts : new[] { grown.Argument };
        return terms.All(static term => term is Product product && product.Factors.Any(static factor => factor.Power < 0)
            && product.Factors.All(static factor => factor.Power < 0 || !Variables(factor.Value).Any()));
    }

    /// <summary>Γ(1 + b)·sin(πb/2), of stable distributions and of reflections: b is 2 at most, or the sine is there for negative arguments.</summary>
    private static bool IsOrderOfSine(Expression argument, (Expression Value, bool IsAbove)[] parts) => parts.Any(part =>
        part.Value is Call { Function: KnownFunction.Sin or KnownFunction.Cos or KnownFunction.Tan } wave && Share(wave.Argument, argument));

    /// <summary>Only of the counters of loops, whose bounds are not known, or of the numbers that a query counts.</summary>
    private static bool IsOfTerms(Grown[] all) => all.Length > 0 && all.All(static grown =>
        Variables(grown.Argument).All(static variable => variable
            is Phi { IsLoopHead: true } or Unknown { Origin.Kind: OriginKind.LambdaParameter } or Unknown { CalledName: "Range" }));

    /// <summary>In a member about them, of what is called a degree or an order, or of l + m and l - m.</summary>
    private static bool IsOfOrders(Grown[] all, MemberReading member) =>
        Orders.Any(order => Shapes.Has(member.Names.Member, order) || member.Names.Types.Any(type => Shapes.Has(type, order)))
        || all.Any(static grown => Variables(grown.Argument).OfType<Unknown>().Any(static variable => variable.Name is { } name
            && Words.In(name).Any(static word => word is "degree" or "order" or "deriv" or "derivative") && !Shapes.Has(name, "freedom")))
        || all.Any(one => one.Argument is Sum sum && all.Any(other => other.Argument is Sum difference && IsReflected(sum, difference)));

    private static bool IsReflected(Sum sum, Sum difference) => sum.Terms.Any(term => term.Coefficient > 0
        && difference.Terms.Any(other => ReferenceEquals(other.Value, term.Value) && other.Coefficient == -term.Coefficient))
        && sum.Terms.Any(term => difference.Terms.Any(other => ReferenceEquals(other.Value, term.Value) && other.Coefficient == term.Coefficient));

    /// <summary>A power that grows with what the factorial is taken of.</summary>
    /// <param name="factor">The factorial.</param>
    /// <param name="value">What may be a power.</param>
    /// <param name="isOver">Whether the two are on different sides of the quotient.</param>
    /// <param name="site">Where.</param>
    /// <param name="member">The member.</param>
    private static bool IsPowerWith(Grown factor, Expression value, bool isOver, Site site, MemberReading member)
    {
        if (value is not Call { Function: KnownFunction.Power, Arguments: [var @base, var exponent] } || !Share(exponent, factor.Argument)
            || (member.RangeOf(@base, site) is var range && range.Low >= 0 && range.High <= (factor.IsInteger ? 1 : SmallestBase)))
        {
            return false;
        }

        IEnumerable<Term> terms = exponent is Sum sum ? sum.Terms : new[] { new Term(exponent, 1) };
        return terms.Where(term => Share(term.Value, factor.Argument)).All(term => term.Coefficient > 0 == isOver);
    }
}
