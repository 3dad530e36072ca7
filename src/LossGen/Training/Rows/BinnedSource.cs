using System.Collections;
using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>The batches of a run whose model keeps their bins: all batches with numbers have the same, their own or those of the model.</summary>
/// <param name="batches">The batches.</param>
/// <param name="slot">Where the run finds the bins once the first batch has come.</param>
/// <param name="learn">The bins from the smallest to the largest number.</param>
internal sealed class BinnedSource(IEnumerable<TrainingBatch> batches, ScalingSlot slot, Func<float, float, Bins> learn) : IEnumerable<TrainingBatch>
{
    public IEnumerator<TrainingBatch> GetEnumerator()
    {
        int index = 0;
        IEnumerator<TrainingBatch> source = batches.GetEnumerator();
        try
        {
            while (source.MoveNext())
            {
                TrainingBatch batch = source.Current;
                if (!batch.IsEmpty) RequireNumbers(batch, index);
                if (batch.HasNumbers && slot.BinsOfRun is null && !TryFind(batch))
                {
                    // A pass of its own, of which this batch is the first; then from the beginning.
                    if (index > 0) throw Refusal(index, "it has numbers without bins, and the batches before it have none; expected the same for all batches.");
                    slot.BinsOfRun = LearnFrom(source);
                    source.Dispose();
                    source = batches.GetEnumerator();
                    continue;
                }

                if (batch.HasNumbers)
                {
                    Bins bins = slot.BinsOfRun!;
                    if (batch.Bins is { } own && !own.IsSameAs(bins)) throw Refusal(index, $"its bins are {own}, those before it {bins}; expected the same for all batches.");
                    batch = batch with { Bins = bins };
                }

                index++;
                yield return batch;
            }
        }
        finally
        {
            source.Dispose();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the bins of the run are known without another pass: those that the batch brings, or those of the model.</summary>
    private bool TryFind(in TrainingBatch batch)
    {
        slot.BinsOfRun = batch.Bins ?? slot.Bins;
        return slot.BinsOfRun is not null;
    }

    /// <summary>Bins for the numbers of all batches from the present one on.</summary>
    private Bins LearnFrom(IEnumerator<TrainingBatch> source)
    {
        var range = ValueRange.None;
        int index = 0;
        do
        {
            TrainingBatch batch = source.Current;
            if (batch.Bins is { } own) throw Refusal(index, $"its bins are {own}, those before it left to the model; expected the same for all batches.");
            if (!batch.IsEmpty) RequireNumbers(batch, index);
            ReadOnlySpan<float> values = batch.HasNumbers ? batch.Targets.Span : default;
            try
            {
                Bins.CheckValues(values, values.Length);
            }
            catch (ArgumentException reason)
            {
                throw PortionSource.Refusal(index, reason);
            }

            range.Add(values);
            index++;
        }
        while (source.MoveNext());
        return learn(range.Minimum, range.Maximum);
    }

    private static void RequireNumbers(in TrainingBatch batch, int index)
    {
        try
        {
            batch.RequireNumbers();
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(index, reason);
        }
    }

    private static ArgumentException Refusal(int index, string message) => PortionSource.Refusal(index, new ArgumentException(message, nameof(batches)));
}
