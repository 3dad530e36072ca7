using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using static LossGen.Analyzers.Ranges.ElementaryRanges;

namespace LossGen.Analyzers.Ranges;

/// <summary>
/// The interval of an expression under given facts: interval arithmetic over its parts (Moore 1966, Interval Analysis), narrowed by every fact
/// that concerns a part. Around loops it widens to a few thresholds, so that signs survive and the search ends.
/// </summary>
internal sealed class RangeEvaluator(ExpressionPool pool, Func<Expression, Interval> known)
{
    // One question may touch this many parts; past it the answer is what the form of a part alone says.
    private const int Budget = 4000;
    private const int WideningRounds = 4;
    private const int Deepest = 100;

    // a < b, b < c: how many comparisons are followed from one value to the next.
    private const int MostRelations = 3;

    private static readonly double[] Thresholds = [double.NegativeInfinity, -1, 0, 1, double.PositiveInfinity];

    private readonly Dictionary<Phi, Interval> _assumed = [];
    private readonly Dictionary<Phi, Interval> _loops = [];
    private readonly HashSet<Expression> _relating = [];
    private Dictionary<FactSet, Dictionary<Expression, Interval>> _memo = [];
    private int _steps;
    private int _depth;

    public Interval RangeOf(Expression value, FactSet facts)
    {
        if (_depth == 0)
        {
            _steps = 0;
        }

        return Evaluate(value, facts);
    }

    private Interval Evaluate(Expression value, FactSet facts)
    {
        if (value is Constant constant)
        {
            return Interval.Point(constant.Value);
        }

        if (++_steps > Budget || _depth > Deepest)
        {
            return StatedRanges.Of(value);
        }

        if (!_memo.TryGetValue(facts, out Dictionary<Expression, Interval>? ranges))
        {
            _memo[facts] = ranges = [];
        }

        if (ranges.TryGetValue(value, out Interval? range))
        {
            return range;
        }

        _depth++;
        range = Narrow(facts.Alternatives.IsEmpty ? Structural(value, facts) : OfAlternatives(value, facts), facts[value]);
        range = OfRelations(value, facts, range);
        if (value is Element { Collection: var collection } && pool.StoresTo(collection).Count == 0)
        {
            range = Narrow(range, facts.OfElementsOf(collection));
        }

        _depth--;
        if (_relating.Count == 0)
        {
            ranges[value] = range;
        }

        return range;
    }

    private Interval OfAlternatives(Expression value, FactSet facts) =>
        facts.Alternatives.Select(path => Evaluate(value, path)).Aggregate((hull, path) => hull.Hull(path));

    /// <summary>What a comparison with other values says of this one: above something that is not negative it is positive.</summary>
    private Interval OfRelations(Expression value, FactSet facts, Interval range)
    {
        if (_relating.Count >= MostRelations || !_relating.Add(value))
        {
            return range;
        }

        foreach (Sum sum in facts.RelationsOf(value))
        {
            Interval rest = facts[sum];
            double factor = 1;
            bool isRelated = true;
            foreach ((Expression other, double coefficient) in sum.Terms)
            {
                if (ReferenceEquals(other, value))
                {
                    factor = coefficient;
                }
                else if (_relating.Contains(other))
                {
                    isRelated = false;
                }
                else
                {
                    rest += Scale(Evaluate(other, facts), -coefficient);
                }
            }

            range = isRelated ? Narrow(range, Scale(rest, 1 / factor)) : range;
        }

        _relating.Remove(value);
        return range;
    }

    private Interval Structural(Expression value, FactSet facts) => value switch
    {
        Sum sum => OfSum(sum, facts),
        Product product => OfProduct(product, facts),
        Call call => OfCall(call, facts),
        Phi phi => OfPhi(phi),
        Fold fold => OfFold(fold, facts),
        Sequence sequence => Evaluate(sequence.Body, facts),
        _ => known(value),
    };

    private Interval OfSum(Sum sum, FactSet facts)
    {
        Interval total = Interval.Point(sum.Constant);
        foreach ((Expression term, double coefficient) in sum.Terms)
        {
            total += Scale(Evaluate(term, facts), coefficient);
        }

        if (sum.Constant != 0 && sum.Terms.Length > 1)
        {
            Interval bare = facts[pool.WithoutConstant(sum)];
            total = Narrow(total, bare + Interval.Point(sum.Constant));
        }

        if (sum is { Constant: 0, Terms.Length: > 1 } && !facts.IsEmpty)
        {
            // What is known of a - b holds of its multiples, a/2 - b/2.
            for (int i = 0; i < sum.Terms.Length; i++)
            {
                double unit = Math.Abs(sum.Terms[i].Coefficient);
                if (!sum.Terms.Take(i).Any(earlier => Math.Abs(earlier.Coefficient) == unit))
                {
                    total = Narrow(total, Scale(facts[pool.InUnitsOf(sum, unit)], unit));
                }
            }
        }

        return Extremum.SignOfDifference(sum, pool) switch
        {
            < 0 => Narrow(total, -Interval.NonNegative),
            > 0 => Narrow(total, Interval.NonNegative),
            _ => total,
        };
    }

    private static Interval Narrow(Interval range, Interval other)
    {
        Interval narrowed = range.Intersect(other);
        return narrowed.IsEmpty ? range : narrowed;
    }

    private Interval OfProduct(Product product, FactSet facts)
    {
        Interval total = Interval.Point(1);
        foreach ((Expression factor, int power) in product.Factors)
        {
            total *= Evaluate(factor, facts).Power(power);
        }

        // t/(c + t) with t >= 0 and c >= 0 lies in [0, 1]: a share, a sigmoid.
        if (product.Factors.Length >= 2 && total.IsNonNegative && IsShare(product, facts))
        {
            total = Narrow(total, Interval.Unit);
        }

        return total;
    }

    private bool IsShare(Product product, FactSet facts)
    {
        Factor[] below = product.Factors.Where(factor => factor.Power < 0).ToArray();
        if (below is not [(Sum whole, -1)])
        {
            return false;
        }

        Expression numerator = product.Factors.Where(factor => factor.Power > 0)
            .Aggregate(pool.One, (done, factor) => Enumerable.Range(0, factor.Power).Aggregate(done, (power, _) => pool.Multiply(power, factor.Value)));
        Expression rest = pool.Subtract(whole, numerator);
        return whole.Terms.Any(term => ReferenceEquals(term.Value, numerator) && term.Coefficient >= 1)
            && Evaluate(numerator, facts).IsNonNegative
            && Evaluate(rest, facts).IsNonNegative;
    }

    private Interval OfFold(Fold fold, FactSet facts)
    {
        Interval body = Evaluate(fold.Body, facts);
        return fold.Kind switch
        {
            FoldKind.Sum => body.IsNonNegative ? Interval.NonNegative : body.IsNonPositive ? -Interval.NonNegative : Interval.Everything,
            FoldKind.Product => body.IsNonNegative ? new Interval(0, body.High <= 1 ? 1 : double.PositiveInfinity) : Interval.Everything,
            _ => body,
        };
    }

    private Interval OfPhi(Phi phi)
    {
        if (_assumed.TryGetValue(phi, out Interval? assumed))
        {
            return assumed;
        }

        if (!phi.IsLoopHead)
        {
            return OfInputs(phi.Inputs);
        }

        // Asked about outside every other loop's assumptions, the answer is the same for every site.
        bool isFinal = _assumed.Count == 0;
        if (isFinal && _loops.TryGetValue(phi, out Interval? range))
        {
            return range;
        }

        range = OfLoop(phi);
        if (isFinal && _steps <= Budget)
        {
            _loops[phi] = range;
        }

        return range;
    }

    private Interval OfInputs(IEnumerable<PathValue> inputs)
    {
        Interval? hull = null;
        foreach ((Expression input, FactSet facts) in inputs)
        {
            Interval range = Evaluate(input, facts);
            hull = hull is { } known ? known.Hull(range) : range;
        }

        return hull ?? Interval.Everything;
    }

    private Interval OfLoop(Phi phi)
    {
        Dictionary<FactSet, Dictionary<Expression, Interval>> outer = _memo;
        Interval current = OfInputs(phi.Inputs.Take(1));
        bool stable = false;
        for (int round = 0; round < WideningRounds && !stable; round++)
        {
            _assumed[phi] = current;
            _memo = [];
            Interval next = current.Hull(OfInputs(phi.Inputs.Skip(1)));
            stable = phi.Inputs.Count == 1 || next.Equals(current);
            if (!stable)
            {
                current = Widen(current, next);
            }
        }

        _assumed.Remove(phi);
        _memo = outer;
        return stable ? current : Interval.Everything;
    }

    private static Interval Widen(Interval current, Interval next)
    {
        double low = next.Low < current.Low ? Thresholds.Last(threshold => threshold <= next.Low) : next.Low;
        double high = next.High > current.High ? Thresholds.First(threshold => threshold >= next.High) : next.High;
        return new Interval(low, high, low == next.Low && next.LowOpen, high == next.High && next.HighOpen, next.NonZero);
    }

    private Interval OfCall(Call call, FactSet facts)
    {
        ImmutableArray<Expression> arguments = call.Arguments;
        Interval First() => Evaluate(arguments[0], facts);
        Interval Second() => Evaluate(arguments[1], facts);
        switch (call.Function)
        {
            case KnownFunction.Exp: return Exponential(First(), Math.Exp);
            case KnownFunction.ExpOfSum: return Exponential(First() + Second(), Math.Exp);
            case KnownFunction.Exp2: return Exponential(First(), x => Math.Pow(2, x));
            case KnownFunction.Exp10: return Exponential(First(), x => Math.Pow(10, x));
            case KnownFunction.Power: return OfPower(First());
            case KnownFunction.Log: return Logarithm(First(), 1);
            case KnownFunction.Log2: return Logarithm(First(), Math.Log(2));
            case KnownFunction.Log10: return Logarithm(First(), Math.Log(10));
            case KnownFunction.ExpM1 or KnownFunction.NaiveExpM1: return First().Map(x => Math.Exp(x) - 1);
            case KnownFunction.Log1P or KnownFunction.NaiveLog1P: return Logarithm(First() + Interval.Point(1), 1);
            case KnownFunction.Sigmoid: return new Interval(0, 1, lowOpen: true);
            case KnownFunction.Softplus: return Interval.NonNegative;
            case KnownFunction.LogSigmoid or KnownFunction.Log1MExp: return -Interval.NonNegative;
            case KnownFunction.Sqrt: return First().Intersect(Interval.NonNegative) is { IsEmpty: false } root ? root.Map(Math.Sqrt) : Interval.NonNegative;
            case KnownFunction.Cbrt: return First().Map(x => x < 0 ? -Math.Pow(-x, 1 / 3.0) : Math.Pow(x, 1 / 3.0));
            case KnownFunction.Abs: return First().WithoutSign();
            case KnownFunction.Hypot: return Interval.NonNegative;
            case KnownFunction.Max: return Larger(First(), Second());
            case KnownFunction.Min: return -Larger(-First(), -Second());
            case KnownFunction.Clamp: return -Larger(-Larger(First(), Second()), -Evaluate(arguments[2], facts));
            case KnownFunction.Sin or KnownFunction.Cos or KnownFunction.Sign: return new Interval(-1, 1);
            case KnownFunction.Tanh: return Narrow(new Interval(-1, 1), First().Map(Math.Tanh));
            case KnownFunction.Cosh: return new Interval(1, double.PositiveInfinity);
            case KnownFunction.Sinh or KnownFunction.Asinh: return Sign(First());
            case KnownFunction.Atan or KnownFunction.Asin: return Narrow(new Interval(-Math.PI / 2, Math.PI / 2), Sign(First()));
            case KnownFunction.Atan2: return new Interval(-Math.PI, Math.PI);
            case KnownFunction.Acos: return new Interval(0, Math.PI);
            case KnownFunction.Acosh: return Interval.NonNegative;
            case KnownFunction.Floor: return Closed(First().Map(Math.Floor));
            case KnownFunction.Ceiling: return Ceiling(First());
            case KnownFunction.Round: return Closed(First().Map(Math.Round));
            case KnownFunction.Truncate or KnownFunction.ToInteger: return Closed(First().Map(Math.Truncate));
            case KnownFunction.IntegerQuotient: return IntegerRanges.Quotient(First(), Second());
            case KnownFunction.Remainder: return IntegerRanges.Remainder(First(), Second(), call.IsInteger);
            case KnownFunction.BitwiseAnd: return IntegerRanges.And(First(), Second());
            case KnownFunction.BitwiseOr: return IntegerRanges.Or(First(), Second());
            case KnownFunction.NextReal: return new Interval(0, 1, highOpen: arguments.Length < 2);
            // The first argument is the place of the draw: Next(), Next(below), Next(from, below).
            case KnownFunction.NextInteger:
                return arguments.Length == 3 ? new Interval(Second().Low, Evaluate(arguments[2], facts).High - 1)
                    : arguments.Length == 2 ? new Interval(0, Math.Max(0, Second().High - 1))
                    : Interval.NonNegative;

            case KnownFunction.Count: return Interval.NonNegative;
            case KnownFunction.SoftMax: return Interval.Unit;
            case KnownFunction.LogSoftMax: return -Interval.NonNegative;
            case KnownFunction.Entropy: return Interval.NonNegative;
            default: return call.Function.IsCondition() ? Interval.Unit : Interval.Everything;
        }
    }
}
