namespace LossGen;

/// <summary>The function that follows each hidden layer of a model.</summary>
public enum Activation
{
    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>z where z is positive, else 0.01 z.</summary>
    LeakyRelu,

    /// <summary>tanh(z).</summary>
    Tanh,

    /// <summary>σ(z) = 1 / (1 + exp(−z)).</summary>
    Sigmoid,

    /// <summary>z Φ(z) with the cumulative distribution function Φ of the normal distribution, not its approximation by tanh.</summary>
    Gelu,

    /// <summary>z σ(z).</summary>
    Silu,
}
