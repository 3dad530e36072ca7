using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>Memory that begins at a line of the cache: a vector that straddles two lines takes two loads, which costs the kernels up to a sixth.</summary>
internal static class AlignedMemory
{
    /// <summary>Numbers of a line, and so as many as alignment may skip.</summary>
    public const int Slack = LineBytes / sizeof(float);

    private const int LineBytes = 64;

    /// <summary>A length filled up to whole lines.</summary>
    public static int WholeLines(int length) => (length + Slack - 1) / Slack * Slack;

    /// <summary>Allocates numbers that stay where they are for as long as the memory is in use.</summary>
    public static Memory<float> Allocate(int length)
    {
        float[] array = GC.AllocateArray<float>(checked(length + Slack), pinned: true);
        int skipped = array.Length - Align(array).Length;
        return array.AsMemory(skipped, length);
    }

    /// <summary>The memory without what lies before its first line.</summary>
    public static unsafe Span<float> Align(Span<float> memory)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
        return memory[(int)((0 - address) % LineBytes / sizeof(float))..];
    }
}
