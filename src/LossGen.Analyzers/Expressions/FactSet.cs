using System.Collections.Immutable;

namespace LossGen.Analyzers.Expressions;

/// <summary>
/// What the conditions passed on the way to a point say about values there. Immutable: each branch has its own. Where the paths of one condition meet
/// (<c>a || b</c>) each path is kept as an alternative: what follows narrows all of them, and those it contradicts are dropped.
/// </summary>
internal sealed class FactSet
{
    public static readonly FactSet Empty = new(ImmutableDictionary<Expression, Interval>.Empty, ImmutableArray<FactSet>.Empty, mayRelate: false);

    // Every question is asked once for each alternative.
    private const int MostAlternatives = 4;

    // A relation between more values than these bounds none of them.
    private const int MostRelated = 3;

    private readonly ImmutableDictionary<Expression, Interval> _ranges;
    private readonly bool _mayRelate;
    private ILookup<Expression, Sum>? _relations;
    private ILookup<Expression, Fold>? _extrema;

    private FactSet(ImmutableDictionary<Expression, Interval> ranges, ImmutableArray<FactSet> alternatives, bool mayRelate)
    {
        _ranges = ranges;
        _mayRelate = mayRelate;
        Alternatives = alternatives;
    }

    public IEnumerable<KeyValuePair<Expression, Interval>> All => _ranges;

    public bool IsEmpty => _ranges.IsEmpty && Alternatives.IsEmpty;

    /// <summary>The paths of which one was taken, each with all that holds on it; empty where only one is known.</summary>
    public ImmutableArray<FactSet> Alternatives { get; }

    public Interval this[Expression value] => _ranges.TryGetValue(value, out Interval? range) ? range : Interval.Everything;

    public bool Knows(Expression value) => _ranges.ContainsKey(value);

    /// <summary>The sums and differences with the value in them about which something is known: of a - b and b - a, one.</summary>
    public IEnumerable<Sum> RelationsOf(Expression value) => !_mayRelate
        ? []
        : (_relations ??= _ranges.Keys.Where(IsRelation).OfType<Sum>()
            .SelectMany(static sum => sum.Terms.Select(term => new Relation(term.Value, sum)))
            .ToLookup(static relation => relation.Term, static relation => relation.Sum))[value];

    /// <summary>What bounds all elements of a collection: what is known of the largest and of the smallest one.</summary>
    public Interval OfElementsOf(Expression collection) => !_mayRelate
        ? Interval.Everything
        : (_extrema ??= _ranges.Keys.Where(IsExtremum).OfType<Fold>().ToLookup(static fold => fold.Collection))[collection]
            .Aggregate(Interval.Everything, (all, fold) => all.Intersect(fold.Kind == FoldKind.Maximum
                ? new Interval(double.NegativeInfinity, this[fold].High, highOpen: this[fold].HighOpen)
                : new Interval(this[fold].Low, double.PositiveInfinity, lowOpen: this[fold].LowOpen)));

    private static bool IsExtremum(Expression value) => value is Fold { Kind: FoldKind.Maximum or FoldKind.Minimum, Body: Element element } fold
        && ReferenceEquals(element.Collection, fold.Collection);

    private static bool IsRelation(Expression value) =>
        value is Sum { Constant: 0, Terms.Length: > 1 and <= MostRelated } sum && sum.Terms[0].Coefficient > 0;

    public FactSet With(Expression value, Interval range) => TryWith(value, range) ?? this;

    public FactSet Without(Func<Expression, bool> isForgotten)
    {
        ImmutableDictionary<Expression, Interval> kept = _ranges.RemoveRange(_ranges.Keys.Where(isForgotten).ToArray());
        return kept.Count == _ranges.Count && Alternatives.IsEmpty
            ? this
            : new FactSet(kept, Alternatives.Select(path => path.Without(isForgotten)).ToImmutableArray(), _mayRelate);
    }

    /// <summary>What holds whichever of the two paths was taken.</summary>
    public FactSet Meet(FactSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }

        // Two paths that meet differ in little: only that is written.
        ImmutableDictionary<Expression, Interval>.Builder common = _ranges.ToBuilder();
        foreach (KeyValuePair<Expression, Interval> fact in _ranges)
        {
            Interval hull = other._ranges.TryGetValue(fact.Key, out Interval? range) ? fact.Value.Hull(range) : Interval.Everything;
            if (hull.Equals(Interval.Everything))
            {
                common.Remove(fact.Key);
            }
            else if (!hull.Equals(fact.Value))
            {
                common[fact.Key] = hull;
            }
        }

        return common.Count == 0 ? Empty : new FactSet(common.ToImmutable(), ImmutableArray<FactSet>.Empty, _mayRelate && other._mayRelate);
    }

    /// <summary>What is known of two things that both happened; of paths the other tells apart, what holds on all of them.</summary>
    public FactSet And(FactSet other) => ReferenceEquals(this, other) || other.IsEmpty ? this
        : IsEmpty ? other
        : other._ranges.Aggregate(this, static (all, fact) => all.With(fact.Key, fact.Value));

    /// <summary>As <see cref="Meet"/>, with the paths kept apart as long as they are few.</summary>
    public static FactSet Either(IReadOnlyList<FactSet> paths)
    {
        FactSet common = paths.Skip(1).Aggregate(paths[0], static (met, path) => met.Meet(path));
        FactSet[] apart = [.. paths.SelectMany(static path => path.Alternatives.IsEmpty ? [path] : path.Alternatives.AsEnumerable()).Distinct()];
        return apart.Length is < 2 or > MostAlternatives || apart.Any(static path => path.IsEmpty)
            ? common
            : new FactSet(common._ranges, apart.ToImmutableArray(), common._mayRelate);
    }

    /// <summary>Null if the condition contradicts what is known: the point cannot be reached.</summary>
    private FactSet? TryWith(Expression value, Interval range)
    {
        Interval narrowed = this[value].Intersect(range);
        if (narrowed.IsEmpty)
        {
            return null;
        }

        ImmutableArray<FactSet> paths = Alternatives.IsEmpty
            ? Alternatives
            : Alternatives.Select(path => path.TryWith(value, range)).OfType<FactSet>().ToImmutableArray();
        return paths.Length == 1
            ? paths[0]
            : new FactSet(_ranges.SetItem(value, narrowed), paths, _mayRelate || IsRelation(value) || IsExtremum(value));
    }

    /// <summary>A sum about which something is known, and one of its terms. A class for the same reason as <see cref="PathValue"/>.</summary>
    private sealed class Relation(Expression term, Sum sum)
    {
        public Expression Term { get; } = term;

        public Sum Sum { get; } = sum;
    }
}
