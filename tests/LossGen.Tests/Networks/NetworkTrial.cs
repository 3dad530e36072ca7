using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>A network with random parameters, rows, truth and options, compared with the reference in double.</summary>
internal sealed class NetworkTrial
{
    // float32 sums of up to 784 products, layer behind layer: measured below 5e-6.
    private const double ValueTolerance = 1e-5;

    // The derivatives of sigmoid and tanh come from the rounded output: of a saturated unit 1 − a keeps few digits. Through three layers and more, some of
    // two units, a whole input gradient may come from such units alone; measured up to 1.1e-5.
    private const double SaturatedTolerance = 2e-5;

    // A residual p − t of a soft or smoothed target can cancel as a whole, and p comes rounded to 2^-25; class weights of up to 2.25 multiply that.
    private const double ResidualRounding = 1.0 / (1 << 23);

    private const double DifferenceTolerance = 1e-4;

    // So short that hardly a unit of the ReLU family passes 0 within it; the rounding error is 1e-16 / 1e-6.
    private const double DifferenceStep = 1e-6;

    // Central differences cost two passes a coordinate; of a large model a random subset bounds the time.
    private const int MostCoordinates = 30;

    // Before and behind what is read or written; more than any kernel may reach too far.
    private const int Guard = 600;
    private const float Untouched = -77;

    private readonly TestModel _model;
    private readonly float[] _rows;
    private readonly Truth _truth;
    private readonly LossOptions? _options;
    private readonly bool _mayCancel;
    private readonly string _name;

    public NetworkTrial(TestModel model, int rows, string options, bool soft)
    {
        var data = new TestData(rows);
        data.FillNetwork(model);
        _model = model;
        _rows = data.Rows(rows, model.Shape.Features);
        _truth = soft ? data.Soft(rows, model.Shape) : data.Hard(rows, model.Shape);
        _options = LossCases.Create(options, data, model.Shape, rows);
        _mayCancel = soft || _options?.LabelSmoothing > 0;
        _name = $"{model.Shape.Task} {string.Join("-", model.Widths)} {model.Activation}, {options}, {rows} rows, {(soft ? "soft" : "hard")}: ";
    }

    /// <summary>Losses and both gradients equal those of the reference.</summary>
    public void EqualsReference()
    {
        ReferenceNetwork reference = _model.ToNetworkReference();
        double[] wide = ReferenceModel.Widen(_rows);
        double loss = reference.Loss(wide, _truth, _options);
        (double[] ofParameters, double[] ofRows) = reference.Gradients(wide, _truth, _options);
        var gradient = new float[_model.Parameters.Length];
        var inputGradient = new float[_rows.Length];
        int n = _rows.Length / _model.Shape.Features;

        Near.Relative(loss, _model.Loss(_rows, _truth, _options), ValueTolerance, _name + "loss");
        Near.Relative(loss, _model.LossAndGradient(_rows, _truth, gradient, _options), ValueTolerance, _name + "loss beside the gradient");
        Near.Relative(loss, _model.InputGradient(_rows, _truth, inputGradient, _options), ValueTolerance, _name + "loss beside the input gradient");

        // relative to the largest, since entries that cancel keep the rounding errors of their terms
        double rounding = _mayCancel ? ResidualRounding : 0;
        Near.RelativeToLargest(ofParameters, gradient, ValueTolerance, _name + "gradient", rounding * _rows.Max(MathF.Abs));
        bool maySaturate = _model.Activation is Activation.Sigmoid or Activation.Tanh && _model.Widths.Length > 4;
        Near.RelativeToLargest(ofRows, inputGradient, maySaturate ? SaturatedTolerance : ValueTolerance, _name + "input gradient", rounding / n);
    }

    /// <summary>Both gradients equal differences of the reference's losses.</summary>
    public void EqualsDifferences()
    {
        var gradient = new float[_model.Parameters.Length];
        var inputGradient = new float[_rows.Length];
        _model.LossAndGradient(_rows, _truth, gradient, _options);
        _model.InputGradient(_rows, _truth, inputGradient, _options);

        ReferenceNetwork reference = _model.ToNetworkReference();
        double[] wide = ReferenceModel.Widen(_rows);
        double Loss() => reference.Loss(wide, _truth, _options);
        Compare(gradient, reference.Parameters, Loss, _name + "gradient by differences");
        Compare(inputGradient, wide, Loss, _name + "input gradient by differences");
    }

    /// <summary>Whatever surrounds the rows has no influence, and nothing is written before or behind the destinations.</summary>
    public void StaysWithinItsMemory()
    {
        int features = _model.Shape.Features, classes = _model.Shape.Classes, n = _rows.Length / features;
        float[] guarded = new float[_rows.Length + (2 * Guard)];
        Array.Fill(guarded, float.NaN);
        _rows.CopyTo(guarded.AsSpan(Guard));
        ReadOnlySpan<float> rows = guarded.AsSpan(Guard, _rows.Length);
        float[] probabilities = Guarded(n * classes), expected = new float[n * classes];
        _model.Probabilities(rows, probabilities.AsSpan(Guard, expected.Length));
        _model.Probabilities(_rows, expected);
        AssertEqualWithin(expected, probabilities, "probabilities");

        float[] gradient = Guarded(_model.Parameters.Length), expectedGradient = new float[_model.Parameters.Length];
        _model.LossAndGradient(rows, _truth, gradient.AsSpan(Guard, expectedGradient.Length), _options);
        _model.LossAndGradient(_rows, _truth, expectedGradient, _options);
        AssertEqualWithin(expectedGradient, gradient, "gradient");

        float[] ofRows = Guarded(_rows.Length), expectedOfRows = new float[_rows.Length];
        _model.InputGradient(rows, _truth, ofRows.AsSpan(Guard, _rows.Length), _options);
        _model.InputGradient(_rows, _truth, expectedOfRows, _options);
        AssertEqualWithin(expectedOfRows, ofRows, "input gradient");
    }

    private void AssertEqualWithin(float[] expected, float[] actual, string what)
    {
        Near.SameBits(expected, actual.AsSpan(Guard, expected.Length), _name + what);
        Assert.False(actual.AsSpan(0, Guard).ContainsAnyExcept(Untouched), _name + what + ": written before the destination");
        Assert.False(actual.AsSpan(Guard + expected.Length).ContainsAnyExcept(Untouched), _name + what + ": written behind the destination");
    }

    private static float[] Guarded(int length)
    {
        var memory = new float[length + (2 * Guard)];
        Array.Fill(memory, Untouched);
        return memory;
    }

    private static void Compare(float[] gradient, double[] point, Func<double> loss, string what)
    {
        int[] coordinates = [.. Enumerable.Range(0, point.Length)];
        if (coordinates.Length > MostCoordinates)
        {
            new Random(5).Shuffle(coordinates);

            // The largest entry sets the scale.
            coordinates = [Array.IndexOf(gradient, gradient.MaxBy(MathF.Abs)), .. coordinates[..MostCoordinates]];
        }

        double[] differences = Array.ConvertAll(coordinates, i => CentralDifferences.At(point, i, loss, DifferenceStep));
        Near.RelativeToLargest(differences, Array.ConvertAll(coordinates, i => gradient[i]), DifferenceTolerance, what);
    }
}
