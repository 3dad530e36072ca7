using System.Diagnostics;
using System.Globalization;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Peers.Texts;

/// <summary>Rows a second of training on short generated texts, beside scikit-learn, fastText and liblinear; one thread each.</summary>
/// <remarks>
/// In processor time, since other programs are whole processes. LossGen trains with AdaGrad in batches of 32. The peers do other work on the same rows
/// (one-against-rest in scikit-learn and liblinear, vectors of words in fastText): what is compared is how fast a user's texts are learned from.
/// </remarks>
internal static class TextRun
{
    public const int Features = 1 << 18;

    private const int Rows = 50_000, Epochs = 5;
    private static readonly int[] ClassCounts = [2, 4, 20];

    public static int Execute(int samples, string python)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lossgen-texts-");
        try
        {
            var ours = new Dictionary<int, double>();
            foreach (int classes in ClassCounts) ours[classes] = RowsPerSecond(Texts.Write(folder.FullName, classes, Rows, Features), classes, samples);

            List<IReadOnlyList<string>> rows = [Line("LossGen", ours, ours)];
            foreach (IGrouping<string, (string Peer, int Classes, double Rate)> peer in Others(folder.FullName, samples, python).GroupBy(static figure => figure.Peer))
                rows.Add(Line(peer.Key, peer.ToDictionary(static figure => figure.Classes, static figure => figure.Rate), ours));
            string[] headers = ["", .. ClassCounts.Select(static classes => $"{classes} classes"), .. ClassCounts.Select(static classes => $"LossGen, times ({classes})")];
            ConsoleReport.Write(new Table($"Million rows a second, {Rows:N0} texts of some 20 words, {Features:N0} features", headers, rows));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Line(string name, IReadOnlyDictionary<int, double> rates, IReadOnlyDictionary<int, double> ours) =>
    [
        name,
        .. ClassCounts.Select(classes => (rates[classes] / 1e6).ToString("F2", CultureInfo.InvariantCulture)),
        .. ClassCounts.Select(classes => (ours[classes] / rates[classes]).ToString("F1", CultureInfo.InvariantCulture)),
    ];

    private static double RowsPerSecond((SparseRowList Rows, int[] Labels) texts, int classes, int samples)
    {
        Func<TrainingOptions, TrainingResult> fit = classes switch
        {
            2 => options => new TwoTopics().Fit(texts.Rows.Rows, texts.Labels, options),
            4 => options => new FourTopics().Fit(texts.Rows.Rows, texts.Labels, options),
            _ => options => new TwentyTopics().Fit(texts.Rows.Rows, texts.Labels, options),
        };
        TrainingOptions options = new() { Epochs = 4 * Epochs, MeasureFinalLoss = false };
        fit(options);
        var seconds = new double[samples];
        using Process self = Process.GetCurrentProcess();
        for (int sample = 0; sample < samples; sample++)
        {
            self.Refresh();
            TimeSpan before = self.UserProcessorTime;
            fit(options);
            self.Refresh();
            seconds[sample] = (self.UserProcessorTime - before).TotalSeconds;
        }

        return (double)options.Epochs * Rows / Sampling.Median(seconds);
    }

    private static IEnumerable<(string Peer, int Classes, double Rate)> Others(string folder, int samples, string python)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "Texts", "texts.py");
        string[] arguments = [script, folder, $"{Rows}", $"{Features}", $"{samples}", $"{Epochs}", .. ClassCounts.Select(static classes => $"{classes}")];
        using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            yield return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), double.Parse(parts[2], CultureInfo.InvariantCulture));
        }

        process.WaitForExit();
        if (process.ExitCode != 0) throw new PeerException($"{python} ended with code {process.ExitCode}; expected scikit-learn, fasttext and liblinear-train to be installed.");
    }
}
