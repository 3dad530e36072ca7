using LossGen.Losses;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>
/// Changes rows so that a model's loss grows, within a distance of each row and a range of valid features: to measure a model (<c>Attack</c>), or to
/// train it on what would fool it (<see cref="TrainingOptions.Adversary"/>).
/// </summary>
/// <remarks>
/// An attacked row is within <see cref="Epsilon"/> and the range to the last bit, rounding included. Epsilon is in the units of the rows as given, standardised or not.
/// </remarks>
/// <example><code>
/// model.Fit(rows, labels, new() { Adversary = Adversary.Pgd(0.1, steps: 10, stepSize: 0.025) with { Minimum = 0, Maximum = 1 } });
/// </code></example>
public sealed record Adversary
{
    private readonly double _mix = 1;
    private readonly Norm _norm;
    private readonly float _minimum = float.NegativeInfinity;
    private readonly float _maximum = float.PositiveInfinity;

    private Adversary(AdversaryKind kind, double epsilon, int steps, double stepSize, bool randomStart)
    {
        Kind = kind;
        Epsilon = epsilon;
        Steps = steps;
        StepSize = stepSize;
        RandomStart = randomStart;
    }

    /// <summary>The largest size of a change, in <see cref="Norm"/>.</summary>
    public double Epsilon { get; private init; }

    /// <summary>Gradients that are taken for a row: 1 for <see cref="Fgsm"/>, 0 for <see cref="Certified"/>.</summary>
    public int Steps { get; }

    /// <summary>The size of a step, in <see cref="Norm"/>.</summary>
    public double StepSize { get; private init; }

    /// <summary>Whether the first gradient is taken at a random point within epsilon.</summary>
    public bool RandomStart { get; }

    /// <summary>How changes are measured; by default <see cref="Norm.LInfinity"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a value of <see cref="LossGen.Norm"/>.</exception>
    public Norm Norm
    {
        get => _norm;
        init => _norm = value is Norm.LInfinity or Norm.L2 ? value : throw Require.OutOfRange(nameof(Norm), value, "LInfinity or L2");
    }

    /// <summary>The smallest valid value of a feature; by default −∞. Rows below it are refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN, or +∞.</exception>
    public float Minimum
    {
        get => _minimum;
        init => _minimum = value < float.PositiveInfinity ? value : throw Require.OutOfRange(nameof(Minimum), value, "a number, or −∞ for none");
    }

    /// <summary>The largest valid value of a feature; by default +∞. Rows above it are refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN, or −∞.</exception>
    public float Maximum
    {
        get => _maximum;
        init => _maximum = value > float.NegativeInfinity ? value : throw Require.OutOfRange(nameof(Maximum), value, "a number, or +∞ for none");
    }

    /// <summary>In training the share of the loss on attacked rows, above 0 up to 1 (the default); the rest is the loss on the rows as they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public double Mix
    {
        get => _mix;
        init => _mix = value is > 0 and <= 1 ? value : throw Require.OutOfRange(nameof(Mix), value, "a number above 0, at most 1");
    }

    /// <summary>What it does.</summary>
    internal AdversaryKind Kind { get; }

    /// <summary>One step of the full size along the sign of the gradient (along the gradient itself for <see cref="Norm.L2"/>).</summary>
    /// <remarks>
    /// Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples", ICLR 2015. For a binary linear model the worst change there is.
    /// </remarks>
    /// <param name="epsilon">The size of the change; finite, 0 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public static Adversary Fgsm(double epsilon) =>
        new(AdversaryKind.Steps, Require.NonNegative(epsilon, nameof(epsilon)), steps: 1, stepSize: epsilon, randomStart: false);

    /// <summary>Projected gradient descent: steps along the sign of the gradient, each followed by the way back into the ball and the range.</summary>
    /// <remarks>Madry, Makelov, Schmidt, Tsipras and Vladu, "Towards deep learning models resistant to adversarial attacks", ICLR 2018.</remarks>
    /// <param name="epsilon">The largest size of a change; finite, 0 or above.</param>
    /// <param name="steps">Gradients taken for each row; 1 or more.</param>
    /// <param name="stepSize">The size of a step; finite, above 0. 2.5 ε / steps reaches any point of the ball.</param>
    /// <param name="randomStart">Whether to begin at a random point of the ball, that of the seed and the row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static Adversary Pgd(double epsilon, int steps, double stepSize, bool randomStart = true) => new(
        AdversaryKind.Steps,
        Require.NonNegative(epsilon, nameof(epsilon)),
        Require.AtLeast(steps, 1, nameof(steps)),
        Require.Positive(stepSize, nameof(stepSize)),
        randomStart);

    /// <summary>No attack but training on a bound of the worst loss there is within epsilon, so that the model can be certified; for labels.</summary>
    /// <remarks>
    /// <para>Binary linear models: the worst loss itself, log(1 + exp(−(±z − ε‖w‖))), with the dual norm. Multiclass linear models:
    /// log Σ exp(z_j − z_y + ε‖w_j − w_y‖). With hidden layers: interval bounds, the last layer by differences of logits (Gowal et al., "On the effectiveness of
    /// interval bound propagation for training verifiably robust models", 2018). Linear models take the whole ball, whatever the valid range.</para>
    /// <para>ε and <see cref="Mix"/> rise from 0 over the first half of the epochs.</para>
    /// </remarks>
    /// <param name="epsilon">The largest size of a change; finite, 0 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public static Adversary Certified(double epsilon) =>
        new(AdversaryKind.Certified, Require.NonNegative(epsilon, nameof(epsilon)), steps: 0, stepSize: 0, randomStart: false);

    /// <summary>The same with another epsilon, its steps scaled alike; those of FGSM are as long as epsilon also where that was 0.</summary>
    internal Adversary At(double epsilon) => this with
    {
        Epsilon = epsilon,
        StepSize = Kind == AdversaryKind.Certified ? 0 : StepSize == Epsilon ? epsilon : Epsilon > 0 ? StepSize * (epsilon / Epsilon) : StepSize,
    };

    /// <summary>Refuses a range without numbers, and rows that are outside it.</summary>
    /// <param name="rows">Rows, of finite numbers.</param>
    /// <param name="features">Numbers in a row.</param>
    internal void CheckRange(ReadOnlySpan<float> rows, int features)
    {
        if (!(Minimum <= Maximum))
            throw new ArgumentException(Invariant($"The adversary's Minimum is {Minimum}, its Maximum {Maximum}; expected a Minimum that is not above the Maximum."), "adversary");
        if (float.IsNegativeInfinity(Minimum) && float.IsPositiveInfinity(Maximum)) return;
        int at = rows.IndexOfAnyExceptInRange(Minimum, Maximum);
        if (at >= 0)
        {
            throw new ArgumentException(
                Invariant($"Row {at / features}, column {at % features} is {rows[at]}; the adversary's valid range is {Minimum} to {Maximum}."), nameof(rows));
        }
    }

    /// <summary>The settings in a line, in the invariant culture.</summary>
    public override string ToString()
    {
        string text = Kind == AdversaryKind.Certified ? Invariant($"certified, ε {Epsilon}")
            : Steps == 1 && !RandomStart && StepSize == Epsilon ? Invariant($"FGSM, ε {Epsilon}")
            : Invariant($"PGD, ε {Epsilon}, {Printed.Count(Steps, "step", "steps")} of {StepSize}{(RandomStart ? ", random start" : "")}");
        if (Norm == Norm.L2) text += ", L2";
        if (!float.IsNegativeInfinity(Minimum) || !float.IsPositiveInfinity(Maximum)) text += Invariant($", from {Minimum} to {Maximum}");
        return Mix == 1 ? text : text + Invariant($", mix {Mix}");
    }
}
