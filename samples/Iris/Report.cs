using LossGen;
using Spectre.Console;

namespace Iris;

/// <summary>What the program shows. Numbers are written in the invariant culture, which <see cref="Shell"/> sets.</summary>
internal static class Report
{
    public static void Heading(string text) => AnsiConsole.Write(new Rule(Markup.Escape(text)).LeftJustified());

    /// <summary>Trains, and shows the loss while it falls: as a moving chart in a terminal, else as a line now and then.</summary>
    public static TrainingResult Training(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        bool terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };
        return terminal ? InTerminal(train) : AsLines(train);
    }

    public static void Outcome(TrainingResult result)
    {
        AnsiConsole.WriteLine($"{result.StopReason} after {result.Epochs} epochs and {result.Duration.TotalMilliseconds:F1} ms.");
        AnsiConsole.WriteLine($"Training loss: {result.Loss:F4} nats a flower");
        AnsiConsole.WriteLine();
    }

    /// <summary>How many flowers of each species were taken for which.</summary>
    public static void Confusion(int[] labels, int[] predicted)
    {
        var counts = new int[IrisModel.ClassCount, IrisModel.ClassCount];
        for (int i = 0; i < labels.Length; i++) counts[labels[i], predicted[i]]++;
        int right = Enumerable.Range(0, IrisModel.ClassCount).Sum(c => counts[c, c]);

        Heading("Flowers the model has not trained on");
        var table = new Table().AddColumn("true \\ predicted");
        foreach (string species in Flowers.Species) table.AddColumn(new TableColumn(species).RightAligned());
        for (int c = 0; c < IrisModel.ClassCount; c++)
        {
            string[] row = [.. Enumerable.Range(0, IrisModel.ClassCount).Select(k => $"{counts[c, k]}")];
            table.AddRow([Flowers.Species[c], .. row]);
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Test accuracy: {right} of {labels.Length} = {100.0 * right / labels.Length:F1} %");
        AnsiConsole.WriteLine();
    }

    /// <summary>The flowers whose predicted species has the lowest probability.</summary>
    public static void LeastSure(Flowers test, int[] predicted, float[] probabilities, int count)
    {
        Heading($"The {count} the model is least sure of, with the probability of each species");
        var table = new Table().AddColumns("centimetres", "true", "predicted");
        foreach (string species in Flowers.Species) table.AddColumn(new TableColumn(species).RightAligned());

        IEnumerable<int> leastSure = Enumerable.Range(0, test.Count)
            .OrderBy(i => probabilities[i * IrisModel.ClassCount + predicted[i]])
            .Take(count);
        foreach (int i in leastSure)
        {
            string centimetres = string.Join(' ', test[i].ToArray().Select(x => $"{x:F1}"));
            string[] p = [.. probabilities.Skip(i * IrisModel.ClassCount).Take(IrisModel.ClassCount).Select(p => $"{p:F3}")];
            table.AddRow([centimetres, Flowers.Species[test.Labels[i]], Flowers.Species[predicted[i]], .. p]);
        }
        AnsiConsole.Write(table);
    }

    private static TrainingResult InTerminal(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        var history = new List<TrainingProgress>();
        TimeSpan shown = TimeSpan.Zero;
        return AnsiConsole.Live(new Text("")).Start(live => train(new Observer(epoch =>
        {
            // 30 pictures a second are enough, and drawing more would cost more than training.
            history.Add(epoch);
            if (epoch.Elapsed - shown < TimeSpan.FromSeconds(1.0 / 30) && epoch.Epoch < epoch.Epochs) return;
            shown = epoch.Elapsed;
            live.UpdateTarget(Chart(history));
        })));
    }

    private static TrainingResult AsLines(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        TrainingResult result = train(new Observer(epoch =>
        {
            int every = Math.Max(1, epoch.Epochs / 10);
            if (epoch.Epoch % every == 0) AnsiConsole.WriteLine($"epoch {epoch.Epoch,6} of {epoch.Epochs}   loss {epoch.Loss:F4}");
        }));
        AnsiConsole.Write(Chart(result.History));
        return result;
    }

    private static Panel Chart(IReadOnlyList<TrainingProgress> history) =>
        new Panel(new Text(LossCurve.Draw([.. history.Select(epoch => epoch.Loss)], width: 60, height: 8)))
            .Header($"loss (nats) over epochs 1 to {history.Count}, now {history[^1].Loss:F4}");

    /// <summary>Hears of each epoch at once, on the thread that trains; <see cref="Progress{T}"/> would hear of it later, on another.</summary>
    private sealed class Observer(Action<TrainingProgress> observe) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => observe(value);
    }
}
