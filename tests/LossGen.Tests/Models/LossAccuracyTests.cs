using System.Globalization;
using LossGen.Tests.Kernels;
using LossGen.Tests.Reference;
using Xunit;
using Xunit.Abstractions;

namespace LossGen.Tests.Models;

/// <summary>
/// The loss in float32 against the same formula in double at the same logits: within 4 units in the last place, for logits up to 1e4 and up to
/// 1,000 classes, whatever way the loss is asked for.
/// </summary>
public sealed class LossAccuracyTests(ITestOutputHelper output)
{
    // Measured over a hundred times as many logits as are tried here: 2.9 with hard truth, 3.4 with soft targets.
    private const double Allowed = 4;

    // The factor (1 − p)^2 doubles the relative error of 1 − p, which is some units itself; measured 7.3.
    private const double AllowedFocal = 8;

    // Below it 1 − p under an exponent of 1/2, or the factor under one of 2, may be subnormal and have few digits.
    private const double SmallestFocal = 1e-17;

    // About as many logits for each shape, whatever its classes.
    private const int LogitsToTry = 12_000;

    public static TheoryData<string> Models => [.. TestModels.ForLogits];

    public static TheoryData<string, string> ModelsAndOptions()
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in TestModels.ForLogits)
        {
            foreach (string options in LossCases.Names.Where(name => name != "plain")) cases.Add(model, options);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_loss_of_a_row_with_hard_truth_is_within_4_ulp(string name) => Rows(name, soft: false);

    [Theory]
    [MemberData(nameof(Models))]
    public void The_loss_of_a_row_with_soft_targets_is_within_4_ulp(string name) => Rows(name, soft: true);

    [Theory]
    [MemberData(nameof(ModelsAndOptions))]
    [Trait("Category", "Slow")]
    public void The_loss_under_weights_and_smoothing_is_within_4_ulp_and_a_focal_loss_within_8(string name, string options)
    {
        foreach (bool soft in new[] { false, true })
        {
            var worst = new Worst(output, $"{options}, {(soft ? "soft" : "hard")}");
            bool isFocal = false;
            foreach (Setting setting in Settings(name, soft, LogitsToTry / 4))
            {
                for (int r = 0; r < setting.Truths.Length; r++)
                {
                    LossOptions? lossOptions = LossCases.Create(options, new TestData(r), setting.Model.Shape, 1);
                    isFocal = lossOptions!.FocalGamma > 0;
                    double exact = setting.Reference.Loss(ReferenceModel.Widen(setting.Row(r)), setting.Truths[r], lossOptions);
                    if (isFocal && exact < SmallestFocal) continue;
                    worst.Add("Loss", setting.Model.Loss(setting.Row(r), setting.Truths[r], lossOptions), exact, setting, r);
                }
            }

            worst.Check(isFocal ? AllowedFocal : Allowed);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_loss_of_many_rows_is_within_4_ulp(string name)
    {
        var worst = new Worst(output, name);
        foreach (bool soft in new[] { false, true })
        {
            foreach (Setting setting in Settings(name, soft, LogitsToTry))
            {
                int features = setting.Model.Shape.Features;
                var gradient = new float[setting.Model.Shape.Parameters];
                foreach (int n in new[] { 2, 9, 33, 64 })
                {
                    // Few different rows at a time, so that a single one shows.
                    int[] picked = [.. Enumerable.Range(0, n).Select(i => setting.Random.Next(1 + setting.Random.Next(features)))];
                    float[] rows = [.. picked.SelectMany(setting.Row)];
                    Truth truth = setting.Pick(picked);
                    double exact = setting.Reference.Loss(ReferenceModel.Widen(rows), truth);
                    worst.Add(soft ? "Loss soft" : "Loss", setting.Model.Loss(rows, truth), exact, setting, picked[0]);
                    worst.Add(soft ? "Gradient soft" : "Gradient", setting.Model.LossAndGradient(rows, truth, gradient), exact, setting, picked[0]);
                }
            }
        }

        worst.Check(Allowed);
    }

    private void Rows(string name, bool soft)
    {
        var worst = new Worst(output, name + (soft ? " soft" : " hard"));
        foreach (Setting setting in Settings(name, soft, LogitsToTry))
        {
            TestModel model = setting.Model;
            var gradient = new float[model.Shape.Parameters];
            float[] parameters = model.Parameters.ToArray();
            for (int r = 0; r < setting.Truths.Length; r++)
            {
                float[] row = setting.Row(r);
                Truth truth = setting.Truths[r];
                double exact = setting.Reference.Loss(ReferenceModel.Widen(row), truth);
                worst.Add("Loss", model.Loss(row, truth), exact, setting, r);
                worst.Add("LossAndGradient", model.LossAndGradient(row, truth, gradient), exact, setting, r);
                worst.Add("InputGradient", model.InputGradient(row, truth, new float[row.Length]), exact, setting, r);
                worst.Add("Update", model.Update(row, truth, 1e-3f), exact, setting, r);
                parameters.CopyTo(model.Parameters);
                if (r > 1) continue;
                worst.Add("Fit", model.Fit(row, truth, new() { Epochs = 1, LearningRate = 1e-3 }).History[0].Loss, exact, setting, r);
                parameters.CopyTo(model.Parameters);
            }
        }

        worst.Check(Allowed);
    }

    private static IEnumerable<Setting> Settings(string name, bool soft, int logits)
    {
        ModelShape shape = TestModels.Create(name).Shape;
        int count = Math.Max(1, logits / shape.Weights);
        for (int seed = 0; seed < count; seed++) yield return new Setting(TestModels.Create(name), soft, seed);
    }

    /// <summary>A model without biases, whose row r picks feature r alone and so has the weights of r as its logits.</summary>
    private sealed class Setting
    {
        public Setting(TestModel model, bool soft, int seed)
        {
            Model = model;
            Random = new Random(seed);
            ModelShape shape = model.Shape;
            var patterns = new LogitPatterns(seed);
            Truths = new Truth[shape.Features];
            for (int r = 0; r < shape.Features; r++)
            {
                var z = new float[shape.Logits];
                patterns.Fill(z);
                for (int k = 0; k < z.Length; k++) model.Parameters[(k * shape.Features) + r] = z[k];
                if (soft)
                {
                    var targets = new float[shape.Classes];
                    patterns.Targets(targets, !shape.IsMultiLabel);
                    Truths[r] = Truth.Of(targets);
                }
                else if (shape.IsMultiLabel)
                {
                    bool right = Random.Next(2) == 0;
                    Truths[r] = Truth.Of(Array.ConvertAll(z, zk => right ? (zk > 0 ? 1f : 0) : Random.Next(2)));
                }
                else
                {
                    Truths[r] = Truth.Of([shape.Logits == 1 ? Random.Next(2) : patterns.Label(z)]);
                }
            }

            Reference = model.ToReference();
        }

        public TestModel Model { get; }

        public ReferenceModel Reference { get; }

        public Truth[] Truths { get; }

        public Random Random { get; }

        public float[] Row(int r)
        {
            var row = new float[Model.Shape.Features];
            row[r] = 1;
            return row;
        }

        public Truth Pick(int[] rows) => Truths[0].Labels is not null
            ? Truth.Of([.. rows.Select(r => Truths[r].Labels![0])])
            : Truth.Of([.. rows.SelectMany(r => Truths[r].Targets!)]);
    }

    private sealed class Worst(ITestOutputHelper output, string what)
    {
        private readonly Dictionary<string, (double Error, string Where)> _worst = [];

        public void Add(string path, double actual, double exact, Setting setting, int row)
        {
            double error = FloatError.InUlps(actual, exact);
            if (_worst.TryGetValue(path, out var worst) && error <= worst.Error) return;
            float[] z = [.. Enumerable.Range(0, Math.Min(12, setting.Model.Shape.Logits)).Select(k => setting.Model.Parameters[(k * setting.Model.Shape.Features) + row])];
            _worst[path] = (error, string.Create(CultureInfo.InvariantCulture,
                $"{actual:R} instead of {exact:R} at logits {string.Join(' ', z.Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}"));
        }

        public void Check(double allowed)
        {
            Assert.NotEmpty(_worst);
            foreach ((string path, (double error, string where)) in _worst)
            {
                output.WriteLine($"{what} {path}: {error:F3} ulp, {where}");
            }

            Assert.All(_worst.Values, worst => Assert.True(worst.Error <= allowed, $"{worst.Error:F3} ulp: {worst.Where}"));
        }
    }
}
