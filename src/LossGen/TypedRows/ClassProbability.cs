using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>A class and how probable the model holds it to be.</summary>
/// <typeparam name="TLabel">The type of the label.</typeparam>
/// <param name="Class">The class, or one label of a multi-label model.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct ClassProbability<TLabel>(TLabel Class, float Probability)
    where TLabel : struct
{
    /// <summary>The class and its probability, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{Class}: {Printed.Number(Probability)}");
}
