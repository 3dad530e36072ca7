using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The values that the member hands to functions of logarithms (log-sum-exp, log-add): there -Infinity is the logarithm of 0, an ordinary value.
/// </summary>
internal sealed class LogDomain(ExpressionPool pool)
{
    private const int Deepest = 12;

    private static readonly string[] Names =
    [
        "LogSum", "LogAdd", "LogPlus", "LogSub", "LogDiff", "LogMinus", "LogMul", "LogNormaliz", "SumLog", "AddLog", "SumOfLog", "LnSum", "LnAdd", "LnPlus",
        "FromLog", "LogToProb",
    ];

    private readonly List<Expression> _arguments = [];
    private HashSet<Expression>? _values;

    public static bool Takes(string method) => Names.Any(name => method.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0);

    public void Add(IEnumerable<Expression> arguments) => _arguments.AddRange(arguments);

    /// <summary>To be asked once the member has been read.</summary>
    public bool Contains(Expression value) => _arguments.Count > 0 && (_values ??= Closure()).Contains(value);

    /// <summary>The arguments, what is added up in them, what was assigned to them on any path, and what is stored where they are collections.</summary>
    private HashSet<Expression> Closure()
    {
        HashSet<Expression> values = [];
        var pending = new Queue<(Expression Value, int Depth)>();
        foreach (Expression root in _arguments)
        {
            pending.Enqueue((root, 0));
        }

        while (pending.Count > 0)
        {
            (Expression value, int depth) = pending.Dequeue();
            if (depth > Deepest || !values.Add(value))
            {
                continue;
            }

            IEnumerable<Expression> parts = value switch
            {
                Phi phi => phi.Inputs.Select(input => input.Value),
                Sum sum => sum.Parts,
                Sequence sequence => [sequence.Body],
                Element element => pool.StoresTo(element.Collection),
                Call { Function: KnownFunction.Tuple or KnownFunction.Max or KnownFunction.Min } several => several.Arguments,
                _ => [],
            };
            foreach (Expression part in parts.Concat(pool.StoresTo(value)))
            {
                pending.Enqueue((part, depth + 1));
            }
        }

        return values;
    }
}
