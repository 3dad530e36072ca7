namespace LossGen.Generators.Specification;

/// <summary>A layer of a model: z = W x + b.</summary>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
internal sealed record LayerSpec(int Inputs, int Units);
