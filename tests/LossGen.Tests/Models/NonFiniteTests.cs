using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>NaN and infinity in rows: never a silent class, and never a neighbour's number changed.</summary>
public sealed class NonFiniteTests
{
    private const int Count = 21;

    private static readonly string[] LabelShapes =
        [nameof(Binary2), nameof(Binary30), nameof(Binary257), nameof(Multiclass4x3), nameof(Multiclass33x6), nameof(Multiclass257x11), nameof(Multiclass8x200)];

    public static TheoryData<string, float, int> Rows() => RowsOf([.. LabelShapes, nameof(MultiLabel4x3), nameof(MultiLabel257x11)]);

    public static TheoryData<string, float, int> LabelledRows() => RowsOf(LabelShapes);

    private static TheoryData<string, float, int> RowsOf(string[] shapes)
    {
        var cases = new TheoryData<string, float, int>();
        foreach (string shape in shapes)
        {
            foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                foreach (int row in new[] { 0, 9, Count - 1 }) cases.Add(shape, value, row);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Probabilities_of_such_a_row_are_NaN_and_those_of_the_others_stay(string name, float value, int bad)
    {
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        var expected = new float[Count * shape.Classes];
        model.Probabilities(rows, expected);
        expected.AsSpan(bad * shape.Classes, shape.Classes).Fill(float.NaN);

        foreach (int column in new[] { 0, shape.Features / 2, shape.Features - 1 })
        {
            float[] changed = [.. rows];
            changed[(bad * shape.Features) + column] = value;
            var probabilities = new float[Count * shape.Classes];
            model.Probabilities(changed, probabilities);
            Assert.Equal(expected, probabilities);
        }
    }

    [Theory]
    [MemberData(nameof(LabelledRows))]
    public void Predict_names_row_and_column(string name, float value, int bad)
    {
        (TestModel model, float[] rows) = Create(name);
        int column = model.Shape.Features - 1;
        rows[(bad * model.Shape.Features) + column] = value;

        var ofRows = Assert.Throws<ArgumentException>(() => model.Predict(rows, new int[Count]));
        Assert.Equal("rows", ofRows.ParamName);
        Assert.Contains($"Row {bad}, column {column}", ofRows.Message);

        var ofRow = Assert.Throws<ArgumentException>(() => model.Predict(rows.AsSpan(bad * model.Shape.Features, model.Shape.Features)));
        Assert.Equal("row", ofRow.ParamName);
        Assert.Contains($"column {column}", ofRow.Message);
    }

    [Theory]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Multiclass257x11))]
    [InlineData(nameof(MultiLabel33x6))]
    public void An_infinite_feature_has_no_probabilities_whatever_its_weights(string name)
    {
        foreach (float infinity in new[] { float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach (float weight in new[] { 1f, -1f, 0f })
            {
                TestModel model = TestModels.Create(name);
                ModelShape shape = model.Shape;
                for (int k = 0; k < shape.Logits; k++) model.Parameters[k * shape.Features] = weight;
                var rows = new float[2 * shape.Features];
                rows[0] = infinity;
                var probabilities = new float[2 * shape.Classes];
                model.Probabilities(rows, probabilities);
                Assert.All(probabilities[..shape.Classes], p => Assert.True(float.IsNaN(p)));
                Assert.All(probabilities[shape.Classes..], p => Assert.True(p > 0));
                if (model.HasLabels)
                {
                    Assert.Contains("Row 0, column 0", Assert.Throws<ArgumentException>(() => model.Predict(rows, new int[2])).Message);
                    Assert.Contains("column 0", Assert.Throws<ArgumentException>(() => model.Predict(rows.AsSpan(0, shape.Features))).Message);
                }
            }
        }
    }

    [Theory]
    [InlineData(nameof(Binary2))]
    [InlineData(nameof(Binary257))]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Multiclass257x11))]
    public void Logits_that_overflow_are_blamed_on_the_parameters(string name)
    {
        TestModel model = TestModels.Create(name);
        ModelShape shape = model.Shape;
        model.Parameters[0] = 1e30f;
        var rows = new float[3 * shape.Features];
        rows[shape.Features] = 1e30f;

        Assert.Contains("row 1", Assert.Throws<InvalidOperationException>(() => model.Predict(rows, new int[3])).Message);
        Assert.Contains("parameters", Assert.Throws<InvalidOperationException>(() => model.Predict(rows.AsSpan(shape.Features, shape.Features))).Message);
        var probabilities = new float[3 * shape.Classes];
        model.Probabilities(rows, probabilities);
        Assert.All(probabilities[..shape.Classes], p => Assert.True(float.IsFinite(p)));
        Assert.All(probabilities[shape.Classes..(2 * shape.Classes)], p => Assert.True(float.IsNaN(p)));
        Assert.All(probabilities[(2 * shape.Classes)..], p => Assert.True(float.IsFinite(p)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_loss_over_such_a_row_shows_it_and_its_neighbours_keep_their_input_gradients(string name, float value, int bad)
    {
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        Truth truth = new TestData(3).Hard(Count, shape);
        var expected = new float[rows.Length];
        model.InputGradient(rows, truth, expected);
        rows[bad * shape.Features] = value;

        var gradient = new float[rows.Length];
        double loss = model.Loss(rows, truth);
        Assert.Equal(loss, model.InputGradient(rows, truth, gradient));

        // An infinite logit on the side of the truth has the loss 0; there is no such excuse for NaN.
        if (float.IsNaN(value)) Assert.True(double.IsNaN(loss));
        else if (shape.Task == ClassificationTask.Multiclass) Assert.False(double.IsFinite(loss));
        for (int r = 0; r < Count; r++)
        {
            if (r != bad) Near.SameBits(expected.AsSpan(r * shape.Features, shape.Features), gradient.AsSpan(r * shape.Features, shape.Features), $"row {r}");
        }
    }

    private static (TestModel Model, float[] Rows) Create(string name)
    {
        var data = new TestData(31);
        TestModel model = TestModels.Create(name);
        data.FillParameters(model);
        return (model, data.Rows(Count, model.Shape.Features));
    }
}
