namespace LossGen.Generators.Specification;

/// <summary>What follows a layer: nothing, or one of the values of LossGen.Activation.</summary>
internal enum ActivationKind
{
    /// <summary>Nothing: the layer's outputs are the logits.</summary>
    None,
    Relu,
    LeakyRelu,
    Tanh,
    Sigmoid,
    Gelu,
    Silu,
}
