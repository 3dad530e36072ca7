using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How the rows' cross-entropies are weighted, smoothed and focused before they are averaged.</summary>
/// <remarks>
/// <para>With p = softmax(z) of row i, y its label, K classes, w the <see cref="ClassWeights"/>, s the <see cref="SampleWeights"/>,
/// ε the <see cref="LabelSmoothing"/> and γ the <see cref="FocalGamma"/>, the loss of a row with a hard label is</para>
/// <code>loss_i = (1 − p_y)^γ · [ (1 − ε) w_y (−log p_y) + ε/K Σ_c w_c (−log p_c) ]</code>
/// <para>and the loss of the set is the weighted mean <c>Σ s_i loss_i / Σ s_i w_y</c>, as PyTorch's <c>cross_entropy</c> with
/// <c>reduction="mean"</c> defines it. With soft targets t (a distribution a row, smoothed to (1 − ε) t + ε/K) the class weights stay
/// inside the sum over the classes and only the sample weights divide: <c>Σ s_i Σ_c w_c t_c (−log p_c) / Σ s_i</c>.
/// The divisor never contains the focal factor.</para>
/// <para>Rows whose weights sum to 0 have the loss 0, and Fit refuses them.</para>
/// <para>Two options are equal when their numbers are equal and their weights are the same memory. The weights are referred to, not
/// copied, until a call of <c>Fit</c> copies and checks them at its start: other calls see what is in the array at the time.</para>
/// </remarks>
/// <example><code>
/// var options = new LossOptions { ClassWeights = ClassWeights.Balanced(labels, classes: 3), LabelSmoothing = 0.1f };
/// </code></example>
public sealed record LossOptions
{
    private readonly ReadOnlyMemory<float> _classWeights;
    private readonly ReadOnlyMemory<float> _sampleWeights;
    private readonly float _labelSmoothing;
    private readonly float _focalGamma;

    /// <summary>The plain mean: no weights, no smoothing, no focus.</summary>
    public static LossOptions Default { get; } = new();

    /// <summary>One weight a class, or empty for a weight of 1 each. Finite, 0 or above, not all 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, infinite or NaN, or all are 0.</exception>
    public ReadOnlyMemory<float> ClassWeights
    {
        get => _classWeights;
        init => _classWeights = CheckWeights(value, nameof(ClassWeights));
    }

    /// <summary>One weight a row, or empty for a weight of 1 each. Finite, 0 or above, not all 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, infinite or NaN, or all are 0.</exception>
    public ReadOnlyMemory<float> SampleWeights
    {
        get => _sampleWeights;
        init => _sampleWeights = CheckWeights(value, nameof(SampleWeights));
    }

    /// <summary>
    /// The share ε of each target that is spread evenly over all classes: the target becomes (1 − ε) t + ε/K. 0 (the default) up to
    /// but not including 1. For a multi-label model each label's target becomes (1 − ε) t + ε/2.
    /// </summary>
    /// <remarks>Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, "Rethinking the Inception architecture", CVPR 2016, section 7.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, 1 or above, or NaN.</exception>
    public float LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = Require.Fraction(value, nameof(LabelSmoothing));
    }

    /// <summary>
    /// The exponent γ of the factor (1 − p_y)^γ, which turns the weight from rows already classified well to those still wrong.
    /// Finite, 0 (the default: no focus) or above; 2 is the usual choice.
    /// </summary>
    /// <remarks>Lin, Goyal, Girshick, He and Dollár, "Focal loss for dense object detection", ICCV 2017, equation 4.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public float FocalGamma
    {
        get => _focalGamma;
        init => _focalGamma = Require.NonNegative(value, nameof(FocalGamma));
    }

    /// <summary>The same options with checked copies of the weights, which the caller cannot change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Weights have been changed, after they were set, to invalid values.</exception>
    internal LossOptions Snapshot() => ClassWeights.IsEmpty && SampleWeights.IsEmpty
        ? this
        : this with { ClassWeights = ClassWeights.ToArray(), SampleWeights = SampleWeights.ToArray() };

    /// <summary>The options that are set, in the invariant culture; "the plain mean" if none is.</summary>
    public override string ToString()
    {
        List<string> set = [];
        if (!ClassWeights.IsEmpty) set.Add("class weights " + Printed.Weights(ClassWeights.Span));
        if (!SampleWeights.IsEmpty) set.Add("sample weights " + Printed.Weights(SampleWeights.Span));
        if (LabelSmoothing > 0) set.Add(Invariant($"label smoothing {LabelSmoothing}"));
        if (FocalGamma > 0) set.Add(Invariant($"focal gamma {FocalGamma}"));
        return set.Count == 0 ? "the plain mean" : string.Join(", ", set);
    }

    /// <summary>What a number printed as this loss is called: "loss", with a word for each option that makes it another number than the plain mean.</summary>
    internal string Name =>
        (ClassWeights.IsEmpty && SampleWeights.IsEmpty ? "" : "weighted ") + (LabelSmoothing > 0 ? "smoothed " : "") + (FocalGamma > 0 ? "focal " : "") + "loss";

    private static ReadOnlyMemory<float> CheckWeights(ReadOnlyMemory<float> weights, string name)
    {
        ReadOnlySpan<float> values = weights.Span;
        bool anyPositive = values.IsEmpty;
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= 0) || !float.IsFinite(values[i]))
            {
                throw new ArgumentOutOfRangeException(name, values[i],
                    Require.Invariant($"{name}[{i}] is {values[i]}; expected a finite number, 0 or above."));
            }
            anyPositive |= values[i] > 0;
        }
        if (!anyPositive)
        {
            throw new ArgumentOutOfRangeException(name, 0f,
                Require.Invariant($"All {values.Length} of {name} are 0; expected at least one above 0, or none at all for equal weights."));
        }
        return weights;
    }
}
