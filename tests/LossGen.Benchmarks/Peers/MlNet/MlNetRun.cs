using System.Diagnostics;
using System.Globalization;
using LossGen.Benchmarks.Reporting;
using Microsoft.ML;

namespace LossGen.Benchmarks.Peers.MlNet;

/// <summary>The generated model beside ML.NET, in one process and on the same images: training, one prediction, and what a program has to ship.</summary>
internal static class MlNetRun
{
    private const int Calls = 20_000, RowsInTurn = 64;

    public static int Execute(int samples)
    {
        Digits digits = Digits.Read();
        var ours = new GeneratedTrainer("LossGen, as it comes", digits, static () => null);
        MlNetTrainer theirs = MlNetTrainer.Sdca(digits, null);
        ITrainer[] trainers =
        [
            ours,
            new GeneratedTrainer("LossGen, L-BFGS", digits, static () => new() { Optimizer = Optimizer.Lbfgs() }),
            new GeneratedTrainer("LossGen, 20 epochs of batches of 32", digits, static () => new() { Epochs = 20, BatchSize = 32, LearningRate = 0.5 }),
            theirs,
            MlNetTrainer.Sdca(digits, 20),
            MlNetTrainer.Lbfgs(digits),
        ];

        // Interleaved, so that what slows the machine down for a while slows each of them.
        Training[][] runs = [.. trainers.Select(_ => new Training[samples])];
        foreach (ITrainer trainer in trainers) trainer.Run();
        for (int sample = 0; sample < samples; sample++)
        {
            for (int i = 0; i < trainers.Length; i++) runs[i][sample] = trainers[i].Run();
        }

        ConsoleReport.Write(new Table(
            $"Training on {digits.Training.Count:N0} images of digits, tests on {digits.Test.Count:N0}; medians of {samples}",
            ["", "ms", "least ms", "MB allocated", "test loss (nats)", "test accuracy"],
            [.. trainers.Select((trainer, i) => Line(trainer.Name, runs[i]))]));
        ConsoleReport.Write(OnePrediction(ours, theirs, digits, samples));
        ConsoleReport.Write(Shipped(ours, theirs));
        return 0;
    }

    private static string[] Line(string name, Training[] runs) =>
    [
        name,
        Number(Sampling.Median(runs.Select(static run => run.Seconds)) * 1e3, 2),
        Number(runs.Min(static run => run.Seconds) * 1e3, 2),
        Number(Sampling.Median(runs.Select(static run => (double)run.Bytes)) / 1e6, 3),
        Number(runs[^1].Loss, 4),
        Number(runs[^1].Accuracy, 4),
    ];

    private static Table OnePrediction(GeneratedTrainer ours, MlNetTrainer theirs, Digits digits, int samples)
    {
        Model64x10 model = ours.Model;
        using PredictionEngine<Digit, DigitScore> engine = theirs.Context.Model.CreatePredictionEngine<Digit, DigitScore>(theirs.Model!);
        var probabilities = new float[Digits.Classes];
        (string Name, Action<Digit> Call)[] subjects =
        [
            ("LossGen, Predict", digit => model.Predict(digit.Features)),
            ("LossGen, Probabilities", digit => model.Probabilities(digit.Features, probabilities)),
            ("ML.NET, PredictionEngine", digit => engine.Predict(digit)),
        ];
        double[][] seconds = Sampling.Interleave([.. subjects.Select(subject => (Func<int, double>)(calls => Repeat(subject.Call, digits, calls).Seconds))], samples);
        long[] bytes = [.. subjects.Select(subject => Repeat(subject.Call, digits, Calls).Bytes)];
        return new Table(
            "One prediction",
            ["", "ns", "least ns", "bytes allocated"],
            [.. subjects.Select((subject, i) => (string[])[subject.Name, Number(Sampling.Median(seconds[i]) * 1e9, 0), Number(seconds[i].Min() * 1e9, 0), $"{bytes[i]}"])]);
    }

    /// <summary>Seconds and bytes of one call.</summary>
    private static (double Seconds, long Bytes) Repeat(Action<Digit> call, Digits digits, int calls)
    {
        Digit[] rows = [.. digits.Test.Take(RowsInTurn)];
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) call(rows[i % RowsInTurn]);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        return (seconds, (GC.GetAllocatedBytesForCurrentThread() - bytes) / calls);
    }

    private static Table Shipped(GeneratedTrainer ours, MlNetTrainer theirs)
    {
        using var weights = new MemoryStream();
        ours.Model.Save(weights);
        using var zip = new MemoryStream();
        theirs.Context.Model.Save(theirs.Model, theirs.Schema, zip);
        return new Table(
            "What a program ships",
            ["", "libraries, MB", "model file, KB"],
            [
                ["LossGen", Number(Size("LossGen.dll") / 1e6, 2), Number(weights.Length / 1e3, 1)],
                ["ML.NET", Number(Size("Microsoft.ML*.dll", "*CpuMath*", "*LdaNative*", "Newtonsoft.Json.dll", "System.CodeDom.dll") / 1e6, 2), Number(zip.Length / 1e3, 1)],
            ]);
    }

    /// <summary>Bytes of the files of the program that fit a pattern: those of its folder and those of this platform.</summary>
    private static long Size(params string[] patterns)
    {
        string platform = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64");
        return patterns.SelectMany(pattern => new[] { AppContext.BaseDirectory, platform }
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, folder == platform ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)))
            .Distinct().Sum(static file => new FileInfo(file).Length);
    }

    private static string Number(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
