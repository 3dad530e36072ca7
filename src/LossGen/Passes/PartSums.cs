using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>Adds the gradients of a batch's parts, in the order of the parts.</summary>
internal static class PartSums
{
    /// <summary>Adds the gradient of the next part to the sum of those before.</summary>
    public static void Add(Span<float> sum, ReadOnlySpan<float> part)
    {
        part = part[..sum.Length];
        ref float to = ref Lanes.Start(sum);
        ref float from = ref Lanes.Start(part);
        int i = 0;
        for (; i <= sum.Length - Lanes.Width; i += Lanes.Width) Lanes.Add(Lanes.Load(ref from, i), ref to, i);
        for (; i < sum.Length; i++) sum[i] += part[i];
    }

    /// <summary>Adds the gradients of all parts in one pass over memory: ((first + second) + third) + …, as the other method would.</summary>
    /// <param name="parts">The gradients, each beginning <paramref name="stride"/> numbers after the one before.</param>
    /// <param name="stride">Numbers from the beginning of one to that of the next.</param>
    /// <param name="count">The number of parts, from 1 on.</param>
    /// <param name="sum">Receives the sum; as long as one gradient.</param>
    public static void Sum(ReadOnlySpan<float> parts, int stride, int count, Span<float> sum)
    {
        parts = parts[..((count - 1) * stride + sum.Length)];
        ref float from = ref Lanes.Start(parts);
        ref float to = ref Lanes.Start(sum);
        int i = 0;
        for (; i <= sum.Length - Lanes.Width; i += Lanes.Width)
        {
            var total = Lanes.Load(ref from, i);
            for (int part = 1; part < count; part++) total += Lanes.Load(ref from, (part * stride) + i);
            Lanes.Store(total, ref to, i);
        }

        for (; i < sum.Length; i++)
        {
            float total = parts[i];
            for (int part = 1; part < count; part++) total += parts[(part * stride) + i];
            sum[i] = total;
        }
    }
}
