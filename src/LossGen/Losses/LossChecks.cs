using static System.FormattableString;

namespace LossGen.Losses;

/// <summary>Whether the options of a loss fit a model and the rows it is given.</summary>
internal static class LossChecks
{
    /// <summary>Weights that come with the options fit the model and the set.</summary>
    public static void Fit(LossOptions? options, int rows, int classes)
    {
        if (options is null) return;
        int classWeights = options.ClassWeights.Length;
        if (classWeights != 0 && classWeights != classes)
            throw new ArgumentOutOfRangeException(nameof(options), classWeights,
                Invariant($"ClassWeights has {classWeights} entries; it needs {classes}, one a class."));
        int sampleWeights = options.SampleWeights.Length;
        if (sampleWeights != 0 && sampleWeights != rows)
            throw SampleWeightsLength(sampleWeights, rows);
    }

    /// <summary>The exception of weights that are not one a row.</summary>
    public static ArgumentOutOfRangeException SampleWeightsLength(int sampleWeights, int rows) =>
        new("options", sampleWeights, Invariant($"SampleWeights has {sampleWeights} entries; it needs {rows}, one a row."));

    /// <summary>The exception of a set from which nothing can be learned.</summary>
    /// <param name="parameter">The parameter of Fit that the weights come with.</param>
    public static ArgumentException NoWeight(string parameter) => new(
        "The weights of the rows sum to 0 (a row's weight is its sample weight times the weight of its class); expected at least one row with a weight above 0.",
        parameter);

    /// <summary>Weights that come with the options fit the model; those of rows come with the batches of a source.</summary>
    public static void FitSource(LossOptions? options, int classes)
    {
        int sampleWeights = options?.SampleWeights.Length ?? 0;
        if (sampleWeights != 0)
            throw new ArgumentException(
                Invariant($"SampleWeights has {sampleWeights} entries; it needs to be empty here, where each batch brings the weights of its own rows (TrainingBatch.SampleWeights)."), nameof(options));
        Fit(options, rows: 0, classes);
    }
}
