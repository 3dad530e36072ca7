using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// What holds at the end of every turn of a loop for the element it is at holds for all of them: a loop that returns, breaks out or throws at
/// an element that is not positive leaves only arrays whose elements are.
/// </summary>
internal sealed class CheckedElements(ExpressionPool pool, Dictionary<Expression, Expression> enumerated)
{
    private readonly Dictionary<Expression, Interval> _checked = [];
    private readonly Dictionary<Expression, Interval> _bounded = [];
    private readonly HashSet<Element> _visited = [];

    /// <summary>Takes what a loop with these variables leaves; one that is left early may not have come to all elements.</summary>
    public void Add(IEnumerable<Phi> indices, FactSet facts, bool isLeftEarly)
    {
        foreach (KeyValuePair<Expression, Interval> fact in facts.All)
        {
            if (fact.Key is not Element { Collection: Unknown } element || !IsVisited(element.Index, indices) || pool.StoresTo(element.Collection).Count > 0)
            {
                continue;
            }

            if (!fact.Value.CanBeZero && !fact.Value.IsNonPositive)
            {
                Widen(_checked, element.Collection, fact.Value);
            }

            if (!isLeftEarly && !LeavesOut(element.Index))
            {
                _visited.Add(element);
                Widen(_bounded, element.Collection, new Interval(fact.Value.Low, fact.Value.High, fact.Value.LowOpen, fact.Value.HighOpen));
            }
        }
    }

    /// <summary>The range of the elements of a collection of which none is 0; null for any other.</summary>
    public Interval? PositiveOf(Expression collection) => _checked.TryGetValue(collection, out Interval? range) ? range : null;

    /// <summary>The bounds that a loop has left of all elements; the element that it is at may still be outside.</summary>
    public Interval BoundsOf(Expression value) => value is Element element && _bounded.TryGetValue(element.Collection, out Interval? bounds)
        && !_visited.Contains(element) && pool.StoresTo(element.Collection).Count == 0 ? bounds : Interval.Everything;

    private static void Widen(Dictionary<Expression, Interval> all, Expression collection, Interval range) =>
        all[collection] = all.TryGetValue(collection, out Interval? before) ? before.Hull(range) : range;

    /// <summary>A loop that begins after the first element, or passes over others.</summary>
    private static bool LeavesOut(Expression index) => index is Phi phi && (phi.Inputs.Any(static input => input.Value is Constant { Value: > 0 })
        || phi.Inputs.Any(input => input.Value is Sum { Constant: > 1 or < -1, Terms: [{ Coefficient: 1, Value: var before }] } && ReferenceEquals(before, phi)));

    /// <summary>The variable of the loop, before or after its step, or its enumerator.</summary>
    private bool IsVisited(Expression index, IEnumerable<Phi> indices) => enumerated.ContainsKey(index) || indices.Any(phi => ReferenceEquals(index, phi));
}
