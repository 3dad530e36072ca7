using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>A dense layer on intervals, given as centres and radii: those of z = W x + b are W c + b and |W| r, and back.</summary>
/// <remarks>
/// Everything lies unit by unit, 32 rows each (<see cref="Block"/>), so each row has a lane of its own and the order of a sum is that of the inputs. Gowal et al. 2018, equation 6.
/// </remarks>
internal static class IntervalProduct
{
    /// <summary>Centres and radii of z.</summary>
    public static void Forward(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, ReadOnlySpan<float> centres, ReadOnlySpan<float> radii, Span<float> z, Span<float> reach)
    {
        int inputs = weights.Length / biases.Length;
        ref float c = ref Lanes.Start(centres), r = ref Lanes.Start(radii), to = ref Lanes.Start(z), wide = ref Lanes.Start(reach);
        for (int unit = 0; unit < biases.Length; unit++)
        {
            ref float w = ref Lanes.Start(weights.Slice(unit * inputs, inputs));
            for (int lane = 0; lane < Block.Rows; lane += 2 * Lanes.Width)
            {
                Vector256<float> centre = Vector256.Create(biases[unit]), next = centre, radius = Vector256<float>.Zero, nextRadius = radius;
                for (int i = 0; i < inputs; i++)
                {
                    Vector256<float> weight = Lanes.Broadcast(ref w, i), size = Vector256.Abs(weight);
                    int at = (i * Block.Rows) + lane;
                    centre = Lanes.MultiplyAdd(weight, Lanes.Load(ref c, at), centre);
                    next = Lanes.MultiplyAdd(weight, Lanes.Load(ref c, at + Lanes.Width), next);
                    radius = Lanes.MultiplyAdd(size, Lanes.Load(ref r, at), radius);
                    nextRadius = Lanes.MultiplyAdd(size, Lanes.Load(ref r, at + Lanes.Width), nextRadius);
                }

                int place = (unit * Block.Rows) + lane;
                Lanes.Store(centre, ref to, place);
                Lanes.Store(next, ref to, place + Lanes.Width);
                Lanes.Store(radius, ref wide, place);
                Lanes.Store(nextRadius, ref wide, place + Lanes.Width);
            }
        }
    }

    /// <summary>From the derivatives by centres and radii of z to those by the inputs': Wᵀ and |W|ᵀ.</summary>
    public static void InputDeltas(ReadOnlySpan<float> weights, int inputs, ReadOnlySpan<float> ofZ, ReadOnlySpan<float> ofReach, Span<float> ofCentres, Span<float> ofRadii)
    {
        int units = weights.Length / inputs;
        ref float w = ref Lanes.Start(weights), z = ref Lanes.Start(ofZ), wide = ref Lanes.Start(ofReach);
        ref float c = ref Lanes.Start(ofCentres), r = ref Lanes.Start(ofRadii);
        for (int i = 0; i < inputs; i++)
        {
            for (int lane = 0; lane < Block.Rows; lane += 2 * Lanes.Width)
            {
                Vector256<float> centre = Vector256<float>.Zero, next = centre, radius = centre, nextRadius = centre;
                for (int unit = 0; unit < units; unit++)
                {
                    Vector256<float> weight = Lanes.Broadcast(ref w, (unit * inputs) + i), size = Vector256.Abs(weight);
                    int at = (unit * Block.Rows) + lane;
                    centre = Lanes.MultiplyAdd(weight, Lanes.Load(ref z, at), centre);
                    next = Lanes.MultiplyAdd(weight, Lanes.Load(ref z, at + Lanes.Width), next);
                    radius = Lanes.MultiplyAdd(size, Lanes.Load(ref wide, at), radius);
                    nextRadius = Lanes.MultiplyAdd(size, Lanes.Load(ref wide, at + Lanes.Width), nextRadius);
                }

                int place = (i * Block.Rows) + lane;
                Lanes.Store(centre, ref c, place);
                Lanes.Store(next, ref c, place + Lanes.Width);
                Lanes.Store(radius, ref r, place);
                Lanes.Store(nextRadius, ref r, place + Lanes.Width);
            }
        }
    }

    /// <summary>Adds the derivatives by weights and biases.</summary>
    /// <param name="weights">The weights, whose signs decide about the radii's share.</param>
    /// <param name="centres">The inputs' centres.</param>
    /// <param name="radii">Their radii; empty: they have no share.</param>
    /// <param name="ofZ">The derivatives by the centres of z.</param>
    /// <param name="ofReach">Those by its radii.</param>
    /// <param name="gradient">The gradient by the weights.</param>
    /// <param name="ofBiases">The gradient by the biases.</param>
    public static void AddGradient(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> centres,
        ReadOnlySpan<float> radii,
        ReadOnlySpan<float> ofZ,
        ReadOnlySpan<float> ofReach,
        Span<float> gradient,
        Span<float> ofBiases)
    {
        int inputs = weights.Length / ofBiases.Length;
        ref float c = ref Lanes.Start(centres), r = ref Lanes.Start(radii.IsEmpty ? centres : radii);
        Vector256<float> sign = Vector256.Create(-0f);
        for (int unit = 0; unit < ofBiases.Length; unit++)
        {
            ref float z = ref Lanes.Start(ofZ.Slice(unit * Block.Rows, Block.Rows)), wide = ref Lanes.Start(ofReach.Slice(unit * Block.Rows, Block.Rows));
            ReadOnlySpan<float> row = weights.Slice(unit * inputs, inputs);
            Span<float> to = gradient.Slice(unit * inputs, inputs);
            for (int i = 0; i < inputs; i++)
            {
                Vector256<float> sum = Vector256<float>.Zero, ofSize = sum;
                for (int lane = 0; lane < Block.Rows; lane += Lanes.Width)
                {
                    int at = (i * Block.Rows) + lane;
                    sum = Lanes.MultiplyAdd(Lanes.Load(ref z, lane), Lanes.Load(ref c, at), sum);
                    ofSize = Lanes.MultiplyAdd(Lanes.Load(ref wide, lane), Lanes.Load(ref r, at), ofSize);
                }

                // The derivative of |w| is the sign of w; at 0 none is as good as any.
                if (!radii.IsEmpty && row[i] != 0) sum += ofSize ^ (Vector256.Create(row[i]) & sign);
                to[i] += Lanes.Sum(sum);
            }

            Vector256<float> bias = Vector256<float>.Zero;
            for (int lane = 0; lane < Block.Rows; lane += Lanes.Width) bias += Lanes.Load(ref z, lane);
            ofBiases[unit] += Lanes.Sum(bias);
        }
    }
}
