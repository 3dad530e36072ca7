using System.Runtime.InteropServices;

namespace LossGen.Files;

/// <summary>A float and its bits in one place: netstandard2.0, which the compiler's part is built for, has no conversion of its own.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct FloatBits
{
    [FieldOffset(0)]
    private int _bits;

    [FieldOffset(0)]
    private float _value;

    public static float ToSingle(int bits) => new FloatBits { _bits = bits }._value;
}
