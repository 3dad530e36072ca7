using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>A training set of which a fraction has been drawn for validation, each part in memory of its own.</summary>
internal sealed class HeldOut
{
    private readonly float[] _rows;
    private readonly int[] _labels;
    private readonly float[] _targets;
    private readonly int _classes;
    private readonly bool _hasLabels;
    private readonly Bins? _bins;

    private HeldOut(in Batch set, int classes, int[] kept, int[] drawn, LossOptions? loss)
    {
        _classes = classes;
        _hasLabels = set.Truth.Kind == TruthKind.Labels;
        _bins = set.Truth.Bins;
        int width = _hasLabels ? 1 : set.Truth.Width;
        Width = set.Rows.Width;
        _rows = Resampling.Take(set.Rows.Values, kept, Width);
        _labels = Resampling.Take(set.Truth.Labels, _hasLabels ? kept : []);
        _targets = Resampling.Take(set.Truth.Targets, _hasLabels ? [] : kept, width);
        float[] rows = Resampling.Take(set.Rows.Values, drawn, Width);
        ReadOnlyMemory<float> weights = loss?.SampleWeights ?? default;
        bool isWeighted = !weights.IsEmpty;
        try
        {
            Loss = isWeighted ? loss! with { SampleWeights = Resampling.Take(weights.Span, kept) } : loss;
            ReadOnlyMemory<float> drawnWeights = isWeighted ? Resampling.Take(weights.Span, drawn) : default;
            float[] targets = Resampling.Take(set.Truth.Targets, _hasLabels ? [] : drawn, width);
            Validation = _hasLabels ? new ValidationSet(rows, Resampling.Take(set.Truth.Labels, drawn)) { SampleWeights = drawnWeights }
                : _bins is null ? new ValidationSet(rows, targets) { SampleWeights = drawnWeights }
                : new ValidationSet(rows, _bins, targets) { SampleWeights = drawnWeights };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ArgumentException("The rows drawn by ValidationFraction, or those left to train on, all have the sample weight 0; expected some above 0 on both sides. "
                + "Another Seed draws others.", "options");
        }
    }

    /// <summary>Numbers in a row.</summary>
    private int Width { get; }

    /// <summary>The options of the loss, with the weights of the rows to train on.</summary>
    public LossOptions? Loss { get; }

    /// <summary>The rows to validate with.</summary>
    public ValidationSet Validation { get; }

    /// <summary>The rows to train on.</summary>
    public Batch Training => new(
        new Rows(_rows, Width), Truth, RowRange.All(_rows.Length / Width));

    private Truth Truth => _hasLabels ? Truth.OfLabels(_labels) : _bins is null ? Truth.OfTargets(_targets, _classes) : Truth.OfNumbers(_targets, _bins);

    /// <summary>Draws the fraction that the options ask for, by their seed, stratified where rows have labels.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static HeldOut Of(in Batch set, int classes, TrainingOptions options)
    {
        (int[] kept, int[] drawn) = Draw(set, classes, options);
        return new HeldOut(set, classes, kept, drawn, options.Loss);
    }

    /// <summary>The places of the rows to train on, and of those that are drawn.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static (int[] Kept, int[] Drawn) Draw(in Batch set, int classes, TrainingOptions options)
    {
        if (set.Count < 2) throw new ArgumentException("ValidationFraction is set, and there is one row; expected at least two.", "rows");
        return set.Truth.Kind == TruthKind.Labels
            ? Stratified(Copied(set.Truth.Labels, classes), classes, options)
            : StratifiedDraw.Rows(set.Count, options.ValidationFraction, options.Seed);
    }

    private static (int[] Kept, int[] Drawn) Stratified(int[] labels, int classes, TrainingOptions options)
    {
        try
        {
            return StratifiedDraw.Rows(labels, classes, options.ValidationFraction, options.Seed);
        }
        catch (ArgumentException refused)
        {
            throw Refusal.Of("ValidationFraction is set, and no row can be drawn", refused, "labels");
        }
    }

    /// <summary>Labels that no other thread changes, checked once more.</summary>
    private static int[] Copied(ReadOnlySpan<int> labels, int classes)
    {
        int[] copy = labels.ToArray();
        Check.Labels(copy, copy.Length, classes);
        return copy;
    }
}
