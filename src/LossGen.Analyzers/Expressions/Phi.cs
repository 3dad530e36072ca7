namespace LossGen.Analyzers.Expressions;

/// <summary>
/// The value of a variable where paths meet (static single assignment form; Cytron et al. 1991, ACM TOPLAS 13(4)). Each path brings a value
/// and the facts known on it; at the head of a loop the paths back are added once the loop's body has been read.
/// </summary>
internal sealed class Phi(int id, object slot, int block, bool isLoopHead, bool isInteger) : Expression(id, isInteger, hasTranscendental: false)
{
    private readonly List<PathValue> _inputs = [];

    public object Slot { get; } = slot;

    public int Block { get; } = block;

    public bool IsLoopHead { get; } = isLoopHead;

    /// <summary>Before the loop's body is read, only what enters it.</summary>
    public IReadOnlyList<PathValue> Inputs => _inputs;

    public void Add(Expression value, FactSet facts) => _inputs.Add(new PathValue(value, facts));

    public override string ToString() => "phi" + Id;
}
