namespace LossGen.Training;

/// <summary>What training options that are not set mean for a model of the next token with embeddings.</summary>
/// <remarks>
/// Embeddings move with the rate of all layers, and gradient descent with momentum at 0.05, which suits other networks, leaves them restless. Loss on tokens not
/// trained on at 0.05 and 0.02: letters in 11,442 words (context 3, embedding 10, 200 tanh units; 60 epochs) 2.094 and 2.064, letters in a play (8, 16, 128 tanh; 5
/// epochs) 2.096 and 2.033, its 2,000 most frequent words (3, 24, 64 ReLU; 4 epochs) 4.844 and 4.901. One-hot models prefer 0.05.
/// </remarks>
internal static class TokenDefaults
{
    private const double DescentRate = 0.02;

    /// <summary>The rate that a run begins with.</summary>
    public static double Rate(MiniBatchOptimizer optimizer) =>
        optimizer is GradientDescentOptimizer ? Math.Min(DescentRate, optimizer.NetworkRate) : optimizer.NetworkRate;
}
