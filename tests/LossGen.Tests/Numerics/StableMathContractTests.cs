using Xunit;

namespace LossGen.Tests.Numerics;

/// <summary>Lengths, memory, symmetry and order.</summary>
public class StableMathContractTests
{
    [Fact]
    public void A_destination_of_another_length_is_refused_by_name_and_lengths()
    {
        foreach (Action call in new Action[]
        {
            () => StableMath.SoftMax(new double[3], new double[4]), () => StableMath.LogSoftMax(new double[3], new double[4]),
            () => StableMath.SoftMax(new float[3], new float[4]), () => StableMath.LogSoftMax(new float[3], new float[4]),
            () => StableMath.Log1P(new double[3], new double[4]), () => StableMath.ExpM1(new double[3], new double[4]),
            () => StableMath.Log1P(new float[3], new float[4]), () => StableMath.ExpM1(new float[3], new float[4]),
        })
        {
            AssertNamesLengths(call, "destination");
        }
    }

    [Fact]
    public void A_second_distribution_of_another_length_is_refused_by_name_and_lengths()
    {
        foreach (Action call in new Action[]
        {
            () => StableMath.CrossEntropy(new double[3], new double[4]), () => StableMath.KullbackLeibler(new double[3], new double[4]),
            () => StableMath.CrossEntropy(new float[3], new float[4]), () => StableMath.KullbackLeibler(new float[3], new float[4]),
        })
        {
            AssertNamesLengths(call, "q");
        }
    }

    private static void AssertNamesLengths(Action call, string name)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(call);
        Assert.Equal(name, error.ParamName);
        Assert.Contains("is 4", error.Message);
        Assert.Contains("to be 3", error.Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 4)]
    public void Memory_that_overlaps_in_part_is_refused_and_left_alone(int source, int destination)
    {
        double[] memory = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => StableMath.SoftMax(memory.AsSpan(source, 5), memory.AsSpan(destination, 5))).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => StableMath.LogSoftMax(memory.AsSpan(source, 5), memory.AsSpan(destination, 5))).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => StableMath.Log1P(memory.AsSpan(source, 5), memory.AsSpan(destination, 5))).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => StableMath.ExpM1(memory.AsSpan(source, 5), memory.AsSpan(destination, 5))).ParamName);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], memory);
    }

    [Fact]
    public void Neighbouring_memory_does_not_overlap()
    {
        double[] memory = [1, 2, 3, 0, 0, 0];
        StableMath.SoftMax(memory.AsSpan(0, 3), memory.AsSpan(3, 3));
        Assert.Equal([1, 2, 3], memory[..3]);
        Assert.Equal(1, memory[3..].Sum(), 1e-15);
    }

    [Fact]
    public void Results_in_place_are_those_in_other_memory()
    {
        double[] logits = [.. Inputs.Uniform(100, -20, 20), double.NegativeInfinity];
        float[] singles = [.. logits.Select(x => (float)x)];
        AssertInPlace(logits, (z, p) => StableMath.SoftMax(z, p));
        AssertInPlace(logits, (z, p) => StableMath.LogSoftMax(z, p));
        AssertInPlace(singles, (z, p) => StableMath.SoftMax(z, p));
        AssertInPlace(singles, (z, p) => StableMath.LogSoftMax(z, p));
        AssertInPlace(logits, (x, y) => StableMath.ExpM1(x, y));
        AssertInPlace(singles, (x, y) => StableMath.ExpM1(x, y));
        AssertInPlace([.. logits.Select(Math.Abs)], (x, y) => StableMath.Log1P(x, y));
        AssertInPlace([.. singles.Select(MathF.Abs)], (x, y) => StableMath.Log1P(x, y));
    }

    private static void AssertInPlace<T>(T[] logits, Action<T[], T[]> map)
    {
        T[] elsewhere = new T[logits.Length];
        map(logits, elsewhere);
        T[] inPlace = [.. logits];
        map(inPlace, inPlace);
        Assert.NotEqual(logits, inPlace);
        Assert.Equal(elsewhere, inPlace);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20_000)]
    public void Nothing_allocates_whatever_the_length(int length)
    {
        double[] logits = [.. Inputs.Uniform(length, -20, 20)];
        double[] result = new double[length];
        float[] singles = [.. logits.Select(x => (float)x)];
        float[] singleResult = new float[length];

        // The second round's logits are log-probabilities, whose log-sum-exp cancels.
        CallEverything(logits, result, singles, singleResult);
        StableMath.LogSoftMax(logits, logits);
        Assert.Equal(0, Allocation.Of(() => CallEverything(logits, result, singles, singleResult)));
    }

    private static double CallEverything(double[] logits, double[] p, float[] singleLogits, float[] singleP)
    {
        double sum = StableMath.LogSumExp(logits) + StableMath.LogSumExp(singleLogits);
        StableMath.ExpM1(logits, p);
        StableMath.ExpM1(singleLogits, singleP);
        StableMath.Log1P(p, p);
        StableMath.Log1P(singleP, singleP);
        StableMath.LogSoftMax(logits, p);
        StableMath.LogSoftMax(singleLogits, singleP);
        StableMath.SoftMax(logits, p);
        StableMath.SoftMax(singleLogits, singleP);
        sum += StableMath.Entropy(p) + StableMath.CrossEntropy(p, p) + StableMath.KullbackLeibler(p, p);
        sum += StableMath.Entropy(singleP) + StableMath.CrossEntropy(singleP, singleP) + StableMath.KullbackLeibler(singleP, singleP);
        double x = logits[0];
        float y = singleLogits[0];
        sum += StableMath.LogAddExp(-0.6931471805599453, -0.6931471805599453) + StableMath.LogAddExp(1e-300, -740)
            + StableMath.BinaryCrossEntropy(x, 0.3) + StableMath.ExpOfSum(x, y);
        return sum + StableMath.Sigmoid(x) + StableMath.Softplus(x) + StableMath.LogSigmoid(y) + StableMath.Log1P(Math.Abs(x)) + StableMath.ExpM1(y);
    }

    public static TheoryData<string> RisingFunctions => ["Log1P", "ExpM1", "Sigmoid", "LogSigmoid", "Softplus", "Log1MExp"];

    [Theory]
    [MemberData(nameof(RisingFunctions))]
    public void Rising_functions_do_not_fall_between_neighbours(string name)
    {
        Func<double, double> function = name switch
        {
            "Log1P" => StableMath.Log1P,
            "ExpM1" => StableMath.ExpM1,
            "Sigmoid" => StableMath.Sigmoid,
            "LogSigmoid" => StableMath.LogSigmoid,
            "Softplus" => StableMath.Softplus,
            _ => StableMath.Log1MExp,
        };
        double lowest = name switch { "Log1P" => -1, "Log1MExp" => 0, _ => double.NegativeInfinity };
        foreach (double start in Inputs.Uniform(2000, -50, 50).Concat(Inputs.Around(-45, 40, 45, 0.6931471805599453, 1 / 128.0, 0, 0.0027076, -0.0027076, 700, -650, -745.13)))
        {
            double x = start;
            for (int step = 0; step < 8; step++)
            {
                double next = Math.BitIncrement(x);
                if (x > lowest) Assert.True(function(x) <= function(next), $"{name} falls from {x:R} to {next:R}");
                x = next;
            }
        }
    }

    [Fact]
    public void Mirrored_arguments_give_mirrored_results()
    {
        foreach ((double x, double y) in Inputs.Uniform(2000, -60, 60).Zip(Inputs.Uniform(2000, -60, 60, 8)))
        {
            Assert.Equal(StableMath.LogAddExp(x, y), StableMath.LogAddExp(y, x));
            Assert.Equal(StableMath.ExpOfSum(x, y), StableMath.ExpOfSum(y, x));
            Assert.Equal(StableMath.LogSigmoid(x), -StableMath.Softplus(-x));
            Assert.Equal(1, StableMath.Sigmoid(x) + StableMath.Sigmoid(-x), 3e-16);

            // Exchanging the classes: 1 - target is exact for these.
            double target = Math.Round(Math.Abs(y)) / 64;
            Assert.Equal(StableMath.BinaryCrossEntropy(x, target), StableMath.BinaryCrossEntropy(-x, 1 - target));
        }
    }

    [Fact]
    public void Functions_of_two_terms_agree_with_those_of_many()
    {
        foreach ((double x, double y) in Inputs.Uniform(2000, -60, 60).Zip(Inputs.Uniform(2000, -60, 60, 9)))
        {
            Assert.Equal(StableMath.LogAddExp(x, y), StableMath.LogSumExp([x, y]));
            Assert.Equal(StableMath.Softplus(x), StableMath.LogAddExp(0, x));
            Assert.Equal(StableMath.XLogX(Math.Abs(x)), StableMath.XLogY(Math.Abs(x), Math.Abs(x)));
        }
    }
}
