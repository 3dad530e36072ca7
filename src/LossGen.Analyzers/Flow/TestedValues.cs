using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Flow;

/// <summary>The values that the code tests for being finite or a number, with all that they are made of; found once for a member.</summary>
internal sealed class TestedValues
{
    private const int Deepest = 24;
    private const int DeepestPart = 16;

    private readonly HashSet<Expression> _tested;
    private readonly HashSet<Expression> _made = [];

    public TestedValues(HashSet<Expression> tested)
    {
        _tested = tested;
        var pending = new Queue<(Expression Value, int Depth)>();
        foreach (Expression root in tested)
        {
            pending.Enqueue((root, 0));
        }

        while (pending.Count > 0)
        {
            (Expression value, int depth) = pending.Dequeue();
            if (!_made.Add(value) || depth > Deepest)
            {
                continue;
            }

            foreach (Expression part in value is Phi phi ? phi.Inputs.Select(input => input.Value) : value.Parts)
            {
                pending.Enqueue((part, depth + 1));
            }
        }
    }

    /// <summary>Whether this value, or one made from it, is tested; or one with a logarithm or an exponential that it is made from.</summary>
    public bool Cover(Expression value) => _tested.Count > 0 && (_made.Contains(value)
        || (value is Call call && call.Arguments.Any(_tested.Contains))
        || value.Contains(part => part.HasTranscendental && _tested.Contains(part), DeepestPart));
}
