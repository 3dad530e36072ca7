namespace LossGen;

/// <summary>Calls a method after each epoch, at once and on the thread that trains, so that reports come in order and before Fit returns.</summary>
/// <remarks>
/// <see cref="Progress{T}"/> posts its calls to the thread pool, or to the user interface where there is one: from a console program they arrive in
/// any order, and some after the end. Training waits for the method; an exception that it throws leaves Fit.
/// </remarks>
/// <param name="report">Receives each finished epoch.</param>
/// <exception cref="ArgumentNullException"><paramref name="report"/> is null.</exception>
/// <example><code>
/// model.Fit(rows, labels, progress: new EpochProgress(epoch => Console.WriteLine(epoch)));
/// </code></example>
public sealed class EpochProgress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    private readonly Action<TrainingProgress> _report = report ?? throw new ArgumentNullException(nameof(report));

    /// <summary>Calls the method.</summary>
    /// <param name="value">The epoch.</param>
    public void Report(TrainingProgress value) => _report(value);
}
