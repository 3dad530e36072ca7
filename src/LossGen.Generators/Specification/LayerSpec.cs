namespace LossGen.Generators.Specification;

/// <summary>A layer of a model: z = W x + b, then its activation.</summary>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
/// <param name="Activation">What follows it; none in the last layer, whose outputs are the logits.</param>
internal sealed record LayerSpec(int Inputs, int Units, ActivationKind Activation);
