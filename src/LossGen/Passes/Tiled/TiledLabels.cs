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
                    Residuals(
                        ref Lanes.At(ref z, lane), biases, unit, ref Lanes.At(ref t, lane), settings, weights[group], ref losses[2 * group], ref losses[(2 * group) + 1]);
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

    /// <summary>The losses of eight rows, added; W h becomes their residuals.</summary>
    private static void Residuals(
        ref float z,
        ReadOnlySpan<float> biases,
        int unit,
        ref float targets,
        in LossSettings settings,
        Vector256<float> weights,
        ref Vector256<double> low,
        ref Vector256<double> high)
    {
        bool isPlain = settings.IsPlain(hasLabels: false), isWeighted = !settings.SampleWeights.IsEmpty;
        for (int k = 0; k < biases.Length; k++)
        {
            ref float zk = ref Lanes.At(ref z, k * Block.Rows);
            Vector256<float> yes = Lanes.Load(ref targets, k * Block.Rows);
            Lanes.Store(Lanes.Load(ref zk, 0) + Lanes.Broadcast(biases[k]), ref zk, 0);
            Lanes.AddTo(isPlain ? SigmoidHead<TTiles>.OneLabel(yes, ref zk) : SigmoidLoss.Label(ref zk, yes, settings, unit + k), ref low, ref high);
            if (isWeighted) Lanes.Store(Lanes.Load(ref zk, 0) * weights, ref zk, 0);
        }
    }
}
