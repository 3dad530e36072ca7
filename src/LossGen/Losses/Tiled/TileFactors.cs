using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>What turns the exponentials of eight rows into residuals, tile by tile: r_k = scale · 2^64 e^(z_k − max) − spread · w_k, and r_y of the label.</summary>
/// <remarks>
/// With class weights w, label smoothing ε, a_k = w_k ((1 − ε) t_k + ε/K), A = Σ a, focal γ and u = 1 − p_y, as in <see cref="SoftmaxLoss"/>:
/// ℓ = Σ a_k (log Σ exp z − z_k), L = u^γ ℓ. With s = γ u^(γ−1) ℓ that gives ∂L/∂z_k = (u^γ A + s p_y) p_k − u^γ (ε/K) w_k for k ≠ y, and for the label
/// u^γ ((A − a_y) − A u) − s p_y u.
/// </remarks>
internal struct TileFactors
{
    /// <summary>The largest logit.</summary>
    public Vector256<float> Max;

    /// <summary>(u^γ A + s p_y) / Σ exp(z − max), times the weight of the row and 2^−64.</summary>
    public Vector256<float> Scale;

    /// <summary>u^γ ε / K, times the weight of the row.</summary>
    public Vector256<float> Spread;

    /// <summary>The residual of the label.</summary>
    public Vector256<float> OfLabel;

    /// <summary>Whether nothing is spread over all classes.</summary>
    public bool IsPlain;

    /// <summary>The factors of eight rows, and their losses before their own weights.</summary>
    /// <param name="known">What the first sweep has found.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="weights">The weight of each row, that of its class apart.</param>
    /// <param name="classWeights">The weight of each row's class.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="losses">Receives the losses.</param>
    public static TileFactors Of(
        in TileStatistics known,
        Vector256<int> labels,
        Vector256<float> weights,
        Vector256<float> classWeights,
        in TiledClasses classes,
        in LossSettings settings,
        out Vector256<float> losses)
    {
        Vector256<float> inverse = Lanes.One / (Lanes.One + known.Others);
        Vector256<float> e = Lanes.ExpOfDifference(known.OfLabel, known.Max);

        // 1 - p_y is the sum of the others where the label has the maximum: there the difference would cancel.
        Vector256<float> p = e * inverse, u = -Lanes.TrueResidual(e, Lanes.Equal(labels, known.Argmax), known.Others, inverse);
        float keep = 1 - settings.LabelSmoothing, spread = settings.LabelSmoothing / classes.Count;
        Vector256<float> mass = classWeights * Lanes.Broadcast(keep), distance = mass * (known.Max - known.OfLabel), rest = Lanes.Zero;
        if (spread > 0)
        {
            Vector256<float> total = Lanes.Broadcast(classes.TotalWeight);
            rest = Lanes.Broadcast(spread) * (total - classWeights);
            mass += Lanes.Broadcast(spread) * total;
            distance += Lanes.Broadcast(spread) * ((total * known.Max) - known.Weighted);
        }

        Vector256<float> loss = Lanes.MultiplyAdd(mass, Lanes.Log1P(known.Others), distance), factor = Lanes.One, slope = Lanes.Zero;
        if (settings.FocalGamma > 0)
        {
            factor = Lanes.Pow(u, settings.FocalGamma);
            slope = Lanes.Drop(Vector256.Equals(u, Lanes.Zero), factor * loss * settings.FocalGamma / u);
        }

        losses = factor * loss;
        return new TileFactors
        {
            Max = known.Max,
            Scale = Lanes.Unscaled(Lanes.MultiplyAdd(factor, mass, slope * p) * inverse * weights),
            Spread = factor * Lanes.Broadcast(spread) * weights,
            OfLabel = Lanes.MultiplyAdd(factor, rest - (mass * u), -(slope * p * u)) * weights,
            IsPlain = spread == 0,
        };
    }
}

/// <summary>What all classes have together.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="TotalWeight">The sum of their weights; without weights their number.</param>
internal readonly record struct TiledClasses(int Count, float TotalWeight)
{
    /// <summary>Some classes with the weights of a loss.</summary>
    public static TiledClasses Of(int count, in LossSettings settings)
    {
        double total = count;
        if (!settings.ClassWeights.IsEmpty)
        {
            total = 0;
            foreach (float weight in settings.ClassWeights) total += weight;
        }

        return new(count, (float)total);
    }
}
