using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static System.FormattableString;

namespace LossGen.Kernels;

/// <summary>A layer over sparse rows: z = b + Σ x_f w_f over the features of a row that are not 0, and its gradient.</summary>
/// <remarks>
/// <para>
/// The weights lie [feature][unit] in a table, so that a feature touches one run of memory; the biases are behind them. The number of features is the
/// table's, not the shape's: training uses a table of the features that occur. The units lie in the lanes of a vector, and the order of every sum follows
/// from the row alone: of several units one chain over its features, of a single one two, since each addition waits for the one before it.
/// </para>
/// <para>
/// The last vector of a feature's weights may reach into the next feature's, or into what is behind the table: eight
/// numbers at most from its beginning. There are always as many, since a bias for each unit follows.
/// </para>
/// </remarks>
/// <typeparam name="TLayer">The shape.</typeparam>
internal static partial class SparseLayer<TLayer>
    where TLayer : struct, ISparseLayer
{
    private static int Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLayer.Stride;
    }

    /// <summary>The outputs of one row; numbers behind the units mean nothing.</summary>
    /// <param name="parameters">The table, then the biases; more may follow.</param>
    /// <param name="count">Features of the table.</param>
    /// <param name="features">The features of the row.</param>
    /// <param name="values">Their values; empty: all 1.</param>
    /// <param name="outputs">Receives the outputs, <see cref="ISparseLayer.Stride"/> numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A feature is not in the table.</exception>
    public static void Forward(ReadOnlySpan<float> parameters, int count, ReadOnlySpan<int> features, ReadOnlySpan<float> values, Span<float> outputs)
    {
        outputs = outputs[..Stride];
        ref float table = ref MemoryMarshal.GetReference(parameters[..((count + 1) * TLayer.Units)]);
        ref float biases = ref Lanes.At(ref table, count * TLayer.Units);
        if (values.IsEmpty) Forward<Ones>(ref table, ref biases, count, features, values, ref outputs[0]);
        else Forward<Given>(ref table, ref biases, count, features, values[..features.Length], ref outputs[0]);
    }

    /// <summary>Adds a row's share of the gradient, x_f times its residuals, to those of all features of a table.</summary>
    /// <param name="features">The features of the row.</param>
    /// <param name="values">Their values; empty: all 1.</param>
    /// <param name="residuals">dL/dz of the row, <see cref="ISparseLayer.Stride"/> numbers with zeros behind the units.</param>
    /// <param name="gradient">The gradient of the table and the biases, laid out as they are.</param>
    /// <param name="count">Features of the table.</param>
    public static void AddToTable(ReadOnlySpan<int> features, ReadOnlySpan<float> values, ReadOnlySpan<float> residuals, Span<float> gradient, int count)
    {
        ref float table = ref MemoryMarshal.GetReference(gradient[..((count + 1) * TLayer.Units)]);
        ref float r = ref MemoryMarshal.GetReference(residuals[..Stride]);
        if (!values.IsEmpty) values = values[..features.Length];
        for (int i = 0; i < features.Length; i++)
        {
            int feature = features[i];
            if ((uint)feature >= (uint)count) NoSuchFeature(feature, count);
            Add(ref Lanes.At(ref table, feature * TLayer.Units), values.IsEmpty ? 1 : values[i], ref r);
        }
    }

    /// <summary>Adds a multiple of the residuals to a row of the gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref float row, float factor, ref float residuals)
    {
        if (TLayer.Units == 1)
        {
            row = Lanes.MultiplyAdd(factor, residuals, row);
        }
        else if (TLayer.Units == 2)
        {
            Lanes.StoreTwo(Lanes.MultiplyAdd(Vector128.Create(factor), Lanes.LoadTwo(ref residuals), Lanes.LoadTwo(ref row)), ref row);
        }
        else if (TLayer.Units <= 4)
        {
            var r = Vector128.LoadUnsafe(ref residuals);
            Lanes.MultiplyAdd(Vector128.Create(factor), r, Vector128.LoadUnsafe(ref row)).StoreUnsafe(ref row);
        }
        else
        {
            Vector256<float> x = Vector256.Create(factor);
            for (int u = 0; u < TLayer.Units; u += Lanes.Width) Lanes.AddProduct(x, Lanes.Load(ref residuals, u), ref row, u);
        }
    }

    private static void Forward<TValues>(
        ref float table, ref float biases, int count, ReadOnlySpan<int> features, ReadOnlySpan<float> values, ref float outputs)
        where TValues : struct, IValues
    {
        ref float x = ref MemoryMarshal.GetReference(values);
        if (TLayer.Units == 1)
        {
            float even = biases, odd = 0;
            int i = 0;
            for (; i <= features.Length - 2; i += 2)
            {
                even = Next<TValues>(ref table, features[i], count, ref x, i, even);
                odd = Next<TValues>(ref table, features[i + 1], count, ref x, i + 1, odd);
            }

            if (i < features.Length) even = Next<TValues>(ref table, features[i], count, ref x, i, even);
            outputs = even + odd;
        }
        else if (TLayer.Units == 2)
        {
            Vector128<float> sum = Lanes.LoadTwo(ref biases);
            for (int i = 0; i < features.Length; i++)
            {
                Vector128<float> w = Lanes.LoadTwo(ref Weights(ref table, features[i], count));
                sum = TValues.AreOnes ? sum + w : Lanes.MultiplyAdd(Vector128.Create(Lanes.At(ref x, i)), w, sum);
            }

            Lanes.StoreTwo(sum, ref outputs);
        }
        else if (TLayer.Units <= 4)
        {
            Vector128<float> sum = TLayer.Units == 4 ? Vector128.LoadUnsafe(ref biases) : Vector128.Create(biases, Lanes.At(ref biases, 1), Lanes.At(ref biases, 2), 0);
            for (int i = 0; i < features.Length; i++)
            {
                var w = Vector128.LoadUnsafe(ref Weights(ref table, features[i], count));
                sum = TValues.AreOnes ? sum + w : Lanes.MultiplyAdd(Vector128.Create(Lanes.At(ref x, i)), w, sum);
            }

            sum.StoreUnsafe(ref outputs);
        }
        else
        {
            ForwardVectors<TValues>(ref table, ref biases, count, features, ref x, ref outputs);
        }
    }

    /// <summary>Four vectors of units at a time stay in registers.</summary>
    private static void ForwardVectors<TValues>(ref float table, ref float biases, int count, ReadOnlySpan<int> features, ref float x, ref float outputs)
        where TValues : struct, IValues
    {
        const int Tile = 4 * Lanes.Width;
        int units = Lanes.InVectors(TLayer.Units);
        int u = 0;
        for (; u <= units - Tile; u += Tile)
        {
            Vector256<float> a = Biases(ref biases, u), b = Biases(ref biases, u + 8), c = Biases(ref biases, u + 16), d = Biases(ref biases, u + 24);
            for (int i = 0; i < features.Length; i++)
            {
                ref float w = ref Lanes.At(ref Weights(ref table, features[i], count), u);
                Vector256<float> factor = Vector256.Create(TValues.AreOnes ? 1 : Lanes.At(ref x, i));
                a = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 0), a);
                b = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 8), b);
                c = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 16), c);
                d = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 24), d);
            }

            Lanes.Store(a, ref outputs, u);
            Lanes.Store(b, ref outputs, u + 8);
            Lanes.Store(c, ref outputs, u + 16);
            Lanes.Store(d, ref outputs, u + 24);
        }

        if (units % Tile == 24)
        {
            Vector256<float> a = Biases(ref biases, u), b = Biases(ref biases, u + 8), c = Biases(ref biases, u + 16);
            for (int i = 0; i < features.Length; i++)
            {
                ref float w = ref Lanes.At(ref Weights(ref table, features[i], count), u);
                Vector256<float> factor = Vector256.Create(TValues.AreOnes ? 1 : Lanes.At(ref x, i));
                a = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 0), a);
                b = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 8), b);
                c = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 16), c);
            }

            Lanes.Store(a, ref outputs, u);
            Lanes.Store(b, ref outputs, u + 8);
            Lanes.Store(c, ref outputs, u + 16);
        }

        if (units % Tile == 16)
        {
            Vector256<float> a = Biases(ref biases, u), b = Biases(ref biases, u + 8);
            for (int i = 0; i < features.Length; i++)
            {
                ref float w = ref Lanes.At(ref Weights(ref table, features[i], count), u);
                Vector256<float> factor = Vector256.Create(TValues.AreOnes ? 1 : Lanes.At(ref x, i));
                a = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 0), a);
                b = Lanes.MultiplyAdd(factor, Lanes.Load(ref w, 8), b);
            }

            Lanes.Store(a, ref outputs, u);
            Lanes.Store(b, ref outputs, u + 8);
        }

        if (units % Tile == 8)
        {
            Vector256<float> a = Biases(ref biases, u);
            for (int i = 0; i < features.Length; i++)
            {
                ref float w = ref Lanes.At(ref Weights(ref table, features[i], count), u);
                a = Lanes.MultiplyAdd(Vector256.Create(TValues.AreOnes ? 1 : Lanes.At(ref x, i)), Lanes.Load(ref w, 0), a);
            }

            Lanes.Store(a, ref outputs, u);
        }
    }

    /// <summary>Eight biases; behind the last one nothing may be read, so the last eight numbers are, and moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Biases(ref float biases, int unit)
    {
        if (unit + Lanes.Width <= TLayer.Units) return Lanes.Load(ref biases, unit);

        // Before the first of few biases are the weights of a feature, as many again.
        return Lanes.LastToFirst(Lanes.Load(ref biases, TLayer.Units - Lanes.Width), TLayer.Units % Lanes.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Next<TValues>(ref float table, int feature, int count, ref float values, int index, float sum)
        where TValues : struct, IValues
    {
        float w = Weights(ref table, feature, count);
        return TValues.AreOnes ? sum + w : Lanes.MultiplyAdd(Lanes.At(ref values, index), w, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Weights(ref float table, int feature, int count)
    {
        if ((uint)feature >= (uint)count) NoSuchFeature(feature, count);
        return ref Lanes.At(ref table, feature * TLayer.Units);
    }

    // Not marked NoInlining: only what the JIT looks into does it know to never return, and around a call that returns nothing stays in a vector register.
    [DoesNotReturn]
    private static void NoSuchFeature(int feature, int count) => throw new ArgumentOutOfRangeException(
        "rows", feature, Invariant($"The rows have a feature {feature}, which was not there when they were checked; expected 0 to {count - 1}."));

    /// <summary>Whether the values of a row are given, or all are 1.</summary>
    private interface IValues
    {
        static abstract bool AreOnes { get; }
    }

    private readonly struct Ones : IValues
    {
        public static bool AreOnes => true;
    }

    private readonly struct Given : IValues
    {
        public static bool AreOnes => false;
    }
}
