using System.Numerics;
using LossGen.Tests.Numerics;
using static LossGen.Analyzers.Tests.Fixes.Proofs.Sweeps;

namespace LossGen.Analyzers.Tests.Fixes.Proofs;

/// <summary>Every form that a fix replaces, with what it writes.</summary>
internal static partial class FixProofs
{
    public static IReadOnlyList<FixProof> All { get; } =
        [.. BothTypes(Logarithms), .. BothTypes(Sigmoids), .. BothTypes(Sums), .. BothTypes(Products), .. BothTypes(BaseLibrary), .. OfOneType];

    /// <summary>In bits there are two roundings more, of the logarithm of 2 and of the division by it.</summary>
    private const double Unit = 2;

    private const string SigmoidOfChecked = "double p = 1 / (1 + Math.Exp(-x));\nif (!(y >= 0 && y <= 1)) throw new ArgumentException(nameof(y));\n";

    private static IEnumerable<FixProof> BothTypes(IEnumerable<FixProof> proofs) => proofs.SelectMany(proof => new[] { proof, proof.Single });

    private static FixProof Of(string rule, string before, string after, Func<double, BigReal> truth, Func<double, bool>? domain = null) =>
        new(rule, "double x", before, after, One(Numbers), v => truth(v[0])) { Domain = v => domain?.Invoke(v[0]) ?? true };

    private static FixProof Of(string rule, string before, string after,
        IReadOnlyList<double[]> sweep, Func<double, double, BigReal> truth, Func<double, double, bool>? domain = null) =>
        new(rule, "double x, double y", before, after, sweep, v => truth(v[0], v[1])) { Domain = v => domain?.Invoke(v[0], v[1]) ?? true };

    private static BigReal Exp(BigReal x) => BigReal.Exp(x);

    private static BigReal SquareRoot(BigReal x) => x.Sign == 0 ? x : BigReal.Exp(BigReal.Log(x) / 2.0);

    // ---- LG1001 to LG1004: a logarithm next to 1, an exponential less 1.
    private static IEnumerable<FixProof> Logarithms =>
    [
        Of("LG1001", "Math.Log(1 + x)", "StableMath.Log1P(x)", x => BigReal.Log1P(x), x => x > -1),
        Of("LG1001", "Math.Log2(1 + x)", "StableMath.Log1P(x) / Math.Log(2)", x => BigReal.Log1P(x) / BigReal.Ln2, x => x > -1) with { Allowance = Unit },
        Of("LG1001", "Math.Log(1 - x, 10)", "StableMath.Log1P(-x) / Math.Log(10)", x => BigReal.Log1P(-x) / BigReal.Log(10), x => x < 1) with { Allowance = Unit },
        Of("LG1001", "Math.Log(x + 1)", "StableMath.Log1P(x)", x => BigReal.Log1P(x), x => x > -1),
        Of("LG1001", "Math.Log(1 - x)", "StableMath.Log1P(-x)", x => BigReal.Log1P(-x), x => x < 1),
        Of("LG1002", "Math.Exp(x) - 1", "StableMath.ExpM1(x)", x => BigReal.ExpM1(x)),
        Of("LG1002", "1 - Math.Exp(x)", "-StableMath.ExpM1(x)", x => -BigReal.ExpM1(x)),
        Of("LG1002", "1 - Math.Exp(-x)", "-StableMath.ExpM1(-x)", x => -BigReal.ExpM1(-x)),
        // Beyond 88 the numerator of either form can overflow, in float, before it is divided.
        Of("LG1002", "(Math.Exp(x) - 1) / x", "StableMath.ExpM1(x) / x", x => BigReal.ExpM1(x) / x, x => x != 0 && x < 88),
        Of("LG1003", "double.LogP1(x)", "StableMath.Log1P(x)", x => BigReal.Log1P(x), x => x > -1),
        Of("LG1003", "double.ExpM1(x)", "StableMath.ExpM1(x)", x => BigReal.ExpM1(x)),
        OfSpans("LG1003", "LogP1", "Log1P", x => BigReal.Log1P(x), x => x > -1),
        OfSpans("LG1003", "ExpM1", "ExpM1", x => BigReal.ExpM1(x)),
        Of("LG1004", "Math.Log(1 - Math.Exp(x))", "StableMath.Log1MExp(-x)", x => Oracle.Log1MExp(-x), x => x < 0),
        Of("LG1004", "Math.Log(1 - Math.Exp(-x))", "StableMath.Log1MExp(x)", Oracle.Log1MExp, x => x > 0),
        Of("LG1004", "Math.Log2(1 - Math.Exp(-x))", "StableMath.Log1MExp(x) / Math.Log(2)", x => Oracle.Log1MExp(x) / BigReal.Ln2, x => x > 0) with { Allowance = Unit },
        Of("LG1004", "Math.Log(-double.ExpM1(x))", "StableMath.Log1MExp(-x)", x => Oracle.Log1MExp(-x), x => x < 0),
    ];

    // ---- LG1005 to LG1007: the logistic function and its logarithm.
    private static IEnumerable<FixProof> Sigmoids =>
    [
        Of("LG1005", "Math.Log(1 + Math.Exp(x))", "StableMath.Softplus(x)", Oracle.Softplus),
        Of("LG1005", "Math.Log(1 + Math.Exp(-x))", "StableMath.Softplus(-x)", x => Oracle.Softplus(-x)),
        Of("LG1005", "-Math.Log(1 + Math.Exp(-x))", "StableMath.LogSigmoid(x)", Oracle.LogSigmoid),
        Of("LG1005", "Math.Log2(1 + Math.Exp(x))", "StableMath.Softplus(x) / Math.Log(2)", x => Oracle.Softplus(x) / BigReal.Ln2) with { Allowance = Unit },
        Of("LG1005", "-Math.Log10(1 + Math.Exp(-x))", "StableMath.LogSigmoid(x) / Math.Log(10)", x => Oracle.LogSigmoid(x) / BigReal.Log(10)) with { Allowance = Unit },
        // A weight keeps its place: y·log(1 + e) is no relative entropy of y and 1 + e.
        Of("LG1005", "double e = Math.Exp(x);\nreturn y * Math.Log(1 + e);", "double e = Math.Exp(x);\nreturn y * StableMath.Softplus(x);",
            Two(Numbers, Probabilities), (x, y) => y * Oracle.Softplus(x), (_, y) => y is > 0 and <= 1),
        Of("LG1006", "Math.Log(1 / (1 + Math.Exp(-x)))", "StableMath.LogSigmoid(x)", Oracle.LogSigmoid),
        Of("LG1006", "Math.Log(1 - 1 / (1 + Math.Exp(-x)))", "StableMath.LogSigmoid(-x)", x => Oracle.LogSigmoid(-x)),
        Of("LG1006", "Math.Log10(1 / (1 + Math.Exp(-x)))", "StableMath.LogSigmoid(x) / Math.Log(10)", x => Oracle.LogSigmoid(x) / BigReal.Log(10)) with { Allowance = Unit },
        Of("LG1007", "Math.Exp(x) / (1 + Math.Exp(x))", "StableMath.Sigmoid(x)", Oracle.Sigmoid),
        Of("LG1007", "Math.Exp(-x) / (1 + Math.Exp(-x))", "StableMath.Sigmoid(-x)", x => Oracle.Sigmoid(-x)),
        Of("LG1007", "Math.Exp(-x) / ((1 + Math.Exp(-x)) * (1 + Math.Exp(-x)))", "StableMath.Sigmoid(x) * StableMath.Sigmoid(-x)", x => Oracle.Sigmoid(x) * Oracle.Sigmoid(-x))
            with { IsOffered = false },
        Of("LG1007", "Math.Exp(x) / (Math.Exp(x) + Math.Exp(y))", "StableMath.Sigmoid(x - y)", Two(Numbers, Numbers), (x, y) => Exp((BigReal)x - LogAddExp(x, y)))
            with { Condition = LargerMagnitude, Allowance = 2, IsOffered = false }, // the rounded difference costs up to hundreds of ulp
    ];

    // ---- LG1008 to LG1010: sums of exponentials.
    private static IEnumerable<FixProof> Sums =>
    [
        Of("LG1008", "Math.Log(Math.Exp(x) + Math.Exp(y))", "StableMath.LogAddExp(x, y)", Two(Numbers, Numbers), (x, y) => LogAddExp(x, y)),
        Of("LG1008", "Math.Log2(Math.Exp(x) + Math.Exp(y))", "StableMath.LogAddExp(x, y) / Math.Log(2)", Two(Numbers, Numbers), (x, y) => LogAddExp(x, y) / BigReal.Ln2)
            with { Allowance = Unit },
        OfLogits("LG1008", "Math.Log(z.Sum(t => Math.Exp(t)))", "StableMath.LogSumExp(z)", Oracle.LogSumExp),
        OfLogits("LG1008", "Math.Log(z.Sum(Math.Exp))", "StableMath.LogSumExp(z)", Oracle.LogSumExp),
        OfLogits("LG1008", "Math.Log(z.Select(Math.Exp).Sum())", "StableMath.LogSumExp(z)", Oracle.LogSumExp) with { IsOffered = false },
        OfLogits(
            "LG1009",
            "var p = new double[z.Length];\nTensorPrimitives.SoftMax(z.AsSpan(), p.AsSpan());\nreturn p[0];",
            "var p = new double[z.Length];\nStableMath.SoftMax(z.AsSpan(), p.AsSpan());\nreturn p[0];",
            z => Oracle.SoftMax(z)[0]),
    ];

    // ---- LG1011, LG1012, LG1014: products with logarithms, logarithms of products.
    private static IEnumerable<FixProof> Products =>
    [
        Of("LG1011", "x * Math.Log(x)", "StableMath.XLogX(x)", x => Oracle.XLogY(x, x), x => x >= 0),
        Of("LG1011", "x * Math.Log2(x)", "StableMath.XLogX(x) / Math.Log(2)", x => Oracle.XLogY(x, x) / BigReal.Ln2, x => x >= 0) with { Allowance = Unit },
        Of("LG1011", "x * Math.Log10(x)", "StableMath.XLogX(x) / Math.Log(10)", x => Oracle.XLogY(x, x) / BigReal.Log(10), x => x >= 0) with { Allowance = Unit },
        Of("LG1011", "x * Math.Log(x, 2)", "StableMath.XLogX(x) / Math.Log(2)", x => Oracle.XLogY(x, x) / BigReal.Ln2, x => x >= 0) with { Allowance = Unit },
        Of("LG1011", "x * Math.Log(1 / x)", "-StableMath.XLogX(x)", x => -Oracle.XLogY(x, x), x => x >= 0) with { Bound = 0.51, Allowance = 0.51 },
        Of("LG1011", "x * Math.Log(2 * x)", "StableMath.XLogY(x, 2 * x)", x => x == 0 ? BigReal.Zero : x * BigReal.Log((BigReal)x * 2.0), x => x is >= 0 and < 1e38),
        // The rounded quotient is an argument with an error of half an ulp; one that overflows or is subnormal does so before the fix as well.
        Of("LG1011", "x * Math.Log(x / 3)", "StableMath.XLogY(x, x / 3)", x => x == 0 ? BigReal.Zero : x * BigReal.Log((BigReal)x / 3.0), x => x is 0 or > 1e-35)
            with { Condition = v => 1 / Math.Abs(Math.Log(v[0] / 3)) },
        Of("LG1011", "x * Math.Log(3 / x)", "StableMath.XLogY(x, 3 / x)", x => x == 0 ? BigReal.Zero : x * BigReal.Log((BigReal)3.0 / x), x => x is 0 or > 1e-35 and < 1e35)
            with { Condition = v => 1 / Math.Abs(Math.Log(v[0] / 3)) },
        // Entropies of two outcomes. Where x is not a probability the two terms may cancel.
        Of("LG1011", "-x * Math.Log(x) - (1 - x) * Math.Log(1 - x)", "-StableMath.XLogX(x) - StableMath.XLogX(1 - x)", x => BinaryEntropy(x), x => x is >= 0 and <= 1)
            with { Condition = RoundedComplement },
        Of("LG1011", "-(x * Math.Log2(x) + (1 - x) * Math.Log2(1 - x))", "-(StableMath.XLogX(x) / Math.Log(2) + StableMath.XLogX(1 - x) / Math.Log(2))",
            x => BinaryEntropy(x) / BigReal.Ln2, x => x is >= 0 and <= 1) with { Condition = RoundedComplement, Allowance = Unit },
        // The likelihood of a count. Its parts cancel where they are alike, whatever the form.
        Of("LG1012", "x * Math.Log(y) - y", "StableMath.XLogY(x, y) - y", [[0, 0], .. Two(Numbers, Numbers)], (x, y) => Oracle.XLogY(x, y) - y, (x, y) => x >= 0 && (y > 0 || (y == 0 && x == 0)))
            with { Condition = v => v[0] == 0 ? 1 : Math.Max(Math.Abs(v[0] * Math.Log(v[1])), v[1]) / Math.Abs((Oracle.XLogY(v[0], v[1]) - v[1]).ToDouble()) },
        Of("LG1012", "double p = 1 / (1 + Math.Exp(-x));\nreturn -(y * Math.Log(p) + (1 - y) * Math.Log(1 - p));",
            "double p = 1 / (1 + Math.Exp(-x));\nreturn -(y * StableMath.LogSigmoid(x) + (1 - y) * StableMath.LogSigmoid(-x));", Two(Numbers, Probabilities), Oracle.BinaryCrossEntropy, (_, y) => y is >= 0 and <= 1)
            with { Allowance = 2 }, // both forms round two products and their sum; which of them is lucky differs
        Of("LG1012", SigmoidOfChecked + "return -(y * Math.Log(p) + (1 - y) * Math.Log(1 - p));", SigmoidOfChecked + "return StableMath.BinaryCrossEntropy(x, y);",
            Two(Numbers, Probabilities), Oracle.BinaryCrossEntropy, (_, y) => y is >= 0 and <= 1),
        // From the probability: 1 - x is rounded, whatever is made of it afterwards.
        Of("LG1012", "-(y * Math.Log(x) + (1 - y) * Math.Log(1 - x))", "-(StableMath.XLogY(y, x) + StableMath.XLogY(1 - y, 1 - x))",
            [[0, 0], [1, 1], .. Two(Probabilities, Probabilities)], BinaryCrossEntropyOfProbability,
            (x, y) => x is >= 0 and <= 1 && y is >= 0 and <= 1 && (x > 0 || y == 0) && (x < 1 || y == 1))
            with { Condition = v => BinaryCrossEntropyOfProbability(v[0], v[1]) is { Sign: > 0 } loss ? 1 / loss.ToDouble() : 1, Allowance = 2 },
        Of("LG1012", "x * Math.Log(x / y)", "StableMath.RelativeEntropy(x, y)", Divergences, Oracle.RelativeEntropy, IsDivergence) with { Bound = 0.51, Allowance = 0.51 },
        Of("LG1012", "x * Math.Log2(x / y)", "StableMath.RelativeEntropy(x, y) / Math.Log(2)", Divergences, (x, y) => Oracle.RelativeEntropy(x, y) / BigReal.Ln2, IsDivergence)
            with { Allowance = Unit },
        OfElements("p[0] * Math.Log(p[1] / p[0])", "-StableMath.RelativeEntropy(p[0], p[1])", Divergences,
            v => -Oracle.RelativeEntropy(v[0], v[1]), v => IsDivergence(v[0], v[1]))
            with { Bound = 0.51, Allowance = 0.51 },
        // A rounded product or sum is an argument with an error of half an ulp.
        OfElements("p[0] * Math.Log(p[0] / (p[1] * p[2]))", "StableMath.RelativeEntropy(p[0], p[1] * p[2])", Joint,
            v => v[0] == 0 ? BigReal.Zero : v[0] * BigReal.Log((BigReal)v[0] / v[1] / v[2]), IsJoint)
            with { Condition = v => 1 / Math.Abs(Math.Log(v[0] / (v[1] * v[2]))) },
        OfElements("p[0] * Math.Log(p[0] / (p[0] + p[1]))", "StableMath.RelativeEntropy(p[0], p[0] + p[1])", Divergences,
            v => v[0] == 0 ? BigReal.Zero : -(v[0] * BigReal.Log1P((BigReal)v[1] / v[0])), v => v[0] >= 0 && v[1] >= 0)
            with { Condition = v => 1 / Math.Abs(Math.Log(v[0] / (v[0] + v[1]))) },
        // Not RelativeEntropy of p[1] * p[2] / p[3], which could overflow elsewhere.
        OfElements("p[0] * Math.Log(p[3] * p[0] / (p[1] * p[2]))", "p[0] == 0 ? 0 : p[0] * Math.Log(p[3] * p[0] / (p[1] * p[2]))", Joint,
            v => v[0] == 0 ? BigReal.Zero : v[0] * BigReal.Log((BigReal)v[3] * v[0] / v[1] / v[2]), IsJoint)
            with { Condition = v => 1 / Math.Abs(Math.Log(v[3] * v[0] / (v[1] * v[2]))) },
        // Not for numbers of which nothing is known: where x y is near 1, but neither x nor y is, the two logarithms cancel.
        Of("LG1014", "Math.Log(x * y)", "Math.Log(x) + Math.Log(y)", Two(Probabilities, Probabilities), (x, y) => BigReal.Log((BigReal)x * y), (x, y) => x > 0 && y > 0)
            with { IsOffered = false },
        Of("LG1014", "Math.Log(x * Math.Exp(-y))", "Math.Log(x) - y", Two([.. Probabilities, .. Numbers], Numbers), (x, y) => BigReal.Log(x) - y, (x, y) => x > 0 && y >= 0)
            with { Condition = v => Math.Max(Math.Abs(Math.Log(v[0])), Math.Abs(v[1])) / Math.Abs((BigReal.Log(v[0]) - v[1]).ToDouble()) },
        Of("LG1015", "Math.Exp(x) * Math.Exp(y)", "StableMath.ExpOfSum(x, y)", Exponents, (x, y) => Exp((BigReal)x + y)) with { Bound = 0.51, Allowance = 0.51 },
        Of("LG1015", "Math.Exp(x) / Math.Exp(y)", "StableMath.ExpOfSum(x, -y)", Exponents, (x, y) => Exp((BigReal)x - y)) with { Bound = 0.51, Allowance = 0.51 },
        Of("LG1015", "Math.Exp(x) / Math.Exp(-y)", "StableMath.ExpOfSum(x, y)", Exponents, (x, y) => Exp((BigReal)x + y)) with { Bound = 0.51, Allowance = 0.51 },
        Of("LG1015", "Math.Exp(x - y) / Math.Exp(y - 1)", "StableMath.ExpOfSum(x - y, -(y - 1))", Exponents, (x, y) => Exp((BigReal)x - y - y + 1.0), (x, y) => x == Math.Round(x) && y == Math.Round(y) && Math.Abs(x) + Math.Abs(y) < 1e6)
            with { Bound = 0.51, Allowance = 0.51 },
        // No fix: the rounded sum costs the exponential half an ulp for each unit that it is from 0.
        Of("LG1015", "Math.Pow(Math.Exp(x), y)", "Math.Exp(x * y)", Two(Numbers, Numbers), (x, y) => Exp((BigReal)x * y))
            with { Condition = v => Math.Abs(v[0] * v[1]), Allowance = 2, IsOffered = false },
        // No fix: where neither factor overflows, the product errs by 2 ulp and the single exponential by hundreds.
        Of("LG1020", "Math.Exp(-x) * Math.Pow(x, y)", "Math.Exp(y * Math.Log(x) - x)", Two([.. Numbers.Where(x => x > 0)], [.. Numbers.Where(x => x is >= 0 and < 1000)]), (x, y) => Exp(BigReal.Log(x) * y - x), (x, y) => x > 0)
            with { Condition = v => Math.Max(v[0], Math.Abs(v[1] * Math.Log(v[0]))), Allowance = 3, IsOffered = false },
    ];

    // ---- LG1007, LG1016, LG1018: what the base library has under its own name.
    private static IEnumerable<FixProof> BaseLibrary =>
    [
        // The C library's tanh errs by up to 1.9 ulp near 0.54, where the quotient can be right to the last bit.
        Of("LG1007", "(Math.Exp(x) - Math.Exp(-x)) / (Math.Exp(x) + Math.Exp(-x))", "Math.Tanh(x)", Tanh) with { Allowance = 2 }, // the library's tanh errs by up to 1.9 ulp; the quotient is lucky here and there
        Of("LG1016", "(Math.Exp(x) - Math.Exp(-x)) / 2", "Math.Sinh(x)", Sinh),
        Of("LG1016", "0.5 * (Math.Exp(x) - Math.Exp(-x))", "Math.Sinh(x)", Sinh),
        Of("LG1016", "(Math.Exp(x) + Math.Exp(-x)) / 2", "Math.Cosh(x)", x => (Exp(x) + Exp(-(BigReal)x)) / 2.0),
        Of("LG1016", "Math.Log(x + Math.Sqrt(x * x + 1))", "Math.Asinh(x)", Asinh),
        Of("LG1016", "Math.Log(x + Math.Sqrt(x * x - 1))", "Math.Acosh(x)", Acosh, x => x >= 1),
        Of("LG1016", "0.5 * Math.Log((1 + x) / (1 - x))", "Math.Atanh(x)", Atanh, x => Math.Abs(x) < 1),
        Of("LG1018", "Math.Pow(Math.E, x)", "Math.Exp(x)", x => Exp(x)),
        Of("LG1018", "Math.Log(x) / Math.Log(2)", "Math.Log2(x)", x => BigReal.Log(x) / BigReal.Ln2, x => x > 0),
        Of("LG1018", "Math.Log(x) / Math.Log(10)", "Math.Log10(x)", x => BigReal.Log(x) / BigReal.Log(10), x => x > 0),
        Of("LG1018", "Math.Log(Math.Pow(x, y))", "y * Math.Log(x)", Two(Numbers, Numbers), (x, y) => BigReal.Log(x) * y, (x, y) => x > 0),
        Of("LG1018", "Math.Exp(Math.Log(x))", "x", x => x, x => x >= 0),
    ];

    private static IEnumerable<FixProof> OfOneType =>
    [
        // Whole logarithms, of the powers and of their neighbours. Of a long and of a double there is no fix: just below 10^15 the logarithm in base 10
        // rounds up to 15, while the quotient may be right by luck.
        OfWhole(10, "int", "(int)(Math.Log(n) / Math.Log(10))", "(int)Math.Log10(n)"),
        OfWhole(10, "int", "Math.Floor(Math.Log(n) / Math.Log(10)) + 1", "Math.Floor(Math.Log10(n)) + 1", 1),
        OfWhole(10, "uint", "(int)(Math.Log(n) / Math.Log(10))", "(int)Math.Log10(n)"),
        OfWhole(2, "ushort", "(int)(MathF.Log(n) / MathF.Log(2))", "(int)MathF.Log2(n)"),
        new("LG1022", "int n, int m", "Math.Log(n / m)", "Math.Log((double)n / m)", Integers, v => BigReal.Log((BigReal)v[0] / v[1]))
            { Condition = v => 1 / Math.Abs((BigReal.Log((BigReal)v[0] / v[1])).ToDouble()), Domain = v => v[0] != v[1] },
    ];

    /// <summary>Forms that no sweep can measure: what matters is the one value that a generator returns once in 2^53 draws.</summary>
    public static IReadOnlyList<FixProof> OfGenerators { get; } =
    [
        new("LG1017", "Random random", "-Math.Log(random.NextDouble())", "-Math.Log(1.0 - random.NextDouble())", [], _ => BigReal.Zero),
        new("LG1017", "Random random", "-MathF.Log(random.NextSingle())", "-MathF.Log(1f - random.NextSingle())", [], _ => BigReal.Zero),
        new("LG1017", "Random random", "-Math.Log(random.NextSingle())", "-Math.Log(1f - random.NextSingle())", [], _ => BigReal.Zero),
        // Not 1f - (float)…: the cast rounds the numbers next to 1 up to 1.
        new("LG1017", "Random random", "-MathF.Log((float)random.NextDouble())", "-MathF.Log((float)(1.0 - random.NextDouble()))", [], _ => BigReal.Zero),
        new("LG1017", "Random random", "double u = random.NextDouble();\nreturn -Math.Log(u);", "double u = random.NextDouble();\nreturn -Math.Log(1.0 - u);", [], _ => BigReal.Zero),
    ];

    private static FixProof OfWhole(int radix, string type, string before, string after, int shift = 0)
    {
        double largest = type switch { "ushort" => ushort.MaxValue, "int" => int.MaxValue, _ => uint.MaxValue };
        return new("LG1019", type + " n", before, after, One(WholeNumbers(radix).Where(n => n <= largest)), v => WholeLogarithm(v[0], radix) + shift) { Bound = 0, Allowance = 0 };
    }

    /// <summary>By counting, since no quotient of logarithms is exact.</summary>
    private static int WholeLogarithm(double n, int radix)
    {
        int count = 0;
        for (BigInteger power = radix; power <= (BigInteger)n; power *= radix) count++;
        return count;
    }

    private static FixProof OfLogits(string rule, string before, string after, Func<double[], BigReal> truth) =>
        new(rule, "double[] z", before, after, Logits, truth);

    /// <summary>A product of LG1012 that is one where its factors are elements.</summary>
    private static FixProof OfElements(string before, string after, IReadOnlyList<double[]> sweep, Func<double[], BigReal> truth, Func<double[], bool> domain) =>
        new("LG1012", "double[] p", before, after, sweep, truth) { Domain = domain };

    private static bool IsDivergence(double x, double y) => x == 0 ? y >= 0 : x > 0 && y > 0;

    /// <summary>Whether no product of the margins is subnormal.</summary>
    private static bool IsJoint(double[] v) => v.All(static x => x == 0 || x > 1e-15);

    private static BigReal BinaryCrossEntropyOfProbability(double p, double target) =>
        -Oracle.XLogY(target, p) - (target == 1 ? BigReal.Zero : (BigReal.One - target) * BigReal.Log1P(-(BigReal)p));

    /// <summary>A call over the elements of an array, of which the sweep gives it one at a time.</summary>
    private static FixProof OfSpans(string rule, string before, string after, Func<double, BigReal> truth, Func<double, bool>? domain = null) => new(
        rule, "double[] z", $"var p = new double[z.Length];\nTensorPrimitives.{before}(z, p.AsSpan());\nreturn p[0];",
        $"var p = new double[z.Length];\nStableMath.{after}(z, p.AsSpan());\nreturn p[0];", One(Numbers), v => truth(v[0]))
    { Domain = v => domain?.Invoke(v[0]) ?? true };

    /// <summary>e^x changes by x ulp when x changes by one: what the condition of a ratio or product of exponentials amounts to.</summary>
    private static double LargerMagnitude(double[] v) => Math.Max(Math.Abs(v[0]), Math.Abs(v[1]));

    /// <summary>Half an ulp of 1, by which 1 - x is rounded, in the entropy.</summary>
    private static double RoundedComplement(double[] v) => BinaryEntropy(v[0]) is { Sign: > 0 } entropy ? 1 / entropy.ToDouble() : 1;

    private static BigReal BinaryEntropy(double p) => -Oracle.XLogY(p, p) - (p == 1 ? BigReal.Zero : ((BigReal)1 - p) * BigReal.Log1P(-(BigReal)p));

    private static BigReal LogAddExp(double x, double y) => Oracle.LogSumExp(x, y);

    private static BigReal Sinh(double x)
    {
        BigReal e = BigReal.ExpM1(Math.Abs(x));
        return (e + e / (e + BigReal.One)) / 2.0 * Math.Sign(x);
    }

    private static BigReal Tanh(double x)
    {
        BigReal e = BigReal.ExpM1((BigReal)Math.Abs(x) * -2.0);
        return e / (e + 2.0) * -Math.Sign(x);
    }

    private static BigReal Asinh(double x)
    {
        BigReal a = Math.Abs(x);
        return BigReal.Log1P(a + a * a / (BigReal.One + SquareRoot(a * a + BigReal.One))) * Math.Sign(x);
    }

    private static BigReal Acosh(double x)
    {
        BigReal t = (BigReal)x - 1;
        return BigReal.Log1P(t + SquareRoot(t * (t + 2.0)));
    }

    private static BigReal Atanh(double x) => BigReal.Log1P((BigReal)x * 2.0 / (BigReal.One - x)) / 2.0;
}
