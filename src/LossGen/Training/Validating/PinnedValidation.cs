using System.Buffers;
using System.Runtime.InteropServices;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>A model and the set to validate it with, where they are in memory. What has been checked is what is pinned.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class PinnedValidation<TPass> : IDisposable
    where TPass : struct, IGradientPass
{
    private readonly MemoryHandle _rows;
    private readonly MemoryHandle _labels;
    private readonly MemoryHandle _targets;
    private GCHandle _model;

    /// <summary>Pins and checks.</summary>
    /// <param name="model">The parameters of the model.</param>
    /// <param name="set">The set.</param>
    /// <param name="training">The options of the loss that is trained.</param>
    /// <exception cref="ArgumentException">The set does not fit the model; nothing stays pinned.</exception>
    public PinnedValidation(float[] model, ValidationSet set, LossOptions? training)
    {
        _model = GCHandle.Alloc(model, GCHandleType.Pinned);
        _rows = set.Rows.Pin();
        _labels = set.Labels.Pin();
        _targets = set.Targets.Pin();
        try
        {
            if (set.HasTokens) throw new ArgumentException("it has tokens; this model takes a number for every feature.");
            if (set.SparseRows is not null) throw new ArgumentException("its rows are sparse; this model takes a number for every feature.");
            Loss = set.LossOf(training);
            int count = Accept(set);
            Set = new PinnedSet<TPass>(
                (float*)_rows.Pointer, (int*)_labels.Pointer, (float*)_targets.Pointer, KindOf(set), count, set.Bins);
            if (!SetWeight.IsPositive(Set.ToBatch(), Loss, TPass.Task == ClassificationTask.MultiLabel)) throw LossChecks.NoWeight("Validation");
        }
        catch (ArgumentException refused)
        {
            Dispose();
            throw Refusal.Of("The validation set cannot be used", refused, "options");
        }
    }

    /// <summary>Pins tokens that have been checked.</summary>
    /// <param name="model">The parameters of the model.</param>
    /// <param name="tokens">The contexts.</param>
    /// <param name="stride">From one context to the next.</param>
    /// <param name="next">The token after each.</param>
    /// <param name="count">Contexts.</param>
    /// <param name="loss">The options of the loss.</param>
    public PinnedValidation(float[] model, ReadOnlyMemory<int> tokens, int stride, ReadOnlyMemory<int> next, int count, LossOptions? loss)
    {
        _model = GCHandle.Alloc(model, GCHandleType.Pinned);
        _rows = tokens.Pin();
        _labels = next.Pin();
        Loss = loss;
        Set = new PinnedSet<TPass>((int*)_rows.Pointer, stride, (int*)_labels.Pointer, count);
    }

    /// <summary>The options of the loss.</summary>
    public LossOptions? Loss { get; }

    /// <summary>The set.</summary>
    public PinnedSet<TPass> Set { get; }

    /// <summary>The parameters of the model as they are now.</summary>
    public ReadOnlySpan<float> Parameters => new((void*)_model.AddrOfPinnedObject(), TPass.ParameterCount);

    /// <summary>What tells the set from others.</summary>
    public string Fingerprint => Training.Fingerprint.Of(Set.ToBatch(), Loss);

    public void Dispose()
    {
        _rows.Dispose();
        _labels.Dispose();
        _targets.Dispose();
        if (_model.IsAllocated) _model.Free();
    }

    private static TruthKind KindOf(ValidationSet set) =>
        set.HasLabels ? TruthKind.Labels : set.Bins is null ? TruthKind.Targets : TruthKind.Binned;

    private int Accept(ValidationSet set)
    {
        var rows = new ReadOnlySpan<float>(_rows.Pointer, set.Rows.Length);
        if (set.HasLabels && TPass.Task == ClassificationTask.MultiLabel)
            throw new ArgumentException("a multi-label model is validated with targets, but the set has labels.");
        Batch accepted = set.HasLabels
            ? Acceptance<TPass>.Of(rows, new ReadOnlySpan<int>(_labels.Pointer, set.Labels.Length), Loss)
            : set.Bins is { } bins
                ? Acceptance<TPass>.Of(rows, new ReadOnlySpan<float>(_targets.Pointer, set.Targets.Length), bins, Loss)
                : Acceptance<TPass>.Of(rows, new ReadOnlySpan<float>(_targets.Pointer, set.Targets.Length), Loss);
        Check.Finite(rows, TPass.FeatureCount);
        return accepted.Count;
    }
}
