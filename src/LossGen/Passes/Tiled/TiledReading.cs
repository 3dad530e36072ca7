using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Reads a head of many classes: logits, probabilities, the most probable class of each row.</summary>
/// <typeparam name="TTiles">The head.</typeparam>
internal static class TiledReading<TTiles>
    where TTiles : struct, ITiledHead
{
    /// <summary>Writes the logits of rows, or their probabilities.</summary>
    /// <param name="task">What the outputs mean.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">What the head takes, row by row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="asProbabilities">Whether probabilities are wanted.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="destination">Receives a number for each class of each row.</param>
    public static void Write(
        ClassificationTask task,
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        int count,
        bool asProbabilities,
        Span<float> scratch,
        Span<float> destination)
    {
        TiledHead<TTiles>.Enter(inputs, count, scratch);
        bool isSoftmax = task != ClassificationTask.MultiLabel;
        Span<TileStatistics> statistics = stackalloc TileStatistics[TiledBlock<TTiles>.MostGroups];
        if (asProbabilities && isSoftmax) TiledHead<TTiles>.Survey(parameters, count, scratch, statistics);
        TiledHead<TTiles>.Write(parameters, count, asProbabilities && isSoftmax ? statistics : default, scratch, destination);
        if (isSoftmax || !asProbabilities) return;
        for (int row = 0; row < count; row++) ToSigmoids(destination.Slice(row * TTiles.Units, TTiles.Units));
    }

    /// <summary>Writes the class of the largest logit of each row, the lowest of equals, or −1 where a logit is not finite.</summary>
    public static void MostProbable(ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, int count, Span<float> scratch, Span<int> classes)
    {
        Span<TileStatistics> statistics = stackalloc TileStatistics[TiledBlock<TTiles>.MostGroups];
        TiledHead<TTiles>.Enter(inputs, count, scratch);
        TiledHead<TTiles>.Survey(parameters, count, scratch, statistics);
        for (int row = 0; row < count; row++)
        {
            ref readonly TileStatistics known = ref statistics[row / Lanes.Width];
            classes[row] = float.IsFinite(known.Others[row % Lanes.Width]) ? known.Argmax[row % Lanes.Width] : -1;
        }
    }

    /// <summary>The class of the largest target of each row, the lowest of equals.</summary>
    public static void Expected(in Batch batch, int first, int count, Span<float> scratch, Span<int> classes)
    {
        if (batch.Truth.Kind == TruthKind.Labels)
        {
            batch.Truth.BlockLabels(batch.Range, first, count, TTiles.Units, classes);
            return;
        }

        Span<float> largest = stackalloc float[Block.Rows];
        for (int row = 0; row < count; row += Block.Rows)
        {
            int inBlock = Math.Min(Block.Rows, count - row);
            largest.Fill(float.NegativeInfinity);
            for (int unit = 0; unit < TTiles.Units; unit += TTiles.Tile)
            {
                int units = TiledHead<TTiles>.UnitsAt(unit);
                ref float t = ref TiledBlock<TTiles>.Targets(batch, first + row, inBlock, unit, units, scratch);
                for (int k = 0; k < units; k++)
                {
                    for (int r = 0; r < inBlock; r++)
                    {
                        float target = Lanes.At(ref t, (k * Block.Rows) + r);
                        if (target <= largest[r]) continue;
                        largest[r] = target;
                        classes[row + r] = unit + k;
                    }
                }
            }
        }
    }

    /// <summary>How many rows, or labels of them, are right.</summary>
    public static long CountRight(
        ClassificationTask task, ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, in Batch batch, int first, int count, Span<float> scratch)
    {
        Span<int> found = stackalloc int[TokenRows.Most];
        if (task == ClassificationTask.MultiLabel)
        {
            TiledLabels<TTiles>.CountRight(parameters, inputs, batch, first, count, scratch, found);
            long labels = 0;
            foreach (int ofRow in found[..count]) labels += ofRow;
            return labels;
        }

        Span<int> expected = stackalloc int[TokenRows.Most];
        MostProbable(parameters, inputs, count, scratch, found);
        Expected(batch, first, count, scratch, expected);
        long right = 0;
        for (int r = 0; r < count; r++) right += found[r] == expected[r] ? 1 : 0;
        return right;
    }

    /// <summary>σ(z) in place of the logits of a row; of a row with a logit that is not finite NaN.</summary>
    private static void ToSigmoids(Span<float> logits)
    {
        if (Validation.Check.IndexOfNonFinite(logits) >= 0)
        {
            logits.Fill(float.NaN);
            return;
        }

        ref float z = ref Lanes.Start(logits);
        int k = 0;
        for (; k <= logits.Length - Lanes.Width; k += Lanes.Width)
        {
            var zk = Lanes.Load(ref z, k);
            Lanes.Store(Sigmoids.Of(zk, Sigmoids.Exponential(zk)), ref z, k);
        }

        for (; k < logits.Length; k++)
        {
            var zk = System.Runtime.Intrinsics.Vector256.CreateScalar(logits[k]);
            logits[k] = System.Runtime.Intrinsics.Vector256.ToScalar(Sigmoids.Of(zk, Sigmoids.Exponential(zk)));
        }
    }
}
