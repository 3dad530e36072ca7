using System.Diagnostics;
using System.Globalization;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Peers.Tokens;

/// <summary>Rows a second of training next-token models beside PyTorch, and what a training run adds to the memory of the process; one thread each.</summary>
/// <remarks>
/// The same tokens, network, mini-batches and optimizer (gradient descent), in processor time. PyTorch's loop is what its users write: indices of a batch, embedding,
/// two linear layers, <c>cross_entropy</c>, <c>backward</c>, <c>SGD</c>.
/// </remarks>
internal static class TokenRun
{
    private const int Epochs = 2;
    private const float Rate = 0.1f;

    private static readonly Case[] Cases =
    [
        new("27 tokens, 3-10-200, batch 32", 27, 3, 10, 200, 32, 100_000),
        new("8,192 tokens, 4-32-128, batch 128", 8192, 4, 32, 128, 128, 20_000),
    ];

    public static int Execute(int samples, string python)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lossgen-tokens-");
        try
        {
            List<IReadOnlyList<string>> rows = [];
            foreach (Case one in Cases)
            {
                int[] tokens = Tokens(one);
                string path = Path.Combine(folder.FullName, "tokens.txt");
                File.WriteAllText(path, string.Join(' ', tokens.Select(static token => token.ToString(CultureInfo.InvariantCulture))));
                Figures ours = LossGen(one, tokens, samples), theirs = PyTorch(one, path, samples, python);
                rows.Add(Line($"{one.Name}: LossGen", ours, ours));
                rows.Add(Line($"{one.Name}: PyTorch", theirs, ours));
            }

            ConsoleReport.Write(new Table("Next token", ["", "thousand rows a second", "LossGen, times", "MiB added", "loss of the last epoch"], rows));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Line(string name, Figures figures, Figures ours) =>
    [
        name,
        (figures.Rate / 1e3).ToString("F1", CultureInfo.InvariantCulture),
        (ours.Rate / figures.Rate).ToString("F1", CultureInfo.InvariantCulture),
        (figures.Bytes / (1024 * 1024)).ToString("F0", CultureInfo.InvariantCulture),
        figures.Loss.ToString("F3", CultureInfo.InvariantCulture),
    ];

    /// <summary>By Zipf's law; every second token follows from the one before it, so that there is something to learn.</summary>
    private static int[] Tokens(Case one)
    {
        var random = new Random(one.Vocabulary);
        var tokens = new int[one.Tokens];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = i > 0 && random.Next(2) == 0
                ? ((tokens[i - 1] * 31) + 7) % one.Vocabulary
                : (int)Math.Exp(random.NextDouble() * Math.Log(one.Vocabulary)) % one.Vocabulary;
        }

        return tokens;
    }

    private static Figures LossGen(Case one, int[] tokens, int samples)
    {
        var seconds = new double[samples];
        double bytes = 0, loss = double.NaN;
        using Process self = Process.GetCurrentProcess();
        for (int sample = -1; sample < samples; sample++)
        {
            GC.Collect();
            self.Refresh();
            long memory = self.WorkingSet64, highest = memory;
            TimeSpan before = self.UserProcessorTime;
            var watch = new Watch(progress =>
            {
                self.Refresh();
                highest = Math.Max(highest, self.WorkingSet64);
                loss = progress.Loss;
            });
            TrainingOptions options = new() { Epochs = Epochs, BatchSize = one.Batch, LearningRate = Rate, Optimizer = Optimizer.GradientDescent(), MeasureFinalLoss = false };
            if (one.Vocabulary == 27) new LetterModel().Fit(tokens, options, watch);
            else new WordModel().Fit(tokens, options, watch);
            self.Refresh();
            if (sample < 0) bytes = highest - memory; // the first run: later ones find memory of the process that is free
            else seconds[sample] = (self.UserProcessorTime - before).TotalSeconds;
        }

        return new(Epochs * (double)(tokens.Length - one.Context) / Sampling.Median(seconds), bytes, loss);
    }

    private static Figures PyTorch(Case one, string path, int samples, string python)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "Tokens", "tokens.py");
        string[] arguments =
        [
            script, path, .. new[] { one.Vocabulary, one.Context, one.Embedding, one.Hidden, one.Batch, Epochs, samples }.Select(static number => $"{number}"),
            Rate.ToString(CultureInfo.InvariantCulture),
        ];
        using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true })!;
        string[] parts = process.StandardOutput.ReadToEnd().Split('\t');
        process.WaitForExit();
        if (process.ExitCode != 0) throw new PeerException($"{python} ended with code {process.ExitCode}; expected PyTorch to be installed.");
        return new(Number(0), Number(1), Number(2));

        double Number(int index) => double.Parse(parts[index], CultureInfo.InvariantCulture);
    }

    private sealed record Case(string Name, int Vocabulary, int Context, int Embedding, int Hidden, int Batch, int Tokens);

    private sealed record Figures(double Rate, double Bytes, double Loss);

    private sealed class Watch(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
