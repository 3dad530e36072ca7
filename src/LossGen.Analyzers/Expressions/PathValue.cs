namespace LossGen.Analyzers.Expressions;

/// <summary>
/// What one of several paths brings: a value, and what is known on the path. A class, because collections and queries of a struct are compiled anew for it in
/// every run of the compiler.
/// </summary>
internal sealed class PathValue(Expression value, FactSet facts)
{
    public Expression Value { get; } = value;

    public FactSet Facts { get; } = facts;

    public void Deconstruct(out Expression value, out FactSet facts) => (value, facts) = (Value, Facts);
}
