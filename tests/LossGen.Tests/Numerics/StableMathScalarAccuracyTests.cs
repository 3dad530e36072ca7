using Xunit;
using Xunit.Abstractions;

namespace LossGen.Tests.Numerics;

[Trait("Category", "Slow")]
public class StableMathScalarAccuracyTests(ITestOutputHelper output)
{
    private sealed record Unary(Func<double, double> Double, Func<float, float> Single, Func<double, BigReal> Exact, double Above = double.NegativeInfinity);

    private static readonly Dictionary<string, Unary> UnaryFunctions = new()
    {
        ["Log1P"] = new(StableMath.Log1P, StableMath.Log1P, x => BigReal.Log1P(x), -1),
        ["ExpM1"] = new(StableMath.ExpM1, StableMath.ExpM1, x => BigReal.ExpM1(x)),
        ["Sigmoid"] = new(StableMath.Sigmoid, StableMath.Sigmoid, Oracle.Sigmoid),
        ["LogSigmoid"] = new(StableMath.LogSigmoid, StableMath.LogSigmoid, Oracle.LogSigmoid),
        ["Softplus"] = new(StableMath.Softplus, StableMath.Softplus, Oracle.Softplus),
        ["XLogX"] = new(StableMath.XLogX, StableMath.XLogX, x => Oracle.XLogY(x, x), 0),
        ["Log1MExp"] = new(StableMath.Log1MExp, StableMath.Log1MExp, Oracle.Log1MExp, 0),
    };

    // The whole number line, then the places where a function or its implementation changes its nature: zeros, ln 2, the edges of the
    // tables, the cut-offs to the asymptotes, the ends of the exponential's range in either precision.
    private static readonly double[] Arguments =
    [
        .. Inputs.Uniform(1500, -50, 50), .. Inputs.Uniform(1500, -800, 800), .. Inputs.Uniform(1500, -1, 1),
        .. Inputs.Magnitudes(1500).BothSigns(), .. Inputs.Magnitudes(1500, -20, 10).BothSigns(), .. Inputs.Magnitudes(500, -1074, -1020).BothSigns(),
        .. Inputs.Uniform(500, -746, -700), .. Inputs.Uniform(500, -104, -85),
        .. Inputs.Around(0, 1, 2, -1, Math.Log(2), -Math.Log(2), 0.5, 181 / 256.0, 181 / 128.0, 1 / 128.0, -1 / 128.0, 1 / 256.0, Math.Log(2) / 256, -Math.Log(2) / 256),
        .. Inputs.Around(40, -45, 45, 37, -37, 700, -650, 650, 709.782712893384, -708.3964185322641, -744.4400719213812, 88.722839, -87.336544, -103.27893),
        .. Inputs.Extremes,
    ];

    public static TheoryData<string> UnaryNames => [.. UnaryFunctions.Keys];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void A_function_of_one_argument_errs_by_what_its_summary_says(string name)
    {
        Unary function = UnaryFunctions[name];
        WorstError worst = new();
        foreach (double x in Arguments)
        {
            if (x > function.Above) worst.Add(function.Double(x), function.Exact(x), x);
        }

        foreach (float x in Arguments.Where((_, i) => i % 2 == 0).Select(x => (float)x).Concat(SubnormalSingles))
        {
            if (x > function.Above && float.IsFinite(x)) worst.Add(function.Single(x), function.Exact(x), x);
        }

        DocumentedAccuracy.AssertMeasured(name, worst, output);
    }

    [Fact]
    public void XLogY_errs_by_what_its_summary_says()
    {
        Random random = new(11);
        double[] positive = [.. Arguments.Where(y => y > 0), .. Inputs.Around(1)];
        IEnumerable<(double, double)> pairs = Arguments.Concat(Inputs.Magnitudes(2000, -1074, -1000)).Select(x => (x, positive[random.Next(positive.Length)]));
        AssertBinary("XLogY", StableMath.XLogY, StableMath.XLogY, Oracle.XLogY, pairs, (_, y) => y > 0);
    }

    [Fact]
    public void RelativeEntropy_errs_by_what_its_summary_says()
    {
        // Any two; ones that are close, down to neighbours; and of both signs.
        Random random = new(15);
        double[] positive = [.. Arguments.Where(x => x > 0), .. Inputs.Magnitudes(2000, -1074, -1000)];
        IEnumerable<(double, double)> pairs = positive.Select(x => (x, positive[random.Next(positive.Length)]))
            .Concat(positive.Select((x, i) => (x, x * (1 + (random.NextDouble() - 0.5) * Math.ScaleB(1, -i % 53)))))
            .Concat(positive.Select(x => (x, Math.BitIncrement(x))))
            .Concat(positive.Select(x => (-x, -positive[random.Next(positive.Length)])));
        AssertBinary("RelativeEntropy", StableMath.RelativeEntropy, StableMath.RelativeEntropy, Oracle.RelativeEntropy, pairs, (x, y) => y != 0 && (x == 0 || x > 0 == y > 0));
    }

    [Fact]
    public void BinaryCrossEntropy_errs_by_what_its_summary_says()
    {
        Random random = new(12);
        double[] targets = [0, 1, 0.5, .. Inputs.Uniform(500, 0, 1), .. Inputs.Magnitudes(500, -1074, -1), .. Inputs.Around(1, 0.5).Where(t => t <= 1)];
        IEnumerable<(double, double)> pairs = Arguments.Select(x => (x, targets[random.Next(targets.Length)]))
            .Concat(targets.Where(t => t is > 0 and < 1).Select(t => (Math.Log(t) - Math.Log(1 - t), t))); // the minimum of the loss in the logit
        AssertBinary("BinaryCrossEntropy", StableMath.BinaryCrossEntropy, StableMath.BinaryCrossEntropy, Oracle.BinaryCrossEntropy, pairs, (_, t) => t is >= 0 and <= 1);
    }

    [Fact]
    public void ExpOfSum_errs_by_what_its_summary_says()
    {
        // Any two; two large ones whose sum is of the size of exponents; and a small one that half of an ulp of the other swallows.
        Random random = new(14);
        IEnumerable<(double, double)> pairs = Arguments.Select(x => (x, Arguments[random.Next(Arguments.Length)]))
            .Concat(Arguments.Select(x => (x, 1500 * random.NextDouble() - 750 - x)))
            .Concat(Arguments.Where(x => Math.Abs(x) is > 1e-3 and < 750).Select(x => (x, x * Math.ScaleB(random.NextDouble() - 0.5, -52))))
            .Concat(Inputs.Uniform(1500, -746, -700).Select(x => (1000 + x, -1000 + random.NextDouble())));
        AssertBinary("ExpOfSum", StableMath.ExpOfSum, StableMath.ExpOfSum, (x, y) => BigReal.Exp((BigReal)x + y), pairs, (_, _) => true);
    }

    [Fact]
    public void LogAddExp_errs_by_what_its_summary_says()
    {
        Random random = new(13);
        IEnumerable<(double, double)> pairs = Arguments.Select(x => (x, Arguments[random.Next(Arguments.Length)]))
            .Concat(Arguments.Select(x => (x, x + 40 * random.NextDouble())))
            .Concat(Inputs.Magnitudes(500, -1074, -600).BothSigns().Select(x => (x, -600 - 145 * random.NextDouble())))
            .Concat(NearZeroSums(1500));
        AssertBinary("LogAddExp", StableMath.LogAddExp, StableMath.LogAddExp, Oracle.LogAddExp, pairs, (_, _) => true);
    }

    [Fact]
    public void LogAddExp_is_accurate_where_its_parts_cancel_to_the_last_bit()
    {
        WorstError worst = new();
        double smallest = 1;
        foreach ((double x, double y) in NearZeroSums(4000))
        {
            BigReal exact = Oracle.LogAddExp(x, y);
            smallest = Math.Min(smallest, Math.Abs(exact.ToDouble() / Math.Max(x, y)));
            worst.Add(StableMath.LogAddExp(x, y), exact, x, y);
            float single = (float)y;
            worst.Add(StableMath.LogAddExp((float)x, single), Oracle.LogAddExp((float)x, single), (float)x, single);
        }

        Assert.True(smallest < 1e-18, $"The sweep does not come near 0: {smallest}.");
        Assert.True(worst.Double <= 0.51, $"{worst.Double} ulp at {worst.DoubleAt}");
        Assert.True(worst.Single <= 0.51, $"{worst.Single} ulp at {worst.SingleAt}");
    }

    /// <summary>Pairs of which the second is as near as a double comes to making the sum of the exponentials 1.</summary>
    private static IEnumerable<(double X, double Y)> NearZeroSums(int count) =>
        Inputs.Uniform(count, -0.6931471805599453, 0).Concat(Inputs.Magnitudes(count, -1074, -1).Select(x => -x)).Concat([-Math.Log(2)])
            .Select(x => (x, y: StableMath.Log1MExp(-x))).Where(pair => pair.x < 0 && double.IsFinite(pair.y))
            .SelectMany(pair => new[] { pair, (pair.x, Math.BitIncrement(pair.y)) });

    private static IEnumerable<float> SubnormalSingles => Inputs.Magnitudes(500, -149, -120).BothSigns().Select(x => (float)x);

    private void AssertBinary(
        string name, Func<double, double, double> function, Func<float, float, float> single, Func<double, double, BigReal> exact,
        IEnumerable<(double X, double Y)> arguments, Func<double, double, bool> inDomain)
    {
        WorstError worst = new();
        int i = 0;
        foreach ((double x, double y) in arguments.Where(a => double.IsFinite(a.Y)))
        {
            if (inDomain(x, y)) worst.Add(function(x, y), exact(x, y), x, y);
            if (i++ % 2 != 0) continue;
            float xs = (float)x;
            float ys = (float)y;
            if (float.IsFinite(xs) && float.IsFinite(ys) && inDomain(xs, ys)) worst.Add(single(xs, ys), exact(xs, ys), xs, ys);
        }

        DocumentedAccuracy.AssertMeasured(name, worst, output);
    }
}
