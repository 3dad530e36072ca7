using static System.FormattableString;

namespace LossGen;

/// <summary>Rows that are not trained on and show after each epoch how well the model does on rows it has not seen.</summary>
/// <remarks>
/// The memory is referenced, not copied, and read until Fit returns. Their loss is that of the options of training (class weights, smoothing, focus),
/// with the sample weights of this set.
/// </remarks>
/// <example><code>
/// model.Fit(rows, labels, new() { Validation = new(validationRows, validationLabels), Patience = 10 });
/// </code></example>
public sealed class ValidationSet
{
    private readonly ReadOnlyMemory<float> _sampleWeights;

    /// <summary>Rows that each have one true class.</summary>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    public ValidationSet(ReadOnlyMemory<float> rows, ReadOnlyMemory<int> labels)
    {
        Rows = rows;
        Labels = labels;
        HasLabels = true;
    }

    /// <summary>Rows with targets.</summary>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="targets">n x ClassCount target probabilities.</param>
    public ValidationSet(ReadOnlyMemory<float> rows, ReadOnlyMemory<float> targets)
    {
        Rows = rows;
        Targets = targets;
    }

    /// <summary>Rows with a number each, predicted through bins.</summary>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="bins">As many bins as the model has classes.</param>
    /// <param name="values">n finite numbers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bins"/> is null.</exception>
    public ValidationSet(ReadOnlyMemory<float> rows, Bins bins, ReadOnlyMemory<float> values)
        : this(rows, values) => Bins = bins ?? throw new ArgumentNullException(nameof(bins));

    /// <summary>Sparse rows that each have one true class.</summary>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public ValidationSet(SparseRowList rows, ReadOnlyMemory<int> labels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SparseRows = rows;
        Labels = labels;
        HasLabels = true;
    }

    /// <summary>Sparse rows with targets.</summary>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="targets">n x ClassCount target probabilities.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public ValidationSet(SparseRowList rows, ReadOnlyMemory<float> targets)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SparseRows = rows;
        Targets = targets;
    }

    /// <summary>A stream for a token model: every token that has a whole context before it.</summary>
    /// <param name="tokens">The tokens, in their order.</param>
    public ValidationSet(ReadOnlyMemory<int> tokens)
    {
        Tokens = tokens;
        HasLabels = HasTokens = true;
    }

    /// <summary>Contexts for a token model, and the token after each.</summary>
    /// <param name="contexts">n x ContextLength tokens.</param>
    /// <param name="next">n tokens.</param>
    public ValidationSet(ReadOnlyMemory<int> contexts, ReadOnlyMemory<int> next)
    {
        Tokens = contexts;
        Labels = next;
        HasLabels = HasTokens = true;
    }

    /// <summary>Contexts, or a stream, for a token model.</summary>
    public ReadOnlyMemory<int> Tokens { get; }

    /// <summary>The rows of a model with sparse rows; null where they are dense.</summary>
    public SparseRowList? SparseRows { get; }

    /// <summary>n x FeatureCount numbers.</summary>
    public ReadOnlyMemory<float> Rows { get; }

    /// <summary>The true class of each row; empty where there are targets.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>n x ClassCount target probabilities, or with <see cref="Bins"/> n numbers; empty where there are labels.</summary>
    public ReadOnlyMemory<float> Targets { get; }

    /// <summary>The bins through which numbers are predicted; null where there are labels or target probabilities.</summary>
    public Bins? Bins { get; }

    /// <summary>One weight a row, finite, 0 or above, not all 0; empty (the default) for a weight of 1 each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative, infinite or NaN, or all are 0.</exception>
    public ReadOnlyMemory<float> SampleWeights
    {
        get => _sampleWeights;
        init => _sampleWeights = new LossOptions { SampleWeights = value }.SampleWeights;
    }

    /// <summary>Whether it was made with tokens.</summary>
    internal bool HasTokens { get; }

    /// <summary>Whether it was drawn from the rows given to Fit, which trains on the others.</summary>
    internal bool IsDrawn { get; set; }

    /// <summary>Whether it was made with labels.</summary>
    internal bool HasLabels { get; }

    /// <summary>The options of its loss: those of training with the weights of its own rows.</summary>
    internal LossOptions? LossOf(LossOptions? training) => SampleWeights.IsEmpty
        ? training is null || training.SampleWeights.IsEmpty ? training : training with { SampleWeights = default }
        : (training ?? LossOptions.Default) with { SampleWeights = SampleWeights.ToArray() };

    /// <summary>How many numbers it refers to.</summary>
    public override string ToString()
    {
        if (HasTokens) return Invariant($"{Tokens.Length} tokens") + (Labels.IsEmpty ? "" : Invariant($" of contexts, {Labels.Length} after them"));
        string rows = SparseRows is null ? Invariant($"rows of {Rows.Length} numbers, ") : SparseRows + ", ";
        return rows + (HasLabels ? Invariant($"{Labels.Length} labels") : Invariant($"{Targets.Length} {(Bins is null ? "targets" : "values")}"));
    }
}
