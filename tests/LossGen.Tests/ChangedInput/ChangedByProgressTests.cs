using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;
using Set = LossGen.Tests.Training.FitTests.Set;

namespace LossGen.Tests.ChangedInput;

/// <summary>What a progress callback writes into the parameters: taken up by every optimizer, unless it is not finite.</summary>
public sealed class ChangedByProgressTests
{
    private const string Model = nameof(Multiclass4x3);

    public static TheoryData<string, bool, bool> Settings
    {
        get
        {
            var settings = new TheoryData<string, bool, bool>();
            foreach (string optimizer in TestOptimizers.Names)
            {
                foreach (bool standardize in new[] { false, true })
                {
                    settings.Add(optimizer, standardize, false);
                    settings.Add(optimizer, standardize, true);
                }
            }

            return settings;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void What_is_not_finite_is_not_taken_up(string optimizer, bool standardize, bool cancel)
    {
        const int last = 3;
        Set set = Set.Create(Model);
        TrainingOptions options = Options(optimizer) with { Epochs = last, Standardize = standardize };
        foreach (float value in new[] { float.NaN, float.NegativeInfinity })
        {
            TestModel expected = TestModels.Create(Model);
            expected.Fit(set.Rows, set.Truth, options);

            // The last epoch of a run and one in its middle.
            foreach (int epochs in new[] { last, 9 })
            {
                using var cancellation = new CancellationTokenSource();
                TestModel model = TestModels.Create(Model);
                var spoiler = new Reporter(epoch =>
                {
                    if (epoch.Epoch < last) return;
                    model.Parameters[1] = value;
                    if (cancel) cancellation.Cancel();
                });
                TrainingResult result = model.Fit(set.Rows, set.Truth, options with { Epochs = epochs }, spoiler, cancellation.Token);

                Assert.Equal(cancel ? StopReason.Cancelled : StopReason.Diverged, result.StopReason);
                Assert.Equal(last, result.Epochs);
                Assert.True(double.IsFinite(result.Loss));
                Near.SameBits(expected.Parameters, model.Parameters, "parameters");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void LBfgs_begins_anew_at_the_parameters_that_are_written(double l1)
    {
        Set set = Set.Create(Model);
        var options = new TrainingOptions { Optimizer = Optimizer.Lbfgs(), L1 = l1, Epochs = 4 };
        TestModel model = TestModels.Create(Model);
        float[] written = new TestData(9).Numbers(model.Parameters.Length, 0.5);
        TrainingResult result = model.Fit(set.Rows, set.Truth, options with { Epochs = 6 }, new Reporter(epoch =>
        {
            if (epoch.Epoch == 2) written.CopyTo(model.Parameters);
        }));

        TestModel fresh = TestModels.Create(Model);
        written.CopyTo(fresh.Parameters);
        TrainingResult expected = fresh.Fit(set.Rows, set.Truth, options);
        Near.SameBits(fresh.Parameters, model.Parameters, "parameters");
        Assert.Equal(expected.History.Select(static epoch => epoch.Loss), result.History.Skip(2).Select(static epoch => epoch.Loss));
    }

    [Fact]
    public void LBfgs_diverges_at_written_parameters_whose_loss_is_not_finite()
    {
        Set set = Set.Create(Model);
        TestModel model = TestModels.Create(Model);
        TrainingResult result = model.Fit(set.Rows, set.Truth, Options("L-BFGS") with { Epochs = 6 }, new Reporter(epoch =>
        {
            if (epoch.Epoch == 2) model.Parameters.Fill(float.MaxValue);
        }));

        Assert.Equal(StopReason.Diverged, result.StopReason);
        Assert.True(double.IsFinite(result.Loss));
    }

    private static TrainingOptions Options(string optimizer) =>
        new() { Optimizer = TestOptimizers.Create(optimizer), LearningRate = 0.05 };
}
