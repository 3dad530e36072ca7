using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LossGen.Training;

/// <summary>A message that is written: numbers as they are in memory, texts with their length before them. The memory is used again for the next one.</summary>
internal sealed class MessageWriter
{
    private byte[] _bytes = new byte[256];

    /// <summary>What has been written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Bytes that have been written.</summary>
    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public void Byte(byte value) => Take(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    public void Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Int(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    public void Bytes(ReadOnlySpan<byte> values) => values.CopyTo(Take(values.Length));

    public void Floats(ReadOnlySpan<float> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Doubles(ReadOnlySpan<double> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Ints(ReadOnlySpan<int> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Longs(ReadOnlySpan<long> values) => Bytes(MemoryMarshal.AsBytes(values));

    /// <summary>An array and its length before it.</summary>
    public void Counted(ReadOnlySpan<int> values)
    {
        Int(values.Length);
        Ints(values);
    }

    /// <inheritdoc cref="Counted(ReadOnlySpan{int})"/>
    public void Counted(ReadOnlySpan<float> values)
    {
        Int(values.Length);
        Floats(values);
    }

    /// <summary>Room for floats to be written in place.</summary>
    public Span<float> TakeFloats(int count) => MemoryMarshal.Cast<byte, float>(Take(checked(count * sizeof(float))));

    private Span<byte> Take(int count)
    {
        int end = checked(Length + count);
        if (end > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Math.Max(2L * _bytes.Length, end), Array.MaxLength));
        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length = end;
        return taken;
    }
}

/// <summary>A message that is read.</summary>
/// <remarks>Every member throws an <see cref="InvalidDataException"/> where the message ends too early.</remarks>
internal ref struct MessageReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    /// <summary>A number of things that follow, each of at least a byte.</summary>
    public int Count()
    {
        int count = Int();
        return count >= 0 && count <= _rest.Length ? count : throw Damaged();
    }

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    public ReadOnlySpan<byte> Bytes(int count) => Take(count);

    public ReadOnlySpan<float> Floats(int count) => MemoryMarshal.Cast<byte, float>(Take((long)count * sizeof(float)));

    public ReadOnlySpan<double> Doubles(int count) => MemoryMarshal.Cast<byte, double>(Take((long)count * sizeof(double)));

    public ReadOnlySpan<int> Ints(int count) => MemoryMarshal.Cast<byte, int>(Take((long)count * sizeof(int)));

    public ReadOnlySpan<long> Longs(int count) => MemoryMarshal.Cast<byte, long>(Take((long)count * sizeof(long)));

    /// <summary>An array and its length before it.</summary>
    public ReadOnlySpan<int> CountedInts() => Ints(Count());

    /// <inheritdoc cref="CountedInts"/>
    public ReadOnlySpan<float> CountedFloats() => Floats(Count());

    /// <summary>Requires that all has been read.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty) throw new InvalidDataException("The message goes on behind its end: it is damaged, or not one of a training run over shards.");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length) throw Damaged();
        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("The message ends too early: it is damaged, or not one of a training run over shards.");
}
