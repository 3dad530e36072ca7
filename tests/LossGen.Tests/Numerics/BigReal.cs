using System.Numerics;

namespace LossGen.Tests.Numerics;

/// <summary>
/// A binary floating-point number of 384 significant bits and an exponent without bounds: the oracle that results are measured against.
/// Every operation, exp and log included, is good to more than 300 bits relative to its result.
/// </summary>
internal readonly struct BigReal(BigInteger mantissa, int exponent) : IComparable<BigReal>
{
    private const int Precision = 384;

    private readonly BigInteger _mantissa = mantissa;
    private readonly int _exponent = exponent;

    public static BigReal Zero => default;

    public static BigReal One { get; } = new(BigInteger.One, 0);

    /// <summary>ln 2 = 2 atanh(1/3).</summary>
    public static BigReal Ln2 { get; } = AtanhSeries(One / 3.0) * 2.0;

    public int Sign => _mantissa.Sign;

    /// <summary>The exponent of the leading bit: 2^result is at most the magnitude. For numbers other than 0.</summary>
    public int LeadingExponent => (int)BigInteger.Abs(_mantissa).GetBitLength() - 1 + _exponent;

    /// <summary>The number, exactly.</summary>
    public static implicit operator BigReal(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Only finite numbers are real.");
        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)(bits >> 52) & 0x7FF;
        long mantissa = bits & 0xFFFFFFFFFFFFF;
        if (biased == 0) biased = 1;
        else mantissa |= 1L << 52;
        return new(bits < 0 ? -mantissa : mantissa, biased - 1075);
    }

    public static BigReal PowerOfTwo(int exponent) => new(BigInteger.One, exponent);

    public static BigReal operator -(BigReal a) => new(-a._mantissa, a._exponent);

    public static BigReal operator +(BigReal a, BigReal b)
    {
        if (a._mantissa.IsZero) return b;
        if (b._mantissa.IsZero) return a;
        if (a._exponent < b._exponent) (a, b) = (b, a);

        // What lies wholly below the other's last kept bit is as good as nothing, and would make the aligned number huge.
        if (a.LeadingExponent - b.LeadingExponent > 4 * Precision) return a;
        if (b.LeadingExponent - a.LeadingExponent > 4 * Precision) return b;
        return Rounded((a._mantissa << (a._exponent - b._exponent)) + b._mantissa, b._exponent);
    }

    public static BigReal operator -(BigReal a, BigReal b) => a + -b;

    public static BigReal operator *(BigReal a, BigReal b) => Rounded(a._mantissa * b._mantissa, a._exponent + b._exponent);

    public static BigReal operator /(BigReal a, BigReal b)
    {
        if (b._mantissa.IsZero) throw new DivideByZeroException();
        int shift = Math.Max(0, Precision + 8 + (int)BigInteger.Abs(b._mantissa).GetBitLength() - (int)BigInteger.Abs(a._mantissa).GetBitLength());
        return Rounded((a._mantissa << shift) / b._mantissa, a._exponent - shift - b._exponent);
    }

    public int CompareTo(BigReal other) => (this - other).Sign;

    public static bool operator <(BigReal a, BigReal b) => a.CompareTo(b) < 0;

    public static bool operator >(BigReal a, BigReal b) => a.CompareTo(b) > 0;

    public BigReal Abs() => new(BigInteger.Abs(_mantissa), _exponent);

    /// <summary>The nearest double or one next to it; for starting values and messages.</summary>
    public double ToDouble()
    {
        if (_mantissa.IsZero) return 0;
        int drop = (int)BigInteger.Abs(_mantissa).GetBitLength() - 60;
        BigInteger leading = drop > 0 ? _mantissa >> drop : _mantissa << -drop;
        return Math.ScaleB((double)(long)leading, _exponent + drop);
    }

    /// <summary>e^x. Beyond 5,000 in magnitude the result is 2^7000 or 2^-7000, far outside all that a double holds.</summary>
    public static BigReal Exp(BigReal x)
    {
        if (x.Abs() > 5000) return PowerOfTwo(x.Sign * 7000);

        // e^x = 2^k e^r, r below 0.35; then e^r = (e^(r / 2^16))^(2^16) in fixed point.
        const int Halvings = 16;
        const int FractionBits = Precision + 32;
        int k = (int)Math.Round(x.ToDouble() * 1.4426950408889634);
        BigInteger r = (x - Ln2 * k).ToFixed(FractionBits) >> Halvings;
        BigInteger term = BigInteger.One << FractionBits;
        BigInteger sum = term;
        for (int i = 1; !term.IsZero && term != BigInteger.MinusOne; i++)
        {
            term = ((term * r) >> FractionBits) / i;
            sum += term;
        }

        for (int i = 0; i < Halvings; i++) sum = (sum * sum) >> FractionBits;
        return Rounded(sum, k - FractionBits);
    }

    /// <summary>e^x - 1, relative to its own size.</summary>
    public static BigReal ExpM1(BigReal x)
    {
        if (x.Sign == 0) return x;
        if (x.LeadingExponent >= -10) return Exp(x) - One;

        // x (1 + x/2! + x^2/3! + ...)
        BigInteger argument = x.ToFixed(Precision);
        BigInteger term = BigInteger.One << Precision;
        BigInteger sum = term;
        for (int i = 2; !term.IsZero && term != BigInteger.MinusOne; i++)
        {
            term = ((term * argument) >> Precision) / i;
            sum += term;
        }

        return x * new BigReal(sum, -Precision);
    }

    /// <summary>log x for x above 0, relative to its own size.</summary>
    public static BigReal Log(BigReal x)
    {
        if (x.Sign <= 0) throw new ArgumentOutOfRangeException(nameof(x), x.ToDouble(), "The logarithm is of positive numbers.");
        BigReal fromOne = x - One;
        if (fromOne.Sign == 0) return Zero;
        if (fromOne.LeadingExponent < -10) return Log1P(fromOne);

        // x = 2^k t; a double's guess at log t is put right by the logarithm of what it leaves, a number within 2^-50 of 1.
        int k = x.LeadingExponent;
        BigReal t = x * PowerOfTwo(-k);
        BigReal guess = Math.Log(t.ToDouble());
        return Ln2 * k + guess + Log1P(t * Exp(-guess) - One);
    }

    /// <summary>log(1 + x) for x above -1, relative to its own size.</summary>
    public static BigReal Log1P(BigReal x)
    {
        if (x.Sign == 0) return x;
        return x.LeadingExponent < -10 ? AtanhSeries(x / (x + 2.0)) * 2.0 : Log(One + x);
    }

    /// <summary>u + u^3/3 + u^5/5 + ..., for u of at most 1/3.</summary>
    private static BigReal AtanhSeries(BigReal u)
    {
        BigInteger square = (u * u).ToFixed(Precision);
        BigInteger power = BigInteger.One << Precision;
        BigInteger sum = power;
        for (int i = 3; !power.IsZero; i += 2)
        {
            power = (power * square) >> Precision;
            sum += power / i;
        }

        return u * new BigReal(sum, -Precision);
    }

    private BigInteger ToFixed(int fractionBits)
    {
        int shift = fractionBits + _exponent;
        return shift >= 0 ? _mantissa << shift : _mantissa >> -shift;
    }

    private static BigReal Rounded(BigInteger mantissa, int exponent)
    {
        int excess = (int)BigInteger.Abs(mantissa).GetBitLength() - Precision;
        return excess <= 0 ? new(mantissa, exponent) : new((mantissa + (BigInteger.One << (excess - 1))) >> excess, exponent + excess);
    }
}
