using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Kernels;

/// <summary>The steps of softmax: shifted exponentials against the exact difference, and the residuals of a single row.</summary>
public class SoftmaxLanesTests
{
    private const float Infinity = float.PositiveInfinity;

    // The largest errors over 400 million pairs, two hundred times as many as are tried here, were 1.022 and 0.804; the remarks of the
    // functions state them rounded up.
    private const double Bound = 1.03;
    private const double SubnormalBound = 0.81;

    private static readonly float TwoTo64 = MathF.ScaleB(1, 64);

    [Fact]
    public void ExpOfDifference_is_as_accurate_as_stated_at_the_exact_difference()
    {
        double worst = 0, worstSubnormal = 0;
        (float Z, float Max) at = default, atSubnormal = default;
        foreach ((float z, float max) in Pairs())
        {
            double exact = Math.Exp((double)z - max);
            double error = FloatError.InUlps(Lanes.ExpOfDifference(Vector256.Create(z), Vector256.Create(max))[3], exact);
            if (exact >= 1.17549435e-38)
            {
                if (error > worst) (worst, at) = (error, (z, max));
            }
            else if (error > worstSubnormal)
            {
                (worstSubnormal, atSubnormal) = (error, (z, max));
            }
        }

        Assert.True(worst <= Bound, $"{worst:F4} ulp at {at.Z:R} - {at.Max:R}; at most {Bound} was stated.");
        Assert.True(worstSubnormal <= SubnormalBound, $"{worstSubnormal:F4} ulp at {atSubnormal.Z:R} - {atSubnormal.Max:R}; at most {SubnormalBound} was stated.");
    }

    [Fact]
    public void ScaledExpOfDifference_is_as_accurate_down_to_a_distance_of_128()
    {
        double worst = 0;
        (float Z, float Max) at = default;
        foreach ((float z, float max) in Pairs().Where(pair => (double)pair.Z - pair.Max > -127.99))
        {
            double exact = Math.ScaleB(Math.Exp((double)z - max), 64);
            double error = FloatError.InUlps(Lanes.ScaledExpOfDifference(Vector256.Create(z), Vector256.Create(max))[6], exact);
            if (error > worst) (worst, at) = (error, (z, max));
        }

        Assert.True(worst <= Bound, $"{worst:F4} ulp at {at.Z:R} - {at.Max:R}; at most {Bound} was stated.");
    }

    [Theory]
    [InlineData(0f, 0f, 1f)]
    [InlineData(-9999.5f, -9999.5f, 1f)]
    [InlineData(1e30f, 1e30f, 1f)]
    [InlineData(-Infinity, 0f, 0f)]
    [InlineData(-Infinity, float.MinValue, 0f)]
    [InlineData(float.MinValue, float.MaxValue, 0f)] // the difference overflows
    [InlineData(float.MinValue, 0f, 0f)]
    [InlineData(0f, Infinity, 0f)]
    [InlineData(-103.97207f, 0f, float.Epsilon)]
    [InlineData(-103.97209f, 0f, 0f)]
    [InlineData(-128f, 0f, 0f)]
    [InlineData(-1e4f, 1e4f, 0f)]
    [InlineData(Infinity, Infinity, float.NaN)]
    [InlineData(-Infinity, -Infinity, float.NaN)]
    [InlineData(float.NaN, 0f, float.NaN)]
    [InlineData(0f, float.NaN, float.NaN)]
    public void ExpOfDifference_of_special_values(float z, float max, float expected) =>
        Assert.Equal(expected, Lanes.ExpOfDifference(Vector256.Create(z), Vector256.Create(max))[1]);

    [Fact]
    public void Neighbouring_numbers_differ_by_what_their_difference_says()
    {
        foreach (float max in new[] { 1f, 3.7f, 100f, -100f, 9999f, 16777216f })
        {
            float z = MathF.BitDecrement(max);
            double exact = Math.Exp((double)z - max);
            Assert.InRange(FloatError.InUlps(Lanes.ExpOfDifference(Vector256.Create(z), Vector256.Create(max))[0], exact), 0, Bound);
        }
    }

    [Fact]
    public void Unscaled_takes_the_scale_off_exactly()
    {
        foreach (float x in FloatSamples.Everywhere().Where(x => MathF.Abs(x) is >= 1.17549435e-38f and <= 1))
        {
            Assert.Equal(x, Lanes.Unscaled(x * TwoTo64));
            Assert.Equal(x, Lanes.Unscaled(Vector256.Create(x * TwoTo64))[2]);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(32)]
    public void Exponentials_take_the_place_of_the_logits_and_their_sum_leaves_one_out(int stride)
    {
        const int Classes = 11;
        var data = new TestData(5);
        float[] logits = data.Numbers(Classes * stride, 30);
        Vector256<float> max = Vector256.Create(float.MinValue);
        for (int k = 0; k < Classes; k++) max = Vector256.Max(max, Vector256.Create(logits, k * stride));
        Vector256<int> left = Vector256.Create(0, 1, 2, 3, 7, 8, 9, 10);

        float[] alone = [.. logits], summed = [.. logits];
        Lanes.Exponentials(ref alone[0], stride, Classes, max);
        Vector256<float> sum = Lanes.SumOfExponentials(ref summed[0], stride, Classes, max, left);
        Near.SameBits(alone, summed, "exponentials beside the sum");
        for (int lane = 0; lane < 8; lane++)
        {
            double exact = 0;
            for (int k = 0; k < Classes; k++)
            {
                int at = (k * stride) + lane;
                double e = Math.Exp((double)logits[at] - max[lane]);
                Near.Within(Math.ScaleB(e, 64), alone[at], Math.Max(1e-7 * Math.ScaleB(e, 64), 1), $"class {k} of row {lane}");
                if (k != left[lane]) exact += e;
            }

            Near.Within(exact, sum[lane], (2e-7 * exact) + float.Epsilon, $"sum of row {lane}");
        }
        for (int i = 0; i < logits.Length; i++)
            if (i % stride >= 8) Assert.Equal(logits[i], alone[i]);
    }

    [Fact]
    public void Exponentials_of_several_groups_are_those_of_each()
    {
        const int Classes = 5, Groups = 4;
        var data = new TestData(6);
        float[] logits = data.Numbers(Classes * Groups * 8, 50), maxima = new float[Groups * 8];
        Array.Fill(maxima, 70f);
        for (int i = 0; i < maxima.Length; i++) maxima[i] += i;
        float[] together = [.. logits], apart = [.. logits];
        Lanes.Exponentials(ref together[0], ref maxima[0], Groups, Classes);
        for (int group = 0; group < Groups; group++)
            Lanes.Exponentials(ref apart[group * Classes * 8], 8, Classes, Vector256.Create(maxima, group * 8));
        Near.SameBits(apart, together, "exponentials");
    }

    [Fact]
    public void The_sum_over_a_thousand_subnormal_exponentials_keeps_its_digits()
    {
        const int Classes = 1000;
        for (float distance = 84; distance < 112; distance += 0.37f)
        {
            var logits = new float[Classes * 8];
            Array.Fill(logits, -distance);
            Vector256<float> sum = Lanes.SumOfExponentials(ref logits[0], 8, Classes, Vector256<float>.Zero, Vector256<int>.Zero);
            Assert.InRange(FloatError.InUlps(sum[5], (Classes - 1) * Math.Exp(-(double)distance)), 0, 2);
        }
    }

    [Fact]
    public void Pick_takes_one_class_of_each_row()
    {
        var block = new float[20 * Block.Rows];
        for (int i = 0; i < block.Length; i++) block[i] = i;
        Vector256<int> classes = Vector256.Create(0, 19, 3, 3, 7, 1, 0, 12);
        Vector256<float> picked = Lanes.Pick(ref block[8], classes);
        for (int row = 0; row < 8; row++) Assert.Equal((classes[row] * Block.Rows) + 8 + row, picked[row]);
    }

    [Fact]
    public void TrueResidual_is_minus_the_others_where_the_truth_leads_and_p_less_1_elsewhere()
    {
        Vector256<float> e = Vector256.Create(1f, 0.5f, 1e-10f, 1f, 0.25f, 1f, 0f, 1f);
        Vector256<float> others = Vector256.Create(1e-20f, 0.75f, 3f, 4f, 0.5f, 0f, 2f, 1f);
        Vector256<float> isLargest = Vector256.Equals(e, Vector256<float>.One);
        Vector256<float> residual = Lanes.TrueResidual(e, isLargest, others, Vector256<float>.One / (Vector256<float>.One + others));
        for (int lane = 0; lane < 8; lane++)
        {
            double exact = e[lane] == 1 ? -others[lane] / (1.0 + others[lane]) : (e[lane] / (1.0 + others[lane])) - 1;
            Near.Relative(exact, residual[lane], 3e-7, $"lane {lane}");
        }
    }

    /// <summary>Every number of classes that fits into a vector, at the logits that are hard on a loss.</summary>
    [Fact]
    public void RowResiduals_are_p_minus_t_and_distance_and_others_give_the_loss()
    {
        var patterns = new LogitPatterns(7);
        for (int i = 0; i < 20_000; i++)
        {
            int classes = 2 + (i % 7);
            var z = new float[8];
            patterns.Fill(z.AsSpan(0, classes));
            int label = patterns.Label(z.AsSpan(0, classes));
            float max = z.Take(classes).Max();
            int argmax = Array.IndexOf(z, max);
            z.AsSpan(classes).Fill(max);

            Vector256<float> r = Lanes.RowResiduals(Vector256.Create(z), classes, max, argmax, label, out float distance, out float others);
            double rest = 0;
            for (int k = 0; k < classes; k++) rest += k == argmax ? 0 : Math.Exp((double)z[k] - max);
            for (int k = 0; k < classes; k++)
            {
                double e = k == argmax ? 1 : Math.Exp((double)z[k] - max);
                double exact = k != label ? e / (1 + rest) : k == argmax ? -rest / (1 + rest) : (e - 1 - rest) / (1 + rest);

                // Two classes that share the lead differ by 1 from 1 + others, which is rounded to 2^-24 of itself.
                Near.Within(exact, r[k], (4e-7 * Math.Abs(exact)) + float.Epsilon, $"residual of class {k} at {string.Join(' ', z.Take(classes))}, label {label}");
            }

            Assert.Equal(max - z[label], distance);
            Assert.InRange(FloatError.InUlps(others, rest), 0, 4);
        }
    }

    [Fact]
    public void RowResidual_is_sigma_minus_t_and_its_loss_is_softplus()
    {
        foreach (float z in FloatSamples.Everywhere(0, 88, -88, 104, -104).Where((x, i) => i % 3 == 0 && float.IsFinite(x)))
        {
            foreach (int label in new[] { 0, 1 })
            {
                float residual = Lanes.RowResidual(z, label, out float distance, out float others);
                double exact = label == 1 ? -ExactFunctions.Sigmoid(-(double)z) : ExactFunctions.Sigmoid(z);
                if (!(FloatError.InUlps(residual, exact) <= 3)) Assert.Fail($"residual {residual:R} at {z:R}, label {label}; expected {exact:R}");
                double loss = ExactFunctions.Softplus(label == 1 ? -(double)z : z);
                if (!(FloatError.InUlps(distance + Lanes.Log1P(others), loss) <= 3)) Assert.Fail($"loss at {z:R}, label {label}; expected {loss:R}");
            }
        }
    }

    /// <summary>Pairs z &lt;= max: all distances down to below what counts, at offsets that swallow digits of it or none.</summary>
    private static IEnumerable<(float Z, float Max)> Pairs()
    {
        var random = new Random(11);
        for (int i = 0; i < 2_000_000; i++)
        {
            double distance = (i % 4) switch
            {
                0 => 130 * random.NextDouble(),
                1 => Math.ScaleB(1 + random.NextDouble(), random.Next(-30, 7)),
                2 => 84 + (21 * random.NextDouble()),
                _ => 2 * random.NextDouble(),
            };
            double offset = (random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-10, 15));
            var max = (float)offset;
            var z = (float)(offset - distance);
            yield return (z, max);
        }
    }
}
