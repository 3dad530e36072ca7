using System.Runtime.InteropServices;

namespace LossGen.Storage;

/// <summary>
/// Visits every number that something remembers, by name. The same walk writes a file and reads it back, so what is remembered cannot differ between
/// the two.
/// </summary>
internal abstract class StateVisitor
{
    /// <summary>Whether the numbers are replaced by those of a file.</summary>
    public abstract bool IsReading { get; }

    /// <summary>An array of single precision.</summary>
    public void Floats(string name, Span<float> values) => Visit(name, "F32", sizeof(float), MemoryMarshal.AsBytes(values));

    /// <summary>An array of double precision.</summary>
    public void Doubles(string name, Span<double> values) => Visit(name, "F64", sizeof(double), MemoryMarshal.AsBytes(values));

    /// <summary>A number.</summary>
    public void Number(string name, ref double value) => Doubles(name, new Span<double>(ref value));

    /// <summary>A whole number of at most 53 bits.</summary>
    /// <exception cref="InvalidDataException">The file has something else.</exception>
    public void Number(string name, ref long value)
    {
        double number = value;
        Number(name, ref number);
        if (!(Math.Abs(number) <= 1L << 53) || number != Math.Truncate(number)) throw Unexpected(name, number, "a whole number");
        value = (long)number;
    }

    /// <summary>A whole number from 0.</summary>
    /// <exception cref="InvalidDataException">The file has something else.</exception>
    public void Count(string name, ref int value, int most)
    {
        long number = value;
        Number(name, ref number);
        if (number < 0 || number > most) throw Unexpected(name, number, $"0 to {most}");
        value = (int)number;
    }

    /// <summary>Yes or no.</summary>
    /// <exception cref="InvalidDataException">The file has something else.</exception>
    public void Flag(string name, ref bool value)
    {
        int number = value ? 1 : 0;
        Count(name, ref number, 1);
        value = number == 1;
    }

    /// <summary>Bytes of numbers, in the order of this machine.</summary>
    protected abstract void Visit(string name, string type, int size, Span<byte> bytes);

    /// <summary>Little-endian bytes to or from those of this machine.</summary>
    protected static void Swap(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian) return;
        for (int i = 0; i < bytes.Length; i += size) bytes.Slice(i, size).Reverse();
    }

    private static InvalidDataException Unexpected(string name, double value, string expected) =>
        new(FormattableString.Invariant($"its {Quoted.Text(name)} is {value}, expected {expected}"));
}
