using System.Diagnostics;
using LossGen.Tests.Training.Shards;

namespace LossGen.Orleans.Tests.Processes;

/// <summary>A run on a cluster of processes of which one is killed or stopped in the middle.</summary>
internal static class FaultRuns
{
    /// <summary>What happens to a silo.</summary>
    public enum Fault
    {
        None,
        Killed,
        CoordinatorKilled,
        Stopped,
    }

    /// <summary>How a run went.</summary>
    /// <param name="Parameters">What it learned.</param>
    /// <param name="Time">From the call to its answer.</param>
    /// <param name="Pause">The longest time in which the client heard of no epoch.</param>
    /// <param name="PauseOfTraining">The longest time between two epochs by the coordinator's clock, which counts from the checkpoint on.</param>
    /// <param name="WasHit">Whether the silo that was meant was hit before the end.</param>
    public sealed record Outcome(float[] Parameters, TimeSpan Time, TimeSpan Pause, TimeSpan PauseOfTraining, bool WasHit);

    private static readonly TrainingOptions Options = new() { Epochs = 120, BatchSize = 60, Optimizer = Optimizer.Adam(), Standardize = true };

    /// <summary>The parameters that every run is to end with.</summary>
    public static float[] Expected()
    {
        var model = new ShardNetwork();
        model.Fit(TrainingSets.Create("dense"), Options);
        return model.Parameters.ToArray();
    }

    /// <summary>Runs, and disturbs the run in a random epoch.</summary>
    public static async Task<Outcome> RunAsync(ProcessCluster cluster, Fault fault, Random random, TimeSpan stop)
    {
        string run = Guid.NewGuid().ToString("N");
        int epoch = random.Next(1, Options.Epochs / 3);
        Task disturbance = Task.CompletedTask;
        long start = Stopwatch.GetTimestamp(), last = start;
        TimeSpan pause = default;
        bool hasEnded = false, wasHit = fault == Fault.None;
        (ShardNetwork model, TrainingResult result) = await cluster.Client.FitAsync<ShardNetwork>(new("rows", "dense"), Options, new EpochProgress(progress =>
        {
            if (progress.Epoch > 1 && Stopwatch.GetElapsedTime(last) is var since && since > pause) pause = since;
            last = Stopwatch.GetTimestamp();
            if (progress.Epoch == epoch && fault != Fault.None) disturbance = Task.Run(Disturb);
        }), run);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Volatile.Write(ref hasEnded, true);
        await disturbance;
        TimeSpan[] elapsed = [.. result.History.Select(static epoch => epoch.Elapsed)];
        TimeSpan pauseOfTraining = elapsed.Zip(elapsed.Skip(1), static (before, after) => after - before).Max();
        return new(model.Parameters.ToArray(), time, pause, pauseOfTraining, wasHit);

        async Task Disturb()
        {
            Process? coordinator = await cluster.CoordinatorAsync(run);
            Process[] others = [.. cluster.Silos.Where(silo => silo.Id != coordinator?.Id)];
            Process victim = fault == Fault.CoordinatorKilled && coordinator is not null ? coordinator : others[random.Next(others.Length)];
            wasHit = !Volatile.Read(ref hasEnded) && (fault != Fault.CoordinatorKilled || victim == coordinator);
            if (fault != Fault.Stopped)
            {
                ProcessCluster.Kill(victim);
                return;
            }

            ProcessCluster.Signal(victim, "STOP");
            await Task.Delay(stop);
            ProcessCluster.Signal(victim, "CONT");
        }
    }
}
