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
            ? "batches gives no batch; at least one row is needed."
            : Require.Invariant($"batches gives no batch when enumerated for the {Ordinal(_passes)} time; each epoch enumerates it anew, so it has to begin again."), nameof(batches));
    }

    /// <summary>The exception of a batch that cannot be learnt from, which says which one it is.</summary>
    public static ArgumentException Refusal(int index, ArgumentException reason) =>
        new(Require.Invariant($"Batch {index} (the first is 0): {reason.Message}"), nameof(batches), reason);

    private static string Ordinal(int number) => number switch
    {
        2 => "second",
        3 => "third",
        _ => Require.Invariant($"{number}th"),
    };
}
