using System.Buffers;
using LossGen.Kernels;
using LossGen.Tests.Files;
using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.ChangedInput;

/// <summary>Memory that is pinned elsewhere than it is read, gradients in the place of parameters, and the shared model behind its interface.</summary>
public sealed class StrangeMemoryTests
{
    private const int Rows = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_source_is_read_where_it_was_checked_wherever_it_says_that_it_is_pinned(bool standardize)
    {
        var data = new TestData(5);
        float[] rows = data.Rows(Rows, Multiclass64x10.FeatureCount);
        int[] labels = data.Labels(Rows, Multiclass64x10.ClassCount);
        var options = new TrainingOptions { Epochs = 2, Standardize = standardize, Shuffle = false };
        var expected = new Multiclass64x10();
        expected.Fit([new TrainingBatch(rows, labels)], options);

        var actual = new Multiclass64x10();
        actual.Fit([new TrainingBatch(new PinnedNowhere<float>(rows).Memory, new PinnedNowhere<int>(labels).Memory)], options);
        Assert.Equal(expected.Parameters.ToArray(), actual.Parameters.ToArray());
    }

    [Fact]
    public void A_gradient_is_not_written_over_the_parameters()
    {
        var data = new TestData(6);
        var model = new Multiclass64x10();
        float[] rows = data.Rows(40, Multiclass64x10.FeatureCount);
        int[] labels = data.Labels(40, Multiclass64x10.ClassCount);
        var fault = Assert.Throws<ArgumentException>(() => model.LossAndGradient(rows, labels, model.Parameters));
        Assert.Equal("gradient", fault.ParamName);
    }

    [Fact]
    public void Nobody_gets_at_the_parameters_of_the_shared_model_by_its_interface()
    {
        // What the interface gives has no public member besides its constructor.
        Assert.DoesNotContain(typeof(ParameterHandle).GetMethods(), static method => method.DeclaringType == typeof(ParameterHandle));
        Assert.Throws<InvalidOperationException>(() => ((ICrossEntropyModel<PretrainedIris>)PretrainedIris.Pretrained).Parameters[0] = 1);
    }

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_progress_callback_that_spoils_a_standardised_model_leaves_a_finite_one(float value)
    {
        var data = new TestData(7);
        var model = new Multiclass4x3();
        float[] rows = data.Rows(100, Multiclass4x3.FeatureCount);
        int[] labels = data.Labels(100, Multiclass4x3.ClassCount);
        TrainingResult result = model.Fit(
            rows, labels, new() { Epochs = 9, Standardize = true }, new EpochProgress(epoch => Spoil(model, epoch.Epoch == 3, value)));
        Assert.Equal(StopReason.Diverged, result.StopReason);
        foreach (float parameter in model.Parameters) Assert.True(float.IsFinite(parameter));
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public void Cancellation_while_the_last_loss_is_measured_is_a_result(bool standardize, int lastPass)
    {
        var data = new TestData(8);
        float[] rows = data.Rows(50, Multiclass4x3.FeatureCount);
        int[] labels = data.Labels(50, Multiclass4x3.ClassCount);
        using var cancellation = new CancellationTokenSource();
        int passes = 0;
        IEnumerable<TrainingBatch> Source()
        {
            if (++passes == lastPass) cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
            yield return new TrainingBatch(rows, labels);
        }

        TrainingResult result = new Multiclass4x3().Fit(Source(), new() { Epochs = 2, Standardize = standardize }, cancellationToken: cancellation.Token);
        Assert.Equal((StopReason.Cancelled, 2), (result.StopReason, result.Epochs));
        Assert.Equal(result.History[1].Loss, result.Loss);
    }

    private static void Spoil(Multiclass4x3 model, bool now, float value)
    {
        if (now) model.Parameters[0] = value;
    }

    /// <summary>Safe code may say anything of where its memory is pinned.</summary>
    private sealed class PinnedNowhere<T>(T[] items) : MemoryManager<T>
    {
        public override Span<T> GetSpan() => items;

        public override MemoryHandle Pin(int elementIndex = 0) => default;

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
