using LossGen.Numerics;
using LossGen.Tests.Kernels;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

public class OptimizerBitsTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("momentum")]
    [InlineData("nesterov")]
    [InlineData("adagrad")]
    [InlineData("rmsprop")]
    [InlineData("adam")]
    public void A_vector_step_gives_the_bits_of_the_scalar_formula(string name)
    {
        // IEEE 754 fixes the result of every operation below, so these are the bits on any processor and runtime.
        const int Parameters = 27, Weights = 13, Steps = 40;
        var random = new RandomSource(21);
        (MiniBatchOptimizer optimizer, Func<ScalarRule> rule) = Create(name);
        OptimizerState state = optimizer.CreateState(TestBlocks.Of(Parameters, Weights), hasL1: true);
        ScalarRule[] rules = [.. Enumerable.Range(0, Parameters).Select(_ => rule())];
        float[] w = [.. Enumerable.Range(0, Parameters).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] expected = [.. w];
        for (int step = 0; step < Steps; step++)
        {
            float rate = 0.05f / (1 + 0.1f * step);
            float[] g = [.. Enumerable.Range(0, Parameters).Select(_ => (float)(random.NextDouble() - 0.5))];
            state.Step(w, g, rate, 0.1f);
            for (int i = 0; i < Parameters; i++)
            {
                expected[i] = rules[i].Next(expected[i], g[i], rate, i < Weights ? 0.1f : 0);
                Assert.Equal(BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(w[i]));
            }
        }
    }

    private static (MiniBatchOptimizer Optimizer, Func<ScalarRule> Rule) Create(string name) => name switch
    {
        "plain" => ((MiniBatchOptimizer)Optimizer.GradientDescent(), () => new Plain()),
        "momentum" => ((MiniBatchOptimizer)Optimizer.GradientDescent(0.9), () => new Momentum()),
        "nesterov" => ((MiniBatchOptimizer)Optimizer.GradientDescent(0.9, nesterov: true), () => new Nesterov()),
        "adagrad" => ((MiniBatchOptimizer)Optimizer.AdaGrad(), () => new AdaGrad()),
        "rmsprop" => ((MiniBatchOptimizer)Optimizer.RmsProp(), () => new RmsProp()),
        "adam" => ((MiniBatchOptimizer)Optimizer.Adam(), () => new Adam()),
        _ => throw new InvalidOperationException($"No optimizer '{name}'."),
    };

    /// <summary>One parameter's step in float, rounded after each operation as the vector step is.</summary>
    private abstract class ScalarRule
    {
        public abstract float Next(float w, float g, float rate, float l1);

        protected static float Fused(float a, float b, float c) => Arithmetic.IsFused ? MathF.FusedMultiplyAdd(a, b, c) : (a * b) + c;

        private float _above, _below;

        protected float Excess(float u, float t)
        {
            float above = MathF.Min(_above + t, t * 128), below = MathF.Min(_below + t, t * 128);
            float excess = u > above ? above : u < -below ? -below : u;
            (_above, _below) = (above - excess, below + excess);
            return excess;
        }
    }

    private sealed class Plain : ScalarRule
    {
        public override float Next(float w, float g, float rate, float l1)
        {
            float u = Fused(-rate, g, w);
            return u - Excess(u, rate * l1);
        }
    }

    private sealed class Momentum : ScalarRule
    {
        private float _v;

        public override float Next(float w, float g, float rate, float l1)
        {
            float v = Fused(0.9f, _v, -(rate * g));
            float u = w + v;
            float excess = Excess(u, rate * l1);
            _v = v - excess;
            return u - excess;
        }
    }

    private sealed class Nesterov : ScalarRule
    {
        private float? _u;

        public override float Next(float w, float g, float rate, float l1)
        {
            float last = _u ?? w;
            float u = Fused(-rate, g, w);
            u -= Excess(u, rate * l1);
            _u = u;
            return Fused(0.9f, u - last, u);
        }
    }

    private sealed class AdaGrad : ScalarRule
    {
        private float _a;

        public override float Next(float w, float g, float rate, float l1)
        {
            _a = Fused(g, g, _a);
            float divisor = MathF.Sqrt(_a) + 1e-10f;
            float u = w - rate * g / divisor;
            return u - Excess(u, rate * l1 / divisor);
        }
    }

    private sealed class RmsProp : ScalarRule
    {
        private float _a;

        public override float Next(float w, float g, float rate, float l1)
        {
            _a = Fused(0.99f, _a, (float)(1 - 0.99) * g * g);
            float divisor = MathF.Sqrt(_a) + 1e-8f;
            float u = w - rate * g / divisor;
            return u - Excess(u, rate * l1 / divisor);
        }
    }

    private sealed class Adam : ScalarRule
    {
        private float _m;
        private float _v;
        private double _power1 = 1;
        private double _power2 = 1;

        public override float Next(float w, float g, float rate, float l1)
        {
            _power1 *= 0.9;
            _power2 *= 0.999;
            _m = Fused(0.9f, _m, (float)(1 - 0.9) * g);
            _v = Fused(0.999f, _v, (float)(1 - 0.999) * g * g);
            float divisor = MathF.Sqrt(_v * (float)(1 / (1 - _power2))) + 1e-8f;
            float u = w - (float)(rate / (1 - _power1)) * _m / divisor;
            return u - Excess(u, rate * l1 / divisor);
        }
    }
}
