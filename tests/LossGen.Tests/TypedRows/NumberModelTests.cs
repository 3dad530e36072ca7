using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>Typed models that predict a number through bins: everything they do is what the untyped members do with the bins that they keep.</summary>
public sealed class NumberModelTests
{
    internal static readonly House[] Rows = Houses.Make(400, seed: 1);
    private static readonly TrainingOptions Few = new() { Epochs = 3 };

    [Fact]
    public void Bins_are_learned_from_the_smallest_to_the_largest_label()
    {
        var model = new PriceModel();
        Assert.Null(model.Bins);
        model.Fit(Rows, Few);
        Assert.Equal(51, model.Bins!.Count);
        Assert.Equal((float)Rows.Min(static house => house.Price), model.Bins.Centres[0]);
        Assert.Equal((float)Rows.Max(static house => house.Price), model.Bins.Centres[^1]);
        Assert.Equal(0.75, model.Bins.Smoothing);

        var half = new HalfModel();
        half.Fit([new Halves(1, (Half)1), new Halves(2, (Half)3)], Few);
        Assert.Equal([1.0, 3], half.Bins!.Centres.ToArray());
        Assert.Equal(ClassificationTask.Multiclass, TaskOf(half));
    }

    [Fact]
    public void Smoothing_is_that_of_the_declaration()
    {
        var meter = new MeterModel();
        meter.Fit([new Meter { Load = 1, Kilowatts = 0.5m }, new Meter { Load = 2, Kilowatts = 7 }], Few);
        Assert.Equal(0, meter.Bins!.Smoothing);
        var stars = new StarsModel();
        stars.Fit([new Review(10, 1), new Review(3, 5)], Few);
        Assert.Equal(0.5, stars.Bins!.Smoothing);
        Assert.Equal([1.0, 2, 3, 4, 5], stars.Bins.Centres.ToArray());
    }

    [Fact]
    public void Bins_that_are_set_or_learned_before_stay()
    {
        var mine = Bins.Uniform(0, 500, 51);
        var model = new PriceModel { Bins = mine };
        model.Fit(Rows, Few);
        Assert.Same(mine, model.Bins);
        model.Fit(Houses.Make(50, seed: 9), Few);
        Assert.Same(mine, model.Bins);
        model.Initialize(3);
        Assert.Same(mine, model.Bins);

        model.Bins = null;
        model.Fit(Rows, Few);
        Assert.NotSame(mine, model.Bins);
        var fault = Assert.Throws<ArgumentException>(() => model.Bins = Bins.Uniform(0, 1, 50));
        Assert.Contains("50 bins; the model needs 51", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_and_untyped_members_agree_to_the_bit()
    {
        var typed = new PriceModel();
        TrainingResult result = typed.Fit(Rows, Few);
        Bins bins = typed.Bins!;
        float[] features = typed.FeaturesOf(Rows), values = typed.ValuesOf(Rows);
        var untyped = new UntypedPriceModel();
        Assert.Equal(untyped.Fit(features, bins, values, Few).Loss, result.Loss);
        Assert.Equal(untyped.Parameters.ToArray(), typed.Parameters.ToArray());
        Assert.Equal(untyped.Loss(features, bins, values), typed.Loss(Rows));

        float[] p = new float[51], all = new float[51 * Rows.Length], allTyped = new float[51 * Rows.Length];
        untyped.Probabilities(features, all);
        typed.Probabilities(Rows, allTyped);
        Assert.Equal(all, allTyped);
        var means = new double[Rows.Length];
        typed.Predict(Rows, means);
        for (int i = 0; i < Rows.Length; i += 37)
        {
            untyped.Probabilities(features.AsSpan(3 * i, 3), p);
            Assert.Equal(bins.Mean(p), typed.Predict(Rows[i]));
            Assert.Equal(bins.Mean(all.AsSpan(51 * i, 51)), means[i]);
            Assert.Equal(bins.Quantile(p, 0.25), typed.PredictQuantile(Rows[i], 0.25));
            Assert.Equal(bins.ProbabilityAbove(p, 200), typed.ProbabilityAbove(Rows[i], 200));
        }

        Assert.Equal(RegressionEvaluation.Of(untyped, bins, features, values, 0.8), typed.Evaluate(Rows, 0.8));
        Assert.Equal(typed.Evaluate(Rows), typed.Evaluate(Rows.ToList()));
    }

    [Fact]
    public void An_update_is_that_of_the_targets_of_its_label()
    {
        PriceModel typed = Trained(), untyped = typed.Clone();
        var targets = new float[51];
        typed.Bins!.Targets([(float)Rows[5].Price], targets);
        Assert.Equal(untyped.Update(untyped.FeaturesOf(Rows)[15..18], targets, 0.001f), typed.Update(Rows[5], 0.001f));
        Assert.Equal(untyped.Parameters.ToArray(), typed.Parameters.ToArray());
        double before = typed.Loss([Rows[5]]);
        for (int i = 0; i < 50; i++) typed.Update(Rows[5], 0.001f);
        Assert.True(typed.Loss([Rows[5]]) < before);
    }

    [Fact]
    public async Task Batches_train_as_rows_in_memory_and_bring_the_bins()
    {
        PriceModel inMemory = new(), fromSource = new(), asynchronous = new();
        TrainingOptions options = new() { Epochs = 3, Shuffle = false, LearningRate = 0.01, Standardize = true, BatchSize = 100 };
        inMemory.Fit(Rows, options);
        int passes = 0;
        IEnumerable<House> Source()
        {
            passes++;
            foreach (House house in Rows) yield return house;
        }

        fromSource.Fit(fromSource.BatchesOf(Source(), batchRows: 400), options);
        Assert.Equal(inMemory.Parameters.ToArray(), fromSource.Parameters.ToArray());
        Assert.True(Same(inMemory.Bins!, fromSource.Bins!));

        // One to measure the features, three epochs, one for the loss at the end, and one for the bins.
        Assert.Equal(6, passes);

        await asynchronous.FitAsync(Later(), options);
        Assert.Equal(inMemory.Parameters.ToArray(), asynchronous.Parameters.ToArray());

        static async IAsyncEnumerable<House> Later()
        {
            foreach (House house in Rows)
            {
                await Task.Yield();
                yield return house;
            }
        }
    }

    /// <summary>As on shards: a model that learned classes in the place of numbers would have no bins to predict numbers with.</summary>
    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(false, 0, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 1, true)]
    public void Batches_without_numbers_are_refused_by_their_number(bool hasLabels, int index, bool hasBins)
    {
        var model = new PriceModel();
        float[] features = model.FeaturesOf(Rows), values = model.ValuesOf(Rows), before = model.Parameters.ToArray();
        Bins bins = model.BinsOf(Rows);
        TrainingBatch wrong = hasLabels ? new(features, new int[Rows.Length]) : new(features, Enumerable.Repeat(1f / bins.Count, bins.Count * Rows.Length).ToArray());
        TrainingBatch[] batches = [.. Enumerable.Repeat(new TrainingBatch(features, hasBins ? bins : null, values), index), wrong];
        var fault = Assert.Throws<ArgumentException>(() => model.Fit(batches, Few));
        Assert.StartsWith(
            $"Batch {index} (the first is 0): it has {(hasLabels ? "labels" : "targets")}, but the model predicts numbers through bins; expected new TrainingBatch(rows, bins, values).",
            fault.Message,
            StringComparison.Ordinal);
        Assert.Equal("batches", fault.ParamName);
        Assert.Null(model.Bins);
        Assert.Equal(before, model.Parameters.ToArray());
    }

    [Fact]
    public void Batches_of_other_bins_are_refused_by_their_number()
    {
        var model = new PriceModel();
        float[] features = model.FeaturesOf(Rows), values = model.ValuesOf(Rows);
        TrainingBatch first = new(features, Bins.Uniform(0, 1, 51), values), second = new(features, Bins.Uniform(0, 2, 51), values);
        var fault = Assert.Throws<ArgumentException>(() => model.Fit([first, second], Few));
        Assert.Contains("Batch 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("the same for all batches", fault.Message, StringComparison.Ordinal);
        Assert.Null(model.Bins);
        Assert.Throws<ArgumentException>(() => new UntypedPriceModel().Fit([new TrainingBatch(features, Bins.Uniform(0, 1, 50), values)], Few));

        // A single batch of all rows is the set in memory. Its rate and size are given, since the defaults for a source know no number of rows.
        TrainingOptions options = Few with { LearningRate = 0.01, BatchSize = 32 };
        UntypedPriceModel fromSource = new(), inMemory = new();
        fromSource.Fit([first], options);
        inMemory.Fit(features, first.Bins!, values, options);
        Assert.Equal(inMemory.Parameters.ToArray(), fromSource.Parameters.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void Validation_goes_through_the_same_bins(double fraction)
    {
        var model = new PriceModel();
        model.Bins = model.BinsOf(Rows);
        House[] others = Houses.Make(100, seed: 4);
        TrainingResult result = model.Fit(Rows, new()
        {
            Epochs = 5,
            ValidationFraction = fraction,
            Validation = fraction > 0 ? null : new(model.FeaturesOf(others), model.Bins, model.ValuesOf(others)),
        });
        Assert.True(result.BestEpoch > 0);
        if (fraction == 0) Assert.Equal(model.Loss(others), result.ValidationLoss);
    }

    [Fact]
    public void Training_that_fails_leaves_a_model_without_bins_as_it_was()
    {
        var model = new PriceModel();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        model.Fit(Rows, Few, cancellationToken: cancelled.Token);
        Assert.Null(model.Bins);
        Assert.Throws<ArgumentException>(() => model.Fit(Rows, new() { Epochs = 1, Validation = new(new float[3], new float[3]) }));
        Assert.Null(model.Bins);
        Assert.Throws<InvalidOperationException>(() => model.Fit(Rows, Few, new Throwing()));
        Assert.NotNull(model.Bins);
        Assert.True(double.IsFinite(model.Predict(Rows[0])));
    }

    [Fact]
    public void What_needs_bins_says_so()
    {
        var model = new PriceModel();
        House house = Rows[0];
        foreach (Action use in new Action[]
        {
            () => model.Predict(house), () => model.Predict(Rows, new double[Rows.Length]), () => model.PredictQuantile(house, 0.5),
            () => model.ProbabilityAbove(house, 3), () => model.Loss(Rows), () => model.Update(house, 0.1f), () => model.Evaluate(Rows),
        })
        {
            var fault = Assert.Throws<InvalidOperationException>(use);
            Assert.Equal("PriceModel has no bins yet, so its classes are no numbers; expected a model that is trained or loaded, or whose Bins are set.", fault.Message);
        }

        model.Probabilities(house, new float[51]); // those of bins that may come
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(1e300, "Infinity")]
    public void A_label_that_is_no_finite_float_is_named(double price, string written)
    {
        var untrained = new PriceModel();
        House[] rows = [.. Rows];
        rows[7] = rows[7] with { Price = price };
        string where = $"Price of row 7 is {written} as a float; bins hold only finite numbers";
        Refuses(() => untrained.Fit(rows), where);
        Assert.Null(untrained.Bins);
        PriceModel model = Trained();
        Refuses(() => model.Fit(rows), where);
        Refuses(() => model.Loss(rows), where);
        Refuses(() => model.Evaluate(rows), where);
        Refuses(() => model.ValuesOf(rows), where);
        Refuses(() => model.BinsOf(rows), where);
        Refuses(() => model.Fit(model.BatchesOf(rows)), where);
        Refuses(() => model.Update(rows[7], 0.1f), where.Replace("row 7", "row 0", StringComparison.Ordinal));
        model.Predict(rows[7]); // does not look at it
    }

    [Fact]
    public void Other_bad_rows_are_named()
    {
        PriceModel model = Trained();
        House bad = Rows[0] with { Area = double.NaN };
        Refuses(() => model.Predict(bad), "Area of row 0 is NaN as a float; a number is predicted only from finite numbers");
        Refuses(() => model.Predict([Rows[1], bad], new double[2]), "Area of row 1");
        Refuses(() => model.Predict(Rows, new double[3]), "destination has length 3");
        Refuses(() => model.Fit([Rows[1], null!]), "Row 1 is null");
        Refuses(() => model.Fit(Array.Empty<House>()), "rows is empty");
        Refuses(() => model.BinsOf([]), "rows is empty");
        Refuses(() => new PriceModel().Fit([Rows[1], Rows[1]]), "Price of all rows is");
        Refuses(() => model.ProbabilityAbove(Rows[0], double.NaN), "value is NaN");
        Assert.Throws<ArgumentOutOfRangeException>(() => model.PredictQuantile(Rows[0], 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Evaluate(Rows, 1));
        var meter = new MeterModel();
        Refuses(() => meter.Fit([new Meter { Kilowatts = 1 }, new Meter()]), "Kilowatts of row 1 is null");
    }

    [Fact]
    public void Reading_and_updates_allocate_nothing()
    {
        PriceModel model = Trained();
        var means = new double[Rows.Length];
        double sum = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            sum += model.Predict(Rows[0]) + model.PredictQuantile(Rows[1], 0.2) + model.ProbabilityAbove(Rows[2], 100);
            model.Predict(Rows, means);
            sum += model.Update(Rows[3], 1e-6f);
        }));
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void Nothing_of_rows_times_bins_is_allocated_by_training()
    {
        // 20,000 rows: their targets would take 4 MB.
        House[] many = Houses.Make(20_000, seed: 2);
        var model = new PriceModel();
        model.Fit(many[..64], Few);
        long before = GC.GetAllocatedBytesForCurrentThread();
        model.Fit(many, new() { Epochs = 1, LearningRate = 0.01, MaxDegreeOfParallelism = 1 });
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(taken, 0, 20_000 * (3 + 3 + 1 + 4) * sizeof(float));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_known_law_is_found_again()
    {
        House[] rows = Houses.Make(4_000, seed: 5);
        var model = new WidePriceModel();
        model.Fit(rows, new() { Epochs = 60, Standardize = true, Optimizer = Optimizer.Adam(), LearningRate = LearningRateSchedule.Cosine(0.005, 60, 0) });
        double width = model.Bins!.Edges[1] - model.Bins.Edges[0];

        // The targets' smoothing and a bin, in which the distribution is taken to be uniform, widen it: variances add.
        double Widened(double deviation) => Math.Sqrt((deviation * deviation) + (0.75 * 0.75 * width * width) + (width * width / 12));

        // The standard error of a mean, in deviations of a label, of a fit of 80 effective parameters to 4,000 rows: so far off the network's means are on average, measured.
        // That of the median of a normal distribution is 1.25 times as large, that of its outer twentieths 2.1 times, that of the probability above the mean half as large.
        // Two of them are allowed; of the twentieths, 1.7.
        double error = Math.Sqrt(80 / 4000.0);
        foreach ((double area, float age, bool garden) in new[] { (80.0, 2f, false), (80, 8, false), (100, 5, true), (120, 3, true), (125, 8, false) })
        {
            var house = new House(area, age, garden, 0);
            double mean = Houses.Mean(area, garden), deviation = Houses.Deviation(age), widened = Widened(deviation);
            Assert.Equal(mean, model.Predict(house), 2 * error * deviation);
            Assert.Equal(mean - (1.6449 * widened), model.PredictQuantile(house, 0.05), 0.5 * deviation);
            Assert.Equal(mean, model.PredictQuantile(house, 0.5), 2 * 1.25 * error * deviation);
            Assert.Equal(mean + (1.6449 * widened), model.PredictQuantile(house, 0.95), 0.5 * deviation);
            Assert.Equal(0.5, model.ProbabilityAbove(house, mean), 2 * 0.5 * error);
        }

        // The interval of a distribution that is wider than the law's covers more than 90 %: the mean over the ages. Errors of its two limits count by a density of some 0.1 a
        // deviation each and have both signs, so that they cancel over many rows but for a few hundredths of a deviation.
        double covered = Enumerable.Range(0, 1000).Average(i =>
        {
            double deviation = Houses.Deviation((i + 0.5) / 100);
            return (2 * Kernels.NormalDistribution.Of(1.6449 * Widened(deviation) / deviation)) - 1;
        });
        RegressionEvaluation evaluation = model.Evaluate(Houses.Make(10_000, seed: 6));
        Assert.Equal(covered, evaluation.Coverage, 0.02);

        // The deviation of the law itself: the mean of (5 + age)² for ages from 0 to 10 is 108.3. Of 10,000 squares whose kurtosis is 3.9 the root of the mean is known to 0.9 %,
        // three times which is 0.28; the means' own errors add 1 %, half of their share of the variance.
        Assert.Equal(Math.Sqrt(325.0 / 3), evaluation.RootMeanSquaredError, 0.28 + (0.01 * 10.4));
    }

    internal static PriceModel Trained()
    {
        var model = new PriceModel();
        model.Fit(Rows, Few);
        return model;
    }

    private static ClassificationTask TaskOf<TModel>(TModel model)
        where TModel : class, IClassifier<TModel> => model is null ? default : TModel.Task;

    internal static bool Same(Bins left, Bins right) =>
        left.Edges.SequenceEqual(right.Edges) && left.Centres.SequenceEqual(right.Centres) && left.Smoothing.Equals(right.Smoothing);

    private static void Refuses(Action action, string words)
    {
        var fault = Assert.ThrowsAny<ArgumentException>(action);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private sealed class Throwing : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => throw new InvalidOperationException("stop");
    }
}
