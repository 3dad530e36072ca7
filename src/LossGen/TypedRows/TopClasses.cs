namespace LossGen.TypedRows;

/// <summary>The most probable classes.</summary>
internal static class TopClasses<TModel, TRow, TLabel>
    where TModel : class, ITypedClassifier<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>Classes up to which their probabilities are ordered on the stack.</summary>
    private const int ClassesOnStack = 256;

    /// <summary>Up to this number of requested classes each is inserted into its place; more are found by sorting all.</summary>
    private const int InsertionLimit = 16;

    /// <summary>Writes as many as are wanted, the most probable first and the lower of equals before the higher; returns how many.</summary>
    public static int Write(ReadOnlySpan<float> probabilities, Span<ClassProbability<TLabel>> destination)
    {
        int classes = probabilities.Length;
        int wanted = Math.Min(destination.Length, classes);
        using var pooled = new Pooled<ulong>(stackalloc ulong[classes <= ClassesOnStack ? classes : 0], classes);
        Span<ulong> order = pooled.Memory;
        Order(probabilities, order, wanted);
        for (int i = 0; i < wanted; i++)
        {
            int index = (int)(uint)order[i];
            destination[i] = new(TModel.ClassAt(index), probabilities[index]);
        }

        return wanted;
    }

    /// <summary>
    /// Numbers whose ascending order is that of the probabilities, descending, the lower of equal classes first: probabilities are not
    /// negative, so their bits have their order; inverted they form the bits above the index. The first <paramref name="wanted"/> are in order.
    /// </summary>
    private static void Order(ReadOnlySpan<float> probabilities, Span<ulong> order, int wanted)
    {
        for (int k = 0; k < probabilities.Length; k++)
        {
            ulong key = ((ulong)~BitConverter.SingleToUInt32Bits(probabilities[k]) << 32) | (uint)k;
            order[k] = key;
            if (wanted > InsertionLimit) continue;

            // Only as many as are wanted are kept, in order.
            int place = Math.Min(k, wanted);
            while (place > 0 && order[place - 1] > key)
            {
                if (place < wanted) order[place] = order[place - 1];
                place--;
            }

            if (place < wanted) order[place] = key;
        }

        if (wanted > InsertionLimit) order.Sort();
    }
}
