using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Training;

public sealed class EpochProgressTests
{
    [Fact]
    public void Reports_come_in_order_on_the_thread_that_trains_and_before_the_end()
    {
        var data = new TestData(1);
        var epochs = new List<(int Epoch, int Thread)>();
        TrainingResult result = new Multiclass4x3().Fit(
            data.Rows(50, 4), data.Labels(50, 3), new() { Epochs = 200 },
            new EpochProgress(epoch => epochs.Add((epoch.Epoch, Environment.CurrentManagedThreadId))));
        Assert.Equal(Enumerable.Range(1, 200).Select(static epoch => (epoch, Environment.CurrentManagedThreadId)), epochs);
        Assert.Equal(200, result.Epochs);
    }

    [Fact]
    public void A_method_is_needed() => Assert.Throws<ArgumentNullException>("report", () => new EpochProgress(null!));
}
