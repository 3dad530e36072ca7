using System.Diagnostics;

namespace LossGen.Benchmarks.Peers;

/// <summary>Seconds of one prediction, of the probabilities of one row, and of one update from it.</summary>
internal static class SingleRow
{
    // A few rows in turn, which stay in the cache: what is measured is the call, not the memory.
    private const int Rows = 64;

    /// <summary>The samples of each, for the shapes whose models serve single rows.</summary>
    public static IReadOnlyList<SingleRowFigures> Measure(int samples) =>
    [
        Measure<Direct4x3>(samples), Measure<Direct30x2>(samples), Measure<Direct64x10>(samples), Measure<Direct784x10>(samples),
        Measure<DirectNetwork4x8x3>(samples), Measure<DirectNetwork64x32x10>(samples),
    ];

    private static SingleRowFigures Measure<TModel>(int samples)
        where TModel : struct, IDirectModel
    {
        Shape shape = TModel.Shape;
        DataSet data = DataSet.Create(shape with { Rows = Rows });
        TModel predicting = new(), updating = new();
        predicting.Fit(data.Rows, data.Labels, new() { Epochs = 5 });
        double[][] seconds = Sampling.Interleave(
            [
                calls => Predict(predicting, shape, data, calls),
                calls => Probabilities(predicting, shape, data, calls),
                calls => Update(updating, shape, data, calls),
            ],
            samples);
        return new SingleRowFigures(shape.ModelName, seconds[0], seconds[1], seconds[2]);
    }

    private static double Predict<TModel>(TModel model, Shape shape, DataSet data, int calls)
        where TModel : struct, IDirectModel
    {
        long start = Stopwatch.GetTimestamp();
        int sum = 0;
        for (int i = 0; i < calls; i++) sum += model.Predict(data.Rows.AsSpan(i % Rows * shape.Features, shape.Features));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        GC.KeepAlive(sum);
        return seconds;
    }

    private static double Probabilities<TModel>(TModel model, Shape shape, DataSet data, int calls)
        where TModel : struct, IDirectModel
    {
        var probabilities = new float[shape.Classes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) model.Probabilities(data.Rows.AsSpan(i % Rows * shape.Features, shape.Features), probabilities);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private static double Update<TModel>(TModel model, Shape shape, DataSet data, int calls)
        where TModel : struct, IDirectModel
    {
        long start = Stopwatch.GetTimestamp();
        double sum = 0;
        for (int i = 0; i < calls; i++)
        {
            int row = i % Rows;
            sum += model.Update(data.Rows.AsSpan(row * shape.Features, shape.Features), data.Labels.AsSpan(row, 1), 0.01f);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        return double.IsFinite(sum)
            ? seconds
            : throw new InvalidOperationException($"Updating {shape.ModelName} row by row gave a loss of {sum}.");
    }
}
