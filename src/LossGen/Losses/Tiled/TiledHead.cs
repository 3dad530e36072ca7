using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>A last layer of many classes with softmax cross-entropy: logits are made tile by tile, twice, and never stored for all classes.</summary>
/// <typeparam name="THead">The shape, and where everything is.</typeparam>
/// <remarks>
/// <para>
/// A first sweep over the tiles leaves the maximum and the sum of the exponentials of each row (<see cref="TileStatistics"/>), which give its loss; a second one
/// makes the logits again, turns them into residuals and adds the gradients while the tile is in the cache (Wijmans et al. 2024, "Cut your losses in
/// large-vocabulary language models", arXiv:2411.09009). If there is one tile, its exponentials are kept in between.
/// </para>
/// <para>
/// The rows lie in the lanes: a tile of logits is W (units x inputs) times the transposed rows of a block (inputs x 32), so that the weights are read as they lie.
/// With h the inputs and r the residuals: dL/dW = Σ r hᵀ, dL/db = Σ r, dL/dh = Wᵀ r.
/// </para>
/// </remarks>
internal static partial class TiledHead<THead>
    where THead : struct, ITiledHead
{
    private static readonly float[] NoStart = new float[Block.Rows];

    private static int InputStride => Lanes.InVectors(THead.Inputs);

    private static bool HasOneTile => THead.Tile >= THead.Units;

    private static int BiasStart => THead.Weights + (THead.Inputs * THead.Units);

    /// <summary>A vector of the last inputs of the last unit reaches into the biases; of fewer than eight units it would reach beyond them.</summary>
    private static bool FillsVectors => THead.Units >= Lanes.Width || THead.Inputs % Lanes.Width == 0;

    /// <summary>Transposes the inputs block by block; absent rows become 0.</summary>
    public static void Enter(ReadOnlySpan<float> inputs, int count, Span<float> scratch)
    {
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < count; first += Block.Rows)
        {
            int inBlock = Math.Min(Block.Rows, count - first);
            Span<float> columns = scratch.Slice(THead.Columns + (first * THead.Inputs), Block.Rows * THead.Inputs);
            if (inBlock < Block.Rows) columns.Clear();
            Block.Starts(InputStride, inBlock, starts);
            Block.ToColumns(inputs[(first * InputStride)..], starts, THead.Inputs, inBlock, columns);
        }
    }

    /// <summary>The first sweep.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="count">Rows that have been entered.</param>
    /// <param name="labels">The class of each, for whole groups of eight; empty: only maximum and sum are wanted.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="statistics">Receives what is known of each group of eight rows.</param>
    public static void Observe(
        ReadOnlySpan<float> parameters, int count, ReadOnlySpan<int> labels, in LossSettings settings, Span<float> scratch, Span<TileStatistics> statistics)
    {
        statistics.Fill(TileStatistics.None);
        for (int unit = 0; unit < THead.Units; unit += THead.Tile)
        {
            int units = UnitsAt(unit);
            ReadOnlySpan<float> biases = Biases(parameters, unit, units);
            for (int first = 0; first < count; first += Block.Rows)
            {
                ref float z = ref MakeLogits(parameters, unit, units, first, scratch);
                for (int row = first; row < Math.Min(first + Block.Rows, count); row += Lanes.Width)
                    Observe(ref Lanes.At(ref z, row - first), biases, unit, Of(labels, row), settings, ref statistics[row / Lanes.Width]);
            }
        }
    }

    /// <summary>The first sweep where nothing is learned: maximum, its class and sum; the sum is NaN where a logit is not finite.</summary>
    public static void Survey(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<TileStatistics> statistics)
    {
        statistics.Fill(TileStatistics.None);
        var settings = new LossSettings(null);
        for (int unit = 0; unit < THead.Units; unit += THead.Tile)
        {
            int units = UnitsAt(unit);
            ReadOnlySpan<float> biases = Biases(parameters, unit, units);
            for (int first = 0; first < count; first += Block.Rows)
            {
                ref float z = ref MakeLogits(parameters, unit, units, first, scratch);
                for (int row = first; row < Math.Min(first + Block.Rows, count); row += Lanes.Width)
                {
                    ref TileStatistics known = ref statistics[row / Lanes.Width];
                    ref float own = ref Lanes.At(ref z, row - first);
                    Vector256<float> poison = Poison(ref own, biases);
                    Observe(ref own, biases, unit, Vector256.Create(-1), settings, ref known);
                    known.Others += poison;
                }
            }
        }
    }

    /// <summary>0, or NaN where a logit is not finite: z − z is.</summary>
    private static Vector256<float> Poison(ref float z, ReadOnlySpan<float> biases)
    {
        Vector256<float> poison = Lanes.Zero;
        for (int k = 0; k < biases.Length; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, k * Block.Rows) + Lanes.Broadcast(biases[k]);
            poison += zk - zk;
        }

        return poison;
    }

    /// <summary>The second sweep: adds the gradient of the layer's parameters, and writes that of what it took.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">What has been entered, row by row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="labels">The class of each, for whole groups of eight.</param>
    /// <param name="factors">What turns exponentials into residuals.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="gradient">The gradient of all parameters; empty: it is not wanted.</param>
    /// <param name="deltas">Receives dL/dh, row by row; empty: they are not wanted.</param>
    public static void AddGradient(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        int count,
        ReadOnlySpan<int> labels,
        ReadOnlySpan<TileFactors> factors,
        in LossSettings settings,
        Span<float> scratch,
        Span<float> gradient,
        Span<float> deltas)
    {
        deltas = Cleared(deltas, count);
        for (int unit = 0; unit < THead.Units; unit += THead.Tile)
        {
            int units = UnitsAt(unit);
            ReadOnlySpan<float> classWeights = settings.ClassWeights.IsEmpty ? default : settings.ClassWeights.Slice(unit, units);
            for (int first = 0; first < count; first += Block.Rows)
            {
                int inBlock = Math.Min(Block.Rows, count - first);
                ref float r = ref scratch[LogitsOf(first)];
                if (!HasOneTile) r = ref MakeLogits(parameters, unit, units, first, scratch);
                for (int lane = 0; lane < inBlock; lane += Lanes.Width)
                {
                    ref readonly TileFactors known = ref factors[(first + lane) / Lanes.Width];
                    ref float own = ref Lanes.At(ref r, lane);
                    if (!HasOneTile) Exponentials(ref own, parameters.Slice(BiasStart + unit, units), known.Max);
                    Residuals(ref own, units, unit, Of(labels, first + lane), classWeights, known);
                }

                AddTile(parameters, inputs, first, inBlock, unit, units, ref r, gradient, deltas);
            }
        }
    }

    /// <summary>Deltas of rows, all 0, or none.</summary>
    public static Span<float> Cleared(Span<float> deltas, int count)
    {
        if (deltas.IsEmpty) return deltas;
        deltas = deltas[..(count * InputStride)];
        deltas.Clear();
        return deltas;
    }

    /// <summary>Writes the logits, or the probabilities, of rows that have been entered and observed.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="count">Rows.</param>
    /// <param name="statistics">What <see cref="Survey"/> has found; empty: logits are wanted.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="destination">Receives as many numbers a row as there are units.</param>
    public static void Write(
        ReadOnlySpan<float> parameters, int count, ReadOnlySpan<TileStatistics> statistics, Span<float> scratch, Span<float> destination)
    {
        for (int unit = 0; unit < THead.Units; unit += THead.Tile)
        {
            int units = UnitsAt(unit);
            ReadOnlySpan<float> biases = Biases(parameters, unit, units);
            for (int first = 0; first < count; first += Block.Rows)
            {
                ref float z = ref MakeLogits(parameters, unit, units, first, scratch);
                for (int row = first; row < Math.Min(first + Block.Rows, count); row++)
                {
                    Span<float> own = destination.Slice((row * THead.Units) + unit, units);
                    for (int k = 0; k < own.Length; k++) own[k] = Lanes.At(ref z, (k * Block.Rows) + row - first) + biases[k];
                    if (!statistics.IsEmpty) Probabilities(own, statistics[row / Lanes.Width], row % Lanes.Width);
                }
            }
        }
    }

    private static void Probabilities(Span<float> logits, in TileStatistics known, int lane)
    {
        float max = known.Max[lane], others = known.Others[lane];
        for (int k = 0; k < logits.Length; k++)
            logits[k] = Lanes.ExpOfDifference(Vector256.CreateScalar(logits[k]), Vector256.CreateScalar(max)).ToScalar() / (1 + others);
    }

    /// <summary>Where the logits of a block are: in one place for all blocks, unless there is one tile.</summary>
    private static int LogitsOf(int first) => HasOneTile ? THead.Logits + (first * THead.Tile) : THead.Logits;

    private static Vector256<int> Of(ReadOnlySpan<int> labels, int row) =>
        labels.IsEmpty ? Vector256.Create(-1) : Lanes.Load(ref Lanes.Start(labels.Slice(row, Lanes.Width)), 0);

    /// <summary>The biases of a tile.</summary>
    public static ReadOnlySpan<float> Biases(ReadOnlySpan<float> parameters, int unit, int units) => parameters.Slice(BiasStart + unit, units);

    /// <summary>The units of the tile that begins with a unit.</summary>
    public static int UnitsAt(int unit) => Math.Min(THead.Tile, THead.Units - unit);

    /// <summary>W h of a tile's units and a block's rows, without biases.</summary>
    public static ref float MakeLogits(ReadOnlySpan<float> parameters, int unit, int units, int first, Span<float> scratch)
    {
        ref float z = ref scratch[LogitsOf(first)];
        ref float w = ref Lanes.Start(parameters.Slice(THead.Weights + (unit * THead.Inputs), units * THead.Inputs));
        Product<LogitShape>.Run(ref w, units, ref scratch[THead.Columns + (first * THead.Inputs)], THead.Inputs, ref NoStart[0], ref z);
        return ref z;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Observe(
        ref float z, ReadOnlySpan<float> biases, int unit, Vector256<int> labels, in LossSettings settings, ref TileStatistics known)
    {
        if (settings.IsForDirection) LeaveOutTruth(ref z, biases.Length, unit, labels);
        Vector256<float> max = Vector256.Create(float.NegativeInfinity);
        Vector256<int> argmax = Vector256<int>.Zero;
        for (int k = 0; k < biases.Length; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, k * Block.Rows) + Lanes.Broadcast(biases[k]);
            Lanes.Store(zk, ref z, k * Block.Rows);
            argmax = Lanes.Select(Lanes.Greater(zk, max), Lanes.Broadcast(unit + k), argmax);
            max = Lanes.Larger(zk, max);
        }

        for (int lane = 0; lane < Lanes.Width; lane++)
        {
            int k = labels[lane] - unit;
            if ((uint)k < (uint)biases.Length) known.OfLabel = known.OfLabel.WithElement(lane, Lanes.At(ref z, (k * Block.Rows) + lane));
        }

        if (settings.LabelSmoothing > 0)
        {
            for (int k = 0; k < biases.Length; k++)
            {
                Vector256<float> weight = settings.ClassWeights.IsEmpty ? Lanes.One : Lanes.Broadcast(settings.ClassWeights[unit + k]);
                Lanes.Accumulate(weight * Lanes.Load(ref z, k * Block.Rows), ref known.Weighted, ref known.WeightedLost);
            }
        }

        known.Raise(max, argmax);
        Vector256<float> sum = Lanes.SumOfExponentials(ref z, Block.Rows, biases.Length, known.Max, known.Argmax - Vector256.Create(unit));
        Lanes.Accumulate(sum, ref known.Others, ref known.Lost);
    }

    /// <summary>As <see cref="Unsaturated.WithoutCertain"/>, in one tile.</summary>
    private static void LeaveOutTruth(ref float z, int units, int unit, Vector256<int> labels)
    {
        for (int lane = 0; lane < Lanes.Width; lane++)
        {
            int k = labels[lane] - unit;
            if ((uint)k < (uint)units) Lanes.At(ref z, (k * Block.Rows) + lane) = float.NegativeInfinity;
        }
    }

    /// <summary>2^64 e^(z − max) in place of W h.</summary>
    private static void Exponentials(ref float z, ReadOnlySpan<float> biases, Vector256<float> max)
    {
        for (int k = 0; k < biases.Length; k++) Lanes.Store(Lanes.Load(ref z, k * Block.Rows) + Lanes.Broadcast(biases[k]), ref z, k * Block.Rows);
        Lanes.Exponentials(ref z, Block.Rows, biases.Length, max);
    }

    /// <summary>Residuals in place of the exponentials of eight rows.</summary>
    private static void Residuals(ref float e, int units, int unit, Vector256<int> labels, ReadOnlySpan<float> classWeights, in TileFactors factors)
    {
        Vector256<float> scale = factors.Scale;
        if (factors.IsPlain)
        {
            for (int k = 0; k < units; k++) Lanes.Store(Lanes.Load(ref e, k * Block.Rows) * scale, ref e, k * Block.Rows);
        }
        else
        {
            for (int k = 0; k < units; k++)
            {
                Vector256<float> spread = classWeights.IsEmpty ? factors.Spread : factors.Spread * Lanes.Broadcast(classWeights[k]);
                Lanes.Store((Lanes.Load(ref e, k * Block.Rows) * scale) - spread, ref e, k * Block.Rows);
            }
        }

        for (int lane = 0; lane < Lanes.Width; lane++)
        {
            int k = labels[lane] - unit;
            if ((uint)k < (uint)units) Lanes.At(ref e, (k * Block.Rows) + lane) = factors.OfLabel[lane];
        }
    }

    /// <summary>Adds what the residuals of a tile and of a block of rows give: dL/dW, dL/db and dL/dh. Each number has one sum added to it.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">What has been entered, row by row.</param>
    /// <param name="first">The first row of the block.</param>
    /// <param name="count">Its rows.</param>
    /// <param name="unit">The first unit of the tile.</param>
    /// <param name="units">Its units.</param>
    /// <param name="r">The residuals.</param>
    /// <param name="gradient">The gradient of all parameters; empty: it is not wanted.</param>
    /// <param name="deltas">dL/dh, row by row; empty: they are not wanted.</param>
    public static void AddTile(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> inputs,
        int first,
        int count,
        int unit,
        int units,
        ref float r,
        Span<float> gradient,
        Span<float> deltas)
    {
        if (count < Block.Rows) Lanes.ClearRowsFrom(count, MemoryMarshal.CreateSpan(ref r, units * Block.Rows));
        inputs = inputs[(first * InputStride)..];
        if (!deltas.IsEmpty) deltas = deltas[(first * InputStride)..];
        if (gradient.IsEmpty)
        {
            AddDeltas(parameters, count, unit, units, ref r, deltas);
            return;
        }

        Span<float> ofWeights = gradient.Slice(THead.Weights + (unit * THead.Inputs), units * THead.Inputs);
        ReadOnlySpan<float> weights = parameters.Slice(THead.Weights + (unit * THead.Inputs), units * THead.Inputs);
        if (FillsVectors)
        {
            Product<GradientShape>.Run(ref r, units, ref Lanes.Start(inputs), count, ref r, ref Lanes.Start(ofWeights));
            AddDeltas(parameters, count, unit, units, ref r, deltas);
        }
        else
        {
            AddFewUnits(weights, inputs, count, units, ref r, ofWeights, deltas);
        }

        for (int k = 0; k < units; k++) gradient[BiasStart + unit + k] += Lanes.SumOfBlock(ref r, k * Block.Rows);
    }

    private static void AddDeltas(ReadOnlySpan<float> parameters, int count, int unit, int units, ref float r, Span<float> deltas)
    {
        if (deltas.IsEmpty) return;
        ref float w = ref Lanes.Start(parameters.Slice(THead.Weights + (unit * THead.Inputs), units * THead.Inputs));
        Product<DeltaShape>.Run(ref r, count, ref w, units, ref r, ref Lanes.Start(deltas));
    }

    private static void AddFewUnits(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> inputs, int count, int units, ref float r, Span<float> ofWeights, Span<float> deltas)
    {
        for (int k = 0; k < units; k++)
        {
            Span<float> own = ofWeights.Slice(k * THead.Inputs, THead.Inputs);
            for (int row = 0; row < count; row++)
            {
                float residual = Lanes.At(ref r, (k * Block.Rows) + row);
                Lanes.AddScaled(own, residual, inputs.Slice(row * InputStride, THead.Inputs));
                Lanes.AddScaled(deltas.Slice(row * InputStride, THead.Inputs), residual, weights.Slice(k * THead.Inputs, THead.Inputs));
            }
        }
    }
}
