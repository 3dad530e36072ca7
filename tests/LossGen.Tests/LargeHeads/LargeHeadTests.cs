using System.Reflection;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.LargeHeads;

/// <summary>Models of many classes: what they compute is what models of few classes do, in scratch memory that does not grow with the classes.</summary>
public sealed class LargeHeadTests
{
    // float32 sums and exponentials; measured below 3e-6 for values and, of the largest entry, 5e-6 for gradients.
    private const double Tolerance = 1e-5;

    // A probability is at most 1, and a logit of these models at most 10 in size: its rounding in float32, 10 x 2^-24 or 6e-7, twice (itself and the sum's).
    private const double ToleranceOfProbabilities = 2e-6;

    public static TheoryData<string, string, bool> Cases() => Cases(LossCases.Ends);

    public static TheoryData<string, string, bool> OtherCases() => Cases(LossCases.Names.Except(LossCases.Ends));

    private static TheoryData<string, string, bool> Cases(IEnumerable<string> all)
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string model in LargeHeads.Names)
        {
            foreach (string options in model.Contains("65536", StringComparison.Ordinal) ? all.Intersect(LossCases.Ends) : all)
            {
                cases.Add(model, options, false);
                cases.Add(model, options, true);
            }
        }

        return cases;
    }

    public static TheoryData<string> Names => [.. LargeHeads.Names];

    public static TheoryData<string> WithLabels => [.. LargeHeads.WithLabels];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_gradients_equal_the_reference(string name, string options, bool soft)
    {
        // One row, and several blocks of 32 with one that is not full.
        foreach (int n in name.Contains("65536", StringComparison.Ordinal) ? [3, 34] : new[] { 1, 69 }) EqualsReference(name, options, soft, n);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(OtherCases))]
    public void So_do_they_under_each_option(string name, string options, bool soft) => EqualsReference(name, options, soft, n: 33);

    [Theory]
    [MemberData(nameof(Names))]
    public void Probabilities_equal_the_reference_and_a_row_alone_gets_the_bits_it_gets_among_others(string name)
    {
        const int Count = 37;
        var data = new TestData(3);
        TestModel model = LargeHeads.Filled(name, data);
        int features = model.Shape.Features, classes = model.Shape.Classes;
        float[] rows = data.Rows(Count, features), probabilities = new float[Count * classes], logits = new float[Count * classes];
        model.Probabilities(rows, probabilities);
        model.Logits(rows, logits);
        var alone = new float[classes];
        var predicted = new int[Count];
        if (model.HasLabels) model.Predict(rows, predicted);
        foreach (int r in new[] { 0, 8, 36 })
        {
            ReadOnlySpan<float> row = rows.AsSpan(r * features, features);
            double[] wide = ReferenceModel.Widen(row);
            double[] expected = model.Activation is null ? model.ToReference().Probabilities(wide) : model.ToNetworkReference().Probabilities(wide);
            for (int k = 0; k < classes; k++) Assert.Equal(expected[k], probabilities[(r * classes) + k], ToleranceOfProbabilities);
            model.Logits(row, alone);
            Near.SameBits(logits.AsSpan(r * classes, classes), alone, "logits of one row");
            model.Probabilities(row, alone);
            Near.SameBits(probabilities.AsSpan(r * classes, classes), alone, "probabilities of one row");
            if (!model.HasLabels) continue;
            Assert.Equal(Array.IndexOf(alone, alone.Max()), predicted[r]);
            Assert.Equal(predicted[r], model.Predict(row));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_that_is_not_finite_has_no_answer_and_does_not_touch_others(string name)
    {
        var data = new TestData(5);
        TestModel model = LargeHeads.Filled(name, data);
        int features = model.Shape.Features, classes = model.Shape.Classes;
        float[] rows = data.Rows(4, features), clean = [.. rows], expected = new float[4 * classes], found = new float[4 * classes];
        model.Probabilities(clean, expected);
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            rows[features] = bad;
            model.Probabilities(rows, found);
            Assert.All(found[classes..(2 * classes)], static p => Assert.True(float.IsNaN(p)));
            Near.SameBits(expected.AsSpan(0, classes), found.AsSpan(0, classes), "the row before");
            Near.SameBits(expected.AsSpan(2 * classes), found.AsSpan(2 * classes), "the rows behind");
            if (!model.HasLabels) continue;
            int[] before = [-7, -7, -7, -7], classesOf = [.. before];
            Assert.Throws<ArgumentException>(() => model.Predict(rows, classesOf));
            Assert.Equal(before, classesOf);
            Assert.Throws<ArgumentException>(() => model.Predict(rows.AsSpan(features, features)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_on_one_row_is_that_of_its_gradient(string name)
    {
        var data = new TestData(6);
        TestModel model = LargeHeads.Filled(name, data);
        float[] row = data.Rows(1, model.Shape.Features), gradient = new float[model.Parameters.Length], before = model.Parameters.ToArray();
        Truth truth = data.Hard(1, model.Shape);
        double loss = model.LossAndGradient(row, truth, gradient);
        Near.Relative(loss, model.Update(row, truth, 0.5f), Tolerance, name);
        for (int i = 0; i < before.Length; i++) Assert.Equal(before[i] - (0.5f * gradient[i]), model.Parameters[i], (float)Tolerance * (1 + Math.Abs(gradient[i])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_number_of_threads_does_not_change_a_bit(string name)
    {
        const int Count = 200;
        var data = new TestData(8);
        TestModel model = LargeHeads.Filled(name, data);
        float[] rows = data.Rows(Count, model.Shape.Features), start = model.Parameters.ToArray();
        Truth truth = data.Hard(Count, model.Shape);
        foreach (int batchSize in new[] { 100, 200 })
        {
            Assert.True(Passes.Partition.Of(batchSize, start.Length).Parts >= 2 || start.Length < 12_000, "one part: nothing to share");
            (float[] parameters, double loss) = Train(1, batchSize);
            Assert.NotEqual(start, parameters);
            foreach (int threads in new[] { 2, 3 })
            {
                (float[] again, double lossAgain) = Train(threads, batchSize);
                Near.SameBits(parameters, again, $"{threads} threads");
                Assert.Equal(loss, lossAgain);
            }
        }

        (float[] Parameters, double Loss) Train(int threads, int batchSize)
        {
            start.CopyTo(model.Parameters);
            TrainingResult result = model.Fit(rows, truth, new()
            {
                Epochs = 2,
                BatchSize = batchSize,
                LearningRate = 0.05,
                Dropout = model.Activation is null ? 0 : 0.2,
                MaxDegreeOfParallelism = threads,
                Standardize = false,
            });
            return (model.Parameters.ToArray(), result.Loss);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated(string name)
    {
        const int Count = 9;
        var data = new TestData(41);
        TestModel model = LargeHeads.Filled(name, data);
        ModelShape shape = model.Shape;
        float[] rows = data.Rows(Count, shape.Features), numbers = new float[Count * shape.Classes], gradient = new float[model.Parameters.Length];
        var inputGradient = new float[rows.Length];
        Truth truth = data.Hard(Count, shape), one = truth.Rows(0, 1, shape.Classes);
        LossOptions? options = LossCases.Create("everything", data, shape, Count);
        AllocatesNothing("Probabilities", () => model.Probabilities(rows, numbers));
        AllocatesNothing("Loss", () => model.Loss(rows, truth, options));
        AllocatesNothing("LossAndGradient", () => model.LossAndGradient(rows, truth, gradient, options));
        AllocatesNothing("InputGradient", () => model.InputGradient(rows, truth, inputGradient));
        AllocatesNothing("Update", () => model.Update(rows.AsSpan(0, shape.Features), one, 1e-3f));
        if (model.HasLabels) AllocatesNothing("Predict", () => model.Predict(rows.AsSpan(0, shape.Features)));
        Assert.Equal(0, SteadyAllocation.Of(progress => model.Fit(rows, truth, new() { Epochs = SteadyAllocation.Epochs, BatchSize = 5 }, progress)));
    }

    /// <summary>Scratch memory of 65,536 classes is that of 5,000, and a twentieth at most of two numbers for each class of thirty-two rows.</summary>
    [Fact]
    public void Scratch_memory_does_not_grow_with_the_classes()
    {
        Assert.Equal(Scratch<MultiLabel2x65536>(), Scratch<Multiclass2x65536>());
        Assert.InRange(Scratch<Multiclass2x65536>(), 1, 2 * 32 * 65_536 / 20);
        Assert.InRange(Scratch<Multiclass3x5000>(), Scratch<Multiclass2x65536>(), Scratch<Multiclass2x65536>() + 2000);
        Assert.InRange(Scratch<Sigmoid2x3x65536>(), 1, 2 * 32 * 65_536 / 20);

        static int Scratch<TModel>() => (int)typeof(TModel).GetNestedType("Kernels", BindingFlags.NonPublic)!
            .GetNestedType("Network")!.GetProperty("ScratchLength")!.GetValue(null)!;
    }

    /// <summary>What one thread adds part by part needs no gradient of a part.</summary>
    [Fact]
    public void One_thread_holds_one_gradient()
    {
        var size = new Passes.WorkspaceSize(Classes: 0, Scratch: 1000, Partial: 0, Parameters: 1_000_000) { AddedRows = 32 };
        Assert.Equal(size.Length, size.LengthFor(128));
        Assert.Equal(size.Length, size.LengthFor(16 * 32));
        Assert.Equal(size.Length + size.PartGradientLength, size.LengthFor((16 * 32) + 1));
        Assert.Equal(size.Length + size.PartGradientLength, size.LengthFor(128, hasStage: true));
        Assert.Equal(size.Length + size.PartGradientLength, (size with { AddedRows = 0 }).LengthFor(128));
        for (int parameters = 1000; parameters < 40_000; parameters += 777)
        {
            for (int rows = 33; rows < 1500; rows += 13)
            {
                if (!Passes.Partition.AreSmall(rows, parameters, 32)) continue;
                for (int fewer = 1; fewer <= rows; fewer++)
                {
                    var partition = Passes.Partition.Of(fewer, parameters);
                    for (int part = 0; part < partition.Parts && partition.Parts > 1; part++) Assert.InRange(partition.Count(part), 1, 32);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(WithLabels))]
    public void Validation_counts_what_Predict_says(string name)
    {
        const int Count = 50;
        var data = new TestData(12);
        TestModel model = LargeHeads.Filled(name, data);
        float[] rows = data.Rows(Count, model.Shape.Features);
        int[] labels = data.Hard(Count, model.Shape).Labels!, predicted = new int[Count];
        model.Predict(rows, predicted);
        for (int r = 0; r < Count; r += 3) labels[r] = predicted[r];
        var report = new List<double>();
        model.Fit(rows, Truth.Of(labels), new() { Epochs = 1, LearningRate = 1e-9, Validation = new ValidationSet(rows, labels), Standardize = false },
            new Reporter(progress => report.Add(progress.ValidationAccuracy)));
        Assert.Equal(predicted.Zip(labels).Count(static pair => pair.First == pair.Second) / (double)Count, report[0], 1e-12);
    }

    [Fact]
    public void Numbers_by_bins_are_targets()
    {
        const int Count = 40;
        var data = new TestData(14);
        float[] rows = data.Rows(Count, 3), values = [.. Enumerable.Range(0, Count).Select(static i => (i * 37 % 101) - 50f)], targets = new float[Count * 5000];
        var options = new TrainingOptions { Epochs = 2, BatchSize = 20, LearningRate = 0.1 };
        foreach (Bins bins in new[] { Bins.Uniform(-60, 40, 5000), new Bins(Bins.Uniform(-60, 40, 5000)) { Smoothing = 0 } })
        {
            Multiclass3x5000 ofTargets = new(), ofValues = new();
            bins.Targets(values, targets);
            ofTargets.Fit(rows, targets, options);
            ofValues.Fit(rows, bins, values, options);
            Near.SameBits(ofTargets.Parameters, ofValues.Parameters, "parameters");
            Assert.Equal(ofTargets.Loss(rows, targets), ofValues.Loss(rows, bins, values));
        }
    }

    [Fact]
    public void Certified_training_is_refused_and_attacks_are_not()
    {
        var data = new TestData(15);
        TestModel model = LargeHeads.Filled(nameof(Tanh4x9x1100), data);
        float[] rows = data.Rows(40, 4);
        Truth truth = data.Hard(40, model.Shape);
        TestModel largestWhole = LargeHeads.Filled(nameof(Multiclass5x1024), data);
        largestWhole.Fit(data.Rows(4, 5), data.Hard(4, largestWhole.Shape), new() { Epochs = 1, LearningRate = 0.01, Adversary = Adversary.Certified(0.1), Standardize = false });
        TestModel smallestTiled = LargeHeads.Filled(nameof(Multiclass5x1025), data);
        Assert.Throws<ArgumentException>(() =>
            smallestTiled.Fit(data.Rows(4, 5), data.Hard(4, smallestTiled.Shape), new() { Epochs = 1, Adversary = Adversary.Certified(0.1) }));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => model.Fit(rows, truth, new() { Epochs = 1, Adversary = Adversary.Certified(0.1) }));
        Assert.Contains("1100 classes", refused.Message, StringComparison.Ordinal);
        Assert.True(double.IsFinite(model.Fit(rows, truth, new() { Epochs = 1, BatchSize = 40, Adversary = Adversary.Fgsm(0.1) }).Loss));
    }

    private static void EqualsReference(string name, string optionsName, bool soft, int n)
    {
        var data = new TestData(n);
        TestModel model = LargeHeads.Filled(name, data);
        float[] rows = data.Rows(n, model.Shape.Features);
        Truth truth = soft ? data.Soft(n, model.Shape) : data.Hard(n, model.Shape);
        LossOptions? options = LossCases.Create(optionsName, data, model.Shape, n);
        double[] wide = ReferenceModel.Widen(rows);
        double loss = model.Activation is null ? model.ToReference().Loss(wide, truth, options) : model.ToNetworkReference().Loss(wide, truth, options);
        (double[] ofParameters, double[] ofRows) = model.Activation is null
            ? model.ToReference().Gradients(wide, truth, options)
            : model.ToNetworkReference().Gradients(wide, truth, options);
        float[] gradient = new float[model.Parameters.Length], inputGradient = new float[rows.Length];
        Array.Fill(gradient, float.NaN);
        string what = $"{name}, {optionsName}, {n} rows, {(soft ? "soft" : "hard")}: ";
        Near.Relative(loss, model.Loss(rows, truth, options), Tolerance, what + "loss");
        Near.Relative(loss, model.LossAndGradient(rows, truth, gradient, options), Tolerance, what + "loss beside the gradient");
        Near.Relative(loss, model.InputGradient(rows, truth, inputGradient, options), Tolerance, what + "loss beside the input gradient");

        // A residual p − t of a soft or smoothed target can cancel as a whole, and p comes rounded to 2^-25; class weights of up to 2.25 multiply that.
        double rounding = soft || options?.LabelSmoothing > 0 ? 1.0 / (1 << 23) : 0;
        Near.RelativeToLargest(ofParameters, gradient, Tolerance, what + "gradient", rounding * rows.Max(MathF.Abs));
        Near.RelativeToLargest(ofRows, inputGradient, 2 * Tolerance, what + "input gradient", rounding / n);
    }

    private static void AllocatesNothing(string what, Action call)
    {
        long allocated = Allocation.Of(call);
        Assert.True(allocated == 0, $"{what}: {allocated} bytes");
    }
}
