using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>The options of a loss, read once a call.</summary>
internal readonly ref struct LossSettings(LossOptions? options, Dropout dropout = default)
{
    public ReadOnlySpan<float> ClassWeights { get; } = options is null ? default : options.ClassWeights.Span;

    public ReadOnlySpan<float> SampleWeights { get; } = options is null ? default : options.SampleWeights.Span;

    public float LabelSmoothing { get; } = options?.LabelSmoothing ?? 0;

    /// <summary>Which outputs of hidden layers are dropped while training.</summary>
    public Dropout Dropout { get; } = dropout;

    public float FocalGamma { get; } = options?.FocalGamma ?? 0;

    /// <summary>Whether every row counts once and its loss is the plain cross-entropy.</summary>
    public bool IsUnweighted => LabelSmoothing == 0 && FocalGamma == 0 && ClassWeights.IsEmpty && SampleWeights.IsEmpty;

    /// <summary>
    /// Whether a row's loss is the plain cross-entropy times a weight of the row. The kernels of the model then suffice;
    /// smoothing, focal loss, and class weights inside a sum over classes change the residuals themselves.
    /// </summary>
    public bool IsPlain(bool hasLabels) => LabelSmoothing == 0 && FocalGamma == 0 && (ClassWeights.IsEmpty || hasLabels);
}
