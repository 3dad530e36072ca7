namespace LossGen.Testing.Rooms;

/// <summary>
/// A type that is not nested. Nested types count as it, including those that the compiler makes for lambdas, iterators and async methods.
/// </summary>
/// <param name="Assembly">The simple name of another assembly; empty for the one that is read.</param>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Name">The metadata name: List`1.</param>
public sealed record OutermostType(string Assembly, string Namespace, string Name)
{
    public bool IsOwn => Assembly.Length == 0;

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}

/// <summary>One type uses another.</summary>
/// <param name="User">The type that is read.</param>
/// <param name="Member">The member of it, nested ones with their types; empty for the type itself.</param>
/// <param name="How">What the use is: a base type, a local, an instruction.</param>
/// <param name="Used">The other type.</param>
public sealed record TypeUse(OutermostType User, string Member, string How, OutermostType Used)
{
    public override string ToString() => $"{User}{(Member.Length == 0 ? "" : "." + Member)} uses {Used} ({How})";
}
