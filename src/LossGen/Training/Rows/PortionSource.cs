using LossGen.Validation;

namespace LossGen.Training;

/// <summary>The batches that Fit is given, enumerated once for each pass.</summary>
internal sealed class PortionSource(IEnumerable<TrainingBatch> batches)
{
    private int _passes;

    /// <summary>One pass over the batches.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public IEnumerable<TrainingBatch> Pass()
    {
        _passes++;
        bool any = false;
        foreach (TrainingBatch batch in batches)
        {
            any = true;
            yield return batch;
        }

        if (any) yield break;
        throw new ArgumentException(_passes == 1
            ? "batches is empty; expected at least one row."
            : Require.Invariant($"batches is empty in pass {_passes}; each pass enumerates it anew, so it has to start from the beginning each time."), nameof(batches));
    }

    /// <summary>The exception for a batch that cannot be used, which says which one it is.</summary>
    public static ArgumentException Refusal(int index, ArgumentException reason) =>
        Validation.Refusal.Of(Require.Invariant($"Batch {index} (the first is 0)"), reason, nameof(batches));
}
