using System.Collections.Immutable;

namespace LossGen.Analyzers.Expressions;

/// <summary>What the conditions passed on the way to a point say about values there. Immutable: each branch has its own.</summary>
internal sealed class FactSet
{
    public static readonly FactSet Empty = new(ImmutableDictionary<Expression, Interval>.Empty);

    private readonly ImmutableDictionary<Expression, Interval> _ranges;

    private FactSet(ImmutableDictionary<Expression, Interval> ranges) => _ranges = ranges;

    public IEnumerable<KeyValuePair<Expression, Interval>> All => _ranges;

    public bool IsEmpty => _ranges.IsEmpty;

    public Interval this[Expression value] => _ranges.TryGetValue(value, out Interval range) ? range : Interval.Everything;

    public bool Knows(Expression value) => _ranges.ContainsKey(value);

    public FactSet With(Expression value, Interval range)
    {
        Interval narrowed = this[value].Intersect(range);

        // A condition that contradicts what is known makes the point unreachable; keep the older fact rather than an empty range.
        return narrowed.IsEmpty ? this : new FactSet(_ranges.SetItem(value, narrowed));
    }

    public FactSet Without(Func<Expression, bool> isForgotten)
    {
        ImmutableDictionary<Expression, Interval> kept = _ranges.RemoveRange(_ranges.Keys.Where(isForgotten).ToArray());
        return kept.Count == _ranges.Count ? this : new FactSet(kept);
    }

    /// <summary>What holds whichever of the two paths was taken.</summary>
    public FactSet Meet(FactSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }

        ImmutableDictionary<Expression, Interval>.Builder common = ImmutableDictionary.CreateBuilder<Expression, Interval>();
        foreach (KeyValuePair<Expression, Interval> fact in _ranges)
        {
            if (other._ranges.TryGetValue(fact.Key, out Interval range))
            {
                Interval hull = fact.Value.Hull(range);
                if (!hull.Equals(Interval.Everything))
                {
                    common[fact.Key] = hull;
                }
            }
        }

        return common.Count == 0 ? Empty : new FactSet(common.ToImmutable());
    }
}
