using LossGen.Testing;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes.Proofs;

/// <summary>The proof of 1 - NextDouble(): finite where the generator returns 0, and the same distribution, read from the other end.</summary>
[Trait("Category", "Slow")]
public sealed class GeneratorProofTests
{
    public static TheoryData<int> Proofs => [.. Enumerable.Range(0, FixProofs.OfGenerators.Count)];

    [Theory]
    [MemberData(nameof(Proofs))]
    public void A_generator_that_returns_0_no_longer_gives_Infinity(int index)
    {
        (Func<Random, double> before, Func<Random, double> after) = Methods(index);

        Assert.Equal(double.PositiveInfinity, before(new Constant(0)));
        Assert.Equal(0, after(new Constant(0)));

        // The largest number that a generator returns is the neighbour of 1.
        bool isSingle = FixProofs.OfGenerators[index].After.Contains("NextSingle");
        double greatest = isSingle ? MathF.BitDecrement(1) : Math.BitDecrement(1);
        Assert.Equal(isSingle ? 24 * Math.Log(2) : 53 * Math.Log(2), after(new Constant(greatest)), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Proofs))]
    public void The_distribution_stays_exponential(int index)
    {
        (Func<Random, double> before, Func<Random, double> after) = Methods(index);
        const int count = 200_000;
        Random first = new(5), second = new(5);
        double[] plain = [.. Enumerable.Range(0, count).Select(_ => before(first)).Order()];
        double[] mirrored = [.. Enumerable.Range(0, count).Select(_ => after(second)).Order()];

        // Kolmogorov-Smirnov against 1 - e^-x: beyond 1.95 / sqrt(n) one sample in a thousand lies.
        Assert.InRange(Distance(plain), 0, 1.95 / Math.Sqrt(count));
        Assert.InRange(Distance(mirrored), 0, 1.95 / Math.Sqrt(count));
    }

    private static double Distance(double[] sorted) =>
        sorted.Select((x, i) => Math.Abs(-StableMath.ExpM1(-x) - (i + 0.5) / sorted.Length)).Max();

    /// <summary>What the methods of a proof return when the generator returns 0.</summary>
    internal static (double Before, double After) WhenZeroIsDrawn(FixProof proof)
    {
        (Func<Random, double> before, Func<Random, double> after) = Methods(proof);
        return (before(new Constant(0)), after(new Constant(0)));
    }

    private static (Func<Random, double> Before, Func<Random, double> After) Methods(int index) => Methods(FixProofs.OfGenerators[index]);

    private static (Func<Random, double> Before, Func<Random, double> After) Methods(FixProof proof)
    {
        return (Compile(proof.Before), Compile(proof.After));

        Func<Random, double> Compile(string body)
        {
            EmittedAssembly assembly = EmittedAssembly.From(ProofMeasurement.Project.Compilation(
                proof.Code(body), "using System; public static class Door { public static double Run(Random random) => Subject.M(random); }"));
            return assembly.Type("Door").GetMethod("Run")!.CreateDelegate<Func<Random, double>>();
        }
    }

    private sealed class Constant(double value) : Random
    {
        public override double NextDouble() => value;

        public override float NextSingle() => (float)value;
    }
}
