using System.Collections;
using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>The batches of a run whose model keeps their bins: all batches with numbers have the same.</summary>
/// <param name="batches">The batches.</param>
/// <param name="slot">Where the run finds the bins once the first batch has come.</param>
internal sealed class BinnedSource(IEnumerable<TrainingBatch> batches, ScalingSlot slot) : IEnumerable<TrainingBatch>
{
    public IEnumerator<TrainingBatch> GetEnumerator()
    {
        int index = 0;
        foreach (TrainingBatch batch in batches)
        {
            if (batch.Bins is { } bins && slot.BinsOfRun is null) slot.BinsOfRun = bins;
            if (batch.Bins is { } own && !own.IsSameAs(slot.BinsOfRun!))
            {
                string message = $"its bins are {own}, those before it {slot.BinsOfRun}; expected the same for all batches.";
                throw PortionSource.Refusal(index, new ArgumentException(message, nameof(batches)));
            }

            index++;
            yield return batch;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
