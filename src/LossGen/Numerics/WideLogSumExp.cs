namespace LossGen.Numerics;

/// <summary>
/// log(sum of exp(z_i)) where the exponentials add up to nearly 1, so that the result is near 0 and pairs do not carry enough digits.
/// </summary>
/// <remarks>
/// With a the largest logit, all of them negative, the result is log(1 + S), S = (sum of exp(z_i) over the others) - (1 - exp(a)). Only the
/// subtraction cancels. Its two sides are therefore formed in fixed point with 192 fractional bits, scaled by a power of two that brings
/// them to about 1/2, with an error below 2^-180; a double of ordinary size is at most some 2^-120 away from making the sum 0.
/// </remarks>
internal static class WideLogSumExp
{
    // exp is taken of an argument divided by 2^8, then 8 times doubled.
    private const int Doublings = 8;
    private const double ReciprocalLn2 = 1.4426950408889634;

    internal static double Reduce<T, TPrecision>(ReadOnlySpan<T> logits, Peak peak) where TPrecision : IPrecision<T>
    {
        (Fixed192 missing, int scale) = OneMinusExp(-peak.Maximum);
        Fixed192 sum = default;
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = TPrecision.ToDouble(logits[i]);
            if (i == peak.Index || logit < ExpLog.ExpIsZero) continue;
            sum += Exp(-logit, out int exponent) >> (exponent + scale);
        }

        bool negative = sum < missing;
        DoublePair difference = (negative ? missing - sum : sum - missing).ToPair(out int differenceExponent);
        if (negative) difference = -difference;
        differenceExponent += scale;

        // Below 2^-120 log(1 + S) is S to all digits of a pair.
        if (differenceExponent < -300) return difference.RoundScaled(differenceExponent);
        return ExpLog.Log1P(difference.Scale(differenceExponent)).High;
    }

    /// <summary>(1 - exp(-a)) / 2^scale, 0 &lt; a below 0.7, scaled so that it keeps its digits where a is small.</summary>
    private static (Fixed192 Value, int Scale) OneMinusExp(double a)
    {
        if (a >= 1.0 / 256) return (OneMinusExp(Fixed192.FromDouble(a)), 0);

        // a (1 - a (1/2 - a/6 + ...)): the factor may lose the bits of a below 2^-192, the product not.
        int scale = Math.ILogB(a) + 2;
        Fixed192 scaled = Fixed192.FromDouble(Math.ScaleB(a, -scale));
        return (scaled - scaled * (Fixed192.FromDouble(a) * SeriesTail(Fixed192.FromDouble(a))), scale);
    }

    /// <summary>exp(-t) = result / 2^exponent, the result in (1/2, 1], for t from 1/2 to 1,100.</summary>
    private static Fixed192 Exp(double t, out int exponent)
    {
        Fixed192 argument = Fixed192.FromDouble(t);
        exponent = (int)(t * ReciprocalLn2);
        Fixed192 multiple = Fixed192.Ln2 * (uint)exponent;
        if (argument < multiple)
        {
            exponent--;
            multiple -= Fixed192.Ln2;
        }

        return Fixed192.One - OneMinusExp(argument - multiple);
    }

    /// <summary>1 - exp(-x) for x from 0 to 0.7.</summary>
    private static Fixed192 OneMinusExp(Fixed192 x)
    {
        x >>= Doublings;
        Fixed192 result = x - x * (x * SeriesTail(x));
        for (int i = 0; i < Doublings; i++) result = result + result - result * result; // 1 - (1 - d)^2
        return result;
    }

    /// <summary>(x - 1 + exp(-x)) / x^2 = 1/2! - x/3! + x^2/4! - ..., for x below 2^-8.</summary>
    private static Fixed192 SeriesTail(Fixed192 x)
    {
        ulong[] factorials = ReciprocalFactorials;
        Fixed192 sum = default;
        for (int i = factorials.Length - 3; i >= 0; i -= 3)
        {
            sum = new Fixed192(0, factorials[i], factorials[i + 1], factorials[i + 2]) - x * sum;
        }

        return sum;
    }

    /// <summary>1/2! to 1/18!, 192 fractional bits each.</summary>
    internal static readonly ulong[] ReciprocalFactorials =
    [
        0x8000000000000000, 0x0000000000000000, 0x0000000000000000,
        0x2AAAAAAAAAAAAAAA, 0xAAAAAAAAAAAAAAAA, 0xAAAAAAAAAAAAAAAA,
        0x0AAAAAAAAAAAAAAA, 0xAAAAAAAAAAAAAAAA, 0xAAAAAAAAAAAAAAAA,
        0x0222222222222222, 0x2222222222222222, 0x2222222222222222,
        0x005B05B05B05B05B, 0x05B05B05B05B05B0, 0x5B05B05B05B05B05,
        0x000D00D00D00D00D, 0x00D00D00D00D00D0, 0x0D00D00D00D00D00,
        0x0001A01A01A01A01, 0xA01A01A01A01A01A, 0x01A01A01A01A01A0,
        0x00002E3BC74AAD8E, 0x671F5583911CA002, 0xE3BC74AAD8E671F5,
        0x0000049F93EDDE27, 0xD71CBBC05B4FA999, 0xE392D8777C170B65,
        0x0000006B99159FD5, 0x138E3F9D1F92E0DF, 0x71C7880ADCBC46DA,
        0x00000008F76C77FC, 0x6C4BDAA26D4C3D67, 0xF425F600E7BA5B3C,
        0x00000000B092309D, 0x43684BE51C198E91, 0xD7B4269D9BABDFA2,
        0x000000000C9CBA54, 0x603E4E905D6F8A2E, 0xFD1F2754668C46D4,
        0x0000000000D73F9F, 0x399DC0F88EC32B58, 0x774657F48F5EAF63,
        0x00000000000D73F9, 0xF399DC0F88EC32B5, 0x8774657F48F5EAF6,
        0x000000000000CA96, 0x3B81856A53593028, 0xCBBB8D7FF53BA468,
        0x0000000000000B41, 0x3C31DCBECBBDD802, 0x4435161554BC33CC,
    ];
}
