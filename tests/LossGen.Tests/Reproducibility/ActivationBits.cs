using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Tests.Kernels;

namespace LossGen.Tests.Reproducibility;

/// <summary>Prints a hash of each activation with its derivative, of dropout masks and of initial values.</summary>
internal static class ActivationBits
{
    /// <summary>Lines that <see cref="Print"/> prints.</summary>
    public const int Lines = 6 + 1 + 1;

    public static void Print()
    {
        foreach (Activation kind in Enum.GetValues<Activation>()) Console.WriteLine($"{kind}: {OfActivation(kind)}");

        using var bits = new Bits();
        float[] x = [.. Enumerable.Repeat(1f, 64 * 64)];
        new Dropout(0.3f, 12345).Apply(x, x, rows: 64, units: 64, stride: 64, firstRow: 100, layer: 2);
        bits.Add(x);
        Console.WriteLine($"dropout: {bits}");

        var layout = ParameterLayout.Of(30, 16, 8, 2);
        var parameters = new float[layout.Count];
        foreach (Activation kind in Enum.GetValues<Activation>())
        {
            InitialValues.Fill(parameters, layout, kind, seed: 5);
            bits.Add(parameters);
        }

        Console.WriteLine($"initial values: {bits}");
    }

    private static Bits OfActivation(Activation kind)
    {
        ActivationCase activation = ActivationCase.Of(kind);
        var bits = new Bits();
        var results = new float[16];
        for (ulong i = 0; i <= uint.MaxValue; i += 8 * 100_003)
        {
            Vector256<float> z = (Vector256.Create((uint)i) + (Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7) * 100_003)).AsSingle();

            // which of all NaN the result is, is not promised
            z = Vector256.ConditionalSelect(Vector256.Equals(z, z), z, Vector256<float>.Zero);
            Vector256<float> a = activation.Values(z);
            a.CopyTo(results);
            activation.Derivatives(z, a).CopyTo(results, 8);
            bits.Add(results);
        }

        return bits;
    }
}
