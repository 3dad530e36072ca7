using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Ranges;

/// <summary>
/// Recognises a maximum or a minimum over elements, however it was found: <c>Max()</c>, <c>TensorPrimitives.Max</c>, a loop with
/// <c>Math.Max</c> or with <c>if (x[i] &gt; max) max = x[i]</c>, nested <c>Math.Max</c>, or a method whose name says so.
/// </summary>
internal static class Extremum
{
    private const int Deepest = 8;

    // A maximum is chosen between a few values; what has been through more branches than this is another thing.
    private const int MostLeaves = 64;

    /// <summary>Below zero: an element minus the maximum over its like; above zero: an element minus the minimum; otherwise zero.</summary>
    public static int SignOfDifference(Sum sum) => sum.Terms.Length < 2 ? 0 : sum.SignOfDifference ??= FindSignOfDifference(sum);

    private static int FindSignOfDifference(Sum sum)
    {
        foreach ((Expression value, double coefficient) in sum.Terms)
        {
            Expression[] others = sum.Terms.Where(term => !ReferenceEquals(term.Value, value)).Select(term => term.Value).ToArray();
            if (Is(value, FoldKind.Maximum, others) && sum.Constant * coefficient >= 0)
            {
                return coefficient < 0 ? -1 : 1;
            }

            if (Is(value, FoldKind.Minimum, others) && sum.Constant * coefficient >= 0)
            {
                return coefficient < 0 ? 1 : -1;
            }
        }

        return 0;
    }

    /// <summary>Whether <paramref name="value"/> is an extremum of <paramref name="kind"/> over things like <paramref name="others"/>.</summary>
    public static bool Is(Expression value, FoldKind kind, IReadOnlyCollection<Expression> others) =>
        Bodies(value, kind) is { IsEmpty: false } bodies && bodies.Any(body => others.Any(other => IsLike(body, other)));

    /// <summary>What the extremum is taken over: the expressions that were compared; empty if this is no extremum.</summary>
    public static ImmutableArray<Expression> Bodies(Expression value, FoldKind kind)
    {
        var bodies = ImmutableArray.CreateBuilder<Expression>();
        return Collect(value, kind, bodies, [], 0) ? bodies.ToImmutable() : ImmutableArray<Expression>.Empty;
    }

    /// <summary>The same expression except for which element of a collection is meant: z[i] and z[j], w·x[k] + b and w·x[m] + b.</summary>
    public static bool IsLike(Expression a, Expression b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        HashSet<Expression> origins = [];
        AddOrigins(a, origins, 0);
        HashSet<Expression> others = [];
        AddOrigins(b, others, 0);
        return origins.Overlaps(others);
    }

    private static void AddOrigins(Expression value, HashSet<Expression> origins, int depth)
    {
        if (depth > Deepest)
        {
            return;
        }

        switch (value)
        {
            case Element element:
                AddOrigins(element.Collection, origins, depth + 1);
                break;
            case Phi { IsLoopHead: false } phi:
                foreach ((Expression input, _) in phi.Inputs)
                {
                    AddOrigins(input, origins, depth + 1);
                }

                break;
            case Unknown:
                origins.Add(value);
                foreach (Expression part in value.Parts)
                {
                    AddOrigins(part, origins, depth + 1);
                }

                break;
            case Phi:
                origins.Add(value);
                break;
            default:
                foreach (Expression part in value.Parts)
                {
                    AddOrigins(part, origins, depth + 1);
                }

                break;
        }
    }

    private static bool Collect(Expression value, FoldKind kind, ImmutableArray<Expression>.Builder bodies, HashSet<Expression> seen, int depth)
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
                    if (!Collect(argument, kind, bodies, seen, depth + 1))
                    {
                        bodies.Add(argument);
                    }
                }

                return true;
            case Phi { IsLoopHead: true } phi:
                return CollectLoop(phi, function, bodies);
            case Phi phi:
                // After a loop that may break, or `a > b ? a : b`.
                bool any = false;
                foreach ((Expression input, _) in phi.Inputs)
                {
                    any |= Collect(input, kind, bodies, seen, depth + 1);
                }

                return any || CollectChoice(phi, kind, bodies);
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

    private static bool NamesExtremum(string name, FoldKind kind) => kind == FoldKind.Maximum
        ? name.IndexOf("max", StringComparison.OrdinalIgnoreCase) >= 0
        : name.IndexOf("min", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>A variable that a loop leaves as it is or replaces by what compared larger.</summary>
    private static bool CollectLoop(Phi phi, KnownFunction function, ImmutableArray<Expression>.Builder bodies)
    {
        bool found = false;
        foreach ((Expression back, FactSet facts) in phi.Inputs.Skip(1))
        {
            int leaves = 0;
            foreach ((Expression candidate, FactSet known) in Leaves(back, facts, 0))
            {
                if (++leaves > MostLeaves)
                {
                    return false;
                }

                if (candidate is Phi same && same.Slot.Equals(phi.Slot))
                {
                    continue;
                }

                if (candidate is Call call && call.Function == function && call.Arguments.Contains(phi))
                {
                    bodies.AddRange(call.Arguments.Where(argument => !ReferenceEquals(argument, phi)));
                    found = true;
                }
                else if (IsReplacedAfterComparison(phi, candidate, known, function == KnownFunction.Max))
                {
                    bodies.Add(candidate);
                    found = true;
                }
                else
                {
                    return false;
                }
            }
        }

        return found;
    }

    private static IEnumerable<(Expression Value, FactSet Facts)> Leaves(Expression value, FactSet facts, int depth) =>
        value is Phi { IsLoopHead: false } merge && depth < Deepest
            ? merge.Inputs.SelectMany(input => Leaves(input.Value, input.Facts, depth + 1))
            : value is Phi { IsLoopHead: true } inner && inner.Inputs.Count > 1 && depth < Deepest
                ? new[] { (value, facts) }.Concat(inner.Inputs.Skip(1).Where(input => input.Value is not Phi { IsLoopHead: true })
                    .SelectMany(input => Leaves(input.Value, input.Facts, depth + 1)))
                : [(value, facts)];

    /// <summary>Somewhere on the path a fact says that the candidate minus the variable has the right sign.</summary>
    private static bool IsReplacedAfterComparison(Phi phi, Expression candidate, FactSet facts, bool larger)
    {
        foreach (KeyValuePair<Expression, Interval> fact in facts.All)
        {
            if (fact.Key is Sum { Constant: 0, Terms.Length: 2 } difference
                && difference.Terms.Any(term => term.Value is Phi && (ReferenceEquals(term.Value, phi) || ((Phi)term.Value).Slot.Equals(phi.Slot)))
                && difference.Terms.FirstOrDefault(term => ReferenceEquals(term.Value, candidate)) is { Value: not null } mine)
            {
                bool positive = fact.Value.IsNonNegative == mine.Coefficient > 0;
                if (fact.Value.IsNonNegative || fact.Value.IsNonPositive)
                {
                    return positive == larger;
                }
            }
        }

        return false;
    }

    /// <summary>The larger of two: <c>a &gt; b ? a : b</c>.</summary>
    private static bool CollectChoice(Phi phi, FoldKind kind, ImmutableArray<Expression>.Builder bodies)
    {
        if (phi.Inputs.Count != 2)
        {
            return false;
        }

        (Expression a, FactSet aFacts) = phi.Inputs[0];
        Expression b = phi.Inputs[1].Value;
        foreach (KeyValuePair<Expression, Interval> fact in aFacts.All)
        {
            if (fact.Key is Sum { Constant: 0, Terms.Length: 2 } difference
                && difference.Terms.FirstOrDefault(term => ReferenceEquals(term.Value, a)) is { Value: not null } mine
                && difference.Terms.Any(term => ReferenceEquals(term.Value, b))
                && (fact.Value.IsNonNegative || fact.Value.IsNonPositive)
                && (fact.Value.IsNonNegative == mine.Coefficient > 0) == (kind == FoldKind.Maximum))
            {
                bodies.Add(a);
                bodies.Add(b);
                return true;
            }
        }

        return false;
    }
}
