using LossGen.Numerics;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

public class LbfgsTests
{
    /// <summary>Writes the gradient and returns the smooth objective.</summary>
    private delegate double Objective(float[] w, float[] gradient);

    private sealed record Run(LbfgsStatus End, int Iterations, int Evaluations, float[] W, double Objective, double GradientNorm);

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    public void Finds_the_minimum_of_the_Rosenbrock_function(int dimensions)
    {
        float[] start = [.. Enumerable.Range(0, dimensions).Select(i => i % 2 == 0 ? -1.2f : 1f)];
        Run run = Minimise(Rosenbrock, start, iterations: 200);
        Assert.NotEqual(200, run.Iterations);
        // Along the valley's floor, whose curvature is about 0.4, a parameter's rounding of 6e-8 across it, where it is 1000, costs 1e-11.
        Assert.True(run.Objective < 1e-10, $"objective {run.Objective} after {run.Iterations} iterations");
        Assert.All(run.W, w => Assert.Equal(1, w, 1e-4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public void Finds_the_minimum_of_an_ill_conditioned_quadratic(int memory)
    {
        // curvatures from 1 to 10,000
        double[] a = [.. Enumerable.Range(0, 40).Select(i => Math.Pow(10, i / 39.0 * 4))];
        double Quadratic(float[] w, float[] gradient)
        {
            double sum = 1;
            for (int i = 0; i < w.Length; i++)
            {
                gradient[i] = (float)(a[i] * (w[i] - 0.3));
                sum += 0.5 * a[i] * (w[i] - 0.3) * (w[i] - 0.3);
            }
            return sum;
        }

        var start = new float[40];
        double first = Norm(Quadratic, start);
        Run run = Minimise(Quadratic, start, memory, iterations: 1000);
        Assert.NotEqual(1000, run.Iterations);
        Assert.True(run.GradientNorm < 1e-6 * first, $"{run.End}, norm {run.GradientNorm} of {first} after {run.Iterations} iterations");
    }

    [Fact]
    public void Float32_noise_does_not_end_the_search_early()
    {
        // Everything in float, the objective rounded to float as well: the search sees changes of no less than 6e-8 of it.
        (float[][] rows, int[] labels) = Blobs(seed: 4, count: 300, features: 12);
        double Logistic(float[] w, float[] gradient) => (float)LogisticLoss(rows, labels, w, gradient, l2: 0.001f);

        var start = new float[13];
        double first = Norm(Logistic, start);
        Run run = Minimise(Logistic, start, iterations: 200);
        Assert.True(run.Iterations < 100, $"{run.Iterations} iterations");
        Assert.True(run.GradientNorm < 2e-6 * first, $"{run.End}, norm {run.GradientNorm} of {first} after {run.Iterations} iterations");
    }

    [Fact]
    public void The_objective_falls_from_iteration_to_iteration_and_the_accepted_point_is_in_the_parameters()
    {
        float[] w = [-1.2f, 1];
        var gradient = new float[2];
        var state = new LbfgsState(TestBlocks.Of(2, weights: 0), 10, 0);
        double objective = Rosenbrock(w, gradient);
        double last = objective;
        int iterations = 0;
        while (true)
        {
            LbfgsStatus status = state.Advance(objective, gradient, w);
            if (status == LbfgsStatus.Evaluate)
            {
                objective = Rosenbrock(w, gradient);
                continue;
            }
            if (status != LbfgsStatus.IterationFinished) break;
            var check = new float[2];
            Assert.Equal(Rosenbrock(w, check), state.AcceptedObjective);
            Assert.Equal(Math.Sqrt((double)check[0] * check[0] + (double)check[1] * check[1]), state.GradientNorm, 1e-12 * state.GradientNorm);
            Assert.True(state.AcceptedObjective <= last * (1 + 1e-6), $"{last} -> {state.AcceptedObjective}");
            Assert.True(state.StepLength > 0);
            last = state.AcceptedObjective;
            iterations++;
            // The next call does not read its arguments.
            objective = double.NaN;
            Array.Fill(gradient, float.NaN);
        }
        Assert.InRange(iterations, 10, 100);
        Assert.True(last < 1e-10);
    }

    [Fact]
    public void Once_ended_it_keeps_its_answer()
    {
        float[] w = [1, 1];
        var gradient = new float[2];
        var state = new LbfgsState(TestBlocks.Of(2, weights: 0), 10, 0);
        double objective = Rosenbrock(w, gradient);
        Assert.Equal(LbfgsStatus.Converged, state.Advance(objective, gradient, w));
        Assert.Equal(LbfgsStatus.Converged, state.Advance(5, [1, 1], w));
        Assert.Equal([1f, 1f], w);
    }

    [Fact]
    public void A_trial_where_the_objective_does_not_exist_shortens_the_step()
    {
        // f = w − 0.01 ln w has its minimum at 0.01; the first step from 0.5 goes to −0.5.
        int refused = 0;
        double Barrier(float[] w, float[] gradient)
        {
            gradient[0] = (float)(1 - 0.01 / w[0]);
            double f = w[0] - 0.01 * Math.Log(w[0]);
            if (double.IsNaN(f)) refused++;
            return f;
        }

        Run run = Minimise(Barrier, [0.5f], iterations: 100);
        Assert.True(refused > 0);
        Assert.Equal(0.01, run.W[0], 1e-6);
    }

    [Fact]
    public void An_objective_that_is_not_finite_at_the_start_is_a_stall()
    {
        Run run = Minimise((_, gradient) =>
        {
            gradient[0] = 1;
            return double.NaN;
        }, [2], iterations: 5);
        Assert.Equal((LbfgsStatus.Stalled, 0), (run.End, run.Iterations));
        Assert.Equal(2f, run.W[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void A_gradient_of_the_wrong_sign_is_a_stall_at_the_last_accepted_point(double l1)
    {
        Run run = Minimise((w, gradient) =>
        {
            gradient[0] = -2 * w[0];
            return w[0] * w[0];
        }, [0.75f], iterations: 5, l1: l1);
        Assert.Equal((LbfgsStatus.Stalled, 0), (run.End, run.Iterations));
        Assert.Equal(0.75f, run.W[0]);
        Assert.InRange(run.Evaluations, 2, 100);
    }

    [Fact]
    public void Separable_rows_are_followed_without_end_or_error()
    {
        // log(1 + e^−w) has no minimum: the loss must go on falling.
        Run run = Minimise((w, gradient) =>
        {
            gradient[0] = (float)(-1 / (1 + Math.Exp(w[0])));
            return Math.Log(1 + Math.Exp(-w[0]));
        }, [0], iterations: 20);
        Assert.True(run.Objective < 1e-4, $"{run.End}: {run.Objective}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void With_penalty_a_separable_quadratic_ends_at_the_soft_thresholded_minimum(int memory)
    {
        float[] a = [1, 2, 0.5f, 1, 4, 1, 2, 0.5f, 10, 2, 100];
        float[] c = [1, -0.5f, 1, 0.125f, -0.03125f, -0.25f, 0, -2, 0.75f, -0.0625f, 0.125f];
        const int Weights = 9;
        const double Lambda = 0.25;
        double Quadratic(float[] w, float[] gradient)
        {
            double sum = 0;
            for (int i = 0; i < w.Length; i++)
            {
                gradient[i] = a[i] * (w[i] - c[i]);
                sum += 0.5 * a[i] * ((double)w[i] - c[i]) * ((double)w[i] - c[i]);
            }
            return sum;
        }

        float[] start = [0, 2, -2, -1, 1, 0.5f, -0.5f, 0, 3, 1, -1];
        Run run = Minimise(Quadratic, start, memory, 500, Lambda, Weights);
        Assert.NotEqual(500, run.Iterations);
        for (int i = 0; i < start.Length; i++)
        {
            double expected = i < Weights ? Math.Sign(c[i]) * Math.Max(Math.Abs(c[i]) - Lambda / a[i], 0) : c[i];
            if (expected == 0) Assert.Equal(0f, run.W[i]);
            else Assert.Equal(expected, run.W[i], 1e-5);
        }
    }

    [Fact]
    public void With_penalty_a_logistic_model_ends_where_the_conditions_of_optimality_hold()
    {
        (float[][] rows, int[] labels) = Blobs(seed: 9, count: 300, features: 20);
        double Logistic(float[] w, float[] gradient) => LogisticLoss(rows, labels, w, gradient, l2: 0);
        const double Lambda = 0.02;

        var start = new float[21];
        Run run = Minimise(Logistic, start, iterations: 300, l1: Lambda, weights: 20);
        Assert.True(run.Iterations < 150, $"{run.End} after {run.Iterations} iterations");

        // 0 ∈ g + λ ∂|w|: g = −λ sign(w) where w ≠ 0, |g| <= λ where w = 0, g = 0 for the bias.
        var g = new float[21];
        Logistic(run.W, g);
        int zeros = 0;
        for (int i = 0; i < 20; i++)
        {
            if (run.W[i] == 0) zeros++;
            if (run.W[i] == 0) Assert.InRange(Math.Abs(g[i]), 0, Lambda);
            else Assert.Equal(-Lambda * Math.Sign(run.W[i]), g[i], 2e-6);
        }
        Assert.Equal(0, g[20], 2e-6);
        Assert.InRange(zeros, 3, 17);
    }

    [Fact]
    public void The_reported_objective_includes_the_penalty_of_the_weights_only()
    {
        Run run = Minimise((w, gradient) =>
        {
            gradient[0] = w[0] - 2;
            gradient[1] = w[1] - 3;
            return 0.5 * (w[0] - 2) * (w[0] - 2) + 0.5 * (w[1] - 3) * (w[1] - 3);
        }, [0, 0], iterations: 50, l1: 0.5, weights: 1);
        // At 1.5 and 3: 0.5 · 0.25 + 0.5 · 1.5
        Assert.Equal(0.875, run.Objective, 1e-6);
        Assert.Equal(1.5, run.W[0], 1e-5);
        Assert.Equal(3, run.W[1], 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Advance_allocates_nothing(double l1)
    {
        float[] w = new float[20];
        float[] gradient = new float[20];
        var state = new LbfgsState(TestBlocks.Of(20, weights: 10), 5, l1);
        for (int i = 0; i < 20; i++) w[i] = i % 2 == 0 ? -1.2f : 1;
        double objective = Rosenbrock(w, gradient);
        int accepted = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int call = 0; call < 8; call++)
            {
                LbfgsStatus status = state.Advance(objective, gradient, w);
                if (status == LbfgsStatus.Evaluate) objective = Rosenbrock(w, gradient);
                else if (status == LbfgsStatus.IterationFinished) accepted++;
                else throw new InvalidOperationException($"{status}: the search ended before the measurement did.");
            }
        }));
        Assert.True(accepted > 5);
    }

    private static Run Minimise(Objective objective, float[] start, int memory = 10, int iterations = 100, double l1 = 0, int? weights = null)
    {
        float[] w = [.. start];
        var gradient = new float[w.Length];
        LbfgsState state = ((LbfgsOptimizer)Optimizer.Lbfgs(memory)).CreateState(TestBlocks.Of(w.Length, weights ?? w.Length), l1);
        double value = objective(w, gradient);
        int finished = 0;
        int evaluations = 1;
        LbfgsStatus status = LbfgsStatus.IterationFinished;
        while (finished < iterations)
        {
            status = state.Advance(value, gradient, w);
            if (status == LbfgsStatus.Evaluate)
            {
                value = objective(w, gradient);
                evaluations++;
            }
            else if (status == LbfgsStatus.IterationFinished) finished++;
            else break;
        }
        return new Run(status, finished, evaluations, w, state.AcceptedObjective, state.GradientNorm);
    }

    private static double Norm(Objective objective, float[] at)
    {
        var gradient = new float[at.Length];
        objective(at, gradient);
        return Math.Sqrt(gradient.Sum(g => (double)g * g));
    }

    /// <summary>Σ over pairs of 100 (y − x²)² + (1 − x)², minimum 0 at (1, 1).</summary>
    private static double Rosenbrock(float[] w, float[] gradient)
    {
        double sum = 0;
        for (int i = 0; i < w.Length; i += 2)
        {
            double x = w[i], y = w[i + 1];
            double valley = y - x * x;
            sum += 100 * valley * valley + (1 - x) * (1 - x);
            gradient[i] = (float)(-400 * x * valley - 2 * (1 - x));
            gradient[i + 1] = (float)(200 * valley);
        }
        return sum;
    }

    /// <summary>Two overlapping clouds whose centres differ along some of the features only.</summary>
    private static (float[][] Rows, int[] Labels) Blobs(int seed, int count, int features)
    {
        var random = new RandomSource(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(2))];
        float[][] rows = [.. labels.Select(label => Enumerable.Range(0, features)
            .Select(f => (float)(4 * random.NextDouble() - 2 + (f % 3 == 0 ? label - 0.5 : 0))).ToArray())];
        return (rows, labels);
    }

    /// <summary>Mean logistic loss, computed in float throughout, with the bias last.</summary>
    private static double LogisticLoss(float[][] rows, int[] labels, float[] w, float[] gradient, float l2)
    {
        Array.Clear(gradient);
        float sum = 0;
        for (int n = 0; n < rows.Length; n++)
        {
            float[] x = rows[n];
            float z = w[^1];
            for (int f = 0; f < x.Length; f++) z += w[f] * x[f];
            sum += MathF.Max(z, 0) - z * labels[n] + MathF.Log(1 + MathF.Exp(-MathF.Abs(z)));
            float residual = 1 / (1 + MathF.Exp(-z)) - labels[n];
            for (int f = 0; f < x.Length; f++) gradient[f] += residual * x[f];
            gradient[^1] += residual;
        }
        float loss = sum / rows.Length;
        for (int f = 0; f < gradient.Length; f++) gradient[f] /= rows.Length;
        for (int f = 0; f < gradient.Length - 1; f++)
        {
            gradient[f] += l2 * w[f];
            loss += 0.5f * l2 * w[f] * w[f];
        }
        return loss;
    }
}
