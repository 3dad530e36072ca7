using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Ranges;

/// <summary>
/// Recognises a maximum or a minimum over elements, however it was found: <c>Max()</c>, <c>TensorPrimitives.Max</c>, a loop with
/// <c>Math.Max</c> or with <c>if (x[i] &gt; max) max = x[i]</c>, nested loops, nested <c>Math.Max</c>, or a method whose name says so.
/// </summary>
internal static class Extremum
{
    private const int Deepest = 8;

    // A maximum is chosen between a few values; what has been through more branches than this is another thing.
    private const int MostLeaves = 64;

    /// <summary>Below zero: an element minus the maximum over its like; above zero: an element minus the minimum; otherwise zero.</summary>
    public static int SignOfDifference(Sum sum, ExpressionPool pool) => sum.Terms.Length < 2 ? 0 : sum.SignOfDifference ??= FindSignOfDifference(sum, pool);

    private static int FindSignOfDifference(Sum sum, ExpressionPool pool)
    {
        foreach ((Expression value, double coefficient) in sum.Terms)
        {
            Expression[] others = sum.Terms.Where(term => term.Coefficient * coefficient < 0).Select(term => term.Value).ToArray();
            if (Is(value, FoldKind.Maximum, others, pool) && sum.Constant * coefficient >= 0)
            {
                return coefficient < 0 ? -1 : 1;
            }

            if (Is(value, FoldKind.Minimum, others, pool) && sum.Constant * coefficient >= 0)
            {
                return coefficient < 0 ? 1 : -1;
            }
        }

        return 0;
    }

    /// <summary>Whether a value is the maximum over things like these.</summary>
    public static bool IsMaximum(Expression value, IReadOnlyCollection<Expression> others, ExpressionPool pool) => Is(value, FoldKind.Maximum, others, pool);

    /// <summary>Whether <paramref name="value"/> is an extremum of <paramref name="kind"/> over things like <paramref name="others"/>.</summary>
    private static bool Is(Expression value, FoldKind kind, IReadOnlyCollection<Expression> others, ExpressionPool pool)
    {
        var bodies = ImmutableArray.CreateBuilder<Expression>();
        return Collect(value, kind, bodies, [], pool, 0) && bodies.Any(body => others.Any(other => IsLike(body, other, pool)));
    }

    /// <summary>
    /// The number that the search for a maximum begins with: the maximum is never below it, whatever the elements are. Null where it begins with an element, or
    /// where what it begins with may be replaced by the first.
    /// </summary>
    public static double? StartOfMaximum(Expression value, ExpressionPool pool) => StartOfMaximum(value, pool, 0);

    private static double? StartOfMaximum(Expression value, ExpressionPool pool, int depth) => value switch
    {
        _ when depth > Deepest => null,
        Phi { IsLoopHead: true } phi => phi.Inputs[0].Value is Constant start
            ? Turns(phi).All(turn => IsSame(turn.Value, phi) || IsByComparison(turn, phi, pool)) ? start.Value : null
            : StartOfMaximum(phi.Inputs[0].Value, pool, depth + 1),

        // After a loop that is left in several ways, or that only runs where there are elements.
        Phi phi => phi.Inputs.Where(static input => input.Value is not Constant).Select(input => StartOfMaximum(input.Value, pool, depth + 1)).ToArray() is var starts
            && starts.All(static start => start is not null) ? starts.Min() : null,
        Call { Function: KnownFunction.Max } call => call.Arguments.Select(argument => argument is Constant bound ? bound.Value : StartOfMaximum(argument, pool, depth + 1)).Max(),
        _ => null,
    };

    /// <summary>On every path to it the value has compared larger, or it is the larger of both.</summary>
    private static bool IsByComparison(PathValue turn, Phi phi, ExpressionPool pool) => turn.Value is Call { Function: KnownFunction.Max }
        || (turn.Facts.Alternatives.IsEmpty && IsReplacedAfterComparison(phi, turn.Value, turn.Facts, larger: true, pool));

    /// <summary>The same expression except for which element of a collection is meant: z[i] and z[j], w·x[k] + b and w·x[m] + b.</summary>
    public static bool IsLike(Expression a, Expression b, ExpressionPool pool) => ReferenceEquals(a, b) || OriginsOf(a, pool).Overlaps(OriginsOf(b, pool));

    /// <summary>What a value is made of; of an element also what the member stores in its collection.</summary>
    private static HashSet<Expression> OriginsOf(Expression value, ExpressionPool pool)
    {
        HashSet<Expression> origins = [];
        AddOrigins(value, origins, [], pool, 0);
        return origins;
    }

    private static void AddOrigins(Expression value, HashSet<Expression> origins, HashSet<Expression> seen, ExpressionPool pool, int depth)
    {
        if (depth > Deepest || !seen.Add(value))
        {
            return;
        }

        switch (value)
        {
            case Element element:
                AddCollection(element.Collection, origins, seen, pool, depth + 1);
                foreach (Expression stored in pool.StoresTo(element.Collection))
                {
                    AddOrigins(stored, origins, seen, pool, depth + 1);
                }

                break;
            case Phi { IsLoopHead: true }:
                origins.Add(value);
                break;
            case Phi phi:
                foreach ((Expression input, _) in phi.Inputs)
                {
                    AddOrigins(input, origins, seen, pool, depth + 1);
                }

                break;
            default:
                if (value is Unknown)
                {
                    origins.Add(value);
                }

                foreach (Expression part in value.Parts)
                {
                    AddOrigins(part, origins, seen, pool, depth + 1);
                }

                break;
        }
    }

    /// <summary>A pointer that a loop moves still points into what it started from.</summary>
    private static void AddCollection(Expression collection, HashSet<Expression> origins, HashSet<Expression> seen, ExpressionPool pool, int depth)
    {
        AddOrigins(collection, origins, seen, pool, depth);
        if (collection is Phi { IsLoopHead: true, Inputs.Count: > 0 } moved)
        {
            AddOrigins(moved.Inputs[0].Value, origins, seen, pool, depth + 1);
        }
    }

    private static bool Collect(Expression value, FoldKind kind, ImmutableArray<Expression>.Builder bodies, HashSet<Expression> seen, ExpressionPool pool, int depth)
    {
        if (depth > Deepest || !seen.Add(value))
        {
            return false;
        }

        KnownFunction function = kind == FoldKind.Maximum ? KnownFunction.Max : KnownFunction.Min;
        switch (value)
        {
            case Fold fold when fold.Kind == kind:
                bodies.Add(fold.Body);
                bodies.Add(fold.Collection);
                return true;
            case Call call when call.Function == function:
                foreach (Expression argument in call.Arguments)
                {
                    if (!Collect(argument, kind, bodies, seen, pool, depth + 1))
                    {
                        bodies.Add(argument);
                    }
                }

                return true;
            case Phi { IsLoopHead: true } phi:
                return CollectLoop(phi, function, bodies, pool);
            case Phi phi:
                // After a loop that may break, or `a > b ? a : b`.
                bool any = CollectChoice(phi, kind, bodies, pool);
                foreach ((Expression input, _) in phi.Inputs)
                {
                    any |= Collect(input, kind, bodies, seen, pool, depth + 1);
                }

                return any;
            case Element { Index: Phi { IsLoopHead: true } index } element:
                return CollectIndex(element, index, kind, bodies, pool);
            case Element { Index: Unknown { CalledName: { } called } } element when NamesPlace(called, kind):
                bodies.Add(element.Collection);
                return true;
            case Unknown { CalledName: { } called } when NamesExtremum(called, kind):
                bodies.AddRange(value.Parts);
                return true;
            case Unknown { Origin: { Kind: OriginKind.Property, Name: { } name } } when NamesExtremum(name, kind):
                bodies.AddRange(value.Parts);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The place of the largest element, as a call finds it: IndexOfMax, ArgMax.</summary>
    private static bool NamesPlace(string name, FoldKind kind) => NamesExtremum(name, kind)
        && (name.IndexOf("index", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("arg", StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool NamesExtremum(string name, FoldKind kind) => kind == FoldKind.Maximum
        ? name.IndexOf("max", StringComparison.OrdinalIgnoreCase) >= 0
        : name.IndexOf("min", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>A variable that a loop, or a nest of loops, leaves as it is or replaces by what compared larger.</summary>
    private static bool CollectLoop(Phi phi, KnownFunction function, ImmutableArray<Expression>.Builder bodies, ExpressionPool pool)
    {
        int leaves = 0;
        bool found = false;
        Expression? taken = null;
        foreach ((Expression candidate, FactSet known) in Turns(phi))
        {
            if (++leaves > MostLeaves)
            {
                return false;
            }

            if (IsSame(candidate, phi))
            {
                continue;
            }

            if (candidate is Call call && call.Function == function && call.Arguments.Any(argument => IsSame(argument, phi)))
            {
                bodies.AddRange(call.Arguments.Where(argument => !IsSame(argument, phi)));
                found = true;
            }
            else if (IsReplacedAfterComparison(phi, candidate, known, function == KnownFunction.Max, pool))
            {
                bodies.Add(candidate);
                found = true;
            }
            else if (taken is null)
            {
                taken = candidate;
            }
            else
            {
                return false;
            }
        }

        // The first element is taken as it is: if (i == 0) max = x[i]; else if (x[i] > max) max = x[i].
        return found && (taken is null || bodies.Contains(taken));
    }

    /// <summary>The place of the largest element: <c>if (x[i] &gt; x[best]) best = i</c>.</summary>
    private static bool CollectIndex(Element element, Phi index, FoldKind kind, ImmutableArray<Expression>.Builder bodies, ExpressionPool pool)
    {
        foreach ((Expression candidate, FactSet known) in Turns(index).Take(MostLeaves))
        {
            if (!IsSame(candidate, index))
            {
                Expression compared = pool.Element(element.Collection, candidate, element.IsInteger);
                if (!Exceeds(compared, element, known, kind == FoldKind.Maximum, pool))
                {
                    return false;
                }

                bodies.Add(compared);
            }
        }

        return bodies.Count > 0;
    }

    /// <summary>What a turn of the loop, or of a loop inside it, may leave in the variable, with what is known there.</summary>
    private static IEnumerable<PathValue> Turns(Phi phi)
    {
        HashSet<Expression> seen = [phi];
        return phi.Inputs.Skip(1).SelectMany(input => Leaves(input.Value, input.Facts, phi, seen, 0));
    }

    private static IEnumerable<PathValue> Leaves(Expression value, FactSet facts, Phi variable, HashSet<Expression> seen, int depth)
    {
        if (depth > Deepest || value is not Phi phi || (phi.IsLoopHead && !IsSame(phi, variable)) || !Leads(phi, variable, 0))
        {
            return [new PathValue(value, facts)];
        }

        if (!seen.Add(phi))
        {
            return [];
        }

        return phi.Inputs.Skip(phi.IsLoopHead ? 1 : 0).SelectMany(input => Leaves(input.Value, input.Facts, variable, seen, depth + 1));
    }

    /// <summary>Whether one of the paths keeps the variable: another choice, x[i] or a number, is a candidate as a whole.</summary>
    private static bool Leads(Phi phi, Phi variable, int depth) => IsSame(phi, variable)
        || (depth < Deepest && !phi.IsLoopHead && phi.Inputs.Any(input => input.Value is Phi inner && Leads(inner, variable, depth + 1)));

    /// <summary>The variable itself, or what an inner loop has made of it.</summary>
    private static bool IsSame(Expression value, Phi phi) => ReferenceEquals(value, phi) || (value is Phi other && other.Slot.Equals(phi.Slot));

    /// <summary>On one of the paths a fact says that the candidate minus the variable has the right sign.</summary>
    private static bool IsReplacedAfterComparison(Phi phi, Expression candidate, FactSet facts, bool larger, ExpressionPool pool) =>
        facts.Alternatives.Any(path => IsReplacedAfterComparison(phi, candidate, path, larger, pool))
        || facts.All.Any(fact => fact.Key is Sum { Constant: 0 } sum
            && sum.Terms.Any(term => IsSame(term.Value, phi) && Exceeds(candidate, term.Value, facts, larger, pool)));

    /// <summary>Whether a fact says that a is not below b, or, for a minimum, not above it.</summary>
    private static bool Exceeds(Expression a, Expression b, FactSet facts, bool larger, ExpressionPool pool)
    {
        Expression difference = pool.Subtract(a, b);
        if (difference is Sum { Constant: not 0 } shifted)
        {
            // A fact about a difference has its constant on the other side.
            difference = pool.WithoutConstant(shifted);
        }

        Interval known = facts[difference];
        return larger ? known.IsNonNegative : known.IsNonPositive;
    }

    /// <summary>The larger of two: <c>a &gt; b ? a : b</c>, <c>m = a; if (b &gt; m) m = b</c>.</summary>
    private static bool CollectChoice(Phi phi, FoldKind kind, ImmutableArray<Expression>.Builder bodies, ExpressionPool pool)
    {
        if (!IsChoice(phi, kind, pool))
        {
            return false;
        }

        bodies.Add(phi.Inputs[0].Value);
        bodies.Add(phi.Inputs[1].Value);
        return true;
    }

    /// <summary>Whether it is the larger, or the smaller, of two values by a comparison of them.</summary>
    public static bool IsChoice(Phi phi, FoldKind kind, ExpressionPool pool)
    {
        if (phi.Inputs.Count != 2)
        {
            return false;
        }

        (Expression a, FactSet aFacts) = phi.Inputs[0];
        (Expression b, FactSet bFacts) = phi.Inputs[1];
        return Exceeds(a, b, aFacts, kind == FoldKind.Maximum, pool) || Exceeds(b, a, bFacts, kind == FoldKind.Maximum, pool);
    }
}
