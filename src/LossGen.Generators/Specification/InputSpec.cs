namespace LossGen.Generators.Specification;

/// <summary>The input of a model.</summary>
/// <param name="Features">Numbers in a row.</param>
internal sealed record InputSpec(int Features);
