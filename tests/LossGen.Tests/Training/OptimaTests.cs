using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;
using Set = LossGen.Tests.Training.FitTests.Set;

namespace LossGen.Tests.Training;

/// <summary>Where training leads: to the one minimum of a convex objective, found independently by Newton's method in double.</summary>
public sealed class OptimaTests
{
    private const int Count = 120;
    private const double L2 = 0.02;
    private const double Tolerance = 1e-4;

    public static TheoryData<string, string> LossCasesOfConvexProblems()
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in new[] { nameof(Binary2), nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass13x3), nameof(Multiclass3x5), nameof(MultiLabel4x3) })
        {
            foreach (string options in new[] { "plain", "class weights", "sample weights", "smoothing", "smoothing and class weights" }) cases.Add(model, options);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(LossCasesOfConvexProblems))]
    public void Lbfgs_finds_the_optimum_of_an_L2_penalised_loss(string name, string optionsName)
    {
        Set set = Set.Create(name, Count);
        TestModel model = TestModels.Create(name);
        LossOptions? loss = LossCases.Create(optionsName, new TestData(12), model.Shape, Count);
        TrainingResult result = model.Fit(set.Rows, set.Truth, new() { Epochs = 500, Optimizer = Optimizer.Lbfgs(), L2 = L2, Loss = loss });
        Assert.Equal(StopReason.Converged, result.StopReason);
        CompareWithNewton(model, set, Tolerance, loss);
    }

    // Rates and epochs: a constant rate leaves methods that divide by the gradient's own size hovering around the optimum, so theirs falls.
    public static TheoryData<string, string, double, double, int> Descents()
    {
        var cases = new TheoryData<string, string, double, double, int>();
        foreach (string model in new[] { nameof(Binary2), nameof(Multiclass4x3), nameof(MultiLabel4x3) })
        {
            cases.Add(model, "gradient descent", 1, 0, 2500);
            cases.Add(model, "momentum", 0.3, 0, 1500);
            cases.Add(model, "Nesterov", 0.3, 0, 1500);
            cases.Add(model, "AdaGrad", 0.5, 0, 5000);
            cases.Add(model, "RMSProp", 0.05, 0.004, 4000);
            cases.Add(model, "Adam", 0.05, 0.002, 4000);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Descents))]
    public void Full_batch_descent_reaches_the_same_optimum(string name, string optimizer, double rate, double decay, int epochs)
    {
        Set set = Set.Create(name, Count);
        TestModel model = TestModels.Create(name);
        model.Fit(set.Rows, set.Truth, new()
        {
            Epochs = epochs,
            BatchSize = 0,
            Optimizer = TestOptimizers.Create(optimizer),
            LearningRate = LearningRateSchedule.ExponentialDecay(rate, decay),
            L2 = L2,
        });
        CompareWithNewton(model, set, Tolerance, null);
    }

    [Theory]
    [InlineData(nameof(Binary2))]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(MultiLabel4x3))]
    public void Mini_batches_with_a_falling_rate_come_near_it(string name)
    {
        // The noise of a batch of 16 is followed until the rate falls too fast for the steps to average it out, near a rate of 1e-3: there
        // it is worth about a thousandth of a probability.
        Set set = Set.Create(name, Count);
        TestModel model = TestModels.Create(name);
        model.Fit(set.Rows, set.Truth, new() { Epochs = 6000, BatchSize = 16, LearningRate = LearningRateSchedule.ExponentialDecay(0.5, 0.001), L2 = L2 });
        CompareWithNewton(model, set, 3e-3, null);
    }

    [Fact]
    public void Biases_are_not_penalised()
    {
        // With weights held at 0 by a huge penalty the biases alone fit the frequencies of the classes.
        float[] rows = new TestData(3).Rows(10, 4);
        int[] labels = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2];
        var model = new Multiclass4x3();
        model.Fit(rows, labels, new() { Epochs = 200, Optimizer = Optimizer.Lbfgs(), L1 = 100 });
        Assert.All(model.Parameters[..12].ToArray(), w => Assert.Equal(0, w));
        var probabilities = new float[30];
        model.Probabilities(rows, probabilities);
        Near.Within(0.5, probabilities[0], 1e-5, "p0");
        Near.Within(0.3, probabilities[1], 1e-5, "p1");
        Near.Within(0.2, probabilities[2], 1e-5, "p2");
    }

    [Theory]
    [InlineData(nameof(Binary30), 0.03)]
    [InlineData(nameof(Multiclass13x3), 0.02)]
    [InlineData(nameof(Multiclass4x3), 0.05)]
    [InlineData(nameof(MultiLabel13x3), 0.02)]
    public void Both_ways_to_an_L1_optimum_satisfy_its_conditions_with_exact_zeros(string name, double l1)
    {
        Set set = Set.Create(name, Count);
        TestModel quasiNewton = TestModels.Create(name);
        quasiNewton.Fit(set.Rows, set.Truth, new() { Epochs = 1000, Optimizer = Optimizer.Lbfgs(), L1 = l1 });
        TestModel proximal = TestModels.Create(name);
        proximal.Fit(set.Rows, set.Truth, new() { Epochs = 5000, BatchSize = 0, LearningRate = 0.5, L1 = l1 });

        AssertL1Optimum(quasiNewton, set, l1, "OWL-QN");
        AssertL1Optimum(proximal, set, l1, "proximal gradient descent");
        float[] ofOne = Probabilities(quasiNewton, set);
        float[] ofOther = Probabilities(proximal, set);
        for (int i = 0; i < ofOne.Length; i++) Near.Within(ofOne[i], ofOther[i], Tolerance, $"probabilities[{i}]");
    }

    /// <summary>Karush, Kuhn and Tucker: −g = λ sign(w) where w is not 0, and |g| at most λ where it is; biases have g = 0.</summary>
    public static TheoryData<string, double> OfBatches => new()
    {
        { "gradient descent", 0.1 }, { "momentum", 0.02 }, { "Nesterov", 0.02 }, { "AdaGrad", 0.1 }, { "RMSProp", 0.01 }, { "Adam", 0.01 }, { "AdamW", 0.01 },
    };

    /// <summary>The noise of a batch would leave hardly any weight at 0.</summary>
    [Theory]
    [MemberData(nameof(OfBatches))]
    public void Mini_batches_find_the_zeros_of_the_L1_optimum(string optimizer, double rate)
    {
        // Six features decide, with noise; of the other 24 the optimum needs few.
        var data = new TestData(21);
        const int Count = 600;
        const double L1 = 0.02;
        float[] rows = data.Rows(Count, 30), noise = data.Rows(Count, 1);
        int[] labels = new int[Count];
        float[] teacher = [2, -1.5f, 1, 0.7f, -0.5f, 0.3f];
        for (int row = 0; row < Count; row++)
        {
            float z = 2 * noise[row];
            for (int j = 0; j < teacher.Length; j++) z += teacher[j] * rows[(30 * row) + j];
            labels[row] = z > 0 ? 1 : 0;
        }

        Binary30 optimum = new(), model = new();
        optimum.Fit(rows, labels, new() { Epochs = 1000, Optimizer = Optimizer.Lbfgs(), L1 = L1 });
        model.Fit(rows, labels, new()
        {
            Epochs = 150,
            Optimizer = optimizer == "AdamW" ? Optimizer.AdamW(weightDecay: 0) : TestOptimizers.Create(optimizer),
            LearningRate = LearningRateSchedule.Cosine(rate, 150),
            L1 = L1,
        });
        bool[] expected = IsZero(optimum), actual = IsZero(model);
        Assert.InRange(expected.Count(static zero => zero), 15, 25);
        Assert.Equal(expected, actual);
        for (int j = 0; j < 31; j++) Near.Within(optimum.Parameters[j], model.Parameters[j], 0.01, $"parameter {j}");

        static bool[] IsZero(Binary30 trained) => [.. trained.Parameters[..30].ToArray().Select(static weight => weight == 0)];
    }

    private static void AssertL1Optimum(TestModel model, Set set, double l1, string what)
    {
        double[] gradient = NewtonSolver.Gradient(model.ToReference(), ReferenceModel.Widen(set.Rows), set.Truth, 0);
        int zeros = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            double w = model.Parameters[i];
            if (i >= model.Shape.Weights) Near.Within(0, gradient[i], 2e-5, $"{what}: gradient of bias {i}");
            else if (w != 0) Near.Within(-l1 * Math.Sign(w), gradient[i], 2e-5, $"{what}: gradient of weight {i}, which is {w}");
            else
            {
                zeros++;
                Assert.True(Math.Abs(gradient[i]) <= l1 + 2e-5, $"{what}: weight {i} is 0 although its gradient is {gradient[i]}");
            }
        }

        Assert.InRange(zeros, 1, model.Shape.Weights - 1);
    }

    private static void CompareWithNewton(TestModel model, Set set, double tolerance, LossOptions? loss)
    {
        ReferenceModel optimum = NewtonSolver.Minimize(model.Shape, ReferenceModel.Widen(set.Rows), set.Truth, L2, loss);
        float[] probabilities = Probabilities(model, set);
        int i = 0;
        foreach (float[] row in set.Rows.Chunk(model.Shape.Features))
        {
            foreach (double expected in optimum.Probabilities(ReferenceModel.Widen(row))) Near.Within(expected, probabilities[i], tolerance, $"probabilities[{i++}]");
        }
    }

    private static float[] Probabilities(TestModel model, Set set)
    {
        var probabilities = new float[set.Rows.Length / model.Shape.Features * model.Shape.Classes];
        model.Probabilities(set.Rows, probabilities);
        return probabilities;
    }
}
