namespace LossGen.Tests.Training;

/// <summary>Calls a delegate on the thread that trains; System.Progress would post to another.</summary>
public sealed class Reporter(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
