using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>Huge, tiny and missing numbers: nothing overflows that need not, and nothing small is lost.</summary>
public sealed class ExtremeTests
{
    private const double Tolerance = 1e-5;

    // 2^100, near 1e30: small multiples are exact in float32, so that equal logits stay equal.
    private const float Huge = 1.2676506e30f;

    private static readonly string[] ShapeNames =
    [
        nameof(Binary2), nameof(Binary30), nameof(Binary257), nameof(Multiclass3x5), nameof(Multiclass16x16), nameof(Multiclass257x11),
        nameof(Multiclass12x100), nameof(MultiLabel3x5), nameof(MultiLabel16x16), nameof(MultiLabel257x11),
    ];

    public static TheoryData<string, string, bool> Cases()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string shape in ShapeNames)
        {
            foreach (string options in LossCases.Names)
            {
                cases.Add(shape, options, false);
                cases.Add(shape, options, true);
            }
        }

        return cases;
    }

    public static TheoryData<string> Shapes => [.. ShapeNames];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_of_ten_thousand_give_finite_losses_and_gradients(string name, string options, bool soft)
    {
        // Small integers times multiples of 500: float32 holds the logits exactly, so that differences of 1e4 are exact too.
        var data = new TestData(21);
        TestModel model = TestModels.Create(name);
        foreach (ref float parameter in model.Parameters) parameter = 500 * data.Integer(-3, 3);
        var rows = new float[19 * model.Shape.Features];
        for (int r = 0; r < 19; r++)
        {
            // At most six features count, which bounds the logits.
            for (int i = 0; i < 6; i++) rows[(r * model.Shape.Features) + data.Integer(0, model.Shape.Features - 1)] = data.Integer(-2, 2);
        }

        var logits = new float[19 * model.Shape.Logits];
        model.Logits(rows, logits);
        Assert.InRange(logits.Max(MathF.Abs), 3000, 20000);
        CompareWithReference(model, rows, Pick(data, soft, 19, model.Shape), LossCases.Create(options, data, model.Shape, 19));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Features_of_1e30_give_finite_losses_and_gradients(string name, string options, bool soft)
    {
        var data = new TestData(22);
        TestModel model = TestModels.Create(name);

        // No biases: where products of 1e30 cancel, whether a bias survives depends on the order of the sum.
        foreach (ref float weight in model.Parameters[..model.Shape.Weights]) weight = data.Integer(-3, 3);
        var rows = new float[19 * model.Shape.Features];
        for (int i = 0; i < rows.Length; i++) rows[i] = Huge * data.Integer(-1, 1);
        CompareWithReference(model, rows, Pick(data, soft, 19, model.Shape), LossCases.Create(options, data, model.Shape, 19));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Subnormal_features_count(string name, string options, bool soft)
    {
        // Weights of 1e38 bring features of 1e-40 back to logits of a hundredth.
        var data = new TestData(23);
        TestModel model = TestModels.Create(name);
        float[] weights = data.Numbers(model.Shape.Weights, 1e38 / 5);
        weights.CopyTo(model.Parameters);
        var rows = data.Numbers(19 * model.Shape.Features, 1e-40);
        Assert.All(rows, x => Assert.True(float.IsSubnormal(x) || x == 0));

        Truth truth = Pick(data, soft, 19, model.Shape);
        LossOptions? lossOptions = LossCases.Create(options, data, model.Shape, 19);
        ReferenceModel reference = model.ToReference();
        double[] wide = ReferenceModel.Widen(rows);
        (double[] ofParameters, double[] ofRows) = reference.Gradients(wide, truth, lossOptions);
        var gradient = new float[model.Shape.Parameters];
        var inputGradient = new float[rows.Length];
        Near.Relative(reference.Loss(wide, truth, lossOptions), model.LossAndGradient(rows, truth, gradient, lossOptions), Tolerance, "loss");
        model.InputGradient(rows, truth, inputGradient, lossOptions);
        Near.RelativeToLargest(ofRows, inputGradient, Tolerance, "input gradient");

        // Biases have ordinary gradients; those of weights are subnormal themselves: each of the sum's terms is rounded to 1.4e-45.
        int firstBias = model.Shape.Weights;
        Near.RelativeToLargest(ofParameters.AsSpan(firstBias), gradient.AsSpan(firstBias), Tolerance, "gradient of the biases");
        for (int i = 0; i < firstBias; i++) Near.Within(ofParameters[i], gradient[i], 19 * 1.5e-45, $"gradient[{i}]");
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(MultiLabel16x16))]
    [InlineData(nameof(Multiclass257x11))]
    public void Every_number_of_rows_from_1_to_40_equals_the_reference(string name)
    {
        var data = new TestData(24);
        TestModel model = TestModels.Create(name);
        data.FillParameters(model);
        float[] rows = data.Rows(40, model.Shape.Features);
        Truth truth = data.Hard(40, model.Shape);
        for (int n = 1; n <= 40; n++)
            CompareWithReference(model, rows[..(n * model.Shape.Features)], truth.Rows(0, n, model.Shape.Classes), null);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_new_model_finds_all_classes_equally_probable(string name)
    {
        var data = new TestData(25);
        TestModel model = TestModels.Create(name);
        float[] rows = data.Rows(19, model.Shape.Features);
        var probabilities = new float[19 * model.Shape.Classes];
        model.Probabilities(rows, probabilities);
        float one = model.Shape.Task == ClassificationTask.Multiclass ? 1f / model.Shape.Classes : 0.5f;
        Assert.All(probabilities, p => Assert.Equal(one, p));
        double loss = model.Loss(rows, data.Hard(19, model.Shape));

        // a multi-label row adds up to 16 losses in float32
        Near.Relative(-Math.Log(model.Shape.Task == ClassificationTask.Multiclass ? 1.0 / model.Shape.Classes : 0.5), loss, 5e-7, "loss");
    }

    public static TheoryData<string, string, bool> CertainCases()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string shape in ShapeNames)
        {
            foreach (string options in new[] { "plain", "class weights", "sample weights", "focal 0.5", "focal 1", "focal 2" })
            {
                cases.Add(shape, options, false);
                cases.Add(shape, options, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(CertainCases))]
    public void The_loss_and_the_residual_of_a_nearly_certain_row_keep_their_relative_accuracy(string name, string optionsName, bool asTargets)
    {
        // p_y = 1 − 1e-20 and thereabouts: 1 − p_y is 0 in float32. The focal factor squares what is small already, hence less there.
        float margin = optionsName switch { "focal 1" => 40, "focal 2" => 25, "focal 0.5" => 46, _ => 46 };
        var data = new TestData(26);
        TestModel model = TestModels.Create(name);
        ModelShape shape = model.Shape;
        Truth truth = data.Hard(19, shape);
        if (asTargets) truth = truth.AsTargets(shape.Classes);

        // The margin of row r: feature 0 carries the label's own, through a bias-free weight, for a single label; all rows share it.
        var rows = new float[shape.Features];
        rows[0] = 1;
        truth = truth.Rows(0, 1, shape.Classes);
        for (int k = 0; k < shape.Logits; k++)
        {
            bool isTrue = truth.Target(0, shape.Logits == 1 ? 1 : k, shape.Classes) == 1;
            model.Parameters[k * shape.Features] = isTrue ? margin : shape.Logits == 1 || shape.IsMultiLabel ? -margin : 0.5f * (k % 3);
        }

        LossOptions? options = LossCases.Create(optionsName, data, shape, 1);
        ReferenceModel reference = model.ToReference();
        double[] wide = ReferenceModel.Widen(rows);
        double loss = reference.Loss(wide, truth, options);
        (double[] ofParameters, double[] ofRows) = reference.Gradients(wide, truth, options);
        Assert.InRange(loss, 1e-37, 1e-15);

        var gradient = new float[shape.Parameters];
        var inputGradient = new float[rows.Length];
        Near.Relative(loss, model.Loss(rows, truth, options), Tolerance, "loss");
        Near.Relative(loss, model.LossAndGradient(rows, truth, gradient, options), Tolerance, "loss beside the gradient");
        model.InputGradient(rows, truth, inputGradient, options);
        Near.EachRelative(ofParameters, gradient, Tolerance, "gradient");
        Near.EachRelative(ofRows, inputGradient, Tolerance, "input gradient");
    }

    private static Truth Pick(TestData data, bool soft, int rows, ModelShape shape) => soft ? data.Soft(rows, shape) : data.Hard(rows, shape);

    private static void CompareWithReference(TestModel model, float[] rows, Truth truth, LossOptions? options)
    {
        ReferenceModel reference = model.ToReference();
        double[] wide = ReferenceModel.Widen(rows);
        (double[] ofParameters, double[] ofRows) = reference.Gradients(wide, truth, options);
        double loss = reference.Loss(wide, truth, options);
        var gradient = new float[model.Shape.Parameters];
        var inputGradient = new float[rows.Length];
        Near.Relative(loss, model.Loss(rows, truth, options), Tolerance, "loss");
        Near.Relative(loss, model.LossAndGradient(rows, truth, gradient, options), Tolerance, "loss beside the gradient");
        Near.Relative(loss, model.InputGradient(rows, truth, inputGradient, options), Tolerance, "loss beside the input gradient");
        Near.RelativeToLargest(ofRows, inputGradient, Tolerance, "input gradient");

        // A focal loss of 1e30 times a feature of 1e30 is beyond float32.
        if (Near.Largest(ofParameters) < float.MaxValue) Near.RelativeToLargest(ofParameters, gradient, Tolerance, "gradient");
    }
}
