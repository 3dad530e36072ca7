using Xunit;

namespace LossGen.Tests.Validation;

/// <summary>Weights that leave nothing to learn are refused, not trained to a loss of 0.</summary>
public sealed class NoWeightTests
{
    private const string Message = "The weights of the rows sum to 0 (a row's weight is its sample weight times the weight of its class); expected at least one row with a weight above 0.";

    private static readonly float[] Rows = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly int[] Labels = [1, 0];
    private static readonly float[] Targets = [0, 1, 0, 1, 0, 0];

    public static TheoryData<string, bool> Settings => new()
    {
        // Neither class that occurs weighs anything.
        { "classes", false },
        { "classes", true },

        // Each row lacks one of its two weights.
        { "classes and samples", false },
        { "classes and samples", true },

        // The product is below the smallest float.
        { "tiny", false },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Fit_refuses_a_set(string weights, bool soft)
    {
        foreach (Optimizer optimizer in new[] { Optimizer.Adam(), Optimizer.Lbfgs() })
        {
            var model = new Multiclass4x3();
            TrainingOptions options = new() { Optimizer = optimizer, L2 = 0.1, Loss = Loss(weights) };
            var refusal = Assert.Throws<ArgumentException>(() => soft ? model.Fit(Rows, Targets, options) : model.Fit(Rows, Labels, options));
            Assert.Equal("options", refusal.ParamName);
            Assert.StartsWith(Message, refusal.Message, StringComparison.Ordinal);
            Assert.All(model.Parameters.ToArray(), static p => Assert.Equal(0, p));

            // The same set with a weight above 0 is learned from.
            Assert.Equal(StopReason.EpochsCompleted, model.Fit(Rows, Labels, options with { Epochs = 1, Loss = null }).StopReason);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Fit_refuses_a_source_after_one_pass(string weights, bool soft)
    {
        LossOptions loss = Loss(weights);
        foreach (Optimizer optimizer in new[] { Optimizer.Adam(), Optimizer.Lbfgs() })
        {
            var model = new Multiclass4x3();
            int passes = 0;
            var refusal = Assert.Throws<ArgumentException>(() =>
                model.Fit(Source(), new() { Optimizer = optimizer, L2 = 0.1, Loss = loss with { SampleWeights = default } }));
            Assert.Equal("batches", refusal.ParamName);
            Assert.StartsWith(Message, refusal.Message, StringComparison.Ordinal);
            Assert.Equal(1, passes);
            Assert.All(model.Parameters.ToArray(), static p => Assert.Equal(0, p));

            IEnumerable<TrainingBatch> Source()
            {
                passes++;
                for (int row = 0; row < 2; row++)
                {
                    ReadOnlyMemory<float> rows = Rows.AsMemory(row * 4, 4);
                    TrainingBatch batch = soft ? new(rows, Targets.AsMemory(row * 3, 3)) : new(rows, Labels.AsMemory(row, 1));
                    yield return loss.SampleWeights.IsEmpty ? batch : batch with { SampleWeights = loss.SampleWeights.Slice(row, 1) };
                }
            }
        }
    }

    [Fact]
    public void A_source_whose_rows_all_weigh_0_is_refused()
    {
        var model = new Multiclass4x3();
        TrainingBatch batch = new(Rows, Labels) { SampleWeights = new float[2] };
        Assert.StartsWith(Message, Assert.Throws<ArgumentException>(() => model.Fit([batch, batch])).Message, StringComparison.Ordinal);

        // One row of one batch is enough.
        Assert.True(model.Fit([batch, batch with { SampleWeights = new float[] { 0, 1 } }]).Loss > 0);
    }

    [Fact]
    public void What_has_a_loss_all_the_same_is_learned_from()
    {
        // Smoothing gives every class a share of the target, and a label of a multi-label model has a loss whether it is set or not.
        var only = new LossOptions { ClassWeights = new float[] { 0, 0, 1 } };
        Assert.True(new Multiclass4x3().Fit(Rows, Targets, new() { Epochs = 1, Loss = only with { LabelSmoothing = 0.1f } }).Loss > 0);
        Assert.True(new MultiLabel4x3().Fit(Rows, Targets, new() { Epochs = 1, Loss = only }).Loss > 0);
    }

    private static LossOptions Loss(string weights) => weights switch
    {
        "classes" => new() { ClassWeights = new float[] { 0, 0, 1 } },
        "classes and samples" => new() { ClassWeights = new float[] { 0, 1, 1 }, SampleWeights = new float[] { 0, 1 } },
        _ => new() { ClassWeights = new[] { 1e-30f, 1e-30f, 1 }, SampleWeights = new[] { 1e-30f, 1e-30f } },
    };
}
