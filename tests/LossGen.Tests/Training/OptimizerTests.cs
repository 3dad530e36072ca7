using LossGen.Numerics;
using LossGen.Tests.Kernels;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

public class OptimizerTests
{
    public static TheoryData<string> Names => ["plain", "momentum", "nesterov", "adagrad", "rmsprop", "adam"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_follow_the_reference_with_and_without_penalty(string name)
    {
        const int Parameters = 21, Weights = 14, Steps = 200;
        foreach (float l1 in new[] { 0f, 0.05f })
        {
            var random = new RandomSource(11);
            OptimizerState state = Create(name).CreateState(TestBlocks.Of(Parameters, Weights), hasL1: true);
            ReferenceOptimizer[] reference = [.. Enumerable.Range(0, Parameters).Select(_ => Reference(name))];
            float[] w = [.. Enumerable.Range(0, Parameters).Select(_ => (float)(random.NextDouble() - 0.5))];
            double[] expected = [.. w.Select(x => (double)x)];
            var gradient = new float[Parameters];
            bool anyZero = false;
            // Roundings are 2^-24 of parameters below 1. Where momentum carries a weight through 0 the threshold bends its way, and a rounding
            // grows with the momentum until the bowl has pulled it in again.
            double tolerance = l1 > 0 && name is "momentum" or "nesterov" ? 1e-5 : 5e-7;
            for (int step = 0; step < Steps; step++)
            {
                float rate = 0.05f / (1 + 0.01f * step);
                for (int i = 0; i < Parameters; i++)
                {
                    // A noisy bowl around a point near enough to 0 for the penalty to matter, each side at its own position.
                    double noise = 0.2 * (random.NextDouble() - 0.5) + (i - 10) * 0.01;
                    gradient[i] = (float)(w[i] + noise);
                    expected[i] = reference[i].Next(expected[i], expected[i] + noise, rate, i < Weights ? l1 : 0);
                }
                state.Step(w, gradient, rate, l1);
                anyZero |= expected.Any(x => x == 0);

                for (int i = 0; i < Parameters; i++) Assert.Equal(expected[i], w[i], tolerance);
            }
            Assert.Equal(l1 > 0, anyZero);
        }
    }

    [Fact]
    public void Gradient_descent_on_a_quadratic_shrinks_the_error_by_the_known_factor()
    {
        // f = a/2 (w − c)²: the error is multiplied by 1 − η a each step
        float[] w = [3];
        OptimizerState state = Create("plain").CreateState(TestBlocks.Of(1, 1), hasL1: true);
        for (int step = 0; step < 20; step++) state.Step(w, [2 * (w[0] - 1)], 0.1f, 0);
        Assert.Equal(1 + 2 * Math.Pow(0.8, 20), w[0], 1e-6);
    }

    [Fact]
    public void Adam_moves_by_the_rate_in_its_first_step_whatever_the_size_of_the_gradient()
    {
        float[] w = [0, 0, 0];
        Create("adam").CreateState(TestBlocks.Of(3, 3), hasL1: true).Step(w, [1e-3f, -1, 1e6f], 0.01f, 0);
        // √v̂ = |g|, so the step is η g / (|g| + ε)
        Assert.Equal(-0.01 / (1 + 1e-8 / 1e-3), w[0], 1e-8);
        Assert.Equal(0.01, w[1], 1e-8);
        Assert.Equal(-0.01, w[2], 1e-8);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_that_never_gets_a_gradient_does_not_move(string name)
    {
        float[] w = [1.5f, -2, 0];
        OptimizerState state = Create(name).CreateState(TestBlocks.Of(3, 3), hasL1: true);
        for (int step = 0; step < 10; step++) state.Step(w, [0, 0, 0], 0.1f, 0);
        Assert.Equal([1.5f, -2f, 0f], w);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_that_is_not_a_number_shows_in_the_parameter(string name)
    {
        float[] w = [1, 2, 3];
        Create(name).CreateState(TestBlocks.Of(3, 3), hasL1: true).Step(w, [1, float.NaN, 1], 0.1f, 0.01f);
        Assert.True(float.IsNaN(w[1]));
        Assert.True(float.IsFinite(w[0]) && float.IsFinite(w[2]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_result_does_not_depend_on_where_a_parameter_stands_or_how_many_there_are(string name)
    {
        const int Steps = 6;
        const float Rate = 0.07f, L1 = 0.03f;
        for (int count = 1; count <= 40; count++)
        {
            int weights = count * 2 / 3;
            OptimizerState together = Create(name).CreateState(TestBlocks.Of(count, weights), hasL1: true);
            OptimizerState[] alone = [.. Enumerable.Range(0, count).Select(i => Create(name).CreateState(TestBlocks.Of(1, i < weights ? 1 : 0), hasL1: true))];
            var random = new RandomSource(count);
            float[] w = [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
            float[][] single = [.. w.Select(x => new[] { x })];
            for (int step = 0; step < Steps; step++)
            {
                float[] g = [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
                together.Step(w, g, Rate, L1);
                for (int i = 0; i < count; i++)
                {
                    alone[i].Step(single[i], [g[i]], Rate, L1);
                    Assert.Equal(BitConverter.SingleToInt32Bits(single[i][0]), BitConverter.SingleToInt32Bits(w[i]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        float[] w = new float[29];
        float[] g = [.. Enumerable.Range(0, 29).Select(i => i * 0.01f)];
        OptimizerState state = Create(name).CreateState(TestBlocks.Of(29, 20), hasL1: true);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int step = 0; step < 100; step++) state.Step(w, g, 0.01f, 0.001f);
        }));
    }

    [Fact]
    public void Plain_gradient_descent_keeps_no_memory_of_the_parameters()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        OptimizerState state = Create("plain").CreateState(TestBlocks.Of(1_000_000, 1_000_000), hasL1: false);

        // One buffer would be 4 MB; a garbage collection meanwhile may add 8 KiB to the count.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        GC.KeepAlive(state);
    }

    // The quadratic f = Σ a_i/2 (w_i − c_i)² with the penalty λ Σ |w_i| over the weights has its minimum at the soft-thresholded
    // w_i = sign(c_i) max(|c_i| − λ/a_i, 0), and at b_i = c_i for the biases.
    private static readonly float[] A = [1, 2, 0.5f, 1, 4, 1, 2, 0.5f, 1, 2, 1];
    private static readonly float[] C = [1, -0.5f, 1, 0.125f, -0.03125f, -0.25f, 0, -2, 0.75f, -0.0625f, 0.125f];
    private static readonly float[] Minimum = [0.75f, -0.375f, 0.5f, 0, 0, 0, 0, -1.5f, 0.5f, -0.0625f, 0.125f];
    private const int PenalisedCount = 9;
    private const float Lambda = 0.25f;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_minimum_under_penalty_is_a_fixed_point(string name)
    {
        float[] w = [.. Minimum];
        OptimizerState state = Create(name).CreateState(TestBlocks.Of(w.Length, PenalisedCount), hasL1: true);
        for (int step = 0; step < 100; step++)
        {
            state.Step(w, Gradient(w), 0.1f, Lambda);
            for (int i = 0; i < w.Length; i++)
            {
                // Adam and RMSProp step by about the rate however small the gradient is: what a rounded product leaves of it moves them.
                if (!Arithmetic.IsFused && name is ("adam" or "rmsprop")) Assert.Equal(Minimum[i], w[i], 1e-5);
                else if (Minimum[i] == 0) Assert.Equal(0f, w[i]);
                else Assert.Equal(Minimum[i], w[i], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("plain", 0.2, 0, 400)]
    [InlineData("momentum", 0.05, 0, 600)]
    [InlineData("nesterov", 0.05, 0, 600)]
    [InlineData("adagrad", 0.5, 0, 600)]
    // These two step by about the rate however small the gradient is: only a falling rate lets them settle.
    [InlineData("rmsprop", 0.05, 0.002, 6000)]
    [InlineData("adam", 0.05, 0.002, 6000)]
    public void Training_reaches_the_minimum_under_penalty_with_exact_zeros(string name, double rate, double decay, int steps)
    {
        float[] w = [2, 2, -2, -1, 1, 0.5f, -0.5f, 0, 3, 1, -1];
        OptimizerState state = Create(name).CreateState(TestBlocks.Of(w.Length, PenalisedCount), hasL1: true);
        for (int step = 0; step < steps; step++)
        {
            state.Step(w, Gradient(w), (float)(rate * Math.Exp(-decay * step)), Lambda);
        }
        for (int i = 0; i < w.Length; i++)
        {
            if (Minimum[i] == 0) Assert.Equal(0f, w[i]);
            else Assert.Equal(Minimum[i], w[i], 1e-5);
        }
    }

    private static float[] Gradient(float[] w)
    {
        var gradient = new float[w.Length];
        for (int i = 0; i < w.Length; i++) gradient[i] = A[i] * (w[i] - C[i]);
        return gradient;
    }

    private static MiniBatchOptimizer Create(string name) => (MiniBatchOptimizer)(name switch
    {
        "plain" => Optimizer.GradientDescent(),
        "momentum" => Optimizer.GradientDescent(0.9),
        "nesterov" => Optimizer.GradientDescent(0.9, nesterov: true),
        "adagrad" => Optimizer.AdaGrad(),
        "rmsprop" => Optimizer.RmsProp(),
        "adam" => Optimizer.Adam(),
        _ => throw new InvalidOperationException($"No optimizer '{name}'."),
    });

    private static ReferenceOptimizer Reference(string name) => name switch
    {
        "plain" => new ReferenceOptimizer.Plain(),
        "momentum" => new ReferenceOptimizer.Momentum(0.9),
        "nesterov" => new ReferenceOptimizer.Nesterov(0.9),
        "adagrad" => new ReferenceOptimizer.AdaGrad(1e-10),
        "rmsprop" => new ReferenceOptimizer.RmsProp(0.99, 1e-8),
        "adam" => new ReferenceOptimizer.Adam(0.9, 0.999, 1e-8),
        _ => throw new InvalidOperationException($"No reference '{name}'."),
    };
}
