using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>Every shape under every option, with hard and with soft truth, in numbers of rows around the 8 of a vector, the 32 of a block and the 256 of a straight pass.</summary>
public sealed class GradientGridTests
{
    // float32 sums of up to 784 products of the order of 1: measured below 5e-6.
    private const double ValueTolerance = 1e-5;

    // A residual p − t of a soft target can cancel as a whole, and p comes rounded to 2^-25; class weights of up to 2.25 multiply that.
    private const double ResidualRounding = 1.0 / (1 << 23);

    private const double DifferenceTolerance = 1e-4;

    // Central differences cost two passes a coordinate; of a large model a random subset bounds the time.
    private const int MostCoordinates = 16;

    private static readonly int[] RowsToTry = [1, 7, 8, 9, 31, 32, 33, 256, 257];

    public static TheoryData<string, string, bool> Cases() => Cases(LossCases.Names);

    public static TheoryData<string, string, bool> Ends() => Cases(LossCases.Ends);

    public static TheoryData<string, string, bool> BetweenThem() => Cases(LossCases.Names.Except(LossCases.Ends));

    private static TheoryData<string, string, bool> Cases(IEnumerable<string> all)
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string model in TestModels.Grid)
        {
            foreach (string options in all)
            {
                cases.Add(model, options, false);
                cases.Add(model, options, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Losses_and_gradients_equal_the_reference(string name, string options, bool soft)
    {
        foreach (int n in RowsToTry)
        {
            Setting setting = Setting.Create(name, options, soft, n);
            (double loss, double[] ofParameters, double[] ofRows) = setting.Expected();
            var gradient = new float[setting.Shape.Parameters];
            var inputGradient = new float[setting.Rows.Length];

            Near.Relative(loss, setting.Model.Loss(setting.Rows, setting.Truth, setting.Options), ValueTolerance, $"loss of {n} rows");
            Near.Relative(loss, setting.Model.LossAndGradient(setting.Rows, setting.Truth, gradient, setting.Options), ValueTolerance, $"loss of {n} rows beside the gradient");
            Near.Relative(loss, setting.Model.InputGradient(setting.Rows, setting.Truth, inputGradient, setting.Options), ValueTolerance, $"loss of {n} rows beside the input gradient");

            // relative to the largest, since entries that cancel keep the rounding errors of their terms
            double rounding = soft ? ResidualRounding : 0;
            Near.RelativeToLargest(ofParameters, gradient, ValueTolerance, $"gradient of {n} rows", rounding * setting.Rows.Max(MathF.Abs));
            Near.RelativeToLargest(ofRows, inputGradient, ValueTolerance, $"input gradient of {n} rows", rounding / n);
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(BetweenThem))]
    public void So_do_they_under_each_option(string name, string options, bool soft) => Losses_and_gradients_equal_the_reference(name, options, soft);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_equal_central_differences(string name, string options, bool soft)
    {
        Setting setting = Setting.Create(name, options, soft, rows: 9);
        var gradient = new float[setting.Shape.Parameters];
        var inputGradient = new float[setting.Rows.Length];
        setting.Model.LossAndGradient(setting.Rows, setting.Truth, gradient, setting.Options);
        setting.Model.InputGradient(setting.Rows, setting.Truth, inputGradient, setting.Options);

        ReferenceModel reference = setting.Model.ToReference();
        double[] rows = ReferenceModel.Widen(setting.Rows);
        double Loss() => reference.Loss(rows, setting.Truth, setting.Options);
        Compare(gradient, reference.Parameters, Loss, "gradient");
        Compare(inputGradient, rows, Loss, "input gradient");
    }

    private static void Compare(float[] gradient, double[] point, Func<double> loss, string what)
    {
        int[] coordinates = [.. Enumerable.Range(0, point.Length)];
        if (coordinates.Length > MostCoordinates)
        {
            new Random(5).Shuffle(coordinates);
            coordinates = coordinates[..MostCoordinates];
        }

        double[] differences = Array.ConvertAll(coordinates, i => CentralDifferences.At(point, i, loss));
        float[] chosen = Array.ConvertAll(coordinates, i => gradient[i]);

        Near.RelativeToLargest(differences, chosen, DifferenceTolerance, what);
    }

    /// <summary>A model with parameters, and what it is asked about.</summary>
    private sealed record Setting(TestModel Model, float[] Rows, Truth Truth, LossOptions? Options)
    {
        public ModelShape Shape => Model.Shape;

        public static Setting Create(string name, string options, bool soft, int rows)
        {
            var data = new TestData(rows);
            TestModel model = TestModels.Create(name);
            data.FillParameters(model);
            return new Setting(
                model,
                data.Rows(rows, model.Shape.Features),
                soft ? data.Soft(rows, model.Shape) : data.Hard(rows, model.Shape),
                LossCases.Create(options, data, model.Shape, rows));
        }

        public (double Loss, double[] OfParameters, double[] OfRows) Expected()
        {
            ReferenceModel reference = Model.ToReference();
            double[] rows = ReferenceModel.Widen(Rows);
            (double[] ofParameters, double[] ofRows) = reference.Gradients(rows, Truth, Options);
            return (reference.Loss(rows, Truth, Options), ofParameters, ofRows);
        }
    }
}
