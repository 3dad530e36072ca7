using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Loss and accuracy of a model over a validation set of sparse rows; a score allocates nothing.</summary>
/// <remarks>The rows are copied: a list may grow, and its memory move.</remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class SparseValidation<TPass> : IValidation
    where TPass : struct, ISparsePass
{
    private readonly float[] _model;
    private readonly int[] _starts;
    private readonly int[] _features;
    private readonly float[] _values;
    private readonly int[] _labels;
    private readonly float[] _targets;
    private readonly bool _hasLabels;
    private readonly LossOptions? _loss;
    private readonly float[] _workspace = GC.AllocateArray<float>(TPass.Size.Length, pinned: true);

    /// <summary>Checks and copies the set.</summary>
    /// <param name="model">The parameters of the model, as they are published.</param>
    /// <param name="set">The set.</param>
    /// <param name="training">The options of the loss that is trained.</param>
    /// <exception cref="ArgumentException">The set does not fit the model.</exception>
    public SparseValidation(float[] model, ValidationSet set, LossOptions? training)
    {
        _model = model;
        try
        {
            _loss = set.LossOf(training);
            _hasLabels = set.HasLabels;
            Batch accepted = SparseAcceptance<TPass>.ToLearn(set.SparseRows, set.Labels.Span, set.Targets.Span, _hasLabels, _loss);
            if (!SetWeight.IsPositive(accepted, _loss, IsMultiLabel)) throw LossChecks.NoWeight("Validation");
            SparseRows rows = accepted.Rows.Sparse;
            (_starts, _features, _values) = (rows.Starts.ToArray(), rows.Features.ToArray(), rows.Values.ToArray());
            (_labels, _targets) = (accepted.Truth.Labels.ToArray(), accepted.Truth.Targets.ToArray());
        }
        catch (ArgumentException refused)
        {
            throw Refusal.Of("The validation set cannot be used", refused, "options");
        }
    }

    /// <inheritdoc/>
    public string Fingerprint => Training.Fingerprint.Of(Set, _loss);

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    private Batch Set => new(
        new Rows(SparseRows.OfChecked(_starts, _features, _values)),
        _hasLabels ? Truth.OfLabels(_labels) : Truth.OfTargets(_targets, TPass.ClassCount),
        RowRange.All(_starts.Length - 1));

    /// <inheritdoc/>
    public ValidationScore Score()
    {
        Batch set = Set;
        var workspace = new Workspace(_workspace, TPass.Size);
        TPass.Prepare(_model, workspace);
        LossSums sums = TPass.Loss(_model, set, new LossSettings(_loss), workspace);
        long right = TPass.CountRight(_model, set, workspace);
        return new ValidationScore(sums.Mean, (double)right / ((long)set.Count * (IsMultiLabel ? TPass.ClassCount : 1)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
