using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>Rows and spans are two faces of one model: the same bits from both.</summary>
public sealed class AgreementTests
{
    // One row; a block and its rest; more than one part of rows.
    public static TheoryData<int> Counts => [1, 2, 33, 600];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Flowers(int count) => OneOfMany<FlowerModel, Flower, Species>(TypedData.Flowers(count));

    [Theory]
    [MemberData(nameof(Counts))]
    public void Readings(int count)
    {
        OneOfMany<ReadingModel, Reading, bool>(TypedData.Readings(count));
        OneOfMany<ReadingSoftmax, Reading, bool>(TypedData.Readings(count));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Everythings(int count) => OneOfMany<EverythingModel, Everything, byte>(TypedData.Everythings(count));

    [Theory]
    [MemberData(nameof(Counts))]
    public void Numbers(int count) => OneOfMany<NumberedModel, Numbered, long>(TypedData.Numbereds(count));

    [Theory]
    [MemberData(nameof(Counts))]
    public void Articles(int count)
    {
        Article[] rows = TypedData.Articles(count);
        ArticleModel typed = Model<ArticleModel>(), spans = Model<ArticleModel>();
        float[] features = Features<ArticleModel, Article, Topics>(rows);
        float[] targets = [.. rows.SelectMany(row => new[] { Topics.Sport, Topics.Music, Topics.Food }.Select(topic => row.Topics.HasFlag(topic) ? 1f : 0f))];

        Probabilities<ArticleModel, Article, Topics>(typed, rows, features);
        var probabilities = new float[count * 3];
        spans.Probabilities(features, probabilities);
        Topics[] expected = [.. rows.Select((_, i) =>
            (probabilities[3 * i] > 0.5f ? Topics.Sport : 0) | (probabilities[(3 * i) + 1] > 0.5f ? Topics.Music : 0) | (probabilities[(3 * i) + 2] > 0.5f ? Topics.Food : 0))];
        var predicted = new Topics[count];
        typed.Predict(rows, predicted);
        Assert.Equal(expected, predicted);
        Assert.Equal(expected, rows.Select(row => typed.Predict(row)));

        var options = new LossOptions { LabelSmoothing = 0.1f, FocalGamma = 2 };
        Assert.Equal(spans.Loss(features, targets), typed.Loss(rows));
        Assert.Equal(spans.Loss(features, targets, options), typed.Loss(rows, options));
        Assert.Equal(spans.Update(features.AsSpan(0, 2), targets.AsSpan(0, 3), 0.1f), typed.Update(rows[0], 0.1f));
        Assert.Equal(spans.Parameters.ToArray(), typed.Parameters.ToArray());

        var training = new TrainingOptions { Epochs = 5, Seed = 3 };
        Assert.Equal(spans.Fit(features, targets, training).Loss, typed.Fit(rows, training).Loss);
        Assert.Equal(spans.Parameters.ToArray(), typed.Parameters.ToArray());
    }

    [Fact]
    public void A_typed_model_and_a_plain_one_of_the_same_shape_learn_the_same()
    {
        Flower[] rows = TypedData.Flowers(100);
        var typed = new FlowerModel();
        var plain = new FlowerSpans();
        typed.Fit(rows, new() { Epochs = 20 });
        plain.Fit(Features<FlowerModel, Flower, Species>(rows), [.. rows.Select(row => FlowerModel.IndexOf(row.Species))], new() { Epochs = 20 });
        Assert.Equal(plain.Parameters.ToArray(), typed.Parameters.ToArray());

        Article[] articles = TypedData.Articles(100);
        var typedArticles = new ArticleModel();
        var plainArticles = new ArticleSpans();
        float[] targets = [.. articles.SelectMany(row => new[] { Topics.Sport, Topics.Music, Topics.Food }.Select(topic => row.Topics.HasFlag(topic) ? 1f : 0f))];
        typedArticles.Fit(articles, new() { Epochs = 20 });
        plainArticles.Fit(Features<ArticleModel, Article, Topics>(articles), targets, new() { Epochs = 20 });
        Assert.Equal(plainArticles.Parameters.ToArray(), typedArticles.Parameters.ToArray());
    }

    [Fact]
    public void An_evaluation_and_a_temperature_are_those_of_the_numbers()
    {
        Flower[] flowers = TypedData.Flowers(200);
        var model = Model<FlowerModel>();
        float[] features = Features<FlowerModel, Flower, Species>(flowers);
        int[] labels = [.. flowers.Select(row => FlowerModel.IndexOf(row.Species))];
        LabelEvaluation expected = Evaluation.Of(model, features, labels), actual = model.Evaluate(flowers);
        Assert.Equal(expected.ToString(), actual.ToString());
        Assert.Equal(expected.LogLoss, actual.LogLoss);
        Assert.Equal(FlowerModel.ClassNames.ToArray(), actual.Classes.Select(one => one.Name));
        Assert.Equal(TemperatureScaling.Fit(model, features, labels), model.FitTemperature(flowers));

        Article[] articles = TypedData.Articles(200);
        var articleModel = Model<ArticleModel>();
        float[] articleFeatures = Features<ArticleModel, Article, Topics>(articles);
        float[] targets = [.. articles.SelectMany(row => new[] { Topics.Sport, Topics.Music, Topics.Food }.Select(topic => row.Topics.HasFlag(topic) ? 1f : 0f))];
        Assert.Equal(Evaluation.Of(articleModel, articleFeatures, targets).ToString(), articleModel.Evaluate(articles).ToString());
        Assert.Equal(TemperatureScaling.Fit(articleModel, articleFeatures, targets), articleModel.FitTemperature(articles));

        Assert.Throws<ArgumentException>(() => model.Evaluate([]));
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => model.Evaluate([flowers[0], null!])).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_knows_the_names_of_features_and_classes()
    {
        var model = Model<FlowerModel>();
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        ModelFileDescription description = ModelFile.Describe(file);
        Assert.Equal(FlowerModel.FeatureNames.ToArray(), description.FeatureNames);
        Assert.Equal(FlowerModel.ClassNames.ToArray(), description.ClassNames);
        file.Position = 0;
        Assert.Equal(model.Parameters.ToArray(), FlowerModel.Load(file).Parameters.ToArray());
    }

    [Fact]
    public void Training_reports_and_can_be_cancelled()
    {
        Flower[] rows = TypedData.Flowers(50);
        using var cancellation = new CancellationTokenSource();
        var epochs = new List<int>();
        TrainingResult result = new FlowerModel().Fit(
            rows,
            new() { Epochs = 100 },
            new Watcher(epoch =>
            {
                epochs.Add(epoch.Epoch);
                if (epoch.Epoch == 3) cancellation.Cancel();
            }),
            cancellation.Token);

        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.Equal([1, 2, 3], epochs);
    }

    private static void OneOfMany<TModel, TRow, TLabel>(TRow[] rows)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>, ILabelModel<TModel>, new()
        where TLabel : struct
    {
        TModel typed = Model<TModel>(), spans = Model<TModel>();
        float[] features = Features<TModel, TRow, TLabel>(rows);
        int[] labels = [.. rows.Select(row => TModel.IndexOf(TModel.LabelOf(in row)))];
        int width = TModel.FeatureCount;

        Probabilities<TModel, TRow, TLabel>(typed, rows, features);
        var classes = new int[rows.Length];
        spans.Predict(features, classes);
        var predicted = new TLabel[rows.Length];
        typed.Predict(rows, predicted);
        Assert.Equal(classes.Select(TModel.ClassAt), predicted);
        Assert.Equal(
            rows.Select((_, i) => TModel.ClassAt(spans.Predict(features.AsSpan(i * width, width)))), rows.Select(row => typed.Predict(in row)));

        var options = new LossOptions
        {
            ClassWeights = Enumerable.Range(1, TModel.ClassCount).Select(static k => (float)k).ToArray(),
            SampleWeights = Enumerable.Range(1, rows.Length).Select(static i => 1f / i).ToArray(),
            FocalGamma = 1.5f,
        };
        Assert.Equal(spans.Loss(features, labels), typed.Loss(rows));
        Assert.Equal(spans.Loss(features, labels, options), typed.Loss(rows, options));

        for (int i = 0; i < Math.Min(rows.Length, 5); i++)
            Assert.Equal(spans.Update(features.AsSpan(i * width, width), labels.AsSpan(i, 1), 0.01f), typed.Update(in rows[i], 0.01f));
        Assert.Equal(spans.Parameters.ToArray(), typed.Parameters.ToArray());

        var training = new TrainingOptions { Epochs = 5, Seed = 3, LearningRate = 0.01, Loss = options };
        TrainingResult expected = spans.Fit(features, labels, training), actual = typed.Fit(rows, training);
        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(spans.Parameters.ToArray(), typed.Parameters.ToArray());
    }

    /// <summary>The probabilities of all rows, of one row, of one class, and the most probable classes.</summary>
    private static void Probabilities<TModel, TRow, TLabel>(TModel model, TRow[] rows, float[] features)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        int classes = TModel.ClassCount, width = TModel.FeatureCount;
        float[] expected = new float[rows.Length * classes], actual = new float[expected.Length];
        model.Probabilities(features, expected);
        model.Probabilities(rows, actual);
        Assert.Equal(expected, actual);

        float[] oneExpected = new float[classes], one = new float[classes];
        for (int i = 0; i < rows.Length; i++)
        {
            model.Probabilities(features.AsSpan(i * width, width), oneExpected);
            model.Probabilities(in rows[i], one);
            Assert.Equal(oneExpected, one);
            for (int k = 0; k < classes; k++) Assert.Equal(oneExpected[k], model.Probability(in rows[i], TModel.ClassAt(k)));

            ClassProbability<TLabel>[] ordered = [.. Enumerable.Range(0, classes).OrderByDescending(k => one[k]).ThenBy(static k => k)
                .Select(k => new ClassProbability<TLabel>(TModel.ClassAt(k), one[k]))];
            for (int wanted = 0; wanted <= classes + 1; wanted++)
            {
                var top = new ClassProbability<TLabel>[wanted];
                int written = model.TopK(in rows[i], top);
                Assert.Equal(Math.Min(wanted, classes), written);
                Assert.Equal(ordered[..written], top[..written]);
            }
        }
    }

    private static TModel Model<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>, new() => new TModel().WithParameters();

    private static float[] Features<TModel, TRow, TLabel>(TRow[] rows)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        int width = TModel.FeatureCount;
        var features = new float[rows.Length * width];
        for (int i = 0; i < rows.Length; i++) TModel.WriteFeatures(in rows[i], features.AsSpan(i * width, width));
        return features;
    }

    private sealed class Watcher(Action<TrainingProgress> watch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => watch(value);
    }
}
