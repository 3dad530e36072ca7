namespace LossGen.Generators.Specification;

/// <summary>A layer of a model: z = W x + b, then its activation.</summary>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Units">The number of outputs.</param>
/// <param name="Activation">What follows it; none in the last layer, whose outputs are the logits.</param>
internal sealed record LayerSpec(int Inputs, int Units, ActivationKind Activation)
{
    /// <summary>Whether the derivative of the activation needs z and not only its value: LossGen.Kernels.IActivationKernels.KeepsInputs.</summary>
    public bool KeepsSums => Activation is ActivationKind.Gelu or ActivationKind.Silu;
}
