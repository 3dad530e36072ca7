namespace LossGen;

/// <summary>A token and how probable it is.</summary>
/// <param name="Token">The token's number.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public readonly record struct TokenProbability(int Token, float Probability);
