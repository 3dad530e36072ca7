using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Validation;

/// <summary>
/// Every member against every kind of bad input: the exception, the parameter it names, the numbers in its message, and that nothing was
/// written before it.
/// </summary>
public sealed class BadInputTests
{
    private const int Count = 5;

    public static TheoryData<string> Names => [nameof(Binary2), nameof(Binary257), nameof(Multiclass4x3), nameof(Multiclass64x10), nameof(MultiLabel4x3), nameof(MultiLabel257x11)];

    public static TheoryData<string> NamesWithLabels => [nameof(Binary2), nameof(Binary257), nameof(Multiclass4x3), nameof(Multiclass64x10)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_rows(string name)
    {
        var probe = new Probe(name);
        foreach ((string member, Action<float[]> call) in probe.MembersWithRows())
            probe.Refuses<ArgumentException>(member, () => call([]), "rows", "empty", "at least one row");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_that_are_not_whole(string name)
    {
        var probe = new Probe(name);
        int features = probe.Shape.Features;
        foreach ((string member, Action<float[]> call) in probe.MembersWithRows())
        {
            probe.Refuses<ArgumentException>(member, () => call(new float[(Count * features) + 1]), "rows", $"length {(Count * features) + 1}", $"multiple of {features}");
            probe.Refuses<ArgumentException>(member, () => call(new float[features - 1]), "rows", features == 1 ? "empty" : $"length {features - 1}");
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithLabels))]
    public void One_row_of_the_wrong_length(string name)
    {
        var probe = new Probe(name);
        int features = probe.Shape.Features;
        foreach (int length in new[] { 0, features - 1, features + 1, 2 * features })
            probe.Refuses<ArgumentException>("Predict", () => probe.Model.Predict(new float[length]), "row", $"length {length}", $"needs {features}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Destinations_and_gradients_of_the_wrong_length(string name)
    {
        var probe = new Probe(name);
        ModelShape shape = probe.Shape;
        TestModel model = probe.Model;
        foreach (int off in new[] { -1, 1 })
        {
            float[] logits = probe.Output((Count * shape.Logits) + off);
            float[] probabilities = probe.Output((Count * shape.Classes) + off);
            float[] gradient = probe.Output(shape.Parameters + off);
            float[] inputGradient = probe.Output((Count * shape.Features) + off);
            probe.Refuses<ArgumentException>("Logits", () => model.Logits(probe.Rows, logits), "destination", $"length {logits.Length}", $"needs {Count * shape.Logits}");
            probe.Refuses<ArgumentException>("Probabilities", () => model.Probabilities(probe.Rows, probabilities), "destination", $"length {probabilities.Length}", $"needs {Count * shape.Classes}");
            foreach (Truth truth in probe.Truths)
            {
                probe.Refuses<ArgumentException>("LossAndGradient", () => model.LossAndGradient(probe.Rows, truth, gradient), "gradient", $"length {gradient.Length}", $"needs {shape.Parameters}");
                probe.Refuses<ArgumentException>("InputGradient", () => model.InputGradient(probe.Rows, truth, inputGradient), "gradient", $"length {inputGradient.Length}", $"needs {Count * shape.Features}");
            }

            if (model.HasLabels)
            {
                var classes = new int[Count + off];
                probe.Refuses<ArgumentException>("Predict", () => model.Predict(probe.Rows, classes), "destination", $"length {Count + off}", $"needs {Count}");
                Assert.All(classes, label => Assert.Equal(0, label));
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithLabels))]
    public void Labels_of_the_wrong_length(string name)
    {
        var probe = new Probe(name);
        foreach (int length in new[] { 0, Count - 1, Count + 1 })
        {
            foreach ((string member, Action<Truth> call) in probe.MembersWithTruth())
                probe.Refuses<ArgumentException>(member, () => call(Truth.Of(new int[length])), "labels", $"length {length}", $"needs {Count}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Targets_of_the_wrong_length(string name)
    {
        var probe = new Probe(name);
        int needed = Count * probe.Shape.Classes;
        foreach (int length in new[] { 0, Count, needed - 1, needed + 1 })
        {
            foreach ((string member, Action<Truth> call) in probe.MembersWithTruth())
                probe.Refuses<ArgumentException>(member, () => call(Truth.Of(new float[length])), "targets", $"length {length}", $"needs {needed}");
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithLabels))]
    public void Labels_out_of_range(string name)
    {
        var probe = new Probe(name);
        int classes = probe.Shape.Classes;
        foreach (int label in new[] { -1, int.MinValue, classes, int.MaxValue })
        {
            foreach (int row in new[] { 0, 3, Count - 1 })
            {
                var labels = new int[Count];
                labels[row] = label;
                foreach ((string member, Action<Truth> call) in probe.MembersWithTruth())
                {
                    ArgumentOutOfRangeException exception = probe.Refuses<ArgumentOutOfRangeException>(
                        member, () => call(Truth.Of(labels)), "labels", $"row {row}", $"is {label}", $"0 to {classes - 1}");
                    Assert.Equal(label, exception.ActualValue);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Targets_out_of_range(string name)
    {
        var probe = new Probe(name);
        int classes = probe.Shape.Classes;
        foreach (float value in new[] { -0.25f, 1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach (int row in new[] { 0, Count - 1 })
            {
                float[] targets = [.. probe.Targets];
                targets[(row * classes) + classes - 1] = value;
                foreach ((string member, Action<Truth> call) in probe.MembersWithTruth())
                {
                    ArgumentOutOfRangeException exception = probe.Refuses<ArgumentOutOfRangeException>(
                        member, () => call(Truth.Of(targets)), "targets", $"row {row}", FormattableString.Invariant($"is {value}"), "0 to 1");
                    Assert.Equal(value, exception.ActualValue);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithLabels))]
    public void Targets_that_do_not_sum_to_1(string name)
    {
        var probe = new Probe(name);
        int classes = probe.Shape.Classes;
        foreach ((float value, string sum) in new[] { (0.5f, "1.5"), (0f, "1"), (1f, "2") })
        {
            float[] targets = new float[Count * classes];
            for (int r = 0; r < Count; r++) targets[r * classes] = 1;
            targets[(3 * classes) + 1] = value;
            if (value == 0) targets[3 * classes] = 0;
            foreach ((string member, Action<Truth> call) in probe.MembersWithTruth())
                probe.Refuses<ArgumentException>(member, () => call(Truth.Of(targets)), "targets", "row 3", value == 0 ? "sum to 0" : $"sum to {sum}", "sum to 1");
        }
    }

    [Fact]
    public void Targets_of_a_multi_label_model_need_not_sum_to_1()
    {
        var model = new MultiLabel4x3();
        Assert.True(double.IsFinite(model.Loss(new float[4], [1f, 1f, 1f])));
        Assert.True(double.IsFinite(model.Loss(new float[4], [0f, 0f, 0f])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_to_learn_from_that_are_not_finite(string name)
    {
        var probe = new Probe(name);
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach ((int row, int column) in new[] { (0, 0), (3, probe.Shape.Features - 1), (Count - 1, probe.Shape.Features / 2) })
            {
                float[] rows = [.. probe.Rows];
                rows[(row * probe.Shape.Features) + column] = value;
                foreach (Truth truth in probe.Truths)
                {
                    string where = $"Row {row}, column {column} is {FormattableString.Invariant($"{value}")}";
                    probe.Refuses<ArgumentException>("Update", () => probe.Model.Update(rows, truth, 0.1f), "rows", where, "finite");
                    foreach (Optimizer optimizer in new[] { Optimizer.GradientDescent(), Optimizer.Lbfgs() })
                        probe.Refuses<ArgumentException>("Fit", () => probe.Model.Fit(rows, truth, new() { Optimizer = optimizer }), "rows", where, "finite");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_that_do_not_fit_the_model_or_the_rows(string name)
    {
        var probe = new Probe(name);
        int classes = probe.Shape.Classes;
        foreach (int length in new[] { 1, classes - 1, classes + 1 }.Where(length => length != classes).Distinct())
        {
            var options = new LossOptions { ClassWeights = TestArrays.Ones(length) };
            foreach ((string member, Action<LossOptions> call) in probe.MembersWithOptions())
                probe.Refuses<ArgumentOutOfRangeException>(member, () => call(options), "options", $"ClassWeights has {length}", $"needs {classes}");
        }

        foreach (int length in new[] { 1, Count - 1, Count + 1 })
        {
            var options = new LossOptions { SampleWeights = TestArrays.Ones(length) };
            foreach ((string member, Action<LossOptions> call) in probe.MembersWithOptions())
                probe.Refuses<ArgumentOutOfRangeException>(member, () => call(options), "options", $"SampleWeights has {length}", $"needs {Count}");
        }
    }

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-0.5f, "-0.5")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_learning_rate_that_is_no_step_down(float rate, string words)
    {
        foreach (string name in new[] { nameof(Binary2), nameof(Multiclass4x3), nameof(MultiLabel4x3) })
        {
            var probe = new Probe(name);
            foreach (Truth truth in probe.Truths)
                probe.Refuses<ArgumentOutOfRangeException>("Update", () => probe.Model.Update(probe.Rows, truth, rate), "learningRate", words, "above 0");
        }

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { LearningRate = rate });
        Assert.Contains(words, exception.Message);
    }

    [Fact]
    public void Predict_may_have_written_the_rows_before_the_bad_one_but_none_after()
    {
        var data = new TestData(8);
        var model = new LabelTestModel<Multiclass4x3>();
        data.FillParameters(model);
        float[] rows = data.Rows(40, 4);
        rows[(20 * 4) + 2] = float.NaN;
        int[] classes = [.. Enumerable.Repeat(-1, 40)];
        Assert.Throws<ArgumentException>(() => model.Predict(rows, classes));
        Assert.All(classes[20..], label => Assert.Equal(-1, label));
    }

    [Fact]
    public void Messages_are_the_same_in_every_culture()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new Binary2().Loss(new float[2], [1.5f, 0f]));
            Assert.Contains("is 1.5;", exception.Message);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    private static class TestArrays
    {
        public static float[] Ones(int length)
        {
            var ones = new float[length];
            Array.Fill(ones, 1);
            return ones;
        }
    }

    /// <summary>A model with good arguments for every member, of which a test replaces one by a bad one.</summary>
    private sealed class Probe
    {
        private const float Untouched = -7;
        private readonly List<float[]> _outputs = [];

        public Probe(string name)
        {
            var data = new TestData(51);
            Model = TestModels.Create(name);
            data.FillParameters(Model);
            Rows = data.Rows(Count, Shape.Features);
            Truth soft = data.Soft(Count, Shape);
            Targets = soft.Targets!;
            Truths = Model.HasLabels ? [soft, data.Hard(Count, Shape)] : [soft];
        }

        public TestModel Model { get; }

        public ModelShape Shape => Model.Shape;

        public float[] Rows { get; }

        public float[] Targets { get; }

        public Truth[] Truths { get; }

        /// <summary>An array to be written to, which must stay as it is.</summary>
        public float[] Output(int length)
        {
            var output = new float[length];
            Array.Fill(output, Untouched);
            _outputs.Add(output);
            return output;
        }

        public IEnumerable<(string Member, Action<float[]> Call)> MembersWithRows()
        {
            yield return ("Logits", rows => Model.Logits(rows, Output(Count * Shape.Logits)));
            yield return ("Probabilities", rows => Model.Probabilities(rows, Output(Count * Shape.Classes)));
            if (Model.HasLabels) yield return ("Predict", rows => Model.Predict(rows, new int[Count]));
            foreach (Truth truth in Truths)
            {
                foreach ((string member, Action<float[], Truth, LossOptions?> call) in Members()) yield return (member, rows => call(rows, truth, null));
                yield return ("Update", rows => Model.Update(rows, truth, 0.1f));
            }
        }

        public IEnumerable<(string Member, Action<Truth> Call)> MembersWithTruth()
        {
            foreach ((string member, Action<float[], Truth, LossOptions?> call) in Members()) yield return (member, truth => call(Rows, truth, null));
            yield return ("Update", truth => Model.Update(Rows, truth, 0.1f));
        }

        public IEnumerable<(string Member, Action<LossOptions> Call)> MembersWithOptions()
        {
            foreach (Truth truth in Truths)
            {
                foreach ((string member, Action<float[], Truth, LossOptions?> call) in Members()) yield return (member, options => call(Rows, truth, options));
            }
        }

        /// <summary>The exception is of exactly that type and names the parameter and the words; parameters and outputs are as before.</summary>
        public TException Refuses<TException>(string member, Action call, string parameter, params string[] words)
            where TException : ArgumentException
        {
            float[] before = Model.Parameters.ToArray();
            TException exception = Assert.Throws<TException>(call);
            Assert.True(exception.ParamName == parameter, $"{member} names {exception.ParamName}, expected {parameter}: {exception.Message}");
            foreach (string word in words)
                Assert.True(exception.Message.Contains(word, StringComparison.Ordinal), $"{member} says '{exception.Message}', expected '{word}' in it");

            Near.SameBits(before, Model.Parameters, $"{member}: parameters");
            foreach (float[] output in _outputs) Assert.All(output, x => Assert.Equal(Untouched, x));
            return exception;
        }

        private IEnumerable<(string Member, Action<float[], Truth, LossOptions?> Call)> Members()
        {
            yield return ("Loss", (rows, truth, options) => Model.Loss(rows, truth, options));
            yield return ("LossAndGradient", (rows, truth, options) => Model.LossAndGradient(rows, truth, Output(Shape.Parameters), options));
            yield return ("InputGradient", (rows, truth, options) => Model.InputGradient(rows, truth, Output(Count * Shape.Features), options));
            yield return ("Fit", (rows, truth, options) => Model.Fit(rows, truth, new() { Loss = options }));
        }
    }
}
