using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Ranges;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// What an exponent is: a logit, linear in inputs and weights, passes the overflow of the exponential for ordinary data; the logarithm of a
/// probability, an energy over kT or a rate times a time does not.
/// </summary>
internal static class Exponents
{
    // A power of 10 with a smaller factor is a value on a logarithmic scale: decibels, magnitudes, qualities, ratings.
    private const double LargestUnit = 0.5;

    // And what is crossed in them: a rate times any of these is a decay or a growth.
    private static readonly string[] Times =
    [
        "t", "dt", "time", "times", "tau", "timestep", "year", "years", "maturity", "expiry", "expiration", "tenor",
        "duration", "elapsed", "seconds", "lag", "horizon", "halflife", "period", "depth", "thickness", "distance", "distances", "position", "length", "lengths",
    ];

    private static readonly string[] Volatilities = ["sigma", "sigmas", "vol", "vols", "volatility", "volatilities", "std", "stdev", "sd"];

    // The mean of the logarithms of a lognormal variable.
    private static readonly string[] Locations = ["mu"];

    // Whose logarithms are taken to be added, and whose exponentials are the amounts again.
    private static readonly string[] Amounts =
    [
        "price", "prices", "return", "returns", "cap", "caps", "volume", "volumes", "income", "incomes", "wage", "wages", "revenue", "revenues", "wealth", "amount", "amounts",
        "concentration", "concentrations", "abundance", "abundances", "population", "populations",
    ];

    // Times this a share is still far from the overflow.
    private const double LargestShare = 80;

    private static readonly string[] Thermal = ["kt", "kbt", "boltzmann", "temperature", "thermal", "energy", "energies", "rt", "activation", "enthalpy", "entropy", "de"];

    // A logarithm that is not of a probability: the logit and what is named like it.
    private static readonly string[] Logits = ["logit", "logits", "logistic", "logodds", "logger", "login"];

    /// <summary>Whether the exponent is commonly able to pass the overflow.</summary>
    /// <param name="exponent">The exponent.</param>
    /// <param name="isLogistic">The formula is one of all real numbers, so that the exponent is a logit whatever it is called.</param>
    /// <param name="member">The member.</param>
    public static bool CanBeLarge(Expression exponent, bool isLogistic, MemberReading member)
    {
        if (member.NamesOfExponent(exponent).Any(IsLogarithmic))
        {
            return false;
        }

        Expression[] terms = exponent is Sum sum ? [.. sum.Terms.Where(term => !IsTame(term.Value, term.Coefficient, member.Pool)).Select(term => term.Value)]
            : IsTame(exponent, 1, member.Pool) ? [] : [exponent];
        return terms.Length > 0 && (isLogistic || terms.Length > 1 || terms[0] is Product or Phi or Fold);
    }

    /// <summary>10^(dB/20), 10^(0.4·(m - n)): the numbers on such a scale are far from the hundreds and thousands at which it overflows.</summary>
    public static bool IsOnScale(Expression term, Expression exponent) =>
        exponent is Sum sum && ((sum.Terms.All(static part => Math.Abs(part.Coefficient) <= LargestUnit)
                && Shapes.Contains(term, part => part is Call { Function: KnownFunction.Exp10 } power && ReferenceEquals(power.Argument, exponent)))
            || sum.Terms.All(static part => IsDecibel(Math.Abs(part.Coefficient) / Math.Log(10))));

    /// <summary>exp(dB·ln(10)/10): the power of ten written with the exponential.</summary>
    private static bool IsDecibel(double unit) => unit <= LargestUnit && Math.Abs(unit * 20 - Math.Round(unit * 20)) < 1e-6 && unit > 0.04;

    /// <summary>-b·d, -d²/s: a kernel or a decay, whose factors are positive by what they are. It underflows, and does not overflow.</summary>
    public static bool IsDecay(Expression exponent) => exponent is Sum { Constant: 0 } sum
        && sum.Terms.All(static term => term.Coefficient < 0 && (term.Value is Product or Call { Function: KnownFunction.Abs or KnownFunction.Power or KnownFunction.Sqrt }));

    /// <summary>
    /// (x[i] - x[0])/s, (x[i] - mean(x))/s: the distance of an element from one of its like, the best of a sorted list for instance, or from their mean, in a unit that
    /// is chosen so that it is of the order of 1.
    /// </summary>
    public static bool IsOfDistance(Expression exponent) => ExpressionPool.SplitCoefficient(exponent).Value switch
    {
        Sum difference => Math.Abs(difference.Terms[0].Coefficient) < 1 && IsDistance(difference),
        Product product => product.Factors.Any(static factor => factor.Power < 0) && product.Factors.Any(static factor => factor.Power == 1 && IsDistance(factor.Value)),
        _ => false,
    };

    private static bool IsDistance(Expression value) => value is Sum { Constant: 0, Terms: [var a, var b] } && a.Coefficient == -b.Coefficient
        && (IsReferenceFor(a.Value, b.Value) || IsReferenceFor(b.Value, a.Value));

    private static bool IsReferenceFor(Expression reference, Expression element) => element is Element { Collection: var collection } && reference switch
    {
        Element { Index: Constant, Collection: var same } => ReferenceEquals(same, collection),
        Product mean => mean.Factors.Any(static factor => factor.Power == -1)
            && mean.Factors.Any(factor => factor is { Power: 1, Value: Fold { Kind: FoldKind.Sum, Body: Element { Collection: var same } } }
                && Families.AreAlike(same, collection)),
        _ => false,
    };

    /// <summary>-(x - m)²/s: a bell curve, whose s is positive by what it is.</summary>
    public static bool IsBell(Expression exponent) => exponent is Sum { Constant: 0 } sum && sum.Terms.All(static term => term.Coefficient < 0
        && term.Value is Product product && product.Factors.Any(static factor => factor.Power > 0 && factor.Power % 2 == 0));

    /// <summary>-(x - m)²/…, -|x - m|/…: the exponent of a density, and not half a variance.</summary>
    public static bool IsOfDeviation(Expression exponent) => exponent is Sum sum && sum.Terms.Any(static term => term.Coefficient < 0
        && (term.Value is Product product && product.Factors.Any(static factor => factor is { Power: 2, Value: Sum })
            || Shapes.Contains(term.Value, static part => part is Call { Function: KnownFunction.Abs, Argument: Sum })));

    /// <summary>
    /// A variable, an element, what a loop or a method made, or a sum of such and of products of them: a score, weights times inputs. A quotient or a single
    /// product is a rate times something or a distance in units of a scale.
    /// </summary>
    public static bool IsLogit(Expression exponent) => ExpressionPool.SplitCoefficient(exponent).Value switch
    {
        Unknown or Element or Phi or Fold => true,
        Sum sum => sum.Terms.All(static term => IsLogit(term.Value) || term.Value is Product { Factors: [{ Power: 1 }, { Power: 1 }] }),
        Product { Factors: [{ Power: 1 } score, { Power: -1, Value: Unknown }] } => IsLogit(score.Value),
        _ => false,
    };

    /// <summary>Rates times times, variances: of the order of 1 in either direction.</summary>
    public static bool IsOfOrderOne(Expression exponent) => exponent switch
    {
        Sum sum => sum.Terms.All(static term => IsRateTimesTime(term.Value) || IsNamed(term.Value, Locations)),
        _ => IsRateTimesTime(exponent) || IsNamed(exponent, Locations),
    };

    private static bool IsRateTimesTime(Expression term) => term is Product product
        && (product.Factors.Any(static factor => IsTimeLike(factor.Value))
            || product.Factors.Sum(static factor => factor.Power > 0 && IsNamed(factor.Value, Volatilities) ? factor.Power : 0) >= 2);

    /// <summary>The logarithm of something, an energy over kT, a time over its scale, the square of a standard score.</summary>
    private static bool IsTame(Expression term, double coefficient, ExpressionPool pool) => term switch
    {
        _ when IsOfLogarithms(term) || IsSumOfLogarithms(term, pool) => true,
        Product product => product.Factors.Any(factor => IsTimeLike(factor.Value)) || IsVolatilityOverTime(product) || product.Factors.All(static factor => factor.Power < 0)
            || (coefficient > 0 && product.Factors.Any(static factor => factor.Power > 0 && factor.Power % 2 == 0))
            || (coefficient < 0 && product.Factors.Any(factor => IsNamed(factor.Value, Thermal))),
        _ => NameOf(term) is { } name && IsLogarithmic(name),
    };

    /// <summary>sigma·sqrt(dt), whatever the step is called: the move of one step of a tree.</summary>
    private static bool IsVolatilityOverTime(Product product) => product.Factors.Any(static factor => factor.Power == 1 && IsNamed(factor.Value, Volatilities))
        && product.Factors.Any(static factor => factor.Power == 1 && factor.Value is Call { Function: KnownFunction.Sqrt });

    /// <summary>c·log(x), floor(log(x)): its exponential is a power of x, as large as that is.</summary>
    public static bool IsOfLogarithms(Expression term) => term switch
    {
        Sum sum => sum.Terms.All(part => IsOfLogarithms(part.Value)),
        Product product => product.Factors.Any(factor => factor.Power > 0 && IsOfLogarithms(factor.Value)),
        Call { Function: KnownFunction.Floor or KnownFunction.Ceiling or KnownFunction.Round or KnownFunction.Truncate or KnownFunction.ToInteger } cut =>
            IsOfLogarithms(cut.Argument),
        Call call => call.Function.IsLogarithm() || call.Function is KnownFunction.Log1P or KnownFunction.NaiveLog1P,
        Phi { IsLoopHead: false } phi => phi.Inputs.Count > 0 && phi.Inputs.All(input => input.Value is not Phi && IsOfLogarithms(input.Value)),
        _ => false,
    };

    /// <summary>A log-likelihood that a loop or a query adds up.</summary>
    private static bool IsSumOfLogarithms(Expression term, ExpressionPool pool) =>
        Accumulations.IsAccumulated(term, pool, out ImmutableArray<Expression> addends) && addends.All(IsOfLogarithms);

    private static bool IsTimeLike(Expression factor) => factor switch
    {
        Call { Function: KnownFunction.Sqrt } root => IsTimeLike(root.Argument),
        Product product => product.Factors.Any(part => part.Power > 0 && IsTimeLike(part.Value)),
        Sum sum => sum.Terms.All(term => IsTimeLike(term.Value)),
        _ => IsNamed(factor, Times),
    };

    private static bool IsNamed(Expression value, string[] words) => value switch
    {
        Sum { Terms.Length: <= 2 } difference => difference.Terms.All(term => IsNamed(term.Value, words)),
        _ => NameOf(value) is { } name && (words.Contains(name.Trim('_').ToLowerInvariant()) || Words.In(name).Any(words.Contains)),
    };

    /// <summary>Named a logarithm: logP, logLikelihood, lnPrior, LogGamma.</summary>
    private static bool IsLogarithmic(string name) => !Logits.Any(logit => Shapes.Has(name, logit))
        && (Words.In(name).Any(word => word is "log" or "ln" or "lp" or "lx" or "ly" or "loglik" or "ll" or "logs")
        || Words.In(name).Any(word => word.StartsWith("log", StringComparison.Ordinal) && word.Length <= 14)
        || Shapes.Has(name, "lgamma") || Shapes.Has(name, "gammaln"));

    /// <summary>Something that its name says to be a logarithm.</summary>
    public static bool IsLogarithmic(Expression value) => NameOf(value) is { } name && IsLogarithmic(name);

    /// <summary>The logarithm of a price or another amount, by its name: its exponential is that amount.</summary>
    public static bool IsLogOfAmount(Expression exponent) => NameOf(ExpressionPool.SplitCoefficient(exponent).Value) is { } name
        && IsLogarithmic(name) && Words.In(name).Any(static word => Amounts.Contains(word.StartsWith("log", StringComparison.Ordinal) ? word.Substring(3) : word));

    /// <summary>x/Σx, x/max(x), x/max|x|: of the order of 1.</summary>
    public static bool IsRelative(Expression exponent, ExpressionPool pool) => ExpressionPool.SplitCoefficient(exponent) is
    { Coefficient: >= -LargestShare and <= LargestShare, Value: Product { Factors: [_, _] } product }
        && product.Factors.Any(part => part is { Power: 1, Value: Element element } && product.Factors.Any(whole => whole.Power == -1
            && (whole.Value is Fold { Kind: FoldKind.Sum, Body: Element other } ? ReferenceEquals(other.Collection, element.Collection)
                : Extremum.IsMaximum(whole.Value, [element, pool.Call(KnownFunction.Abs, element)], pool))));

    private static string? NameOf(Expression value) => value switch
    {
        Element element => NameOf(element.Collection),
        Unknown unknown => unknown.Name ?? unknown.CalledName,
        _ => null,
    };
}
