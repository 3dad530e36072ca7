using System.Diagnostics;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.ChangedInput;

/// <summary>
/// Another thread changes labels, targets, weights and rows while a model is trained and asked. What comes of it may differ from run to run;
/// allowed are exceptions that name the input, and models that are finite. LOSSGEN_RACE_SECONDS lengthens all cases together to about that time.
/// </summary>
public sealed class RaceTests
{
    private const int CallsEach = 2;

    private static readonly string[] Shapes =
    [
        nameof(Binary2), nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass30x2), nameof(Multiclass64x10), nameof(Multiclass3x40),
        nameof(Multiclass128x100), nameof(MultiLabel4x3), nameof(MultiLabel64x10),
    ];

    // Calls of all cases: each shape with hard and with soft truth has about 43.
    private static readonly double SecondsEach =
        double.TryParse(Environment.GetEnvironmentVariable("LOSSGEN_RACE_SECONDS"), out double seconds) ? seconds / (Shapes.Length * 2 * 43) : 0;

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (string shape in Shapes)
        {
            cases.Add(shape, true);
            cases.Add(shape, false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_call_ends_in_a_named_exception_or_a_finite_model(string name, bool soft)
    {
        var race = new Race(name, soft);
        using var changer = new Changer(race.Change);
        foreach (Action call in race.Calls()) Repeat(call, race.Restore, race.AssertFinite);
    }

    [Fact]
    public void Metrics_and_selections_of_changing_labels_end_in_a_named_exception()
    {
        var model = new Multiclass64x10();
        var data = new TestData(41);
        float[] rows = data.Rows(500, 64), probabilities = new float[5000];
        int[] good = data.Labels(500, 10), labels = [.. good], predicted = [.. good];
        data.Numbers(650, 0.1).CopyTo(model.Parameters);
        model.Probabilities(rows, probabilities);
        Action[] calls =
        [
            () => Evaluation.Of(model, rows, labels),
            () => TemperatureScaling.Fit(model, rows, labels),
            () => ConfusionMatrix.Of(labels, predicted, 10),
            () => Metrics.LogLoss(labels, probabilities, 10),
            () => Metrics.LogLossFromLogits(labels, probabilities, 10),
            () => Metrics.TopKAccuracy(labels, probabilities, 10, 3),
            () => Metrics.BrierScore(labels, probabilities, 10),
            () => ClassWeights.Balanced(labels, 10),
            () => Resampling.Oversample(labels, 10),
            () => Resampling.Undersample(labels, 10),
        ];

        using var changer = new Changer(random =>
        {
            labels[random.Next(labels.Length)] = random.Next(3) == 0 ? random.Next(10) : random.Next(int.MinValue, int.MaxValue);
            predicted[random.Next(predicted.Length)] = random.Next(3) == 0 ? random.Next(10) : -1;
        });
        foreach (Action call in calls)
        {
            Repeat(call, Restore, () => { });
        }

        void Restore()
        {
            good.CopyTo(labels, 0);
            good.CopyTo(predicted, 0);
        }
    }

    [Fact]
    public void Typed_rows_that_become_null_are_named()
    {
        var model = new FlowerModel();
        Flower?[] rows = new Flower?[200];
        Flower flower = new(5, 3, 1.5m, Species.Setosa) { PetalWidth = (Half)0.2f };
        Array.Fill(rows, flower);
        using var changer = new Changer(random => rows[random.Next(rows.Length)] = random.Next(2) == 0 ? null : flower);
        Flower[] given = rows!;
        Action[] calls =
        [
            () => model.Fit(given, new() { Epochs = 2 }),
            () => model.Loss(given),
            () => model.Predict(given, new Species[200]),
            () => model.Update(in given[7], 0.01f),
            () => model.Predict(in given[7]),
            () => model.Evaluate(given),
        ];
        foreach (Action call in calls)
        {
            Repeat(
                () =>
                {
                    for (int i = 0; i < 200; i++) Named(call);
                },
                () => Array.Fill(rows, flower),
                () => AssertFinite(model.Parameters));
        }
    }

    private static void Repeat(Action call, Action restore, Action check)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < CallsEach || Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsEach; i++)
        {
            restore();
            Named(call);
            check();
        }
    }

    /// <summary>Lets pass what says which input is wrong; an index out of range or a null reference is none of that.</summary>
    private static void Named(Action call)
    {
        try
        {
            call();
        }
        catch (ArgumentException refusal)
        {
            Assert.False(string.IsNullOrEmpty(refusal.ParamName));
        }
        catch (InvalidOperationException refusal)
        {
            Assert.Matches("finite|unchanged", refusal.Message);
        }
    }

    private static void AssertFinite(ReadOnlySpan<float> parameters) => Assert.All(parameters.ToArray(), p => Assert.True(float.IsFinite(p)));

    /// <summary>A thread that changes things for as long as it lives.</summary>
    private sealed class Changer : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stop;

        public Changer(Action<Random> change)
        {
            _thread = new Thread(() =>
            {
                var random = new Random(3);
                while (!_stop)
                {
                    change(random);
                    Thread.SpinWait(random.Next(200));
                }
            });
            _thread.IsBackground = true;
            _thread.Start();
        }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
        }
    }

    /// <summary>A model, what it learns from, and every way to learn.</summary>
    private sealed class Race
    {
        private const int Rows = 256;

        private readonly TestModel _model;
        private readonly ModelShape _shape;
        private readonly float[] _goodRows, _rows, _classWeights, _sampleWeights;
        private readonly Truth _good, _truth;
        private readonly LossOptions _loss;

        public Race(string name, bool soft)
        {
            var data = new TestData(40);
            _model = TestModels.Create(name);
            _shape = _model.Shape;
            _goodRows = data.Rows(Rows, _shape.Features);
            _good = soft ? data.Soft(Rows, _shape) : data.Hard(Rows, _shape);
            _rows = [.. _goodRows];
            _truth = _good.Labels is { } labels ? Truth.Of((int[])labels.Clone()) : Truth.Of((float[])_good.Targets!.Clone());
            _classWeights = new float[_shape.Classes];
            _sampleWeights = new float[Rows];
            Restore();
            _loss = new LossOptions { ClassWeights = _classWeights, SampleWeights = _sampleWeights };
        }

        public void Restore()
        {
            _goodRows.CopyTo(_rows, 0);
            _good.Labels?.CopyTo(_truth.Labels!, 0);
            _good.Targets?.CopyTo(_truth.Targets!, 0);
            Array.Fill(_classWeights, 1.5f);
            Array.Fill(_sampleWeights, 0.5f);
        }

        public void AssertFinite() => RaceTests.AssertFinite(_model.Parameters);

        /// <summary>One change: mostly of the truth, which is soon wrong everywhere, seldom of the rest, which ends a run.</summary>
        public void Change(Random random)
        {
            float[] bad = [float.NaN, float.PositiveInfinity, -1, 1e30f, float.MaxValue];
            float number = bad[random.Next(bad.Length)];
            switch (random.Next(40))
            {
                case 0:
                    _rows[random.Next(_rows.Length)] = number;
                    break;
                case 1:
                    _classWeights[random.Next(_classWeights.Length)] = number;
                    break;
                case 2:
                    _sampleWeights[random.Next(Rows)] = number;
                    break;
                case < 20:
                    if (_truth.Labels is { } labels) labels[random.Next(Rows)] = random.Next(2) == 0 ? 100_000 : random.Next(int.MinValue, 0);
                    else if (random.Next(8) == 0) _truth.Targets![random.Next(_truth.Targets.Length)] = number;
                    break;
                default:
                    if (_truth.Labels is { } healed) _good.Labels!.CopyTo(healed, 0);
                    break;
            }
        }

        public IEnumerable<Action> Calls()
        {
            var options = new TrainingOptions { Epochs = 8, LearningRate = 0.01, BatchSize = 64 };
            var gradient = new float[_shape.Parameters];
            var ofRows = new float[_rows.Length];
            Optimizer[] optimizers =
            [
                Optimizer.GradientDescent(), Optimizer.GradientDescent(0.9, nesterov: true), Optimizer.AdaGrad(), Optimizer.RmsProp(), Optimizer.Adam(), Optimizer.Lbfgs(),
            ];
            foreach (Optimizer optimizer in optimizers)
            {
                TrainingOptions own = options with { Optimizer = optimizer };
                yield return () => Fit(own);
                yield return () => Fit(own with { Standardize = true, L2 = 0.01 });
                yield return () => Fit(own with { MaxDegreeOfParallelism = 2, BatchSize = 0 });
                yield return () => Fit(own with { Loss = _loss });
                yield return () => FitSource(own);
                yield return () => FitSource(own with { Standardize = true, MaxDegreeOfParallelism = 2, BatchSize = 0 });
            }

            yield return () => Fit(options with { Loss = _loss with { LabelSmoothing = 0.1f, FocalGamma = 2 }, Shuffle = false });
            yield return () => _model.Loss(_rows, _truth, _loss);
            yield return () => _model.LossAndGradient(_rows, _truth, gradient);
            yield return () => _model.LossAndGradient(_rows, _truth, gradient, _loss);
            yield return () => _model.InputGradient(_rows, _truth, ofRows);
            yield return () => _model.Update(_rows, _truth, 0.01f);
            yield return () =>
            {
                for (int r = 0; r < Rows; r++) Named(() => UpdateRow(r));
            };
        }

        private void UpdateRow(int row)
        {
            ReadOnlySpan<float> features = _rows.AsSpan(row * _shape.Features, _shape.Features);
            Truth one = _truth.Rows(row, 1, _shape.Classes);
            _model.Update(features, one, 0.01f);
        }

        private void Fit(TrainingOptions options) => Check(_model.Fit(_rows, _truth, options));

        private void FitSource(TrainingOptions options)
        {
            var batch = _truth.Labels is { } labels ? new TrainingBatch(_rows, labels) : new TrainingBatch(_rows, _truth.Targets);
            Check(_model.Fit([batch, batch with { SampleWeights = _sampleWeights }], options));
        }

        private static void Check(TrainingResult result) =>
            Assert.True(double.IsFinite(result.Loss) || result.StopReason == StopReason.Diverged, $"{result.StopReason} with a loss of {result.Loss}");
    }
}
