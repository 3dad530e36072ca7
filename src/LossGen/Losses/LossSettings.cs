using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>The options of a loss, read once a call.</summary>
internal readonly ref struct LossSettings(LossOptions? options, Dropout dropout = default)
{
    private readonly LossOptions? _options = options;

    public ReadOnlySpan<float> ClassWeights { get; } = options is null ? default : options.ClassWeights.Span;

    public ReadOnlySpan<float> SampleWeights { get; init; } = options is null ? default : options.SampleWeights.Span;

    public float LabelSmoothing { get; private init; } = options?.LabelSmoothing ?? 0;

    /// <summary>Which outputs of hidden layers are dropped while training.</summary>
    public Dropout Dropout { get; } = dropout;

    public float FocalGamma { get; } = options?.FocalGamma ?? 0;

    /// <summary>Where the worst loss is trained, what is added to logit j of a row of class y, at y * logits + j; else empty.</summary>
    public ReadOnlySpan<float> Margins { get; private init; }

    /// <summary>Collects the sum over the rows of the derivative by each margin.</summary>
    public Span<float> MarginSums { get; private init; }

    /// <summary>Whether every row counts once and its loss is the plain cross-entropy.</summary>
    public bool IsUnweighted => Margins.IsEmpty && LabelSmoothing == 0 && FocalGamma == 0 && ClassWeights.IsEmpty && SampleWeights.IsEmpty;

    /// <summary>
    /// Whether a row's loss is the plain cross-entropy times a weight of the row. The kernels of the model then suffice;
    /// smoothing, focal loss, and class weights inside a sum over classes change the residuals themselves.
    /// </summary>
    public bool IsPlain(bool hasLabels) => LabelSmoothing == 0 && FocalGamma == 0 && (ClassWeights.IsEmpty || hasLabels);

    /// <summary>The same with worst logits.</summary>
    public LossSettings WithMargins(ReadOnlySpan<float> margins, Span<float> sums) => new(_options, Dropout)
    {
        SampleWeights = SampleWeights,
        Margins = margins,
        MarginSums = sums,
    };

    /// <summary>Whether only the direction of each row's gradient is wanted: see <see cref="Unsaturated"/>.</summary>
    public bool IsForDirection { get; private init; }

    /// <summary>
    /// Those of an attack, without dropout. Focal loss and weights only give a row with one true class another length. Smoothed targets would turn an attack round: a model
    /// that is surer than they are loses by being surer still, and the row would be moved deeper into its class.
    /// </summary>
    public LossSettings ForDirection(bool hasLabels) => new(hasLabels ? null : _options) { IsForDirection = true, LabelSmoothing = 0 };
}
