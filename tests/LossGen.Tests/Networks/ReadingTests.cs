using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Logits, probabilities and classes of networks; a row alone gets the bits that it gets among others.</summary>
public sealed class ReadingTests
{
    private const double Tolerance = 1e-5;
    private const int Count = 37;

    public static TheoryData<string> Names => [.. TestNetworks.Names];

    public static TheoryData<string> NamesWithLabels => [.. TestNetworks.WithLabels];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_and_probabilities_equal_the_reference(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        ReferenceNetwork reference = model.ToNetworkReference();
        double[][] wide = [.. rows.Chunk(model.Shape.Features).Select(static row => ReferenceModel.Widen(row))];
        (float[] logits, float[] probabilities) = Read(model, rows);
        Near.RelativeToLargest([.. wide.SelectMany(row => reference.Logits(row))], logits, Tolerance, "logits");
        Near.EachRelative([.. wide.SelectMany(row => reference.Probabilities(row))], probabilities, Tolerance, "probabilities");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bits_of_a_row_do_not_depend_on_its_neighbours(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        (float[] logits, float[] probabilities) = Read(model, rows);
        foreach (int batch in new[] { 1, 2, 3, 7, 8, 9, 31, 32, 33 })
        {
            for (int first = 0; first < Count; first += batch)
            {
                int n = Math.Min(batch, Count - first);
                (float[] some, float[] ofSome) = Read(model, rows[(first * shape.Features)..((first + n) * shape.Features)]);
                Near.SameBits(logits.AsSpan(first * shape.Logits, n * shape.Logits), some, $"logits of {n} rows from row {first}");
                Near.SameBits(probabilities.AsSpan(first * shape.Classes, n * shape.Classes), ofSome, $"probabilities of {n} rows from row {first}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithLabels))]
    public void Predict_names_the_largest_logit_alone_and_among_others(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        (float[] logits, _) = Read(model, rows);
        var classes = new int[Count];
        model.Predict(rows, classes);
        for (int r = 0; r < Count; r++)
        {
            ReadOnlySpan<float> z = logits.AsSpan(r * shape.Logits, shape.Logits);
            int best = z.Length == 1 ? (z[0] > 0 ? 1 : 0) : z.IndexOf(z.ToArray().Max());
            Assert.Equal(best, classes[r]);
            Assert.Equal(best, model.Predict(rows.AsSpan(r * shape.Features, shape.Features)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_new_network_finds_all_classes_equally_probable(string name)
    {
        TestModel model = TestNetworks.Create(name);
        float[] rows = new TestData(4).Rows(Count, model.Shape.Features);
        float one = model.Shape.Task == ClassificationTask.Multiclass ? 1f / model.Shape.Classes : 0.5f;
        Assert.All(Read(model, rows).Probabilities, p => Assert.Equal(one, p));
        Near.Relative(-Math.Log(one), model.Loss(rows, new TestData(5).Hard(Count, model.Shape)), 5e-7, "loss");
    }

    /// <summary>A step on one row and on a few is a step along their gradient.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Update_steps_along_the_gradient(string name)
    {
        const float Rate = 64; // so long that what it starts from does not hide the step
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        Truth truth = new TestData(6).Hard(Count, shape);
        float[] before = model.Parameters.ToArray();
        foreach (int n in new[] { 1, 2, 9 })
        {
            for (int first = 0; first + n <= 18; first += 9)
            {
                float[] some = rows[(first * shape.Features)..((first + n) * shape.Features)];
                Truth ofSome = truth.Rows(first, n, shape.Classes);
                ReferenceNetwork reference = model.ToNetworkReference();
                double[] gradient = reference.Gradients(ReferenceModel.Widen(some), ofSome).Parameters;
                Near.Relative(reference.Loss(ReferenceModel.Widen(some), ofSome), model.Update(some, ofSome, Rate), Tolerance, "loss before the step");
                Near.RelativeToLargest([.. before.Select((p, i) => p - (Rate * gradient[i]))], model.Parameters, Tolerance, $"parameters after {n} rows from {first}");
                before.CopyTo(model.Parameters);
            }
        }
    }

    private static (float[] Logits, float[] Probabilities) Read(TestModel model, float[] rows)
    {
        int n = rows.Length / model.Shape.Features;
        float[] logits = new float[n * model.Shape.Logits], probabilities = new float[n * model.Shape.Classes];
        model.Logits(rows, logits);
        model.Probabilities(rows, probabilities);
        return (logits, probabilities);
    }

    private static (TestModel Model, float[] Rows) Create(string name)
    {
        var data = new TestData(3);
        TestModel model = TestNetworks.Create(name);
        data.FillNetwork(model);
        return (model, data.Rows(Count, model.Shape.Features));
    }
}
