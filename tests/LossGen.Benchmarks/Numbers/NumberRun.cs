using Prices;

namespace LossGen.Benchmarks.Numbers;

/// <summary>Numbers predicted through bins beside networks and lines of least squares, on tables of the user's.</summary>
internal static class NumberRun
{
    private const int Seeds = 5, Epochs = 100, Batch = 32, Units = 64;
    private const double Rate = 0.001;

    public static int Execute(FileInfo[] files, string? value)
    {
        foreach (FileInfo file in files)
        {
            var table = NumberTable.Read(file.FullName, value);
            Console.WriteLine($"{table.Name}: {table.Count} rows, {table.Features} features, {Seeds} splits, mean ± deviation over them");
            Console.WriteLine("model                         | MAE               | RMSE              | R²              | covered of 90 % | log-density");
            Action<NumberTable> measure = table.Features switch
            {
                10 => Measure<Abalone>,
                11 => Measure<Wine>,
                14 => Measure<Housing>,
                _ => throw new InvalidDataException($"'{file.FullName}' has {table.Features} features; expected a table of 10, 11 or 14, for which there are models."),
            };
            measure(table);
        }

        return 0;
    }

    private static void Measure<TModel>(NumberTable table)
        where TModel : class, ILabelModel<TModel>, new()
    {
        var results = new Dictionary<string, List<RegressionEvaluation>>();
        for (int seed = 0; seed < Seeds; seed++)
        {
            (float[] rows, float[] values, float[] testRows, float[] testValues) = table.Split(seed);
            var ridge = new Ridge(rows, values, penalty: 1);
            Add(results, "ridge", Normal(table, ridge.Predict, rows, values, testRows, testValues));
            var network = new SquaredErrorNetwork(table.Features, Units, seed);
            network.Fit(rows, values, Epochs, Batch, Rate, penalty: 1.0 / values.Length, seed);
            Add(results, "network, squared error", Normal(table, network.Predict, rows, values, testRows, testValues));
            foreach ((string name, Bins bins) in Variants(values))
            {
                var model = new TModel();
                InitialValuesOf(model, seed);
                model.Fit(rows, bins, values, new()
                {
                    Epochs = Epochs, BatchSize = Batch, Optimizer = Optimizer.Adam(), LearningRate = LearningRateSchedule.Cosine(Rate, Epochs, 0), Seed = seed,
                    L2 = 1.0 / values.Length, Standardize = false,
                });
                Add(results, name, RegressionEvaluation.Of(model, bins, testRows, testValues));
            }
        }

        foreach ((string name, List<RegressionEvaluation> found) in results)
        {
            Console.WriteLine($"{name,-29} | {Text(found, static e => e.MeanAbsoluteError),-17} | {Text(found, static e => e.RootMeanSquaredError),-17} | "
                + $"{Text(found, static e => e.RSquared),-15} | {Text(found, static e => e.Coverage),-15} | {Text(found, static e => e.MeanLogLikelihood)}");
        }
    }

    private static IEnumerable<(string Name, Bins Bins)> Variants(float[] values)
    {
        foreach (double smoothing in new[] { 0.75, 0 })
        {
            Bins uniform = Bins.Uniform(values.Min(), values.Max(), 51), quantiles = Bins.Quantiles(values, 51);
            string what = smoothing == 0 ? "two-hot" : "HL-Gauss";
            yield return ($"bins, uniform, {what}", new(uniform) { Smoothing = smoothing });
            yield return ($"bins, quantiles, {what}", new(quantiles) { Smoothing = smoothing });
        }
    }

    private static void InitialValuesOf<TModel>(TModel model, int seed)
        where TModel : class, ILabelModel<TModel>
    {
        switch (model)
        {
            case Abalone abalone: abalone.Initialize(seed); break;
            case Wine wine: wine.Initialize(seed); break;
            case Housing housing: housing.Initialize(seed); break;
        }
    }

    /// <summary>What predicts points, as normal distributions whose deviation is that of the residuals of the training rows.</summary>
    private static RegressionEvaluation Normal(NumberTable table, RowPrediction predict, float[] rows, float[] values, float[] testRows, float[] testValues)
    {
        double[] Predictions(float[] of) => [.. Enumerable.Range(0, of.Length / table.Features).Select(r => predict(of.AsSpan(r * table.Features, table.Features)))];
        double[] known = Predictions(rows), predictions = Predictions(testRows);
        double deviation = Math.Sqrt(known.Zip(values, static (p, y) => (p - y) * (p - y)).Average());
        double[] residuals = [.. predictions.Zip(testValues, static (p, y) => p - y)];
        return RegressionEvaluation.Of(predictions, [.. testValues.Select(static y => (double)y)]) with
        {
            Coverage = residuals.Count(r => Math.Abs(r) <= 1.6449 * deviation) / (double)residuals.Length,
            MeanLogLikelihood = residuals.Average(r => -(r * r / (2 * deviation * deviation)) - Math.Log(deviation * Math.Sqrt(2 * Math.PI))),
        };
    }

    private delegate double RowPrediction(ReadOnlySpan<float> row);

    private static void Add(Dictionary<string, List<RegressionEvaluation>> results, string name, RegressionEvaluation evaluation)
    {
        if (!results.TryGetValue(name, out List<RegressionEvaluation>? found)) results[name] = found = [];
        found.Add(evaluation);
    }

    private static string Text(List<RegressionEvaluation> found, Func<RegressionEvaluation, double> figure)
    {
        double mean = found.Average(figure), deviation = Math.Sqrt(found.Average(e => (figure(e) - mean) * (figure(e) - mean)) * Seeds / (Seeds - 1));
        return Math.Abs(mean) >= 1000 ? $"{mean:F0} ± {deviation:F0}" : $"{mean:F3} ± {deviation:F3}";
    }
}

[CrossEntropyModel(features: 10, classes: 51, HiddenLayers = [64])]
internal sealed partial class Abalone;

[CrossEntropyModel(features: 11, classes: 51, HiddenLayers = [64])]
internal sealed partial class Wine;

[CrossEntropyModel(features: 14, classes: 51, HiddenLayers = [64])]
internal sealed partial class Housing;
