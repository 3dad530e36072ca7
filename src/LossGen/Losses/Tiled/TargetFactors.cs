using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>What turns the logits of eight rows with a target for each class into residuals, tile by tile; the formulas are those of <see cref="SoftmaxLoss"/>.</summary>
internal struct TargetFactors
{
    private Vector256<float> _max;
    private Vector256<float> _inverse;
    private Vector256<float> _mass;
    private Vector256<float> _wrong;
    private Vector256<float> _right;
    private Vector256<float> _factor;
    private Vector256<float> _slope;
    private Vector256<float> _certain;
    private Vector256<float> _weights;

    /// <summary>The factors of eight rows, and their losses before their own weights.</summary>
    /// <param name="known">What the first sweep has found.</param>
    /// <param name="weights">The weight of each row.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="losses">Receives the losses.</param>
    public static TargetFactors Of(in TargetStatistics known, Vector256<float> weights, in LossSettings settings, out Vector256<float> losses)
    {
        Vector256<float> inverse = Lanes.One / (Lanes.One + known.Logits.Others), wrong = known.Miss * inverse;
        Vector256<float> loss = Lanes.MultiplyAdd(known.Mass, Lanes.Log1P(known.Logits.Others), known.Distance);
        var factors = new TargetFactors
        {
            _max = known.Logits.Max,
            _inverse = Lanes.Unscaled(inverse),
            _mass = known.Mass,
            _wrong = wrong,
            _right = known.Hit * inverse,
            _factor = Lanes.One,
            _weights = weights,
        };
        if (settings.FocalGamma > 0)
        {
            factors._factor = Lanes.Pow(wrong, settings.FocalGamma);
            factors._certain = Vector256.Equals(wrong, Lanes.Zero);
            factors._slope = Lanes.Drop(factors._certain, factors._factor * loss * settings.FocalGamma);
        }

        losses = factors._factor * loss;
        return factors;
    }

    /// <summary>Residuals in place of W h.</summary>
    /// <param name="z">W h of a tile.</param>
    /// <param name="biases">The biases of its units.</param>
    /// <param name="unit">Its first unit.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="classes">All classes.</param>
    public readonly void Residuals(ref float z, ReadOnlySpan<float> biases, int unit, ref float targets, in LossSettings settings, int classes)
    {
        Vector256<float> keep = Lanes.Broadcast(1 - settings.LabelSmoothing), spread = Lanes.Broadcast(settings.LabelSmoothing / classes);
        for (int k = 0; k < biases.Length; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, k * Block.Rows) + Lanes.Broadcast(biases[k]), target = Lanes.Load(ref targets, k * Block.Rows);
            if (settings.IsForDirection) zk = Unsaturated.WithoutCertain(zk, target);
            Vector256<float> smoothed = Lanes.MultiplyAdd(target, keep, spread), p = Lanes.ScaledExpOfDifference(zk, _max) * _inverse;

            // p − 1 cancels near 1: where all mass is on this class it is minus the sum of the others.
            Vector256<float> all = Vector256.Equals(smoothed, Lanes.One);
            Vector256<float> a = TargetStatistics.Weight(settings, unit + k) * smoothed;
            Vector256<float> residual = Lanes.Select(all, -(_mass * _wrong), (_mass * p) - a);
            if (settings.FocalGamma > 0)
            {
                Vector256<float> change = p * Lanes.Select(Vector256.Equals(target, Lanes.One), -_wrong, _right - target);
                residual = Lanes.MultiplyAdd(_factor, residual, _slope * Lanes.Drop(_certain, change / _wrong));
            }

            Lanes.Store(residual * _weights, ref z, k * Block.Rows);
        }
    }
}
