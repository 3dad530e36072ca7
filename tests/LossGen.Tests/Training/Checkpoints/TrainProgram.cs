using LossGen.Tests.Models;

namespace LossGen.Tests.Training.Checkpoints;

/// <summary>What trains with a checkpoint in a process of its own, which may be killed.</summary>
internal static class TrainProgram
{
    /// <summary>Printed before training begins.</summary>
    public const string Ready = "ready";

    /// <summary>Printed after each epoch.</summary>
    public const string Epoch = "epoch";

    /// <summary>Trains and prints the bits of what came of it.</summary>
    /// <param name="name">Which run.</param>
    /// <param name="path">Its checkpoint.</param>
    /// <param name="directory">What the current directory is from the first epoch on; null: as it was.</param>
    public static void Train(string name, string path, string? directory = null)
    {
        Console.WriteLine(Ready);
        Console.WriteLine(Bits(CheckpointRuns.Create(name).Fit(new TrainingCheckpoint(path), _ => Tell(directory))));
    }

    private static void Tell(string? directory)
    {
        if (directory is not null) Directory.SetCurrentDirectory(directory);
        Console.WriteLine(Epoch);
    }

    /// <summary>A hash of the model, the result and the history but for times.</summary>
    public static string Bits((TestModel Model, TrainingResult Result) run)
    {
        using var bits = new Bits();
        bits.Add(run.Model.Parameters);
        bits.Add(run.Result.Loss);
        bits.Add(run.Result.ValidationLoss);
        bits.Add((int)run.Result.StopReason);
        bits.Add(run.Result.BestEpoch);
        foreach (TrainingProgress epoch in run.Result.History)
        {
            bits.Add(epoch.Loss);
            bits.Add(epoch.Objective);
            bits.Add(epoch.LearningRate);
            bits.Add(epoch.GradientNorm);
            bits.Add(epoch.ValidationLoss);
            bits.Add(epoch.ValidationAccuracy);
        }

        return bits.ToString();
    }
}
