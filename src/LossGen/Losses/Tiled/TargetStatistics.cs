using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>What is known of eight rows with a target for each class after some tiles: the sums of <see cref="SoftmaxLoss"/>, relative to the largest logit so far.</summary>
internal struct TargetStatistics
{
    /// <summary>Maximum, its class and the sum of the other exponentials.</summary>
    public TileStatistics Logits;

    /// <summary>Σ t e^(z − max).</summary>
    public Vector256<float> Hit;

    /// <summary>Σ (1 − t) e^(z − max).</summary>
    public Vector256<float> Miss;

    /// <summary>A = Σ a, a = w ((1 − ε) t + ε/K).</summary>
    public Vector256<float> Mass;

    /// <summary>Σ a (max − z).</summary>
    public Vector256<float> Distance;

    // What rounding took from the sums.
    private Vector256<float> _hitLost;
    private Vector256<float> _missLost;
    private Vector256<float> _massLost;
    private Vector256<float> _distanceLost;

    /// <summary>Before the first tile.</summary>
    public static TargetStatistics None => new() { Logits = TileStatistics.None };

    /// <summary>Takes up a tile, whose logits get their biases.</summary>
    /// <param name="z">W h of the tile.</param>
    /// <param name="biases">The biases of its units.</param>
    /// <param name="unit">Its first unit.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="classes">All classes.</param>
    public void Observe(ref float z, ReadOnlySpan<float> biases, int unit, ref float targets, in LossSettings settings, int classes)
    {
        Vector256<float> max = Vector256.Create(float.NegativeInfinity);
        Vector256<int> argmax = Vector256<int>.Zero;
        for (int k = 0; k < biases.Length; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, k * Block.Rows) + Lanes.Broadcast(biases[k]);
            if (settings.IsForDirection) zk = Unsaturated.WithoutCertain(zk, Lanes.Load(ref targets, k * Block.Rows));
            Lanes.Store(zk, ref z, k * Block.Rows);
            argmax = Lanes.Select(Lanes.Greater(zk, max), Lanes.Broadcast(unit + k), argmax);
            max = Lanes.Larger(zk, max);
        }

        Raise(max, argmax);
        Vector256<float> keep = Lanes.Broadcast(1 - settings.LabelSmoothing), spread = Lanes.Broadcast(settings.LabelSmoothing / classes);
        Vector256<float> others = Lanes.Zero, hit = Lanes.Zero, miss = Lanes.Zero, othersLost = Lanes.Zero, hitLost = Lanes.Zero, missLost = Lanes.Zero;
        for (int k = 0; k < biases.Length; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, k * Block.Rows), target = Lanes.Load(ref targets, k * Block.Rows);
            Vector256<float> a = Weight(settings, unit + k) * Lanes.MultiplyAdd(target, keep, spread);
            Vector256<float> e = Lanes.ScaledExpOfDifference(zk, Logits.Max);
            Lanes.Accumulate(Lanes.Drop(Lanes.Equal(Logits.Argmax, unit + k), e), ref others, ref othersLost);
            Lanes.Accumulate(target * e, ref hit, ref hitLost);
            Lanes.Accumulate((Lanes.One - target) * e, ref miss, ref missLost);
            Lanes.Accumulate(a, ref Mass, ref _massLost);
            Vector256<float> below = Logits.Max - zk;
            if (settings.IsForDirection) below = Lanes.Drop(Vector256.Equals(target, Lanes.One), below); // of a logit that is left out
            Lanes.Accumulate(a * below, ref Distance, ref _distanceLost);
        }

        Lanes.Accumulate(Lanes.Unscaled(others), ref Logits.Others, ref Logits.Lost);
        Lanes.Accumulate(Lanes.Unscaled(hit), ref Hit, ref _hitLost);
        Lanes.Accumulate(Lanes.Unscaled(miss), ref Miss, ref _missLost);
    }

    /// <summary>The weight of a class for eight rows.</summary>
    public static Vector256<float> Weight(in LossSettings settings, int k) =>
        settings.ClassWeights.IsEmpty ? Lanes.One : Lanes.Broadcast(settings.ClassWeights[k]);

    /// <summary>Makes the sums relative to the larger maximum.</summary>
    private void Raise(Vector256<float> max, Vector256<int> argmax)
    {
        Vector256<float> top = Lanes.Larger(max, Logits.Max), shrink = Lanes.ExpOfDifference(Logits.Max, top);
        Hit *= shrink;
        _hitLost *= shrink;
        Miss *= shrink;
        _missLost *= shrink;

        // Before the first tile there is no maximum, and no mass that could be farther from it.
        Vector256<float> farther = Lanes.Drop(Vector256.Equals(Mass, Lanes.Zero), Mass * (top - Logits.Max));
        Lanes.Accumulate(farther, ref Distance, ref _distanceLost);
        Logits.Raise(max, argmax);
    }
}
