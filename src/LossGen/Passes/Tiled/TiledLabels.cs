using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>A head of many labels with a sigmoid each. No label needs to know of the others: one sweep over the tiles makes logits, losses and gradients.</summary>
/// <typeparam name="TTiles">The head.</typeparam>
internal static class TiledLabels<TTiles>
    where TTiles : struct, ITiledHead
{
    /// <inheritdoc cref="TiledBlock{TTiles}.Run"/>
    public static LossSums Run(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        Span<float> scratch,
        in TiledBlock<TTiles>.Wanted to)
    {
        Span<Vector256<double>> losses = stackalloc Vector256<double>[2 * TiledBlock<TTiles>.MostGroups];
        Span<Vector256<float>> weights = stackalloc Vector256<float>[TiledBlock<TTiles>.MostGroups];
        losses.Clear();
        for (int row = 0; row < count; row += Lanes.Width)
            weights[row / Lanes.Width] = TiledBlock<TTiles>.SampleWeights(batch, settings, first + row, Math.Min(Lanes.Width, count - row));

        Span<Vector256<float>> excess = stackalloc Vector256<float>[TiledBlock<TTiles>.MostGroups];
        excess.Clear();
        if (settings.IsForDirection) Excess(parameters, batch, first, count, scratch, excess);
        Span<float> deltas = TiledHead<TTiles>.Cleared(to.Deltas, count);
        for (int unit = 0; unit < TTiles.Units; unit += TTiles.Tile)
        {
            int units = TiledHead<TTiles>.UnitsAt(unit);
            ReadOnlySpan<float> biases = TiledHead<TTiles>.Biases(parameters, unit, units);
            for (int row = 0; row < count; row += Block.Rows)
            {
                int inBlock = Math.Min(Block.Rows, count - row);
                ref float t = ref TiledBlock<TTiles>.Targets(batch, first + row, inBlock, unit, units, scratch);
                ref float z = ref TiledHead<TTiles>.MakeLogits(parameters, unit, units, row, scratch);
                for (int lane = 0; lane < inBlock; lane += Lanes.Width)
                {
                    int group = (row + lane) / Lanes.Width;
                    ref float own = ref Lanes.At(ref z, lane);
                    AddBiases(ref own, biases, ref Lanes.At(ref t, lane), excess[group]);
                    Residuals(
                        ref own, biases.Length, unit, ref Lanes.At(ref t, lane), settings, weights[group], ref losses[2 * group], ref losses[(2 * group) + 1]);
                }

                if (to.IsAny) TiledHead<TTiles>.AddTile(parameters, inputs, row, inBlock, unit, units, ref z, to.Gradient, deltas);
            }
        }

        LossSums sums = default;
        for (int row = 0; row < count; row++)
        {
            int group = row / Lanes.Width, lane = row % Lanes.Width;
            float weight = weights[group][lane], loss = Lanes.Narrow(losses[2 * group], losses[(2 * group) + 1])[lane];
            sums.Loss += (double)weight * loss;
            sums.Divisor += weight;
        }

        sums.Divisor *= TTiles.Units;
        return sums;
    }

    /// <summary>How many labels of each row are on the right side.</summary>
    public static void CountRight(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, in Batch batch, int first, int count, Span<float> scratch, Span<int> right)
    {
        TiledHead<TTiles>.Enter(inputs, count, scratch);
        right[..count].Clear();
        for (int unit = 0; unit < TTiles.Units; unit += TTiles.Tile)
        {
            int units = TiledHead<TTiles>.UnitsAt(unit);
            ReadOnlySpan<float> biases = TiledHead<TTiles>.Biases(parameters, unit, units);
            for (int row = 0; row < count; row += Block.Rows)
            {
                int inBlock = Math.Min(Block.Rows, count - row);
                ref float t = ref TiledBlock<TTiles>.Targets(batch, first + row, inBlock, unit, units, scratch);
                ref float z = ref TiledHead<TTiles>.MakeLogits(parameters, unit, units, row, scratch);
                for (int k = 0; k < units; k++)
                {
                    for (int r = 0; r < inBlock; r++)
                        right[row + r] += Lanes.At(ref z, (k * Block.Rows) + r) + biases[k] > 0 == Lanes.At(ref t, (k * Block.Rows) + r) > 0.5f ? 1 : 0;
                }
            }
        }
    }

    /// <summary>By how much the margins of each row are lowered where only the direction of its gradient is wanted: a sweep of its own.</summary>
    private static void Excess(
        ReadOnlySpan<float> parameters, in Batch batch, int first, int count, Span<float> scratch, Span<Vector256<float>> excess)
    {
        excess.Fill(Vector256.Create(float.PositiveInfinity));
        for (int unit = 0; unit < TTiles.Units; unit += TTiles.Tile)
        {
            int units = TiledHead<TTiles>.UnitsAt(unit);
            ReadOnlySpan<float> biases = TiledHead<TTiles>.Biases(parameters, unit, units);
            for (int row = 0; row < count; row += Block.Rows)
            {
                int inBlock = Math.Min(Block.Rows, count - row);
                ref float t = ref TiledBlock<TTiles>.Targets(batch, first + row, inBlock, unit, units, scratch);
                ref float z = ref TiledHead<TTiles>.MakeLogits(parameters, unit, units, row, scratch);
                for (int lane = 0; lane < inBlock; lane += Lanes.Width)
                {
                    ref Vector256<float> least = ref excess[(row + lane) / Lanes.Width];
                    for (int k = 0; k < units; k++)
                    {
                        int at = (k * Block.Rows) + lane;
                        least = Unsaturated.Least(least, Lanes.Load(ref z, at) + Lanes.Broadcast(biases[k]), Lanes.Load(ref t, at));
                    }
                }
            }
        }

        foreach (ref Vector256<float> least in excess) least = Unsaturated.Excess(least);
    }

    /// <summary>Makes logits of W h, with lower margins where that is wanted.</summary>
    private static void AddBiases(ref float z, ReadOnlySpan<float> biases, ref float targets, Vector256<float> excess)
    {
        bool isLowered = Vector256.GreaterThanAny(excess, Lanes.Zero);
        for (int k = 0; k < biases.Length; k++)
        {
            Vector256<float> logits = Lanes.Load(ref z, k * Block.Rows) + Lanes.Broadcast(biases[k]);
            if (isLowered) logits = Unsaturated.Lowered(logits, Lanes.Load(ref targets, k * Block.Rows), excess);
            Lanes.Store(logits, ref z, k * Block.Rows);
        }
    }

    /// <summary>The losses of eight rows, added; their logits become residuals.</summary>
    private static void Residuals(
        ref float z,
        int units,
        int unit,
        ref float targets,
        in LossSettings settings,
        Vector256<float> weights,
        ref Vector256<double> low,
        ref Vector256<double> high)
    {
        bool isPlain = settings.IsPlain(hasLabels: false), isWeighted = !settings.SampleWeights.IsEmpty;
        for (int k = 0; k < units; k++)
        {
            ref float zk = ref Lanes.At(ref z, k * Block.Rows);
            Vector256<float> yes = Lanes.Load(ref targets, k * Block.Rows);
            Lanes.AddTo(isPlain ? SigmoidHead<TTiles>.OneLabel(yes, ref zk) : SigmoidLoss.Label(ref zk, yes, settings, unit + k), ref low, ref high);
            if (isWeighted) Lanes.Store(Lanes.Load(ref zk, 0) * weights, ref zk, 0);
        }
    }
}
