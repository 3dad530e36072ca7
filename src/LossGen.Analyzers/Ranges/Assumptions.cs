using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Ranges;

/// <summary>Turns a condition that is known to hold, or not to hold, into facts about the values it compares.</summary>
internal static class Assumptions
{
    private const int Deepest = 16;

    public static FactSet Assume(this FactSet facts, ExpressionPool pool, Expression condition, bool holds, int depth = 0)
    {
        if (depth > Deepest)
        {
            return facts;
        }

        switch (condition)
        {
            case Call { Function: KnownFunction.Not } not:
                return facts.Assume(pool, not.Argument, !holds, depth + 1);
            case Call { Function: KnownFunction.And or KnownFunction.Or } both when both.IsCall(KnownFunction.And) == holds:
                return facts.Assume(pool, both.Arguments[0], holds, depth + 1).Assume(pool, both.Arguments[1], holds, depth + 1);
            case Call { Function: KnownFunction.IsPositive } positive:
                return Restrict(facts, pool, positive.Argument, holds ? Interval.Positive : -Interval.NonNegative);
            case Call { Function: KnownFunction.IsZero, Argument: Constant } same:
                // Any two elements of a query have one value: their equality says nothing of that, but which branch it was.
                return facts.With(same, Interval.Point(holds ? 1 : 0));
            case Call { Function: KnownFunction.IsZero } zero:
                return Restrict(facts, pool, zero.Argument, holds ? Interval.Point(0) : Interval.Everything.WithoutZero());
            case Fold { Kind: FoldKind.Minimum or FoldKind.Maximum } every when every.Kind == FoldKind.Minimum == holds:
                return WithElements(facts, pool, every, FactSet.Empty.Assume(pool, every.Body, holds, depth + 1));
            case Phi { IsLoopHead: false } phi:
                return AssumeOneInput(facts, pool, phi, holds, depth);
            default:
                return facts;
        }
    }

    /// <summary>What holds of each element bounds the largest and the smallest of them.</summary>
    private static FactSet WithElements(FactSet facts, ExpressionPool pool, Fold every, FactSet each)
    {
        Expression collection = every.Collection;
        while (collection is Sequence { Source: var source })
        {
            collection = source;
        }

        foreach (KeyValuePair<Expression, Interval> fact in each.All)
        {
            if (fact.Key is Element element && ReferenceEquals(element.Collection, collection))
            {
                facts = facts.With(pool.Fold(FoldKind.Maximum, element, collection), fact.Value).With(pool.Fold(FoldKind.Minimum, element, collection), fact.Value);
            }
        }

        return facts;
    }

    /// <summary><paramref name="value"/> lies in <paramref name="range"/>; said of its only term where it is a multiple of one plus a constant.</summary>
    private static FactSet Restrict(FactSet facts, ExpressionPool pool, Expression value, Interval range)
    {
        if (value is Constant)
        {
            return facts;
        }

        if (value is Sum { Terms.Length: 1 } single && single.Terms[0].Coefficient != 0)
        {
            double coefficient = single.Terms[0].Coefficient;
            Interval shifted = range.NonZero && range.IsEverything
                ? single.Constant == 0 ? range : Interval.Everything
                : new Interval(range.Low - single.Constant, range.High - single.Constant, range.LowOpen, range.HighOpen);
            Interval scaled = new(shifted.Low / Math.Abs(coefficient), shifted.High / Math.Abs(coefficient), shifted.LowOpen, shifted.HighOpen, shifted.NonZero);
            Expression term = single.Terms[0].Value;
            return RestrictTerm(facts.With(value, range).With(pool.Negate(value), -range), pool, term, AsInteger(term, coefficient < 0 ? -scaled : scaled));
        }

        if (value is Sum sum)
        {
            // Of a - b and of b - a the same is known; the constant goes to the other side.
            Expression bare = pool.WithoutConstant(sum);
            Interval shifted = range.NonZero && range.IsEverything && sum.Constant != 0
                ? Interval.Everything
                : new Interval(range.Low - sum.Constant, range.High - sum.Constant, range.LowOpen, range.HighOpen, range.NonZero && sum.Constant == 0);
            shifted = AsInteger(bare, shifted);
            return facts.With(bare, shifted).With(pool.Negate(bare), -shifted);
        }

        return RestrictTerm(facts, pool, value, AsInteger(value, range));
    }

    /// <summary>Of |x| or of an even power, something is known of x as well.</summary>
    private static FactSet RestrictTerm(FactSet facts, ExpressionPool pool, Expression term, Interval range)
    {
        facts = facts.With(term, range);
        if (term is Fold { Kind: FoldKind.Maximum or FoldKind.Minimum, Body: not Element and not Constant } extremum)
        {
            Interval side = extremum.Kind == FoldKind.Maximum
                ? new Interval(double.NegativeInfinity, range.High, highOpen: range.HighOpen)
                : new Interval(range.Low, double.PositiveInfinity, lowOpen: range.LowOpen);
            facts = side.IsEverything ? facts : WithElements(facts, pool, extremum, Restrict(FactSet.Empty, pool, extremum.Body, side));
        }

        if (term is Product product && !range.CanBeZero)
        {
            // None of the factors is 0.
            facts = product.Factors.Aggregate(facts, (known, factor) => known.With(factor.Value, Interval.Everything.WithoutZero()));
        }

        if (term is Call { Function: KnownFunction.Sqrt } root && range.High >= 0)
        {
            double least = Math.Max(0, range.Low);
            return Restrict(facts, pool, root.Argument,
                new Interval(least * least, range.High * range.High, range.LowOpen && range.Low >= 0, range.HighOpen, range.NonZero || range.Low > 0));
        }

        Expression? inner = term switch
        {
            Call { Function: KnownFunction.Abs } absolute => absolute.Argument,
            Product { Factors.Length: 1 } power when power.Factors[0].Power == 2 => power.Factors[0].Value,
            _ => null,
        };
        if (inner is null)
        {
            return facts;
        }

        if (!range.CanBeZero)
        {
            facts = Restrict(facts, pool, inner, Interval.Everything.WithoutZero());
        }

        double most = term is Call ? range.High : Math.Sqrt(Math.Max(0, range.High));
        return double.IsPositiveInfinity(most) ? facts : Restrict(facts, pool, inner, new Interval(-most, most, range.HighOpen, range.HighOpen));
    }

    /// <summary>n &gt; 0 means n &gt;= 1 for an integer.</summary>
    private static Interval AsInteger(Expression value, Interval range)
    {
        if (!value.IsInteger)
        {
            return range;
        }

        double low = double.IsInfinity(range.Low) ? range.Low : range.LowOpen ? Math.Floor(range.Low) + 1 : Math.Ceiling(range.Low);
        double high = double.IsInfinity(range.High) ? range.High : range.HighOpen ? Math.Ceiling(range.High) - 1 : Math.Floor(range.High);
        return new Interval(low, high, nonZero: range.NonZero);
    }

    /// <summary>A boolean variable where paths met: if only one path can have brought the value, the facts of that path hold.</summary>
    private static FactSet AssumeOneInput(FactSet facts, ExpressionPool pool, Phi phi, bool holds, int depth)
    {
        List<PathValue> possible = phi.Inputs.Where(input => !input.Value.IsConstant(holds ? 0 : 1)).ToList();
        if (possible.Count != 1)
        {
            return facts;
        }

        FactSet path = possible[0].Facts.Assume(pool, possible[0].Value, holds, depth + 1);
        return path.All.Aggregate(facts, (known, fact) => known.With(fact.Key, fact.Value));
    }
}
