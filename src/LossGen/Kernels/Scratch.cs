using System.Buffers;

namespace LossGen.Kernels;

/// <summary>Memory for one call: on the caller's stack while it is small, else from the shared pool, so that nothing is allocated.</summary>
/// <example><code>using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);</code></example>
internal ref struct Scratch
{
    /// <summary>64 KiB: a sixteenth of a stack of 1 MiB, the default on Windows; Linux gives more.</summary>
    private const int StackLimit = 16 * 1024;

    private readonly float[]? _rented;

    public Scratch(Span<float> stack, int length)
    {
        _rented = stack.Length < length ? ArrayPool<float>.Shared.Rent(length) : null;
        Memory = _rented is null ? stack : _rented.AsSpan(0, length);
    }

    /// <summary>The numbers, which hold whatever was in them before.</summary>
    public Span<float> Memory { get; }

    /// <summary>How many numbers to take from the stack: all of them or none.</summary>
    public static int OnStack(int length) => length <= StackLimit ? length : 0;

    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<float>.Shared.Return(_rented);
    }
}
