using LossGen.Tests.Models;
using LossGen.Tests.Selection;
using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>Rows in the shapes that people have: lists, queries, asynchronous readers, <c>double</c>, matrices, labels as strings.</summary>
public class RowShapeTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 3 };

    [Fact]
    public void Rows_as_arrays_are_what_the_model_sees()
    {
        Flower[] flowers = CrossValidationTests.Flowers(7);
        var model = new FlowerModel();
        float[] features = model.FeaturesOf(flowers.Where(static _ => true)), expected = new float[28];
        for (int i = 0; i < 7; i++) FlowerModel.WriteFeatures(flowers[i], expected.AsSpan(4 * i, 4));
        Assert.Equal(expected, features);
        int[] labels = model.LabelsOf(flowers);
        Assert.Equal(flowers.Select(flower => FlowerModel.IndexOf(flower.Species)), labels);
        Assert.Equal(labels.SelectMany(static label => Enumerable.Range(0, 3).Select(k => k == label ? 1f : 0f)), model.TargetsOf(flowers));

        Article[] articles = [new() { Topics = Topics.Both }, new() { Topics = Topics.None }, new() { Topics = Topics.Food }];
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 1], new ArticleModel().TargetsOf(articles));
    }

    [Fact]
    public async Task Rows_that_arrive_asynchronously_train_as_an_array_does()
    {
        Flower[] flowers = CrossValidationTests.Flowers(50);
        var (expected, actual) = (new FlowerModel(), new FlowerModel());
        TrainingResult array = expected.Fit(flowers, Short), reader = await actual.FitAsync(Read(flowers), Short);
        Assert.Equal(array.Loss, reader.Loss);
        Assert.Equal(expected.Parameters.ToArray(), actual.Parameters.ToArray());

        Article[] articles = [new() { Length = 1, Topics = Topics.Both }, new() { Length = 2, Topics = Topics.Food }];
        var (labels, more) = (new ArticleModel(), new ArticleModel());
        labels.Fit(articles, Short);
        await more.FitAsync(Read(articles), Short);
        Assert.Equal(labels.Parameters.ToArray(), more.Parameters.ToArray());
    }

    [Fact]
    public async Task Cancellation_while_rows_are_read_leaves_the_model_as_it_was()
    {
        var model = new FlowerModel();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.FitAsync(Endless(source), Short, cancellationToken: source.Token));
        Assert.Equal(new float[15], model.Parameters.ToArray());
        await Assert.ThrowsAsync<ArgumentException>("rows", () => model.FitAsync(Read(Array.Empty<Flower>())));
        Assert.Contains("Row 1 is null", (await Assert.ThrowsAsync<ArgumentException>(() => model.FitAsync(Read(CrossValidationTests.Flowers(1).Append(null!))))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("rows", () => { _ = model.FitAsync(null!); });

        static async IAsyncEnumerable<Flower> Endless(CancellationTokenSource source)
        {
            for (int i = 0; ; i++)
            {
                if (i == 10) await source.CancelAsync();
                if (i > 1000) Assert.Fail("The rows are read on after cancellation.");
                yield return CrossValidationTests.Flowers(1)[0];
                if (i > 10) yield break;
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    public void Batches_are_read_anew_each_epoch_and_train_as_batches_of_arrays(int batchRows)
    {
        Flower[] flowers = CrossValidationTests.Flowers(50);
        int enumerations = 0;
        var (typed, arrays) = (new FlowerModel(), new FlowerModel());
        typed.Fit(typed.BatchesOf(Counted(), batchRows), Short);
        arrays.Fit(flowers.Chunk(batchRows).Select(chunk => new TrainingBatch(arrays.FeaturesOf(chunk), arrays.LabelsOf(chunk))), Short);
        Assert.Equal(arrays.Parameters.ToArray(), typed.Parameters.ToArray());
        Assert.True(enumerations >= 3);

        Article[] articles = [.. Enumerable.Range(0, 20).Select(static i => new Article { Length = i % 4, Topics = (Topics)(i % 4) })];
        var (labels, more) = (new ArticleModel(), new ArticleModel());
        labels.Fit(labels.BatchesOf(articles, batchRows), Short);
        more.Fit(articles.Chunk(batchRows).Select(chunk => new TrainingBatch(more.FeaturesOf(chunk), more.TargetsOf(chunk))), Short);
        Assert.Equal(more.Parameters.ToArray(), labels.Parameters.ToArray());

        IEnumerable<Flower> Counted()
        {
            enumerations++;
            foreach (Flower flower in flowers) yield return flower;
        }
    }

    [Fact]
    public void Bad_rows_of_batches_are_named_by_their_number_in_all()
    {
        Flower[] flowers = CrossValidationTests.Flowers(20);
        var model = new FlowerModel();
        Says<ArgumentException>("Row 17 is null", () => Fit(flowers.Take(17).Append(null!)));
        Says<ArgumentException>("SepalWidth of row 17 is NaN", () => Fit(flowers.Take(17).Append(flowers[0] with { SepalWidth = float.NaN })));
        Says<ArgumentOutOfRangeException>("The Species of row 17 is 77", () => Fit(flowers.Take(17).Append(flowers[0] with { Species = (Species)77 })));
        Assert.Throws<ArgumentOutOfRangeException>("batchRows", () => model.BatchesOf(flowers, 0));

        void Fit(IEnumerable<Flower> rows) => model.Fit(model.BatchesOf(rows, 5), Short);

        static void Says<TException>(string message, Action action)
            where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Doubles_are_rounded_to_floats()
    {
        var data = new TestData(1);
        double[] rows = [.. Enumerable.Range(0, 80).Select(_ => data.Normal())];
        float[] floats = Array.ConvertAll(rows, static x => (float)x);
        int[] labels = data.Labels(20, 3);
        var (expected, actual) = (new Multiclass4x3(), new Multiclass4x3());
        expected.Fit(floats, labels, Short);
        actual.Fit(rows, labels, Short);
        Assert.Equal(expected.Parameters.ToArray(), actual.Parameters.ToArray());
        Assert.Equal(expected.Loss(floats, labels), actual.Loss(rows, labels));
        Assert.Equal(expected.Predict(floats[..4]), actual.Predict(rows[..4]));
        var (one, other, p, q) = (new int[20], new int[20], new float[60], new float[60]);
        expected.Predict(floats, one);
        actual.Predict(rows, other);
        expected.Probabilities(floats, p);
        actual.Probabilities(rows, q);
        Assert.Equal(one, other);
        Assert.Equal(p, q);

        var typed = new FlowerModel();
        typed.Fit(rows, labels, Short);
        Assert.Equal(expected.Parameters.ToArray(), typed.Parameters.ToArray());

        var (soft, softer) = (new MultiLabel4x3(), new MultiLabel4x3());
        soft.Fit(floats, p, Short);
        softer.Fit(rows, p, Short);
        Assert.Equal(soft.Parameters.ToArray(), softer.Parameters.ToArray());
        Assert.Contains("rows has 1E+39 at index 1", Assert.Throws<ArgumentException>("rows", () => actual.Predict(new[] { 0, 1e39, 0, 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("Row 0, column 1 is NaN", Assert.Throws<ArgumentException>("rows", () => actual.Fit(new[] { 0, double.NaN, 0, 0 }, new[] { 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_other_shapes_become_one_array()
    {
        double[][] jagged = [[1, 2.5, 3], [4, 5, 6]];
        float[] expected = [1, 2.5f, 3, 4, 5, 6];
        Assert.Equal(expected, FeatureRows.Of(jagged));
        Assert.Equal(expected, FeatureRows.Of(jagged.ToList()));
        Assert.Equal(expected, FeatureRows.Of(new double[,] { { 1, 2.5, 3 }, { 4, 5, 6 } }));
        Assert.Equal(expected, FeatureRows.Of(new float[,] { { 1, 2.5f, 3 }, { 4, 5, 6 } }));
        Assert.Empty(FeatureRows.Of(new float[0, 3]));
        Assert.Equal(expected, FeatureRows.Of(new List<float[]> { expected[..3], expected[3..] }));
        Assert.Equal(expected, FeatureRows.Of(new double[] { 1, 2.5, 3, 4, 5, 6 }));
        Assert.Empty(FeatureRows.Of(Array.Empty<double[]>()));
        Says("Row 1 has 2 numbers; row 0 has 3, and all need the same.", () => FeatureRows.Of([[1, 2, 3], [4, 5.0]]));
        Says("Row 1 is null; expected an array.", () => FeatureRows.Of(new double[][] { [1], null! }));
        Says("rows has -1E+300 at row 1, column 0", () => FeatureRows.Of(new double[,] { { 1 }, { -1e300 } }));
        Says("rows has 1E+300 at row 1, column 1", () => FeatureRows.Of([[1, 2], [4, 1e300]]));

        static void Says(string message, Action action) => Assert.Contains(message, Assert.Throws<ArgumentException>("rows", action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_as_strings_have_numbers_and_come_back()
    {
        string[] names = ["setosa", "virginica", "versicolor", "setosa", "Setosa"];
        LabelEncoder encoder = LabelEncoder.Of(names);
        Assert.Equal(["Setosa", "setosa", "versicolor", "virginica"], encoder.ClassNames);
        Assert.Equal([1, 3, 2, 1, 0], encoder.Encode(names));
        Assert.Equal(names, encoder.Decode(encoder.Encode(names)));
        Assert.Equal((3, "virginica", 4), (encoder.Encode("virginica"), encoder.Decode(3), encoder.Count));
        Assert.False(encoder.TryEncode("rose", out int none));
        Assert.Equal(-1, none);
        Assert.Equal("4 classes (Setosa, setosa, versicolor, virginica)", encoder.ToString());
        Assert.Equal(["b", "a"], new LabelEncoder("b", "a").Decode([0, 1]));
        Assert.Equal(FlowerModel.ClassNames.ToArray(), LabelEncoder.Of<FlowerModel>().ClassNames);

        Says("The label of row 1 is 'rose'; expected one of (Setosa, setosa, versicolor, virginica).", () => encoder.Encode(["setosa", "rose"]));
        Says("The label of row 0 is null", () => encoder.Encode([null!]));
        Says("No class is named 'rose'", () => encoder.Encode("rose"));
        Says("The class number is 4; expected 0 to 3.", () => encoder.Decode(4));
        Says("The label of row 1 is null", () => LabelEncoder.Of(["a", null!]));
        Says("There are no labels", () => LabelEncoder.Of([]));
        Says("Class 0 and class 2 are both named 'a'", () => new LabelEncoder("a", "b", "a"));
        Says("Multiclass4x3 declares no class names", () => LabelEncoder.Of<Multiclass4x3>());

        static void Says(string message, Action action) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<TRow> Read<TRow>(IEnumerable<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }
}
