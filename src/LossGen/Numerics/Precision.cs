using System.Runtime.CompilerServices;

namespace LossGen.Numerics;

/// <summary>How numbers of type <typeparamref name="T"/> enter and leave reductions that calculate in double.</summary>
/// <remarks>Not the generic mathematics of the base class library: its conversions box their operand until the JIT has optimised
/// them.</remarks>
internal interface IPrecision<T>
{
    static abstract double ToDouble(T value);

    static abstract T Round(double value);
}

internal readonly struct SinglePrecision : IPrecision<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(double value) => (float)value;
}

internal readonly struct DoublePrecision : IPrecision<double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble(double value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Round(double value) => value;
}
