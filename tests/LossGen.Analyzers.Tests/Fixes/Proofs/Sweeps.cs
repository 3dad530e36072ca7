using LossGen.Tests.Numerics;

namespace LossGen.Analyzers.Tests.Fixes.Proofs;

/// <summary>Arguments for proofs: evenly spread, of all magnitudes, at the ends, and around the points where forms change.</summary>
internal static class Sweeps
{
    /// <summary>Numbers of all kinds, most of them where exponentials neither vanish nor overflow.</summary>
    public static IReadOnlyList<double> Numbers { get; } =
    [
        .. Inputs.Uniform(400, -1, 1), .. Inputs.Uniform(300, -40, 40), .. Inputs.Uniform(200, -760, 760),
        // Where the exponential of a float, and of a double, overflows.
        .. Inputs.Uniform(40, 88, 90).BothSigns(), .. Inputs.Uniform(40, 709, 711).BothSigns(),
        .. Inputs.Magnitudes(150).BothSigns(), .. Inputs.Magnitudes(150, -60, 0).BothSigns(), .. Inputs.Magnitudes(60, -149, 127).BothSigns(),
        .. Inputs.Around(0, 1, -1, 0.5, 2, 10), .. Inputs.Extremes,
    ];

    /// <summary>Numbers from 0 to 1, both ends included.</summary>
    public static IReadOnlyList<double> Probabilities { get; } =
        [.. Numbers.Where(x => x is >= 0 and <= 1), .. Inputs.Magnitudes(300, -60, -1).Select(x => 1 - x)];

    public static IReadOnlyList<double[]> One(IEnumerable<double> numbers) => [.. numbers.Select(x => new[] { x })];

    /// <summary>Every x with some y of its own.</summary>
    public static IReadOnlyList<double[]> Two(IReadOnlyList<double> xs, IReadOnlyList<double> ys, int seed = 21)
    {
        Random random = new(seed);
        return [.. xs.Select(x => new[] { x, ys[random.Next(ys.Count)] }), .. ys.Select(y => new[] { xs[random.Next(xs.Count)], y })];
    }

    /// <summary>Two probabilities or densities: any, ones that all but agree, ones whose quotient overflows or underflows, and 0 beside 0.</summary>
    public static IReadOnlyList<double[]> Divergences { get; } =
    [
        [0, 0], [0, 1], [0, 0.3], [1, 1], [0.5, 0.5], [1, 1e-310], [1e-310, 1], [0.5, 5e-324], [1e-200, 1e200], [1, 1e-40], [0.5, 1e-45], [1e-20, 1e20],
        .. Two(Probabilities, Probabilities), .. Two([.. Numbers.Where(x => x > 0)], [.. Numbers.Where(x => x > 0)]),
        .. Probabilities.Select((x, i) => new[] { x, x * (1 + Math.ScaleB(i % 2 == 0 ? 1 : -1, -1 - i % 53)) }),
    ];

    /// <summary>A joint probability, the two margins and a total; the first three are 0 together.</summary>
    public static IReadOnlyList<double[]> Joint { get; } =
    [
        [0, 0, 0, 1], [0, 0, 0.5, 2], [0, 0.25, 0.5, 3],
        .. Enumerable.Range(0, 800).Select(i =>
        {
            Random random = new(900 + i);
            double a = 1 - random.NextDouble(), b = 1 - random.NextDouble();
            return new[] { i % 3 == 0 ? a * b * (1 + 0.01 * random.NextDouble()) : Math.Min(a, b) * (1 - random.NextDouble()), a, b, 1 + random.Next(100) };
        }),
    ];

    /// <summary>Two exponents: ones that leave an ordinary sum or difference; any; and whole ones.</summary>
    public static IReadOnlyList<double[]> Exponents { get; } =
    [
        .. Numbers.Where(x => Math.Abs(x) < 800).Select((x, i) => new[] { x, (i % 2 == 0 ? x : -x) + (i % 29 - 14) * 0.9 }),
        .. Two(Numbers, Numbers), .. Two([.. Inputs.Uniform(200, -300, 300).Select(x => Math.Round(x))], [.. Inputs.Uniform(200, -300, 300, 5).Select(x => Math.Round(x))]),
    ];

    /// <summary>Vectors of 1 to 8 logits at several scales, those that overflow and those that all vanish included.</summary>
    public static IReadOnlyList<double[]> Logits { get; } =
    [
        .. Enumerable.Range(0, 400).Select(i =>
        {
            Random random = new(100 + i);
            double scale = new[] { 0.01, 1, 10, 100 }[i % 4];
            double centre = new[] { 0, 0, 5, 90, -90, 700, -700, 1000, -1000 }[i % 9];
            return Enumerable.Range(0, 1 + random.Next(8)).Select(_ => centre + scale * (2 * random.NextDouble() - 1)).ToArray();
        }),
        [1000, 1001, 999], [-1000, -1001, -999], [0, 0], [-0.6931471805599453, -0.6931471805599453], [89, 88, 0], [710, 0],
    ];

    /// <summary>The powers of a base up to 10^15 with their neighbours, and numbers between them.</summary>
    public static IReadOnlyList<double> WholeNumbers(int radix) =>
    [
        .. Enumerable.Range(0, 50).Select(k => Math.Pow(radix, k)).Where(power => power <= 1e15)
            .SelectMany(power => new[] { power - 1, power, power + 1, Math.Floor(power * 1.7), Math.Floor(power * 6.3) }).Where(n => n >= 1).Distinct(),
    ];

    /// <summary>Quotients of whole numbers that an int holds.</summary>
    public static IReadOnlyList<double[]> Integers { get; } =
    [
        .. Enumerable.Range(0, 600).Select(i =>
        {
            Random random = new(500 + i);
            double Whole() => 1 + Math.Floor(Math.ScaleB(random.NextDouble(), 1 + random.Next(30)));
            return new[] { Whole(), Whole() };
        }),
        [1, 2], [2, 1], [3, 2], [int.MaxValue, 1], [1, int.MaxValue], [int.MaxValue, int.MaxValue - 1],
    ];
}
