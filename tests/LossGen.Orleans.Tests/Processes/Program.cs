using System.Diagnostics;

namespace LossGen.Orleans.Tests.Processes;

/// <summary>
/// The program that the assembly is: a silo of a cluster of processes, or many runs with faults, as docs/many-machines.md reports them:
/// <c>dotnet LossGen.Orleans.Tests.dll faults 50 10 10 30</c> for 50 silos killed, 10 coordinators killed, 10 silos stopped for 30 seconds.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["silo", var folder, var port, var gateway, var parent]:
                // Not one silo outlives its test.
                _ = Task.Run(async () =>
                {
                    using Process test = Process.GetProcessById(int.Parse(parent));
                    await test.WaitForExitAsync();
                    Environment.Exit(0);
                });
                await ProcessCluster.RunSiloAsync(folder, int.Parse(port), int.Parse(gateway));
                return 0;
            case ["faults", var killed, var coordinators, var stopped, var seconds]:
                return await FaultsAsync(int.Parse(killed), int.Parse(coordinators), int.Parse(stopped), TimeSpan.FromSeconds(int.Parse(seconds)));
            case ["steps"]:
                StepCosts.MeasureMemory();
                await StepCosts.MeasureAsync();
                return 0;
            default:
                Console.Error.WriteLine("usage: silo <folder> <port> <gateway> <parent> | faults <killed> <coordinators> <stopped> <seconds> | steps");
                return 2;
        }
    }

    private static async Task<int> FaultsAsync(int killed, int coordinators, int stopped, TimeSpan stop)
    {
        float[] expected = FaultRuns.Expected();
        var random = new Random(7);
        int wrong = 0;
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(3);
        foreach ((FaultRuns.Fault fault, int count) in new[]
        {
            (FaultRuns.Fault.None, 3), (FaultRuns.Fault.Killed, killed), (FaultRuns.Fault.CoordinatorKilled, coordinators), (FaultRuns.Fault.Stopped, stopped),
        })
        {
            var times = new List<double>();
            var pauses = new List<double>();
            var ofTraining = new List<double>();
            int same = 0, hit = 0;
            for (int i = 0; i < count; i++)
            {
                FaultRuns.Outcome run = await FaultRuns.RunAsync(cluster, fault, random, stop);
                bool isSame = run.Parameters.AsSpan().SequenceEqual(expected);
                Console.Write(isSame ? "." : "x");
                times.Add(run.Time.TotalSeconds);
                pauses.Add(run.Pause.TotalSeconds);
                ofTraining.Add(run.PauseOfTraining.TotalSeconds);
                await cluster.ReplaceAsync(3);
                same += isSame ? 1 : 0;
                hit += run.WasHit ? 1 : 0;
            }

            wrong += count - same;
            times.Sort();
            pauses.Sort();
            ofTraining.Sort();
            if (count > 0)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $" {fault}: {count} runs, {hit} hit as meant, {same} with the bits expected; seconds {OfThree(times)} (least, median, most), longest pause for the client {OfThree(pauses)}, of training {OfThree(ofTraining)}"));
            }
        }

        return wrong == 0 ? 0 : 1;

        static string OfThree(List<double> sorted) => FormattableString.Invariant($"{sorted[0]:F1} / {sorted[sorted.Count / 2]:F1} / {sorted[^1]:F1}");
    }
}
