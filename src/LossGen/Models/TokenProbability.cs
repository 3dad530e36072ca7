using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>A token and how probable it is.</summary>
/// <param name="Token">The token's number.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct TokenProbability(int Token, float Probability)
{
    /// <summary>The token and its probability, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{Token}: {Printed.Number(Probability)}");
}
