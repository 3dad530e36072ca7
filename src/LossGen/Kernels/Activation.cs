namespace LossGen;

/// <summary>The function that a hidden layer applies to each of its outputs z = W x + b. The last layer has none.</summary>
public enum Activation
{
    /// <summary>max(z, 0): the rectified linear unit. The default.</summary>
    /// <remarks>Nair and Hinton 2010, "Rectified linear units improve restricted Boltzmann machines", ICML.</remarks>
    Relu = 0,

    /// <summary>z where z is above 0, 0.01 z elsewhere, so that a unit whose outputs are all negative still learns.</summary>
    /// <remarks>Maas, Hannun and Ng 2013, "Rectifier nonlinearities improve neural network acoustic models", ICML.</remarks>
    LeakyRelu = 1,

    /// <summary>The hyperbolic tangent, from −1 to 1.</summary>
    Tanh = 2,

    /// <summary>The logistic function 1 / (1 + e^−z), from 0 to 1.</summary>
    Sigmoid = 3,

    /// <summary>z Φ(z), with Φ the distribution function of the standard normal distribution: the exact form, not the one by tanh.</summary>
    /// <remarks>Hendrycks and Gimpel 2016, "Gaussian error linear units (GELUs)", arXiv:1606.08415.</remarks>
    Gelu = 4,

    /// <summary>z / (1 + e^−z), also known as swish.</summary>
    /// <remarks>Elfwing, Uchibe and Doya 2018, "Sigmoid-weighted linear units for neural network function approximation", Neural Networks 107.</remarks>
    Silu = 5,
}
