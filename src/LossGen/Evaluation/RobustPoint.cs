using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How a model stands changes of one size.</summary>
/// <param name="Epsilon">The size.</param>
/// <param name="Accuracy">The share of rows that it predicts right as they are.</param>
/// <param name="AttackedAccuracy">The share that it predicts right as they are and after the attack.</param>
/// <param name="CertifiedAccuracy">The share whose class no change up to this size alters; never above <paramref name="AttackedAccuracy"/>.</param>
public readonly record struct RobustPoint(double Epsilon, double Accuracy, double AttackedAccuracy, double CertifiedAccuracy)
{
    /// <summary>The numbers with their names, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"ε {Printed.Number(Epsilon)}: accuracy {Printed.Number(Accuracy)}, attacked {Printed.Number(AttackedAccuracy)}, certified {Printed.Number(CertifiedAccuracy)}");
}
