using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The value of each variable at a point, and what is known there. A slot is a local or a parameter (its symbol), an intermediate value
/// of the control-flow graph (its capture id), or a place in memory (the expression that reads it: an element, a field).
/// </summary>
internal sealed class FlowState(ImmutableDictionary<object, Expression> values, FactSet facts)
{
    public static readonly FlowState Empty = new(ImmutableDictionary<object, Expression>.Empty, FactSet.Empty);

    public ImmutableDictionary<object, Expression> Values { get; } = values;

    public FactSet Facts { get; } = facts;

    public FlowState With(object slot, Expression value) => new(Values.SetItem(slot, value), Facts);

    public FlowState With(FactSet facts) => ReferenceEquals(facts, Facts) ? this : new(Values, facts);

    public FlowState Without(IEnumerable<object> slots)
    {
        ImmutableDictionary<object, Expression> kept = Values.RemoveRange(slots);
        return ReferenceEquals(kept, Values) ? this : new(kept, Facts);
    }

    public FlowState Without(Func<object, bool> isForgotten)
    {
        object[] forgotten = Values.Keys.Where(isForgotten).ToArray();
        return forgotten.Length == 0 ? this : new(Values.RemoveRange(forgotten), Facts);
    }
}
