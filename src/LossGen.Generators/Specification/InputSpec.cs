namespace LossGen.Generators.Specification;

/// <summary>What goes into a model.</summary>
/// <param name="Features">Numbers in a row.</param>
internal sealed record InputSpec(int Features);
