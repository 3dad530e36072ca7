namespace LossGen.Numerics;

/// <summary>A number that is not negative, in fixed point: 64 bits before the point, 192 behind it. Products are cut off there.</summary>
internal readonly struct Fixed192(ulong whole, ulong first, ulong second, ulong third)
{
    private readonly ulong _whole = whole;
    private readonly ulong _first = first;
    private readonly ulong _second = second;
    private readonly ulong _third = third;

    internal static Fixed192 One => new(1, 0, 0, 0);

    /// <summary>ln 2, cut off.</summary>
    internal static Fixed192 Ln2 => new(0, 0xB17217F7D1CF79AB, 0xC9E3B39803F2F6AF, 0x40F343267298B62D);

    /// <summary>A finite number from 0 to 2^53; bits below 2^-192 are cut off.</summary>
    internal static Fixed192 FromDouble(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)(bits >> 52);
        ulong mantissa = (ulong)bits & 0xFFFFFFFFFFFFF;
        if (biased == 0) biased = 1;
        else mantissa |= 1UL << 52;

        // value = mantissa 2^(biased - 1075). As a whole number shifted right, that is by at most 1074.
        return new Fixed192(mantissa, 0, 0, 0) >> (1075 - biased);
    }

    public static Fixed192 operator +(Fixed192 a, Fixed192 b)
    {
        UInt128 low = new UInt128(a._second, a._third);
        UInt128 lowSum = low + new UInt128(b._second, b._third);
        UInt128 high = new UInt128(a._whole, a._first) + new UInt128(b._whole, b._first);
        if (lowSum < low) high++;
        return From(high, lowSum);
    }

    /// <summary>a - b for a not below b.</summary>
    public static Fixed192 operator -(Fixed192 a, Fixed192 b)
    {
        UInt128 low = new(a._second, a._third);
        UInt128 lowOfB = new(b._second, b._third);
        UInt128 high = new UInt128(a._whole, a._first) - new UInt128(b._whole, b._first);
        if (low < lowOfB) high--;
        return From(high, low - lowOfB);
    }

    public static Fixed192 operator *(Fixed192 a, uint b)
    {
        UInt128 third = (UInt128)a._third * b;
        UInt128 second = (UInt128)a._second * b + (third >> 64);
        UInt128 first = (UInt128)a._first * b + (second >> 64);
        return new(a._whole * b + (ulong)(first >> 64), (ulong)first, (ulong)second, (ulong)third);
    }

    /// <summary>The product of two numbers below 1. The two lowest of its six words are not formed, for an error below 2^-189.</summary>
    public static Fixed192 operator *(Fixed192 a, Fixed192 b)
    {
        ulong firstSecond = Math.BigMul(a._first, b._second, out ulong firstSecondLow);
        ulong secondFirst = Math.BigMul(a._second, b._first, out ulong secondFirstLow);
        ulong firstFirst = Math.BigMul(a._first, b._first, out ulong firstFirstLow);
        UInt128 third = (UInt128)firstSecondLow + secondFirstLow
            + HighProduct(a._first, b._third) + HighProduct(a._third, b._first) + HighProduct(a._second, b._second);
        UInt128 second = (UInt128)firstFirstLow + firstSecond + secondFirst + (third >> 64);
        return new(0, firstFirst + (ulong)(second >> 64), (ulong)second, (ulong)third);
    }

    private static ulong HighProduct(ulong a, ulong b) => Math.BigMul(a, b, out _);

    public static Fixed192 operator >>(Fixed192 a, int shift)
    {
        UInt128 high = new(a._whole, a._first);
        UInt128 low = new(a._second, a._third);
        return shift switch
        {
            0 => a,
            < 128 => From(high >> shift, (low >> shift) | (high << (128 - shift))),
            < 256 => From(UInt128.Zero, high >> (shift - 128)),
            _ => default,
        };
    }

    public static bool operator <(Fixed192 a, Fixed192 b)
    {
        UInt128 high = new(a._whole, a._first);
        UInt128 highOfB = new(b._whole, b._first);
        return high < highOfB || (high == highOfB && new UInt128(a._second, a._third) < new UInt128(b._second, b._third));
    }

    public static bool operator >(Fixed192 a, Fixed192 b) => b < a;

    /// <summary>The number's leading 117 bits or so: value = result * 2^exponent, the result in [1, 2), or 0.</summary>
    internal DoublePair ToPair(out int exponent)
    {
        UInt128 high = new(_whole, _first);
        UInt128 low = new(_second, _third);
        int zeros = (int)UInt128.LeadingZeroCount(high);
        exponent = 63 - zeros;
        if (zeros == 128)
        {
            (high, low) = (low, UInt128.Zero);
            zeros = (int)UInt128.LeadingZeroCount(high);
            exponent = -65 - zeros;
            if (zeros == 128) return default;
        }

        if (zeros > 0) high = (high << zeros) | (low >> (128 - zeros));
        ulong upper = (ulong)(high >> 64);
        double leading = (upper >> 11) * (1.0 / (1UL << 52));
        ulong rest = (upper << 53) | ((ulong)high >> 11);
        return DoublePair.OrderedSum(leading, rest * (1.0 / (1UL << 63)) * (1.0 / (1UL << 53)));
    }

    private static Fixed192 From(UInt128 high, UInt128 low) => new((ulong)(high >> 64), (ulong)high, (ulong)(low >> 64), (ulong)low);
}
