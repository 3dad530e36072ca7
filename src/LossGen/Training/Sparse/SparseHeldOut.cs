using LossGen.Numerics;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>A training set of sparse rows of which a fraction has been drawn for validation, each part in memory of its own.</summary>
internal sealed class SparseHeldOut
{
    private readonly SparseRowList _rows;
    private readonly int[] _labels;
    private readonly float[] _targets;
    private readonly int _classes;
    private readonly bool _hasLabels;

    private SparseHeldOut(in Batch set, int classes, int[] kept, int[] drawn, LossOptions? loss)
    {
        _classes = classes;
        _hasLabels = set.Truth.Kind == TruthKind.Labels;
        _rows = SparseResampling.Take(set.Rows.Sparse, kept);
        _labels = Resampling.Take(set.Truth.Labels, _hasLabels ? kept : []);
        _targets = Resampling.Take(set.Truth.Targets, _hasLabels ? [] : kept, classes);
        SparseRowList rows = SparseResampling.Take(set.Rows.Sparse, drawn);
        ReadOnlyMemory<float> weights = loss?.SampleWeights ?? default;
        bool isWeighted = !weights.IsEmpty;
        try
        {
            Loss = isWeighted ? loss! with { SampleWeights = Resampling.Take(weights.Span, kept) } : loss;
            ReadOnlyMemory<float> drawnWeights = isWeighted ? Resampling.Take(weights.Span, drawn) : default;
            Validation = _hasLabels
                ? new ValidationSet(rows, Resampling.Take(set.Truth.Labels, drawn)) { SampleWeights = drawnWeights }
                : new ValidationSet(rows, Resampling.Take(set.Truth.Targets, drawn, classes)) { SampleWeights = drawnWeights };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ArgumentException("The rows drawn by ValidationFraction, or those left to train on, all have the sample weight 0; expected some above 0 on both sides. "
                + "Another Seed draws others.", "options");
        }
    }

    /// <summary>The options of the loss, with the weights of the rows to train on.</summary>
    public LossOptions? Loss { get; }

    /// <summary>The rows to validate with.</summary>
    public ValidationSet Validation { get; }

    /// <summary>The rows to train on.</summary>
    public Batch Training => new(
        new Rows(_rows.Rows), _hasLabels ? Truth.OfLabels(_labels) : Truth.OfTargets(_targets, _classes), RowRange.All(_rows.Count));

    /// <summary>Draws the fraction that the options ask for, by their seed, stratified where rows have labels.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static SparseHeldOut Of(in Batch set, int classes, TrainingOptions options)
    {
        (int[] kept, int[] drawn) = HeldOut.Draw(set, classes, options);
        return new SparseHeldOut(set, classes, kept, drawn, options.Loss);
    }
}

/// <summary>Some rows of a set of sparse rows, in memory of their own.</summary>
internal static class SparseResampling
{
    /// <summary>The rows at the places given, in that order.</summary>
    public static SparseRowList Take(in SparseRows rows, ReadOnlySpan<int> places)
    {
        var taken = new SparseRowList();
        foreach (int row in places) taken.Add(rows.FeaturesOf(row), rows.ValuesOf(row));
        return taken;
    }
}
