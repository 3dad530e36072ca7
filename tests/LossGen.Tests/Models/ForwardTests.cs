using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>Logits, probabilities and classes of every shape, in numbers of rows around the sixteen of a block.</summary>
public sealed class ForwardTests
{
    private const double Tolerance = 1e-5;

    private static readonly int[] RowsToTry = [1, 7, 8, 9, 15, 16, 17, 37];

    public static TheoryData<string> Models => [.. TestModels.Grid, .. TestModels.Large];

    public static TheoryData<string> LabelModels => [.. TestModels.WithLabels, nameof(Multiclass20x3000), nameof(Multiclass2000x50)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_and_probabilities_equal_the_reference(string name)
    {
        foreach (int n in RowCounts(name))
        {
            (TestModel model, float[] rows) = Create(name, n);
            ReferenceModel reference = model.ToReference();
            double[][] wide = [.. rows.Chunk(model.Shape.Features).Select(row => ReferenceModel.Widen(row))];

            var logits = new float[n * model.Shape.Logits];
            model.Logits(rows, logits);
            Near.RelativeToLargest([.. wide.SelectMany(row => reference.Logits(row))], logits, Tolerance, $"logits of {n} rows");

            var probabilities = new float[n * model.Shape.Classes];
            model.Probabilities(rows, probabilities);
            Near.EachRelative([.. wide.SelectMany(row => reference.Probabilities(row))], probabilities, Tolerance, $"probabilities of {n} rows");
        }
    }

    [Theory]
    [MemberData(nameof(LabelModels))]
    public void Predict_names_the_largest_logit_and_the_largest_probability(string name)
    {
        foreach (int n in RowCounts(name))
        {
            (TestModel model, float[] rows) = Create(name, n);
            ModelShape shape = model.Shape;
            var logits = new float[n * shape.Logits];
            var probabilities = new float[n * shape.Classes];
            var classes = new int[n];
            model.Logits(rows, logits);
            model.Probabilities(rows, probabilities);
            model.Predict(rows, classes);
            for (int r = 0; r < n; r++)
            {
                int best = shape.Logits == 1 ? (logits[r] > 0 ? 1 : 0) : ArgMax(logits.AsSpan(r * shape.Logits, shape.Logits));
                Assert.Equal(best, classes[r]);
                Assert.Equal(best, ArgMax(probabilities.AsSpan(r * shape.Classes, shape.Classes)));
                Assert.Equal(best, model.Predict(rows.AsSpan(r * shape.Features, shape.Features)));
            }
        }
    }

    [Theory]
    [InlineData(nameof(Binary2))]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Multiclass257x11))]
    public void Of_equal_logits_the_lowest_class_is_predicted(string name)
    {
        TestModel model = TestModels.Create(name);
        var rows = new float[3 * model.Shape.Features];
        int[] classes = [-1, -1, -1];
        model.Predict(rows, classes);
        Assert.Equal([0, 0, 0], classes);
        Assert.Equal(0, model.Predict(rows.AsSpan(0, model.Shape.Features)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_bits_of_a_row_do_not_depend_on_its_neighbours(string name)
    {
        const int Count = 37;
        (TestModel model, float[] rows) = Create(name, Count);
        ModelShape shape = model.Shape;
        var together = new float[Count * shape.Logits];
        var probabilities = new float[Count * shape.Classes];
        model.Logits(rows, together);
        model.Probabilities(rows, probabilities);

        foreach (int batch in new[] { 1, 2, 5, 8, 15, 16, 17 })
        {
            for (int first = 0; first < Count; first += batch)
            {
                int n = Math.Min(batch, Count - first);
                ReadOnlySpan<float> some = rows.AsSpan(first * shape.Features, n * shape.Features);
                var logits = new float[n * shape.Logits];
                model.Logits(some, logits);
                Near.SameBits(together.AsSpan(first * shape.Logits, n * shape.Logits), logits, $"logits of {n} rows from row {first}");

                var some2 = new float[n * shape.Classes];
                model.Probabilities(some, some2);
                Near.SameBits(probabilities.AsSpan(first * shape.Classes, n * shape.Classes), some2, $"probabilities of {n} rows from row {first}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Multiclass257x11))]
    [InlineData(nameof(Multiclass20x3000))]
    [InlineData(nameof(MultiLabel33x6))]
    public void Many_threads_read_the_same_bits_as_one(string name)
    {
        const int Count = 37;
        (TestModel model, float[] rows) = Create(name, Count);
        Truth truth = new TestData(2).Soft(Count, model.Shape);
        byte[] alone = Read(model, rows, truth);

        var together = new byte[4][];
        Thread[] threads = [.. Enumerable.Range(0, together.Length).Select(i => new Thread(() =>
        {
            for (int repeat = 0; repeat < 20; repeat++)
            {
                together[i] = Read(model, rows, truth);
                if (!together[i].AsSpan().SequenceEqual(alone)) return;
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(together, bits => Assert.Equal(alone, bits));
    }

    private static byte[] Read(TestModel model, float[] rows, Truth truth)
    {
        int n = rows.Length / model.Shape.Features;
        var logits = new float[n * model.Shape.Logits];
        var probabilities = new float[n * model.Shape.Classes];
        var gradient = new float[model.Shape.Parameters];
        var inputGradient = new float[rows.Length];
        model.Logits(rows, logits);
        model.Probabilities(rows, probabilities);
        double loss = model.LossAndGradient(rows, truth, gradient);
        double inputLoss = model.InputGradient(rows, truth, inputGradient);

        var bits = new MemoryStream();
        foreach (float[] numbers in new[] { logits, probabilities, gradient, inputGradient })
            bits.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers));
        bits.Write(BitConverter.GetBytes(loss));
        bits.Write(BitConverter.GetBytes(inputLoss));
        return bits.ToArray();
    }
    private static int[] RowCounts(string name) => TestModels.Large.Contains(name) ? [1, 17] : RowsToTry;

    private static (TestModel Model, float[] Rows) Create(string name, int rows)
    {
        var data = new TestData(rows);
        TestModel model = TestModels.Create(name);
        data.FillParameters(model);
        return (model, data.Rows(rows, model.Shape.Features));
    }

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
        {
            if (values[k] > values[best]) best = k;
        }

        return best;
    }
}
