using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

public class TrainingHistoryTests
{
    [Fact]
    public void Holds_the_finished_epochs_only()
    {
        var history = new TrainingHistory(300);
        Assert.Empty(history);
        for (int i = 0; i < 200; i++) history.Add(Record(1.0 / (i + 1), 0.1, i, TimeSpan.FromSeconds(i)));

        Assert.Equal(200, history.Count);
        Assert.Equal(Enumerable.Range(1, 200), history.Select(progress => progress.Epoch));
        Assert.Equal(new TrainingProgress(131, 300, 1.0 / 131, 0.1, 130, TimeSpan.FromSeconds(130)), history[130]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(128)]
    public void An_index_beyond_the_finished_epochs_is_refused(int index)
    {
        var history = new TrainingHistory(1000);
        history.Add(Record(1, 1, 1, default));
        history.Add(Record(1, 1, 1, default));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => history[index]);
        Assert.Equal(index, error.ActualValue);
        Assert.Contains("2 finished epochs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_returns_the_object_that_the_history_holds()
    {
        var history = new TrainingHistory(2);
        TrainingProgress progress = history.Add(Record(0.5, 0.1, 2, TimeSpan.FromSeconds(1)));
        Assert.Same(progress, history[0]);
        Assert.Equal((1, 2, 0.5), (progress.Epoch, progress.Epochs, progress.Loss));
    }

    [Fact]
    public void Noting_an_epoch_allocates_nothing_within_a_portion()
    {
        var history = new TrainingHistory(10_000);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 2000; i++) history.Add(Record(1, 1, 1, default));
        }));
    }

    [Fact]
    public void A_run_longer_than_a_portion_goes_on()
    {
        int epochs = TrainingHistory.PortionLength + 200;
        var history = new TrainingHistory(epochs);
        for (int i = 0; i < epochs; i++) history.Add(Record(i, 1, 1, default));
        Assert.Equal(epochs, history.Count);
        Assert.Equal(epochs, history[^1].Epoch);
        Assert.Equal(TrainingHistory.PortionLength, history[TrainingHistory.PortionLength].Loss);
        Assert.Throws<InvalidOperationException>(() => history.Add(Record(1, 1, 1, default)));
    }

    [Fact]
    public void A_run_of_int_MaxValue_epochs_reserves_one_portion_only()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var history = new TrainingHistory(int.MaxValue);
        long reserved = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Empty(history);
        // 88 bytes an object and 8 a reference
        Assert.InRange(reserved, 1, TrainingHistory.PortionLength * 104L);
    }

    [Fact]
    public void Trimming_keeps_what_was_noted()
    {
        var history = new TrainingHistory(1000);
        for (int i = 0; i < 130; i++) history.Add(Record(i, 1, 1, default));
        history.Trim();
        Assert.Equal(130, history.Count);
        Assert.Equal(129, history[^1].Loss);
        Assert.Equal(130, history.Count(progress => progress.Epochs == 1000));
    }

    [Fact]
    public void Progress_is_a_record_with_value_equality_and_init_accessors()
    {
        var progress = new TrainingProgress(1, 10, 0.5, 0.1, 2, TimeSpan.FromSeconds(1));
        Assert.Equal(progress, new TrainingProgress(0, 10, 0.5, 0.1, 2, TimeSpan.FromSeconds(1)) with { Epoch = 1 });
        Assert.NotEqual(progress, progress with { Loss = 0.25 });
        (int epoch, int epochs, double loss, double rate, double norm, TimeSpan elapsed) = progress;
        Assert.Equal((1, 10, 0.5, 0.1, 2.0, TimeSpan.FromSeconds(1)), (epoch, epochs, loss, rate, norm, elapsed));
        Assert.StartsWith("epoch 1 of 10: loss 0.5, learning rate 0.1", progress.ToString(), StringComparison.Ordinal);
    }

    private static EpochRecord Record(double loss, double learningRate, double gradientNorm, TimeSpan elapsed) =>
        new(loss, loss, learningRate, gradientNorm, double.NaN, double.NaN, elapsed);
}
