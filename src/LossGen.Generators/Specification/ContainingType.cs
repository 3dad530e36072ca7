namespace LossGen.Generators.Specification;

/// <summary>A type around the model: how its partial declaration is opened.</summary>
/// <param name="Keyword">class, struct, record, record struct or interface.</param>
/// <param name="Name">Its name as written in source.</param>
internal sealed record ContainingType(string Keyword, string Name);
