using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

// Training: rows forward and back, with a gradient that has a row for each feature that has been touched, in the order in which they were touched first.
// Numbers that are known not to be negative are unsigned as indices, and need not be extended then.
internal static partial class SparseLayer<TLayer>
{
    /// <summary>The outputs of the rows of a block; each of their features gets a row of the gradient, whose place is noted.</summary>
    /// <param name="parameters">The table, then the biases; more may follow.</param>
    /// <param name="count">Features of the table.</param>
    /// <param name="block">The rows.</param>
    /// <param name="touched">Which features have a row, and where.</param>
    /// <param name="outputs">Receives the outputs, <see cref="ISparseLayer.Stride"/> numbers a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A feature is not in the table.</exception>
    public static void Forward(ReadOnlySpan<float> parameters, int count, in SparseBlock block, TouchedFeatures touched, Span<float> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, touched.Limit);
        ref float table = ref MemoryMarshal.GetReference(parameters[..((count + 1) * TLayer.Units)]);
        ref float biases = ref Lanes.At(ref table, count * TLayer.Units);
        ref float z = ref Lanes.Start(outputs[..(block.Count * Stride)]);
        touched.Reserve(block.Numbers);
        if (TLayer.Units == 1 && block.AreOnes) ForwardOne<Ones>(ref table, ref biases, count, block, touched, ref z);
        else if (TLayer.Units == 1) ForwardOne<Given>(ref table, ref biases, count, block, touched, ref z);
        else if (block.AreOnes) ForwardSeveral<Ones>(ref table, ref biases, count, block, touched, ref z);
        else ForwardSeveral<Given>(ref table, ref biases, count, block, touched, ref z);
    }

    /// <summary>Adds the rows' share of the gradient: x_f times their residuals.</summary>
    /// <param name="block">The rows, right after their forward pass.</param>
    /// <param name="residuals">dL/dz row by row, <see cref="ISparseLayer.Stride"/> numbers each with zeros behind the units.</param>
    /// <param name="touched">Their features' rows of the gradient.</param>
    public static void AddToTouched(in SparseBlock block, ReadOnlySpan<float> residuals, TouchedFeatures touched)
    {
        ref float r = ref Lanes.Start(residuals[..(block.Count * Stride)]);
        ref int places = ref touched.Places;
        ref float rows = ref touched.Rows;
        for (int row = 0; row < block.Count; row++)
        {
            int numbers = block.Features(row).Length;
            if (block.AreOnes) Add<Ones>(ref places, numbers, default, ref Lanes.At(ref r, row * Stride), ref rows);
            else Add<Given>(ref places, numbers, block.Values(row), ref Lanes.At(ref r, row * Stride), ref rows);
            places = ref Lanes.At(ref places, numbers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TValues>(ref int places, int numbers, ReadOnlySpan<float> values, ref float residuals, ref float rows)
        where TValues : struct, IValues
    {
        ref float x = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < numbers; i++)
            Add(ref Unsafe.Add(ref rows, (uint)(Unsafe.Add(ref places, (uint)i) * Stride)), TValues.AreOnes ? 1 : Unsafe.Add(ref x, (uint)i), ref residuals);
    }

    /// <summary>A single unit: the sums are made while the features get their rows.</summary>
    private static void ForwardOne<TValues>(ref float table, ref float biases, int count, in SparseBlock block, TouchedFeatures touched, ref float outputs)
        where TValues : struct, IValues
    {
        ref int slots = ref touched.Slots;
        ref int list = ref touched.Features;
        ref int places = ref touched.Places;
        int rows = touched.Count, start = touched.Base;
        for (int row = 0; row < block.Count; row++)
        {
            block.FetchAhead(row);
            ReadOnlySpan<int> features = block.Features(row);
            ref float x = ref MemoryMarshal.GetReference(block.Values(row));
            float one = biases, other = 0;
            for (int i = 0; i < features.Length; i++)
            {
                int feature = features[i];
                if ((uint)feature >= (uint)count) NoSuchFeature(feature, count);

                // Without a branch, which would be guessed wrong for every other feature: a new one gets the next row, which is 0.
                ref int slot = ref Unsafe.Add(ref slots, (uint)feature);
                int own = slot - start, isNew = own >> 31, place = (rows & isNew) | (own & ~isNew);
                rows -= isNew;
                slot = place + start;
                Unsafe.Add(ref list, (uint)place) = feature;
                Unsafe.Add(ref places, (uint)i) = place;
                float w = Unsafe.Add(ref table, (uint)feature), next = TValues.AreOnes ? one + w : Lanes.MultiplyAdd(Unsafe.Add(ref x, (uint)i), w, one);
                (one, other) = (other, next);
            }

            // The sum of both chains, whichever is which by now.
            Lanes.At(ref outputs, row) = one + other;
            places = ref Lanes.At(ref places, features.Length);
        }

        touched.Count = rows;
    }

    /// <summary>Several units: while a row's features get their rows, their weights are fetched for the sums that are made after those of the row before.</summary>
    private static void ForwardSeveral<TValues>(ref float table, ref float biases, int count, in SparseBlock block, TouchedFeatures touched, ref float outputs)
        where TValues : struct, IValues
    {
        bool isLarge = count * TLayer.Units > SparseBlock.CachedNumbers;
        int place = 0;
        for (int row = 0; row <= block.Count; row++)
        {
            if (row < block.Count)
            {
                block.FetchAhead(row);
                ReadOnlySpan<int> features = block.Features(row);
                Touch(features, touched, place, count, ref table, isLarge);
                place += features.Length;
            }

            if (row > 0) Forward<TValues>(ref table, ref biases, count, block.Features(row - 1), block.Values(row - 1), ref Lanes.At(ref outputs, (row - 1) * Stride));
        }
    }

    /// <summary>Gives the features of a row their places.</summary>
    private static void Touch(ReadOnlySpan<int> features, TouchedFeatures touched, int first, int count, ref float table, bool isLarge)
    {
        ref int slots = ref touched.Slots;
        ref int list = ref touched.Features;
        ref int places = ref Lanes.At(ref touched.Places, first);
        int rows = touched.Count, start = touched.Base;
        for (int i = 0; i < features.Length; i++)
        {
            int feature = features[i];
            if ((uint)feature >= (uint)count) NoSuchFeature(feature, count);
            if (isLarge) Lanes.Fetch(ref Lanes.At(ref table, feature * TLayer.Units), TLayer.Units);

            // As for a single unit.
            ref int slot = ref Unsafe.Add(ref slots, (uint)feature);
            int own = slot - start, isNew = own >> 31, place = (rows & isNew) | (own & ~isNew);
            rows -= isNew;
            slot = place + start;
            Unsafe.Add(ref list, (uint)place) = feature;
            Unsafe.Add(ref places, (uint)i) = place;
        }

        touched.Count = rows;
    }
}
