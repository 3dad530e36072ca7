using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The conditions that the member branches on, and the integers that it steps by one: whether a value is discarded by a later test, whether an
/// integer is corrected.
/// </summary>
internal sealed class Comparisons
{
    private const int Deepest = 12;
    private const int DeepestPart = 8;

    private readonly List<Expression> _conditions = [];
    private readonly List<(Expression Before, FactSet Facts)> _steps = [];
    private HashSet<Expression>? _compared;

    public void AddCondition(Expression condition) => _conditions.Add(condition);

    public void AddStep(Expression before, FactSet facts) => _steps.Add((before, facts));

    /// <summary>Whether a condition compares the value by its size: itself, what is added to it or multiplied with it, and its absolute value.</summary>
    public bool Compare(Expression value, ExpressionPool pool)
    {
        HashSet<Expression> compared = _compared ??= Closure();
        return compared.Contains(value) || compared.Contains(pool.Negate(value)) || (value is Sum { Constant: not 0, Terms: [var only] } && IsOffset(compared, only.Value));
    }

    /// <summary>Whether a condition compares a value with a number, or asks whether it is 0.</summary>
    public bool Ask(Expression value) => _conditions.Any(condition => condition.Contains(
        part => part is Call { Function: KnownFunction.IsPositive or KnownFunction.IsZero, Argument: var tested } && IsValueAndConstant(tested, value), DeepestPart));

    private static bool IsValueAndConstant(Expression tested, Expression value) => ReferenceEquals(tested, value)
        || (tested is Sum { Terms: [var only] } && ReferenceEquals(only.Value, value));

    /// <summary>Whether a condition compares the value itself with 0 or 1: an integer cut from an infinity is far below both.</summary>
    public bool CompareWithZero(Expression value) => _conditions.Any(condition => condition.Contains(part => IsOfZero(part, value), DeepestPart));

    private static bool IsOfZero(Expression condition, Expression value) => condition is Call { Function: KnownFunction.IsPositive, Argument: var tested }
        && (ReferenceEquals(tested, value) || (tested is Sum { Constant: >= -1 and <= 1, Terms: [var only] } && ReferenceEquals(only.Value, value)));

    /// <summary>Of a constant plus a multiple of one term, the term beside another constant: 1 - e &lt; 0.5 is compared as e - 0.5.</summary>
    private static bool IsOffset(HashSet<Expression> compared, Expression term) =>
        compared.Contains(term) || compared.Any(other => other is Sum { Terms: [var only] } && ReferenceEquals(only.Value, term));

    /// <summary>
    /// Whether an integer cut from the value is corrected: a condition raises something to it or looks it up in a table, or it is stepped by one under a
    /// condition on something else.
    /// </summary>
    public bool Correct(Expression value, FactSet known) =>
        _conditions.Any(condition => condition.Contains(part => IsPower(part) && Reaches(part, value, 0), DeepestPart))
        || _steps.Any(step => Reaches(step.Before, value, 0)
            && step.Facts.All.Any(fact => !known.Knows(fact.Key) && !IsAboutItself(fact.Key, step.Before)));

    private static bool IsPower(Expression value) => value is Call { Function: KnownFunction.Power or KnownFunction.Exp2 or KnownFunction.Exp10 } or Element
        || value.NameOfCall?.IndexOf("pow", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>A bound of a loop that counts up or down from the value.</summary>
    private static bool IsAboutItself(Expression fact, Expression before) => Holds(fact, before)
        || (fact is Sum sum && sum.Terms.Any(term => Holds(term.Value, before)));

    private static bool Holds(Expression value, Expression before) => ReferenceEquals(value, before)
        || (value is Phi phi && before is Phi other && phi.Slot.Equals(other.Slot))
        || (before is Sum { Terms.Length: 1 } shifted && Holds(value, shifted.Terms[0].Value));

    /// <summary>Whether the value is part of another, also by way of what was assigned on some path.</summary>
    private static bool Reaches(Expression from, Expression value, int depth) => ReferenceEquals(from, value)
        || (depth < Deepest && (from is Phi phi ? phi.Inputs.Any(input => !ReferenceEquals(input.Value, phi) && ReachesBack(input.Value, phi, value, depth + 1))
            : from.Parts.Any(part => Reaches(part, value, depth + 1))));

    private static bool ReachesBack(Expression input, Phi phi, Expression value, int depth) =>
        !input.Contains(phi) && Reaches(input, value, depth);

    private HashSet<Expression> Closure()
    {
        HashSet<Expression> compared = [];
        var pending = new Queue<(Expression Value, int Depth)>();
        foreach (Expression root in _conditions)
        {
            pending.Enqueue((root, 0));
        }

        while (pending.Count > 0)
        {
            (Expression value, int depth) = pending.Dequeue();
            if (depth > Deepest || !compared.Add(value))
            {
                continue;
            }

            IEnumerable<Expression> parts = value switch
            {
                Phi { IsLoopHead: false } phi => phi.Inputs.Select(input => input.Value),
                Sum or Product => value.Parts,
                Call { Function: KnownFunction.Not or KnownFunction.And or KnownFunction.Or or KnownFunction.IsPositive or KnownFunction.Abs or KnownFunction.Sqrt } => value.Parts,
                _ => [],
            };
            foreach (Expression part in parts)
            {
                pending.Enqueue((part, depth + 1));
            }
        }

        return compared;
    }
}
