namespace LossGen.Numerics;

/// <summary>A sum of pairs, in which infinite and NaN terms are summed separately, so that it does not spoil the rounding errors that are
/// carried.</summary>
internal struct PairSum
{
    private double _high;
    private double _low;
    private double _notFinite;

    internal void Add(DoublePair term)
    {
        if (!double.IsFinite(term.High))
        {
            _notFinite += term.High;
            return;
        }

        DoublePair next = DoublePair.Sum(_high, term.High);
        _high = next.High;
        _low += next.Low + term.Low;
    }

    internal void AddNotFinite(double term) => _notFinite += term;

    /// <summary>The sum times 2^-<paramref name="shift"/>, rounded.</summary>
    internal readonly double Round(int shift)
    {
        if (_notFinite != 0) return _notFinite; // NaN is not 0 either
        DoublePair sum = DoublePair.OrderedSum(_high, _low);
        return double.IsFinite(sum.High) ? 0 + sum.RoundScaled(-shift) : _high;
    }
}

/// <summary>The sums of x log y: entropy, cross-entropy, Kullback-Leibler divergence.</summary>
internal static class EntropyReduction
{
    // Terms are multiplied by 2^600 where their own size would take bits off their errors.
    private const int SubnormalShift = 600;

    // From here on upwards a term is large enough to keep them all.
    private const double SmallestPlainWeight = 1e-180;

    /// <summary>-(sum of p log q); the entropy where q is p.</summary>
    internal static double CrossEntropy<T, TPrecision>(ReadOnlySpan<T> p, ReadOnlySpan<T> q) where TPrecision : IPrecision<T>
    {
        PairSum sum = SumOfLogs<T, TPrecision>(p, q, 0, out double largestWeight);
        if (largestWeight is 0 or >= SmallestPlainWeight) return sum.Round(0);
        return SumOfLogs<T, TPrecision>(p, q, SubnormalShift, out _).Round(SubnormalShift);
    }

    private static PairSum SumOfLogs<T, TPrecision>(ReadOnlySpan<T> p, ReadOnlySpan<T> q, int shift, out double largestWeight)
        where TPrecision : IPrecision<T>
    {
        double scale = DoublePair.PowerOfTwo(shift);
        PairSum sum = default;
        largestWeight = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double weight = TPrecision.ToDouble(p[i]);
            double argument = TPrecision.ToDouble(q[i]);
            if (!(weight >= 0 && argument >= 0)) sum.AddNotFinite(double.NaN);
            else if (weight == 0) continue;
            else if (argument == 0) sum.AddNotFinite(double.PositiveInfinity);
            else if (double.IsInfinity(weight) || double.IsInfinity(argument)) sum.AddNotFinite(-weight * Math.Log(argument));
            else
            {
                largestWeight = Math.Max(largestWeight, weight);
                sum.Add(-Times(ExpLog.Log(argument), weight * scale));
            }
        }

        return sum;
    }

    /// <summary>sum of p log(p / q).</summary>
    internal static double KullbackLeibler<T, TPrecision>(ReadOnlySpan<T> p, ReadOnlySpan<T> q) where TPrecision : IPrecision<T>
    {
        PairSum sum = SumOfLogRatios<T, TPrecision>(p, q, 0, out double largestWeight);
        if (largestWeight is 0 or >= SmallestPlainWeight) return sum.Round(0);
        return SumOfLogRatios<T, TPrecision>(p, q, SubnormalShift, out _).Round(SubnormalShift);
    }

    private static PairSum SumOfLogRatios<T, TPrecision>(ReadOnlySpan<T> p, ReadOnlySpan<T> q, int shift, out double largestWeight)
        where TPrecision : IPrecision<T>
    {
        double scale = DoublePair.PowerOfTwo(shift);
        PairSum sum = default;
        largestWeight = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double a = TPrecision.ToDouble(p[i]);
            double b = TPrecision.ToDouble(q[i]);
            if (!(a >= 0 && b >= 0)) sum.AddNotFinite(double.NaN);
            else if (a == 0) continue;
            else if (b == 0) sum.AddNotFinite(double.PositiveInfinity);
            else if (double.IsInfinity(a) || double.IsInfinity(b)) sum.AddNotFinite(a - b); // NaN where both are
            else if (a != b)
            {
                largestWeight = Math.Max(largestWeight, a);
                AddLogRatio(ref sum, a, b, scale);
            }
        }

        return sum;
    }

    /// <summary>Adds scale * a log(a / b).</summary>
    private static void AddLogRatio(ref PairSum sum, double a, double b, double scale)
    {
        if (!AreClose(a, b))
        {
            sum.Add(Times(LogOfFarRatio(a, b), a * scale));
            return;
        }

        // Where a and b are close, the terms of two distributions all but cancel in the sum. a log(a / b) is taken apart as (a - b), which
        // is exact and sums exactly, and the rest, b ((1 + d) log(1 + d) - d) with d = (a - b) / b, which is never negative and so does not
        // cancel.
        sum.Add(new DoublePair((a - b) * scale, 0));
        sum.Add(Times(RestOfLog(RelativeDifference(a, b)), b * scale));
    }

    /// <summary>log(a / b) as a pair, for finite a and b above 0; where the two are close it keeps its relative error.</summary>
    internal static DoublePair LogOfRatio(double a, double b) => AreClose(a, b) ? ExpLog.Log1P(RelativeDifference(a, b)) : LogOfFarRatio(a, b);

    /// <summary>Their difference is then exact, and the logarithm of their quotient small.</summary>
    private static bool AreClose(double a, double b) => Math.Abs(a - b) <= b * (1.0 / 32);

    // Far from 1 in size, a quotient is formed from mantissas, so that neither it nor its error overflows or is subnormal.
    private static bool AreOrdinary(double a, double b) => a is > 1e-120 and < 1e120 && b is > 1e-120 and < 1e120;

    private static DoublePair LogOfFarRatio(double a, double b)
    {
        if (AreOrdinary(a, b)) return ExpLog.Log(new DoublePair(a, 0) / new DoublePair(b, 0));
        int exponentOfA = Math.ILogB(a), exponentOfB = Math.ILogB(b);
        DoublePair ratio = new DoublePair(Math.ScaleB(a, -exponentOfA), 0) / new DoublePair(Math.ScaleB(b, -exponentOfB), 0);
        return ExpLog.Log(ratio, exponentOfA - exponentOfB);
    }

    /// <summary>(a - b) / b.</summary>
    private static DoublePair RelativeDifference(double a, double b)
    {
        if (AreOrdinary(a, b)) return new DoublePair(a - b, 0) / new DoublePair(b, 0);
        int exponentOfB = Math.ILogB(b);
        return new DoublePair(Math.ScaleB(a - b, -exponentOfB), 0) / new DoublePair(Math.ScaleB(b, -exponentOfB), 0);
    }

    /// <summary>(1 + d) log(1 + d) - d = d^2/2 - d^3/6 + d^4/12 - ..., |d| at most 1/32; relative error about 2^-57.</summary>
    private static DoublePair RestOfLog(DoublePair d)
    {
        double x = d.High;
        double series = Math.FusedMultiplyAdd(-x, 1.0 / 182, 1.0 / 156); // 1/(k (k - 1)) for k = 14, 13, ..., 3
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 132);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 110);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 90);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 72);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 56);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 42);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 30);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 20);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 12);
        series = Math.FusedMultiplyAdd(-series, x, 1.0 / 6);
        DoublePair square = d * d;
        return DoublePair.OrderedSum(0.5 * square.High, 0.5 * square.Low - series * x * square.High);
    }

    private static DoublePair Times(DoublePair logarithm, double weight)
    {
        double product = logarithm.High * weight;
        return double.IsFinite(product) ? logarithm * weight : new(product, 0);
    }
}
