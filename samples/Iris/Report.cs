using LossGen;
using Spectre.Console;

namespace Iris;

/// <summary>What the program shows. Numbers are written in the invariant culture, which <see cref="Shell"/> sets.</summary>
internal static class Report
{
    public static void Heading(string text) => AnsiConsole.Write(new Rule(Markup.Escape(text)).LeftJustified());

    /// <summary>Trains, and shows the loss while it falls: as a moving chart in a terminal, else as a line now and then.</summary>
    /// <remarks>Ctrl+C ends the training, not the program: the model keeps what it has learnt until then.</remarks>
    public static TrainingResult Training(Func<IProgress<TrainingProgress>, CancellationToken, TrainingResult> train)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += EndTraining;
        try
        {
            bool terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };
            return terminal ? InTerminal(Train) : AsLines(Train);
        }
        finally
        {
            Console.CancelKeyPress -= EndTraining;
        }

        TrainingResult Train(IProgress<TrainingProgress> progress) => train(progress, cancellation.Token);

        void EndTraining(object? sender, ConsoleCancelEventArgs key)
        {
            key.Cancel = true;
            cancellation.Cancel();
        }
    }

    public static void Outcome(TrainingResult result)
    {
        AnsiConsole.WriteLine($"{result.StopReason} after {result.Epochs} epochs and {result.Duration.TotalMilliseconds:F1} ms.");
        AnsiConsole.WriteLine($"Training loss: {result.Loss:F4} nats a flower");
        AnsiConsole.WriteLine();
    }

    /// <summary>How many flowers of each species were taken for which.</summary>
    public static void Confusion(LabelEvaluation evaluation)
    {
        Heading("Flowers the model has not trained on");
        ConfusionMatrix confusion = evaluation.Confusion;
        Table table = TableOfSpecies("true \\ predicted");
        int right = 0;
        for (int actual = 0; actual < confusion.Classes; actual++)
        {
            IEnumerable<string> counts = Enumerable.Range(0, confusion.Classes).Select(taken => $"{confusion[actual, taken]}");
            table.AddRow([$"{IrisModel.ClassAt(actual)}", .. counts]);
            right += confusion[actual, actual];
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Test accuracy: {right} of {confusion.Total} = {100 * evaluation.Accuracy:F1} %");
        AnsiConsole.WriteLine();
    }

    public static void Written(string path) => AnsiConsole.WriteLine($"The report is in {path}");

    /// <summary>The flowers whose predicted species has the lowest probability.</summary>
    public static void LeastSure(IrisModel model, Flower[] flowers, int count)
    {
        Heading($"The {count} the model is least sure of, with the probability of each species");
        Table table = TableOfSpecies("centimetres", "true", "predicted");
        foreach ((Flower flower, ClassProbability<Species> top) in flowers.Select(flower => (flower, Top(flower))).OrderBy(pair => pair.Item2.Probability).Take(count))
        {
            string centimetres = $"{flower.SepalLength:F1} {flower.SepalWidth:F1} {flower.PetalLength:F1} {flower.PetalWidth:F1}";
            IEnumerable<string> probabilities = Enum.GetValues<Species>().Select(species => $"{model.Probability(flower, species):F3}");
            table.AddRow([centimetres, $"{flower.Species}", $"{top.Class}", .. probabilities]);
        }
        AnsiConsole.Write(table);

        ClassProbability<Species> Top(Flower flower)
        {
            var top = new ClassProbability<Species>[1];
            model.TopK(flower, top);
            return top[0];
        }
    }

    /// <summary>A table with a column for each species behind those given.</summary>
    private static Table TableOfSpecies(params string[] columns)
    {
        Table table = new Table().AddColumns(columns);
        foreach (string species in IrisModel.ClassNames) table.AddColumn(new TableColumn(species).RightAligned());
        return table;
    }

    private static TrainingResult InTerminal(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        var history = new List<TrainingProgress>();
        TimeSpan shown = TimeSpan.Zero;
        return AnsiConsole.Live(new Text("")).Start(live =>
        {
            TrainingResult result = train(new EpochProgress(epoch =>
            {
                // 30 pictures a second are enough, and drawing more would cost more than training.
                history.Add(epoch);
                if (epoch.Elapsed - shown < TimeSpan.FromSeconds(1.0 / 30)) return;
                shown = epoch.Elapsed;
                live.UpdateTarget(Chart(history));
            }));
            if (result.History.Count > 0) live.UpdateTarget(Chart(result.History));
            return result;
        });
    }

    private static TrainingResult AsLines(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        TrainingResult result = train(new EpochProgress(epoch =>
        {
            int every = Math.Max(1, epoch.Epochs / 10);
            if (epoch.Epoch % every == 0) AnsiConsole.WriteLine($"epoch {epoch.Epoch,6} of {epoch.Epochs}   loss {epoch.Loss:F4}");
        }));
        if (result.History.Count > 0) AnsiConsole.Write(Chart(result.History));
        return result;
    }

    private static Panel Chart(IReadOnlyList<TrainingProgress> history)
    {
        // The frame and the scale take twelve characters.
        int width = Math.Clamp(AnsiConsole.Profile.Width - 12, 8, 60);
        return new Panel(new Text(LossCurve.Draw([.. history.Select(epoch => epoch.Loss)], width, height: 8)))
            .Header($"loss (nats) over epochs 1 to {history.Count}, now {history[^1].Loss:F4}");
    }
}
