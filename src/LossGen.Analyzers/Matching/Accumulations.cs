using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>What loops and queries add up or multiply.</summary>
internal static class Accumulations
{
    private const int Deepest = 8;

    /// <summary>
    /// What is added up: the terms of a sum, what a loop or a query accumulates, through constant and positive factors and through the
    /// joins after loops.
    /// </summary>
    public static ImmutableArray<Expression> Addends(Expression value, ExpressionPool pool)
    {
        var addends = ImmutableArray.CreateBuilder<Expression>();
        Collect(value, pool, addends, [], 0);
        return addends.ToImmutable();
    }

    /// <summary>What a loop adds to a variable in one iteration, or what a query adds for one element; false for anything else.</summary>
    public static bool IsAccumulated(Expression value, ExpressionPool pool, out ImmutableArray<Expression> addends)
    {
        addends = value is Fold { Kind: FoldKind.Sum } || (value is Phi phi && IsOfLoop(phi, 0)) ? Addends(value, pool) : ImmutableArray<Expression>.Empty;
        return !addends.IsEmpty;
    }

    /// <summary>Written in a loop or made by a query, and not only chosen between paths.</summary>
    private static bool IsOfLoop(Phi phi, int depth) => phi.IsLoopHead || (depth < Deepest && phi.Inputs.Any(input => input.Value switch
    {
        Fold => true,
        Sum sum => sum.Terms.Any(term => term.Value is Fold or Phi { IsLoopHead: true }),
        Phi inner => IsOfLoop(inner, depth + 1),
        _ => false,
    }));

    /// <summary>Whether the variable starts as a sum does: from a constant, an element or an exponential, and not from a value that loops improve.</summary>
    public static bool StartsAsSum(Expression value) =>
        StartsFrom(value).All(static start => start is Constant or Element || Shapes.ExponentsIn(start).Any());

    /// <summary>Whether the variable starts above 0, or from an offset: a sum of exponentials is then not 0, whatever underflows.</summary>
    public static bool StartsPositive(Expression value) => StartsFrom(value).ToArray() is { Length: > 0 } starts
        && starts.All(static start => start is Constant { Value: > 0 } or Element);

    /// <summary>Whether nothing but what the loops add is in the sum.</summary>
    public static bool StartsAtZero(Expression value) => StartsFrom(value).All(static start => start.IsConstant(0));

    /// <summary>What a variable holds before the loops that add to it.</summary>
    private static IEnumerable<Expression> StartsFrom(Expression value, int depth = 0) => value switch
    {
        Phi { IsLoopHead: true, Inputs.Count: > 0 } phi when depth < Deepest => StartsFrom(phi.Inputs[0].Value, depth + 1),
        Phi phi when depth < Deepest => phi.Inputs.SelectMany(input => StartsFrom(input.Value, depth + 1)),
        Fold => [],
        _ => [value],
    };

    private static void Collect(Expression value, ExpressionPool pool, ImmutableArray<Expression>.Builder addends, HashSet<Expression> seen,
        int depth)
    {
        if (depth > Deepest || !seen.Add(value))
        {
            return;
        }

        switch (value)
        {
            case Fold { Kind: FoldKind.Sum } fold:
                addends.Add(fold.Body);
                break;
            case Phi { IsLoopHead: true } phi:
                foreach ((Expression back, _) in phi.Inputs.Skip(1))
                {
                    CollectTurn(phi, back, pool, addends, seen, depth + 1);
                }

                break;
            case Phi phi:
                foreach ((Expression input, _) in phi.Inputs)
                {
                    Collect(input, pool, addends, seen, depth + 1);
                }

                break;
            case Sum sum:
                foreach ((Expression term, _) in sum.Terms)
                {
                    if (term is Phi or Fold)
                    {
                        Collect(term, pool, addends, seen, depth + 1);
                    }
                    else
                    {
                        addends.Add(term);
                    }
                }

                break;
        }
    }

    private static void CollectTurn(Phi phi, Expression back, ExpressionPool pool, ImmutableArray<Expression>.Builder addends,
        HashSet<Expression> seen, int depth)
    {
        if (depth > Deepest)
        {
            return;
        }

        if (back is Phi { IsLoopHead: false } merge)
        {
            foreach ((Expression input, _) in merge.Inputs)
            {
                CollectTurn(phi, input, pool, addends, seen, depth + 1);
            }
        }
        else if (back is Phi { IsLoopHead: true } inner && inner.Slot.Equals(phi.Slot))
        {
            Collect(inner, pool, addends, seen, depth + 1);
        }
        else if (back is Sum sum && sum.Terms.Any(term => IsSame(term.Value, phi) && term.Coefficient == 1))
        {
            foreach (Term term in sum.Terms.Where(term => !IsSame(term.Value, phi)))
            {
                addends.Add(term.Coefficient < 0 ? pool.Negate(term.Value) : term.Value);
            }

            if (sum.Constant != 0)
            {
                addends.Add(pool.Constant(sum.Constant));
            }
        }
    }

    /// <summary>The variable itself, or what an inner loop has made of it.</summary>
    private static bool IsSame(Expression value, Phi phi) =>
        ReferenceEquals(value, phi) || (value is Phi other && other.Slot.Equals(phi.Slot));

    /// <summary>What a loop multiplies a variable by in one turn, or a query takes the product of.</summary>
    public static IEnumerable<Expression> Multipliers(Expression value, ExpressionPool pool, int depth = 0)
    {
        switch (value)
        {
            case Fold { Kind: FoldKind.Product } fold:
                return [fold.Body];
            case Phi { IsLoopHead: true } phi:
                return phi.Inputs.Skip(1).SelectMany(input => Turn(phi, input.Value, pool, depth + 1));
            case Phi phi when depth < Deepest:
                return phi.Inputs.SelectMany(input => Multipliers(input.Value, pool, depth + 1));
            default:
                return [];
        }
    }

    /// <summary>What comes out of a loop that runs at most this many times, whatever it runs over.</summary>
    /// <param name="value">What the loop has made.</param>
    /// <param name="most">How many times.</param>
    /// <param name="rangeOf">The range of an index under what is known at the end of a turn.</param>
    public static bool HasFewTurns(Expression value, int most, Func<Expression, FactSet, Interval> rangeOf) => HasFewTurns(value, most, rangeOf, 0);

    private static bool HasFewTurns(Expression value, int most, Func<Expression, FactSet, Interval> rangeOf, int depth) => value is Phi phi && depth < Deepest && (phi.IsLoopHead
        ? phi.Inputs.Count > 1 && phi.Inputs.Skip(1).All(input => IndicesOf(input.Facts, phi).Any(index => rangeOf(index, input.Facts).High <= most))
        : phi.Inputs.All(input => HasFewTurns(input.Value, most, rangeOf, depth + 1)));

    /// <summary>The indices of a loop that start at 0 or above and that something is known of.</summary>
    private static IEnumerable<Phi> IndicesOf(FactSet facts, Phi loop) => facts.All
        .SelectMany(static fact => fact.Key is Sum sum ? sum.Parts.AsEnumerable() : [fact.Key]).OfType<Phi>()
        .Where(index => index is { IsLoopHead: true, IsInteger: true } && index.Block == loop.Block && index.Inputs[0].Value is Constant { Value: >= 0 }).Distinct();

    private static IEnumerable<Expression> Turn(Phi phi, Expression back, ExpressionPool pool, int depth)
    {
        if (depth > Deepest)
        {
            return [];
        }

        // A factor n - i may have been taken as -(i - n).
        back = ExpressionPool.SplitCoefficient(back).Value;
        return back switch
        {
            Phi { IsLoopHead: false } merge => merge.Inputs.SelectMany(input => Turn(phi, input.Value, pool, depth + 1)),
            Product product when product.Factors.Any(factor => IsSame(factor.Value, phi) && factor.Power == 1) =>
                product.Factors.Where(factor => !IsSame(factor.Value, phi) && factor.Power > 0).Select(factor => factor.Value),
            Phi inner when inner.IsLoopHead && !ReferenceEquals(inner, phi) => Multipliers(inner, pool, depth + 1),
            _ => [],
        };
    }
}
