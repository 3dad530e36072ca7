namespace LossGen.Interop.Tests.Reports;

/// <summary>A report of each kind, of models trained on drawn rows.</summary>
internal sealed record ReportCase(string Title, TrainingResult Result, Evaluation Evaluation, TrainingReport Report)
{
    private static readonly Dictionary<string, Lazy<ReportCase>> Cases = new()
    {
        ["two classes"] = new(TwoClasses),
        ["three classes"] = new(ThreeClasses),
        ["hundred classes"] = new(HundredClasses),
        ["multi-label"] = new(MultiLabel),
        ["one epoch"] = new(OneEpoch),
        ["deep network"] = new(DeepNetwork),
    };

    public static IEnumerable<string> Names => Cases.Keys;

    public static ReportCase Of(string name) => Cases[name].Value;

    private static ReportCase TwoClasses()
    {
        // The rate decays over more than two decades, so its axis is logarithmic; the names are hostile.
        (float[] rows, int[] labels) = Rows(seed: 2, count: 900, features: 3, classes: 2, spread: 1.1);
        var model = new TwoClasses();
        var options = new TrainingOptions { Epochs = 48, LearningRate = LearningRateSchedule.ExponentialDecay(0.5, 0.15), L2 = 1e-4 };
        TrainingResult result = model.Fit(rows, labels, options);
        (rows, labels) = Rows(seed: 3, count: 400, features: 3, classes: 2, spread: 1.1);
        return Of("Churn <b>&amp;</b> \"friends\"", result, options, LossGen.Evaluation.Of(model, rows, labels, ["<script>alert('stays')</script>", "leaves & \"goes\""]));
    }

    private static ReportCase ThreeClasses()
    {
        // From a loss near ln 3 down to below a hundredth of it: a logarithmic axis.
        (float[] rows, int[] labels) = Rows(seed: 4, count: 300, features: 4, classes: 3, spread: 0.14);
        var model = new ThreeClasses();
        var options = new TrainingOptions { Epochs = 200, LearningRate = LearningRateSchedule.TimeDecay(2, 0.01), BatchSize = 30 };
        TrainingResult result = model.Fit(rows, labels, options);
        (rows, labels) = Rows(seed: 5, count: 150, features: 4, classes: 3, spread: 0.36);
        return Of("Iris, three species", result, options, LossGen.Evaluation.Of(model, rows, labels, ["setosa", "versicolor", "virginica"]));
    }

    private static ReportCase HundredClasses()
    {
        (float[] rows, int[] labels) = Rows(seed: 6, count: 4000, features: 24, classes: 100, spread: 0.8);
        var model = new HundredClasses();
        var options = new TrainingOptions { Epochs = 60, BatchSize = 0, LearningRate = LearningRateSchedule.Cosine(0.05, 60), Optimizer = Optimizer.Adam() };
        TrainingResult result = model.Fit(rows, labels, options);
        (rows, labels) = Rows(seed: 7, count: 3000, features: 24, classes: 100, spread: 0.8);
        return Of("A hundred classes", result, options, LossGen.Evaluation.Of(model, rows, labels, [.. Enumerable.Range(0, 100).Select(k => $"species {k:00}")]));
    }

    private static ReportCase MultiLabel()
    {
        (float[] rows, float[] targets) = LabelRows(seed: 8, count: 800);
        var model = new FiveLabels();
        var options = new TrainingOptions { Epochs = 24, LearningRate = LearningRateSchedule.StepDecay(0.4, 0.5, 6) };
        TrainingResult result = model.Fit(rows, targets, options);
        (rows, targets) = LabelRows(seed: 9, count: 500);
        return Of("Moods of music", result, options, LossGen.Evaluation.Of(model, rows, targets, ["amazed", "happy", "relaxed", "quiet", "a-very-long-name-without-any-place-to-break-it"]));
    }

    private static ReportCase OneEpoch()
    {
        (float[] rows, int[] labels) = Rows(seed: 10, count: 90, features: 4, classes: 3, spread: 0.5);
        var model = new ThreeClasses();
        var options = new TrainingOptions { Epochs = 1 };
        return Of("One epoch", model.Fit(rows, labels, options), options, LossGen.Evaluation.Of(model, rows, labels));
    }

    private static ReportCase DeepNetwork()
    {
        (float[] rows, int[] labels) = Rows(seed: 11, count: 90, features: 4, classes: 3, spread: 0.5);
        var model = new DeepNetwork();
        var options = new TrainingOptions { Epochs = 3, Dropout = 0.1, MaxGradientNorm = 1 };
        ReportCase report = Of("Sixteen hidden layers", model.Fit(rows, labels, options), options, LossGen.Evaluation.Of(model, rows, labels));
        report.Report.Add(model);
        return report;
    }

    private static ReportCase Of(string title, TrainingResult result, TrainingOptions options, Evaluation evaluation) => new(
        title, result, evaluation, new TrainingReport(result) { Title = title, Options = options }.Add("Test set", evaluation));

    /// <summary>Normal clouds around a centre for each class.</summary>
    private static (float[] Rows, int[] Labels) Rows(int seed, int count, int features, int classes, double spread)
    {
        var centres = new Random(1);
        var centre = new double[classes * features];
        for (int i = 0; i < centre.Length; i++) centre[i] = 2 * centres.NextDouble() - 1;
        var random = new Random(seed);
        var (rows, labels) = (new float[count * features], new int[count]);
        for (int row = 0; row < count; row++)
        {
            labels[row] = random.Next(classes);
            for (int f = 0; f < features; f++) rows[row * features + f] = (float)(centre[labels[row] * features + f] + spread * Normal(random));
        }
        return (rows, labels);
    }

    private static (float[] Rows, float[] Targets) LabelRows(int seed, int count)
    {
        var random = new Random(seed);
        var (rows, targets) = (new float[count * 6], new float[count * 5]);
        for (int row = 0; row < count; row++)
        {
            for (int f = 0; f < 6; f++) rows[row * 6 + f] = (float)Normal(random);
            for (int k = 0; k < 5; k++) targets[row * 5 + k] = (k + 1) * rows[row * 6 + k] - k + Normal(random) > 0 ? 1 : 0;
        }
        return (rows, targets);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
