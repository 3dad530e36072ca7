using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>From what a head of many classes takes, for some rows, to their loss, its gradient and the derivatives by what it took.</summary>
/// <typeparam name="TTiles">The head.</typeparam>
internal static class TiledBlock<TTiles>
    where TTiles : struct, ITiledHead
{
    /// <summary>Groups of eight rows at most.</summary>
    public const int MostGroups = TokenRows.Most / Lanes.Width;

    /// <summary>The loss of rows, and what is wanted of its derivatives.</summary>
    /// <param name="task">What the outputs mean.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">What the head takes, row by row.</param>
    /// <param name="batch">The rows that these are some of.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="first">The first of them in the batch.</param>
    /// <param name="count">Their number, at most <see cref="TokenRows.Most"/>.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="gradient">The gradient of all parameters, to which that of the head is added; empty: it is not wanted.</param>
    /// <param name="deltas">Receives the derivatives by the inputs, row by row; empty: they are not wanted.</param>
    public static LossSums Run(
        ClassificationTask task,
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        Span<float> scratch,
        Span<float> gradient,
        Span<float> deltas)
    {
        TiledHead<TTiles>.Enter(inputs, count, scratch);
        var to = new Wanted(gradient, deltas);
        if (task == ClassificationTask.MultiLabel) return TiledLabels<TTiles>.Run(parameters, inputs, batch, settings, first, count, scratch, to);
        return batch.Truth.Kind == TruthKind.Labels
            ? OfLabels(parameters, inputs, batch, settings, first, count, scratch, to)
            : OfTargets(parameters, inputs, batch, settings, first, count, scratch, to);
    }

    /// <summary>The weight of each of up to eight rows.</summary>
    public static Vector256<float> SampleWeights(in Batch batch, in LossSettings settings, int first, int count)
    {
        Vector256<float> weights = Lanes.One;
        for (int r = 0; r < count && !settings.SampleWeights.IsEmpty; r++)
            weights = weights.WithElement(r, settings.SampleWeights[batch.Range.Place(first + r)]);
        return weights;
    }

    private static LossSums OfLabels(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        Span<float> scratch,
        in Wanted to)
    {
        Span<int> labels = stackalloc int[TokenRows.Most];
        Span<TileStatistics> statistics = stackalloc TileStatistics[MostGroups];
        Span<TileFactors> factors = stackalloc TileFactors[MostGroups];
        var classes = TiledClasses.Of(TTiles.Units, settings);
        batch.Truth.BlockLabels(batch.Range, first, count, TTiles.Units, labels);
        TiledHead<TTiles>.Observe(parameters, count, labels, settings, scratch, statistics);
        LossSums sums = default;
        for (int row = 0; row < count; row += Lanes.Width)
        {
            int group = row / Lanes.Width, inGroup = Math.Min(Lanes.Width, count - row);
            sums.Add(Weigh(batch, settings, first + row, inGroup, labels[row..], classes, statistics[group], out factors[group]));
        }

        if (to.IsAny) TiledHead<TTiles>.AddGradient(parameters, inputs, count, labels, factors, settings, scratch, to.Gradient, to.Deltas);
        return sums;
    }

    /// <summary>The part of up to eight rows in the loss, and what their residuals are made with.</summary>
    private static LossSums Weigh(
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        ReadOnlySpan<int> labels,
        in TiledClasses classes,
        in TileStatistics known,
        out TileFactors factors)
    {
        Vector256<float> weights = SampleWeights(batch, settings, first, count), classWeights = Lanes.One;
        for (int r = 0; r < count && !settings.ClassWeights.IsEmpty; r++) classWeights = classWeights.WithElement(r, settings.ClassWeights[labels[r]]);
        factors = TileFactors.Of(known, Lanes.Load(ref Lanes.Start(labels), 0), weights, classWeights, classes, settings, out Vector256<float> losses);

        LossSums sums = default;
        for (int r = 0; r < count; r++)
        {
            sums.Loss += (double)weights[r] * losses[r];
            sums.Divisor += (double)weights[r] * classWeights[r];
        }

        return sums;
    }

    private static LossSums OfTargets(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        Span<float> scratch,
        in Wanted to)
    {
        Span<TargetStatistics> statistics = stackalloc TargetStatistics[MostGroups];
        Span<TargetFactors> factors = stackalloc TargetFactors[MostGroups];
        Observe(parameters, batch, settings, first, count, scratch, statistics);
        LossSums sums = default;
        for (int row = 0; row < count; row += Lanes.Width)
        {
            int group = row / Lanes.Width, inGroup = Math.Min(Lanes.Width, count - row);
            Vector256<float> weights = SampleWeights(batch, settings, first + row, inGroup);
            factors[group] = TargetFactors.Of(statistics[group], weights, settings, out Vector256<float> losses);
            for (int r = 0; r < inGroup; r++)
            {
                sums.Loss += (double)weights[r] * losses[r];
                sums.Divisor += weights[r];
            }
        }

        if (to.IsAny) AddGradient(parameters, inputs, batch, settings, first, count, scratch, factors, to);
        return sums;
    }

    /// <summary>The first sweep over the tiles.</summary>
    private static void Observe(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, int first, int count, Span<float> scratch, Span<TargetStatistics> statistics)
    {
        statistics.Fill(TargetStatistics.None);
        for (int unit = 0; unit < TTiles.Units; unit += TTiles.Tile)
        {
            int units = TiledHead<TTiles>.UnitsAt(unit);
            ReadOnlySpan<float> biases = TiledHead<TTiles>.Biases(parameters, unit, units);
            for (int row = 0; row < count; row += Block.Rows)
            {
                int inBlock = Math.Min(Block.Rows, count - row);
                ref float t = ref Targets(batch, first + row, inBlock, unit, units, scratch);
                ref float z = ref TiledHead<TTiles>.MakeLogits(parameters, unit, units, row, scratch);
                for (int lane = 0; lane < inBlock; lane += Lanes.Width)
                {
                    statistics[(row + lane) / Lanes.Width].Observe(
                        ref Lanes.At(ref z, lane), biases, unit, ref Lanes.At(ref t, lane), settings, TTiles.Units);
                }
            }
        }
    }

    /// <summary>The second sweep.</summary>
    private static void AddGradient(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        Span<float> scratch,
        ReadOnlySpan<TargetFactors> factors,
        in Wanted to)
    {
        Span<float> deltas = TiledHead<TTiles>.Cleared(to.Deltas, count);
        for (int unit = 0; unit < TTiles.Units; unit += TTiles.Tile)
        {
            int units = TiledHead<TTiles>.UnitsAt(unit);
            ReadOnlySpan<float> biases = TiledHead<TTiles>.Biases(parameters, unit, units);
            for (int row = 0; row < count; row += Block.Rows)
            {
                int inBlock = Math.Min(Block.Rows, count - row);
                ref float t = ref Targets(batch, first + row, inBlock, unit, units, scratch);
                ref float z = ref TiledHead<TTiles>.MakeLogits(parameters, unit, units, row, scratch);
                for (int lane = 0; lane < inBlock; lane += Lanes.Width)
                {
                    factors[(row + lane) / Lanes.Width].Residuals(
                        ref Lanes.At(ref z, lane), biases, unit, ref Lanes.At(ref t, lane), settings, TTiles.Units);
                }

                TiledHead<TTiles>.AddTile(parameters, inputs, row, inBlock, unit, units, ref z, to.Gradient, deltas);
            }
        }
    }

    /// <summary>The targets of a tile and a block of rows.</summary>
    public static ref float Targets(in Batch batch, int first, int count, int unit, int units, Span<float> scratch)
    {
        Span<float> targets = scratch.Slice(TTiles.Targets, units * Block.Rows);
        batch.Truth.BlockTargets(batch.Range, first, count, unit, units, targets);
        return ref targets[0];
    }

    /// <summary>What is wanted of the derivatives.</summary>
    public readonly ref struct Wanted(Span<float> gradient, Span<float> deltas)
    {
        /// <summary>The gradient of all parameters, or empty.</summary>
        public readonly Span<float> Gradient = gradient;

        /// <summary>The derivatives by the inputs, or empty.</summary>
        public readonly Span<float> Deltas = deltas;

        /// <summary>Whether anything is.</summary>
        public bool IsAny => !Gradient.IsEmpty || !Deltas.IsEmpty;
    }
}
