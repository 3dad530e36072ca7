using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.TypedRows;

[CrossEntropyModel<Trip>(Sparse = true)]
public sealed partial class SparseTripModel;

[CrossEntropyModel<Moments>(Sparse = true, HiddenLayers = [3])]
public sealed partial class SparseMomentsModel;

[CrossEntropyModel<Article>(Sparse = true)]
public sealed partial class SparseArticleModel;

/// <summary>A place by its name, a text in columns of its own, one in columns that it shares, an enum of many values.</summary>
public sealed record SparseReview(
    [Feature] string City,
    [Feature(Missing = MissingValues.Indicator)] string? Cook,
    [Feature(buckets: 1024, WordNGrams = 2)] string Text,
    [Feature(MaxCharacterNGram = 3, Missing = MissingValues.Indicator)] string? Title,
    [Feature] double Price,
    [Feature] ConsoleKey Key,
    [Feature(Missing = MissingValues.Indicator)] ConsoleKey? Other,
    [Label] bool? IsGood);

[CrossEntropyModel<SparseReview>(Sparse = true)]
public sealed partial class ReviewModel;

[CrossEntropyModel<SparseReview>(Sparse = true, HashedFeatures = 50)]
public sealed partial class CrowdedReviewModel;

public sealed record OtherReview(
    [Feature] string City,
    [Feature(Missing = MissingValues.Indicator)] string? Cook,
    [Feature(buckets: 1024)] string Text,
    [Feature(MaxCharacterNGram = 3, Missing = MissingValues.Indicator)] string? Title,
    [Feature] double Price,
    [Feature] ConsoleKey Key,
    [Feature(Missing = MissingValues.Indicator)] ConsoleKey? Other,
    [Label] bool? IsGood);

/// <summary>The same number of columns as a review's, which mean something else.</summary>
[CrossEntropyModel<OtherReview>(Sparse = true)]
public sealed partial class OtherReviewModel;

/// <summary>Typed rows that become sparse: the same columns and results as dense ones where there are such, hashes as scikit-learn's, errors, files, sources.</summary>
public class SparseTypedTests
{
    // Losses and parameters near 1 after some tens of float32 steps whose sums take another order: a hundred roundings of 2^-24 are 6e-6.
    private const double Close = 1e-5;

    private static readonly SparseReview One = new("Lyon", null, "Good soup, GOOD price", null, 12.5, ConsoleKey.Enter, null, true);

    [Fact]
    public void Members_without_hashing_have_the_columns_of_dense_rows()
    {
        Assert.Equal(TripModel.FeatureNames.ToArray(), Names<SparseTripModel>());
        Assert.Equal(MomentsModel.FeatureNames.ToArray(), Names<SparseMomentsModel>());
        Trip empty = FeatureKindTests.Full with { To = null, Age = null, Distance = float.NaN, Comfort = null, IsReturn = null, Reading = null, Satisfaction = null };
        foreach (Trip trip in new[] { FeatureKindTests.Full, empty })
        {
            var dense = new float[TripModel.FeatureCount];
            TripModel.WriteFeatures(trip, dense);
            Assert.Equal(dense, Dense<SparseTripModel>(list => SparseTripModel.AppendFeatures(trip, list)));
        }

        var full = new Moments
        {
            Clock = new(6, 45),
            Start = new(2024, 1, 1, 12, 0, 0),
            Birth = new(2000, 1, 2),
            Alarm = new(1, 0),
            Pause = TimeSpan.FromSeconds(-2),
            Price = 9.5m,
            Share = Half.NaN,
        };
        foreach (Moments moments in new[] { new Moments(), full })
        {
            var dense = new float[MomentsModel.FeatureCount];
            MomentsModel.WriteFeatures(moments, dense);
            Assert.Equal(dense, Dense<SparseMomentsModel>(list => SparseMomentsModel.AppendFeatures(moments, list)));
        }
    }

    [Fact]
    public void Training_and_reading_give_what_dense_rows_give()
    {
        Trip[] trips = Trips(60);
        var options = new TrainingOptions { Epochs = 5, LearningRate = 0.01, Optimizer = Optimizer.GradientDescent(), Standardize = false };
        var dense = new TripModel();
        var sparse = new SparseTripModel();
        TrainingResult expected = dense.Fit(trips, options), result = sparse.Fit(trips, options);
        Assert.Equal(expected.Loss, result.Loss, Close);
        for (int i = 0; i < dense.Parameters.Length; i++) Assert.Equal(dense.Parameters[i], sparse.Parameters[i], Close * Math.Max(1, Math.Abs(dense.Parameters[i])));

        dense.Parameters.CopyTo(sparse.Parameters); // two classes: one unit, so that both layouts are the same
        Assert.Equal(dense.Loss(trips), sparse.Loss(trips), Close);
        Assert.Equal(dense.Evaluate(trips).LogLoss, sparse.Evaluate(trips).LogLoss, Close);
        Assert.Equal(dense.FitTemperature(trips).Temperature, sparse.FitTemperature(trips).Temperature, 10 * Close); // of logits up to 10
        Level[] predicted = new Level[60], wanted = new Level[60];
        dense.Predict(trips, wanted);
        sparse.Predict(trips, predicted);
        Assert.Equal(wanted, predicted);
        Assert.Equal(wanted[7], sparse.Predict(trips[7]));
        Assert.Equal(dense.Probability(trips[7], Level.High), sparse.Probability(trips[7], Level.High), 1e-6f);
        float[] all = new float[120], one = new float[2];
        sparse.Probabilities(trips, all);
        sparse.Probabilities(trips[7], one);
        Assert.Equal(one, all[14..16]);
        var top = new ClassProbability<Level>[2];
        Assert.Equal(2, sparse.TopK(trips[7], top));
        Assert.Equal((wanted[7], one.Max()), (top[0].Class, top[0].Probability));
        Assert.Equal(dense.Update(trips[3], 1e-3f), sparse.Update(trips[3], 1e-3f), Close);
        Assert.Equal(dense.Loss(trips), sparse.Loss(trips), Close);
    }

    [Fact]
    public void Labels_that_are_flags_train_and_read_as_dense_ones()
    {
        Article[] articles = TypedData.Articles(80);
        var options = new TrainingOptions { Epochs = 3, LearningRate = 0.05, Optimizer = Optimizer.GradientDescent(), Standardize = false };
        var dense = new ArticleModel();
        var sparse = new SparseArticleModel();
        Assert.Equal(dense.Fit(articles, options).Loss, sparse.Fit(articles, options).Loss, Close);
        Topics[] wanted = new Topics[80], predicted = new Topics[80];
        dense.Predict(articles, wanted);
        sparse.Predict(articles, predicted);
        Assert.Equal(wanted, predicted);
        Assert.Equal(wanted[5], sparse.Predict(articles[5]));
        Assert.Equal(dense.Loss(articles), sparse.Loss(articles), Close);
        Assert.Equal(dense.Evaluate(articles).LogLoss, sparse.Evaluate(articles).LogLoss, Close);
        Assert.Equal(dense.Update(articles[1], 0.01f), sparse.Update(articles[1], 0.01f), Close);
        Assert.Equal(sparse.TargetsOf(articles), dense.TargetsOf(articles));
    }

    /// <summary>Columns of scikit-learn 1.2.1: FeatureHasher(2**18, alternate_sign=False) of {"City": …}, HashingVectorizer(1024, ngram_range=(1, 2)).</summary>
    [Theory]
    [InlineData("Lyon", 154992)]
    [InlineData("Zürich", 75111)]
    [InlineData("東京", 66596)]
    [InlineData("", 97918)]
    public void A_string_has_the_column_of_member_and_value(string city, int column)
    {
        SparseRowList list = Row(One with { City = city });
        int first = ReviewModel.FeatureCount - (1 << 18);
        Assert.Contains(first + column, list.Rows.Features.ToArray());
        Assert.Equal($"Hashed.{column}", ReviewModel.FeatureName(first + column));
    }

    [Fact]
    public void A_text_has_the_features_of_TextFeatures()
    {
        SparseRowList list = Row(One);
        int[] columns = [65, 304, 474, 498, 503, 845];
        float[] values = [2 / 3f, -1 / 3f, 1 / 3f, -1 / 3f, -1 / 3f, 1 / 3f];
        int first = Names<ReviewModel>(1100).IndexOf("Text.0");
        for (int i = 0; i < columns.Length; i++)
        {
            int at = list.Rows.Features.IndexOf(first + columns[i]);
            Assert.Equal(values[i], list.Rows.Values[at], 1e-7f);
        }

        Assert.Equal(6, list.Rows.Features.ToArray().Count(feature => feature >= first && feature < first + 1024));
    }

    [Fact]
    public void The_same_word_of_two_members_has_two_columns()
    {
        int own = ReviewModel.FeatureCount - (1 << 18);
        int[] city = Shared(One with { City = "abc", Title = null }), cook = Shared(One with { City = "x", Cook = "abc" }), title = Shared(One with { City = "x", Title = "abc" });
        Assert.Single(city);
        Assert.Empty(city.Intersect(cook));
        Assert.Empty(city.Intersect(title));
        Assert.Equal(1 + 6, title.Length); // a b c ab bc abc, and x

        int[] Shared(SparseReview review) => [.. Row(review).Rows.Features.ToArray().Where(feature => feature >= own)];
    }

    [Fact]
    public void An_enum_of_many_values_is_one_feature_of_a_row()
    {
        SparseRowList list = Row(One with { Other = ConsoleKey.F5 });
        string[] names = [.. list.Rows.Features.ToArray().Select(ReviewModel.FeatureName)];
        Assert.Single(names, "Key.Enter");
        Assert.Single(names, "Other.F5");
        Assert.DoesNotContain("Other.Missing", names);
        Assert.Contains("Other.Missing", Row(One).Rows.Features.ToArray().Select(ReviewModel.FeatureName));
        Assert.Equal("Price", ReviewModel.FeatureName(list.Rows.Features[list.Rows.Values.IndexOf(12.5f)]));
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => ReviewModel.FeatureName(ReviewModel.FeatureCount));
        Assert.Contains($"0 to {ReviewModel.FeatureCount - 1}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_row_is_named_and_leaves_the_list_as_it_was()
    {
        var list = new SparseRowList();
        ReviewModel.AppendFeatures(One, list);
        var missing = Assert.Throws<ArgumentException>(() => ReviewModel.AppendFeatures(One with { City = null! }, list));
        Assert.Contains("The City of row 0 is null", missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReviewModel.AppendFeatures(One with { Key = (ConsoleKey)(-7) }, list));
        Assert.Throws<ArgumentNullException>(() => ReviewModel.AppendFeatures(null!, list));
        Assert.Throws<ArgumentNullException>(() => ReviewModel.AppendFeatures(One, null!));
        int features = list.Rows.Features.Length;
        list.Add([1]);
        Assert.Equal((2, features + 1), (list.Count, list.Rows.Features.Length));

        var model = new ReviewModel();
        SparseReview[] rows = [One, One with { Price = double.NaN }];
        foreach (Action call in new Action[] { () => model.Fit(rows), () => model.Predict(rows, new bool[2]), () => model.Evaluate(rows), () => model.Fit(model.BatchesOf(rows)) })
            Assert.Contains("Price of row 1 is NaN", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
        Assert.Contains("Price of row 0 is NaN", Assert.Throws<ArgumentException>(() => model.Predict(rows[1])).Message, StringComparison.Ordinal);
        Assert.Contains("Price of row 0 is NaN", Assert.Throws<ArgumentException>(() => model.Update(rows[1], 0.1f)).Message, StringComparison.Ordinal);
        var probabilities = new float[2];
        model.Probabilities(rows[1], probabilities);
        Assert.All(probabilities, probability => Assert.True(float.IsNaN(probability)));
        Assert.Contains("IsGood of row 1 is null", Assert.Throws<ArgumentException>(() => model.Fit([One, One with { IsGood = null }])).Message, StringComparison.Ordinal);
        Assert.Contains("Row 1 is null", Assert.Throws<ArgumentException>(() => model.Fit([One, null!])).Message, StringComparison.Ordinal);
        Assert.Contains("rows is empty", Assert.Throws<ArgumentException>(() => model.Fit(Array.Empty<SparseReview>())).Message, StringComparison.Ordinal);
        Assert.All(model.Parameters.ToArray(), parameter => Assert.Equal(0, parameter));
    }

    [Fact]
    public async Task Rows_from_a_source_a_query_or_a_validation_set_train_as_rows_in_memory()
    {
        SparseReview[] reviews = Reviews(90);
        var options = new TrainingOptions { Epochs = 4, LearningRate = 0.3, BatchSize = 10, Shuffle = false };
        ReviewModel memory = new(), source = new(), query = new(), awaited = new(), arrays = new();
        memory.Fit(reviews, options);
        source.Fit(source.BatchesOf(reviews, batchRows: 30), options);
        query.Fit(reviews.Where(_ => true), options);
        await awaited.FitAsync(Async(reviews), options);
        arrays.Fit(arrays.FeaturesOf(reviews).Rows, arrays.LabelsOf(reviews), options);
        foreach (ReviewModel other in new[] { source, query, awaited, arrays }) Assert.Equal(memory.Parameters.ToArray(), other.Parameters.ToArray());

        TrainingResult validated = new ReviewModel().Fit(reviews, options with { Validation = new(memory.FeaturesOf(reviews), memory.LabelsOf(reviews)) });
        Assert.InRange(validated.ValidationLoss, 0, 0.65);
        Assert.InRange(memory.Evaluate(reviews).Accuracy, 0.8, 1);
    }

    [Fact]
    public void A_file_is_refused_by_a_model_that_hashes_otherwise_by_the_members_name()
    {
        var model = new ReviewModel();
        model.Fit(Reviews(40), new() { Epochs = 2 });
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(model.Parameters.ToArray(), ReviewModel.Load(stream).Parameters.ToArray());
        Assert.Equal(OtherReviewModel.FeatureCount, ReviewModel.FeatureCount);

        stream.Position = 0;
        var text = Assert.Throws<InvalidDataException>(() => OtherReviewModel.Load(stream));
        Assert.Contains("Text: runs of up to 2 words in 1024 columns", text.Message, StringComparison.Ordinal);
        Assert.Contains("Text: hashed into 1024 columns", text.Message, StringComparison.Ordinal);
        stream.Position = 0;
        var count = Assert.Throws<InvalidDataException>(() => CrowdedReviewModel.Load(stream));
        Assert.Contains("262144 shared columns", count.Message, StringComparison.Ordinal);
        Assert.Contains("50 shared columns", count.Message, StringComparison.Ordinal);
        stream.Position = 0;
        Assert.Equal("City: hashed into shared columns", ModelFile.Describe(stream).RowEncoding[0]);
    }

    [Fact]
    public void Reading_and_stepping_allocate_nothing()
    {
        AllocatesNothing<ReviewModel, SparseReview, bool>(Reviews(600));
        AllocatesNothing<SparseTripModel, Trip, Level>(Trips(300));
        AllocatesNothing<SparseArticleModel, Article, Topics>(TypedData.Articles(300));
    }

    internal static SparseReview[] Reviews(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[] good = ["soup", "fresh", "Brot", "friendly", "wieder"], bad = ["cold", "late", "teuer", "rude", "never"];
        ConsoleKey[] keys = Enum.GetValues<ConsoleKey>();
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                bool isGood = random.Next(2) == 0;
                string[] words = isGood ? good : bad;
                return new SparseReview(
                    isGood ? "Lyon" : $"Town{random.Next(9)}", random.Next(3) == 0 ? null : $"Cook{random.Next(5)}", $"{words[random.Next(5)]} and {words[random.Next(5)]}",
                    random.Next(2) == 0 ? null : words[random.Next(5)], random.NextDouble(), keys[random.Next(keys.Length)],
                    random.Next(2) == 0 ? null : keys[random.Next(keys.Length)], isGood);
            }),
        ];
    }

    private static Trip[] Trips(int count)
    {
        var random = new Random(7);
        return
        [
            .. Enumerable.Range(0, count).Select(i => FeatureKindTests.Full with
            {
                From = $"From{random.Next(20)}", To = i % 3 == 0 ? null : $"To{random.Next(9)}",
                Start = new DateTime(2000, 1, 1).AddHours(random.Next(90)), Duration = TimeSpan.FromSeconds(random.Next(3)),
                Age = i % 4 == 0 ? null : random.Next(3), Distance = i % 5 == 0 ? float.NaN : random.NextSingle(), Comfort = i % 7 == 0 ? null : (Level)random.Next(2),
                Satisfaction = (Level)random.Next(2),
            }),
        ];
    }

    private static SparseRowList Row(SparseReview review)
    {
        var list = new SparseRowList();
        ReviewModel.AppendFeatures(review, list);
        return list;
    }

    private static List<string> Names<TModel>(int most = int.MaxValue)
        where TModel : class, IClassifier<TModel> => [.. Enumerable.Range(0, Math.Min(most, TModel.FeatureCount)).Select(feature => TModel.FeatureName(feature))];

    private static float[] Dense<TModel>(Action<SparseRowList> append)
        where TModel : class, IClassifier<TModel>
    {
        var list = new SparseRowList();
        append(list);
        var dense = new float[TModel.FeatureCount];
        for (int i = 0; i < list.Rows.Features.Length; i++)
        {
            Assert.NotEqual(0, list.Rows.Values[i]);
            dense[list.Rows.Features[i]] += list.Rows.Values[i];
        }

        return dense;
    }

    private static async IAsyncEnumerable<SparseReview> Async(SparseReview[] reviews)
    {
        foreach (SparseReview review in reviews)
        {
            await Task.Yield();
            yield return review;
        }
    }

    private static void AllocatesNothing<TModel, TRow, TLabel>(TRow[] rows)
        where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>, new()
        where TLabel : struct
    {
        var model = new TModel();
        TRow row = rows[0];
        TLabel label = TModel.ClassAt(1);
        var predictions = new TLabel[rows.Length];
        float[] one = new float[TModel.ClassCount], all = new float[rows.Length * TModel.ClassCount];
        var top = new ClassProbability<TLabel>[2];
        var list = new SparseRowList();

        Check("AppendFeatures", () =>
        {
            list.Clear();
            TModel.AppendFeatures(in row, list);
        });
        Check("Predict, one row", () => model.Predict(in row));
        Check("Predict", () => model.Predict(rows, predictions));
        Check("Probability", () => model.Probability(in row, label));
        Check("Probabilities, one row", () => model.Probabilities(in row, one));
        Check("Probabilities", () => model.Probabilities(rows, all));
        Check("TopK", () => model.TopK(in row, top));
        Check("Loss", () => model.Loss(rows));
        Check("Update", () => model.Update(in row, 1e-3f));

        static void Check(string what, Action call)
        {
            long allocated = Allocation.Of(call);
            Assert.True(allocated == 0, $"{typeof(TModel).Name}.{what}: {allocated} bytes");
        }
    }
}
