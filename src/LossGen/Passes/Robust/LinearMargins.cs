using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How far logits of a linear model can be moved apart by changes of a row, and the derivative of that: once for a batch, since it depends on no row.</summary>
/// <remarks>
/// For |δ_i| up to s_i, or |δ / s|₂ up to 1, w·δ reaches Σ |w_i| s_i, or √Σ (w_i s_i)²: the dual norm, scaled. So the worst loss of a binary model is
/// log(1 + exp(−(±z − ‖w‖))), exactly, and log Σ exp(z_j − z_y + ‖w_j − w_y‖) bounds that of a multiclass model, in which each j has a worst δ of its own
/// (Gowal et al. 2018, section 3; Goodfellow et al. 2015, section 5, for the binary case).
/// </remarks>
internal static class LinearMargins
{
    /// <summary>Classes at most: there is a number for each pair of them.</summary>
    public const int MostClasses = 1024;

    /// <summary>Floats for the margins of a model, and as many for the sums of their derivatives.</summary>
    public static int LengthFor(int logits) => logits == 1 ? 2 : logits * logits;

    /// <summary>Writes what is added to logit j of a row of class y, at y * logits + j.</summary>
    /// <param name="weights">The weights, a row for each logit.</param>
    /// <param name="logits">Logits; 1: a binary model, whose logit falls for class 1 and rises for class 0.</param>
    /// <param name="reach">s, how far each feature can be changed.</param>
    /// <param name="norm">How changes are measured.</param>
    /// <param name="margins">Receives the numbers.</param>
    public static void Write(ReadOnlySpan<float> weights, int logits, ReadOnlySpan<float> reach, Norm norm, Span<float> margins)
    {
        int features = reach.Length;
        if (logits == 1)
        {
            margins[0] = NormOf(weights, default, reach, norm);
            margins[1] = -margins[0];
            return;
        }

        for (int y = 0; y < logits; y++)
        {
            margins[(y * logits) + y] = 0;
            for (int j = 0; j < y; j++)
            {
                float margin = NormOf(weights.Slice(y * features, features), weights.Slice(j * features, features), reach, norm);
                margins[(y * logits) + j] = margins[(j * logits) + y] = margin;
            }
        }
    }

    /// <summary>Adds the margins' share of the gradient by the weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="logits">Logits.</param>
    /// <param name="reach">How far each feature can be changed.</param>
    /// <param name="norm">How changes are measured.</param>
    /// <param name="margins">The margins.</param>
    /// <param name="sums">The sum over the rows of the derivative by each margin.</param>
    /// <param name="gradient">The gradient by the weights.</param>
    public static void AddGradient(
        ReadOnlySpan<float> weights, int logits, ReadOnlySpan<float> reach, Norm norm, ReadOnlySpan<float> margins, ReadOnlySpan<float> sums, Span<float> gradient)
    {
        int features = reach.Length;
        if (logits == 1)
        {
            Add(weights, default, reach, norm, sums[0] - sums[1], margins[0], gradient, default);
            return;
        }

        for (int y = 0; y < logits; y++)
        {
            for (int j = 0; j < y; j++)
            {
                int at = (y * logits) + j;
                Add(
                    weights.Slice(y * features, features), weights.Slice(j * features, features), reach, norm, sums[at] + sums[(j * logits) + y], margins[at],
                    gradient.Slice(y * features, features), gradient.Slice(j * features, features));
            }
        }
    }

    /// <summary>The norm of a − b; without b, of a.</summary>
    private static float NormOf(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> reach, Norm norm)
    {
        bool isDifference = !b.IsEmpty, isL2 = norm == Norm.L2;
        ref float first = ref Lanes.Start(a), second = ref Lanes.Start(isDifference ? b : a), s = ref Lanes.Start(reach);
        Vector256<float> sum = Vector256<float>.Zero;
        int i = 0;
        for (; i <= reach.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> w = Lanes.Load(ref first, i);
            if (isDifference) w -= Lanes.Load(ref second, i);
            Vector256<float> reached = w * Lanes.Load(ref s, i);
            sum = isL2 ? Lanes.MultiplyAdd(reached, reached, sum) : sum + Vector256.Abs(reached);
        }

        float rest = 0;
        for (; i < reach.Length; i++)
        {
            float reached = (isDifference ? a[i] - b[i] : a[i]) * reach[i];
            rest += isL2 ? reached * reached : Math.Abs(reached);
        }

        float total = Lanes.Sum(sum) + rest;
        return isL2 ? MathF.Sqrt(total) : total;
    }

    /// <summary>Adds <paramref name="factor"/> times the derivative of the norm of a − b to the gradient by a, and takes it from that by b.</summary>
    private static void Add(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> reach, Norm norm, float factor, float margin, Span<float> gradientOfA, Span<float> gradientOfB)
    {
        // The derivative of |w| s is s sign w, that of √Σ (w s)² is w s² / √…; where all differences are 0, none is as good as any.
        if (factor == 0 || margin == 0) return;
        bool isDifference = !b.IsEmpty, isL2 = norm == Norm.L2;
        float scale = isL2 ? factor / margin : factor;
        ref float first = ref Lanes.Start(a), second = ref Lanes.Start(isDifference ? b : a), s = ref Lanes.Start(reach);
        ref float up = ref Lanes.Start(gradientOfA), down = ref Lanes.Start(isDifference ? gradientOfB : gradientOfA);
        Vector256<float> factors = Vector256.Create(scale), sign = Vector256.Create(-0f);
        int i = 0;
        for (; i <= reach.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> w = Lanes.Load(ref first, i), reached = Lanes.Load(ref s, i);
            if (isDifference) w -= Lanes.Load(ref second, i);
            Vector256<float> derivative = isL2 ? w * reached * reached : (reached | (w & sign)) & ~Vector256.Equals(w, Vector256<float>.Zero);
            Vector256<float> change = factors * derivative;
            Lanes.Add(change, ref up, i);
            if (isDifference) Lanes.Add(-change, ref down, i);
        }

        for (; i < reach.Length; i++)
        {
            float w = isDifference ? a[i] - b[i] : a[i];
            float change = scale * (isL2 ? w * reach[i] * reach[i] : w > 0 ? reach[i] : w < 0 ? -reach[i] : 0);
            gradientOfA[i] += change;
            if (isDifference) gradientOfB[i] -= change;
        }
    }
}
