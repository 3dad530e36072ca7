using System.Buffers;

namespace LossGen.TypedRows;

/// <summary>Memory for one call: the caller's stack buffer if that is large enough, otherwise from the shared pool.</summary>
/// <typeparam name="T">What it holds.</typeparam>
internal ref struct Pooled<T>
    where T : struct
{
    private readonly T[]? _rented;

    public Pooled(Span<T> stack, int length)
    {
        _rented = stack.Length < length ? ArrayPool<T>.Shared.Rent(length) : null;
        Memory = _rented is null ? stack[..length] : _rented.AsSpan(0, length);
    }

    /// <summary>The memory, which holds whatever was in it before.</summary>
    public Span<T> Memory { get; }

    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<T>.Shared.Return(_rented);
    }
}
