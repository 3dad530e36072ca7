using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Ranges;

namespace LossGen.Analyzers.Matching;

/// <summary>The formulas that several rules look for.</summary>
internal static class Shapes
{
    /// <summary>exp overflows above log(double.MaxValue); see <see cref="Overflow(RealType)"/> for float.</summary>
    private const double LargestDoubleExponent = 709.78;
    private const double LargestSingleExponent = 88.72;

    private const int Deepest = 16;

    private static readonly string[] Scales =
    [
        "sigma", "std", "deviation", "scale", "width", "radius", "distance", "length", "size", "norm", "lambda", "freq", "omega", "tau", "rate",
    ];

    /// <summary>Where the exponential of the type overflows.</summary>
    public static double Overflow(RealType type) => type == RealType.Single ? LargestSingleExponent : LargestDoubleExponent;

    /// <summary>Below this |x| enough digits of 1 + x or of exp(x) - 1 are lost to matter: a third of those of the type.</summary>
    public static double Near(Site site) => site.RealType == RealType.Single ? 5e-3 : 1e-5;

    public static bool IsExp(Expression value, out Expression exponent)
    {
        exponent = value is Call { Function: KnownFunction.Exp or KnownFunction.Exp2 or KnownFunction.Exp10 } call ? call.Argument : value;
        return !ReferenceEquals(exponent, value);
    }

    public static bool IsNaturalExp(Expression value, out Expression exponent)
    {
        exponent = value is Call { Function: KnownFunction.Exp } call ? call.Argument : value;
        return !ReferenceEquals(exponent, value);
    }

    /// <summary>The argument of a logarithm in any base.</summary>
    public static bool IsLog(Expression value, out Expression argument)
    {
        argument = value is Call call && call.Function.IsLogarithm() ? call.Argument : value;
        return !ReferenceEquals(argument, value);
    }

    /// <summary>Whether the site itself is a call of a logarithm, and of what.</summary>
    public static bool IsLogCall(Site site, out Expression argument)
    {
        argument = site.Value;
        return site.Function.IsLogarithm() && site.Operands.Length > 0 && (argument = site.Operands[0].Value) is not null;
    }

    /// <summary>1 + rest.</summary>
    public static bool IsOnePlus(Expression value, ExpressionPool pool, out Expression rest)
    {
        rest = value is Sum { Constant: 1 } sum ? pool.Subtract(sum, pool.One) : value;
        return !ReferenceEquals(rest, value);
    }

    /// <summary>1 + c·exp(x), with the exponent x and the coefficient c.</summary>
    public static bool IsOnePlusExp(Expression value, out Expression exponent, out double coefficient)
    {
        exponent = value;
        coefficient = 0;
        return value is Sum { Constant: 1, Terms.Length: 1 } sum && IsNaturalExp(sum.Terms[0].Value, out exponent)
            && (coefficient = sum.Terms[0].Coefficient) != 0;
    }

    /// <summary>A sigmoid of <paramref name="logit"/> in any spelling.</summary>
    public static bool IsSigmoid(Expression value, ExpressionPool pool, out Expression logit)
    {
        logit = value;
        switch (value)
        {
            case Call { Function: KnownFunction.Sigmoid } call:
                logit = call.Argument;
                return true;
            case Unknown { Parts.Length: >= 1 and <= 2, CalledName: { } name } when NamesSigmoid(name):
                logit = value.Parts[value.Parts.Length - 1];
                return true;
            case Product { Factors.Length: 1 } product when product.Factors[0].Power == -1
                && IsOnePlusExp(product.Factors[0].Value, out Expression exponent, out double c) && c == 1:
                logit = pool.Negate(exponent);
                return true;
            case Product { Factors.Length: 2 } product:
                Factor? above = product.Factors.FirstOrDefault(factor => factor.Power == 1);
                Factor? below = product.Factors.FirstOrDefault(factor => factor.Power == -1);
                if (above is { Value: { } top } && below is { Value: { } bottom } && IsNaturalExp(top, out Expression x)
                    && IsOnePlusExp(bottom, out Expression y, out double one) && one == 1 && ReferenceEquals(x, y))
                {
                    logit = x;
                    return true;
                }

                return false;
            case Phi { IsLoopHead: false, Inputs.Count: 2 } phi:
                // Written with its two branches: careful, and still a sigmoid.
                return IsSigmoid(phi.Inputs[0].Value, pool, out logit) && IsSigmoid(phi.Inputs[1].Value, pool, out Expression other) && ReferenceEquals(logit, other);
            default:
                return false;
        }
    }

    /// <summary>1/(1 + b^y) with a constant base, as in the Elo formula: a sigmoid of -y·log(b). Minus 1, its complement.</summary>
    public static bool IsSigmoidOfPower(Expression value, ExpressionPool pool, out Expression exponent, out double unit)
    {
        bool isComplement = value is Sum { Constant: 1, Terms.Length: 1 } sum && sum.Terms[0].Coefficient == -1;
        Expression share = isComplement ? ((Sum)value).Terms[0].Value : value;
        (exponent, unit) = (value, 0);
        if (share is not Product { Factors: [{ Power: -1, Value: Sum { Constant: 1, Terms: [{ Coefficient: 1, Value: Call power }] } }] })
        {
            return false;
        }

        (exponent, unit) = power switch
        {
            { Function: KnownFunction.Exp2 } => (power.Argument, Math.Log(2)),
            { Function: KnownFunction.Exp10 } => (power.Argument, Math.Log(10)),
            { Function: KnownFunction.Power } when power.Argument is Constant { Value: > 1 and var @base } => (power.Arguments[1], Math.Log(@base)),
            _ => (value, 0),
        };
        exponent = isComplement ? pool.Negate(exponent) : exponent;
        return unit > 0;
    }

    /// <summary>1 - sigmoid(x), which is sigmoid(-x).</summary>
    public static bool IsOneMinusSigmoid(Expression value, ExpressionPool pool, out Expression logit)
    {
        logit = value;
        return value is Sum { Constant: 1, Terms.Length: 1 } sum && sum.Terms[0].Coefficient == -1 && IsSigmoid(sum.Terms[0].Value, pool, out logit);
    }

    private static bool NamesSigmoid(string name) => (Has(name, "sigmoid") || Has(name, "logistic")) && !Has(name, "logsigmoid")
        && !Has(name, "deriv") && !Has(name, "grad") && !Has(name, "prime") && !Has(name, "inverse");

    public static bool Has(string name, string part) => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether an exponent is kept from growing: a maximum is subtracted, or something that is called one.</summary>
    public static bool IsShifted(Expression exponent, ExpressionPool pool) => exponent switch
    {
        Sum sum => Extremum.SignOfDifference(sum, pool) < 0
            || sum.Terms.Any(term => IsNamedShift(term.Value)) || (sum.Terms.Length == 1 && sum.Constant == 0 && IsShifted(sum.Terms[0].Value, pool)),
        Product product => product.Factors.Any(factor => factor.Power == 1
            && (IsShifted(factor.Value, pool) || (factor.Value is Sum sum && Extremum.SignOfDifference(sum, pool) != 0))),
        Element element => false,
        Phi { IsLoopHead: false } phi => phi.Inputs.Count > 0 && phi.Inputs.All(input => IsShifted(input.Value, pool)),
        _ => false,
    };

    /// <summary>A parameter, a field or a property whose name says that it is the largest of something, or a normaliser.</summary>
    private static bool IsNamedShift(Expression value) => value switch
    {
        Element { Index: Constant { Value: 0 }, Collection: Unknown { Name: { } sorted } }
            when Words.In(sorted).Any(static word => word is "top" or "topk" or "sorted" or "ranked") => true,
        Element element => IsNamedShift(element.Collection),
        Unknown { Name: { } name } when NamesShift(name) => true,
        Unknown => (value.NameOfCall is { } called && NamesShift(called))
            || value.Parts.Any(part => part is Unknown { Name: { } owner } && NamesShift(owner)),
        _ => false,
    };

    private static bool NamesShift(string name) => Has(name, "max") || Has(name, "shift") || Has(name, "peak") || Has(name, "largest") || Has(name, "logsum")
        || Has(name, "lse") || Has(name, "logz") || Has(name, "norm");

    /// <summary>The exponent of an exponential that is a factor of the value, of a power of one, or of a sum's every term.</summary>
    public static IEnumerable<Expression> ExponentsIn(Expression value) => value switch
    {
        Call { Function: KnownFunction.Exp or KnownFunction.Exp2 or KnownFunction.Exp10 } call => [call.Argument],
        Product product => product.Factors.Where(factor => factor.Power > 0).SelectMany(factor => ExponentsIn(factor.Value)),
        Sum { Constant: 0, Terms.Length: 1 } sum => ExponentsIn(sum.Terms[0].Value),
        Sequence sequence => ExponentsIn(sequence.Body),
        Phi { IsLoopHead: false } phi => phi.Inputs.SelectMany(input => input.Value is Phi ? [] : ExponentsIn(input.Value)),
        _ => [],
    };

    /// <summary>Whether a part for which the condition holds is anywhere inside.</summary>
    public static bool Contains(Expression value, Func<Expression, bool> part) => value.Contains(part, Deepest);

    /// <summary>An element of a collection, or the variable of a query or a foreach.</summary>
    public static bool IsElementLike(Expression value) => Contains(value, inner => inner is Element
        || inner is Unknown { Origin.Kind: OriginKind.LambdaParameter });

    /// <summary>A parameter of the member, as it came in.</summary>
    public static bool IsParameter(Expression value) => value is Unknown { Origin.Kind: OriginKind.Parameter };

    /// <summary>How many elements a condition holds for.</summary>
    public static bool IsCountOfMatches(Expression value) => value is Call { Function: KnownFunction.Count, Argument: Unknown { Origin.Kind: OriginKind.Place } };

    /// <summary>Everything it is made of is counted or whole: no digits of a small fraction can be lost.</summary>
    public static bool IsMadeOfIntegers(Expression value) => value.IsMadeOfIntegers;

    /// <summary>As <see cref="IsMadeOfIntegers"/>; also a real variable, or an array of them, that is only ever set to whole numbers and stepped by them.</summary>
    public static bool IsCounted(Expression value, ExpressionPool pool) => IsMadeOfIntegers(value) || IsWhole(value, pool, []);

    private static bool IsWhole(Expression value, ExpressionPool pool, HashSet<Expression> seen) => value switch
    {
        Constant constant => constant.Value == Math.Floor(constant.Value),
        _ when value.IsInteger => true,
        Phi phi => !seen.Add(phi) || (seen.Count < Deepest && phi.Inputs.All(input => IsWhole(input.Value, pool, seen))),
        Sum sum => sum.Constant == Math.Floor(sum.Constant) && sum.Terms.All(term => term.Coefficient == Math.Floor(term.Coefficient) && IsWhole(term.Value, pool, seen)),
        Element { Collection: Unknown { Origin.Kind: OriginKind.Place } made } => !seen.Add(made)
            || (seen.Count < Deepest && pool.StoresTo(made) is { Count: > 0 } stores && stores.All(store => IsWhole(store, pool, seen))),
        _ => false,
    };

    /// <summary>A scale is positive by what it is: the logarithm of a variance, sigma squared.</summary>
    public static bool NamesScale(Expression value)
    {
        string? name = value switch
        {
            Element { Collection: Unknown collection } => collection.Name ?? collection.CalledName,
            Unknown unknown => unknown.Name ?? unknown.CalledName,
            _ => null,
        };
        return name is not null && (Scales.Any(scale => Has(name, scale)) || name is "s" or "h" or "r" or "sd");
    }
}
