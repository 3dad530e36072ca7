// Trains on a file that is larger than the memory the program may use.
using System.Globalization;
using LossGen;
using Spectre.Console;
using Streaming;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int RowsOfBatch = 20_000;

if (!Settings.TryParse(args, out Settings settings)) return 2;

// The file: made here, of readings whose conditions follow a known law.
string path = Path.Combine(Path.GetTempPath(), $"lossgen-readings-{Environment.ProcessId}.csv");
try
{
    long rows = Readings.Make(path, settings.Megabytes * 1_000_000L, seed: 1);
    AnsiConsole.WriteLine($"File:   {new FileInfo(path).Length / 1e6:F1} MB, {rows} rows");
    AnsiConsole.WriteLine($"Memory: {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e6:F1} MB at most");
    if (settings.InMemory) return InMemory();

    // Each epoch reads the file once, batch by batch. Readings in pascal, hours and millimetres have scales of their own, so they are standardised.
    var model = new MachineModel();
    var options = new TrainingOptions { Epochs = settings.Epochs, BatchSize = 64, LearningRate = LearningRateSchedule.TimeDecay(0.05, 1), Standardize = true };
    TrainingResult result = model.Fit(Readings.Batches(path, RowsOfBatch), options, new Printer());

    // On rows without end no model could be better than the law that made them.
    AnsiConsole.WriteLine($"{result.StopReason} after {result.Epochs} epochs");
    AnsiConsole.WriteLine($"Loss of the model: {result.Loss:F4} nats a row, of the law itself: {LossOf(Readings.TrueModel()):F4}");
    return 0;
}
finally
{
    File.Delete(path);
}

// The mean over the file, batch by batch: the batches have different numbers of rows.
double LossOf(MachineModel model)
{
    double sum = 0;
    long count = 0;
    foreach (TrainingBatch batch in Readings.Batches(path, RowsOfBatch))
    {
        sum += model.Loss(batch.Rows.Span, batch.Labels.Span) * batch.Labels.Length;
        count += batch.Labels.Length;
    }
    return sum / count;
}

// What the batches are there to avoid.
int InMemory()
{
    try
    {
        var rows = new List<float>();
        var labels = new List<int>();
        foreach (TrainingBatch batch in Readings.Batches(path, RowsOfBatch))
        {
            rows.AddRange(batch.Rows.Span);
            labels.AddRange(batch.Labels.Span);
        }
        new MachineModel().Fit(rows.ToArray(), labels.ToArray(), new() { Epochs = settings.Epochs, Standardize = true });
        AnsiConsole.WriteLine("All rows fit into memory.");
        return 0;
    }
    catch (OutOfMemoryException)
    {
        AnsiConsole.WriteLine("The rows do not fit into memory at once.");
        return 1;
    }
}

/// <summary>Hears of each epoch at once, on the thread that trains.</summary>
internal sealed class Printer : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress epoch) => AnsiConsole.WriteLine($"epoch {epoch.Epoch} of {epoch.Epochs}   loss {epoch.Loss:F4}");
}
