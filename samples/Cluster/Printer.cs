using LossGen;

namespace Cluster;

/// <summary>Prints each epoch as it comes, on the thread that reports it.</summary>
/// <param name="then">What happens after an epoch.</param>
internal sealed class Printer(Action<int>? then = null) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        Console.WriteLine($"epoch {value.Epoch,3}: loss {value.Loss:F4}, validated {value.ValidationLoss:F4}, {value.ValidationAccuracy:P1} right");
        then?.Invoke(value.Epoch);
    }
}
