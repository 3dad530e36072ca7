using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>Every member against every kind of bad row: the exception, the parameter, the words of its message, and a model left as it was.</summary>
public sealed class BadRowTests
{
    private static readonly Flower Good = TypedData.Flowers(1)[0];

    [Fact]
    public void A_null_row()
    {
        var probe = new Probe<FlowerModel>();
        Flower missing = null!;
        Flower[] rows = [Good, Good, missing];
        probe.Refuses<ArgumentNullException>("row", model => model.Predict(missing));
        probe.Refuses<ArgumentNullException>("row", model => model.Probability(missing, Species.Setosa));
        probe.Refuses<ArgumentNullException>("row", model => model.Probabilities(missing, new float[3]));
        probe.Refuses<ArgumentNullException>("row", model => model.TopK(missing, new ClassProbability<Species>[1]));
        probe.Refuses<ArgumentNullException>("row", model => model.Update(missing, 0.1f));
        probe.Refuses<ArgumentNullException>("row", _ => FlowerModel.WriteFeatures(missing, new float[4]));
        probe.Refuses<ArgumentException>("rows", model => model.Predict(rows, new Species[3]), "Row 2 is null");
        probe.Refuses<ArgumentException>("rows", model => model.Probabilities(rows, new float[9]), "Row 2 is null");
        probe.Refuses<ArgumentException>("rows", model => model.Loss(rows), "Row 2 is null");
        probe.Refuses<ArgumentException>("rows", model => model.Fit(rows), "Row 2 is null");
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(1e300, "Infinity")]
    public void A_feature_that_is_no_finite_float_is_named(double value, string written)
    {
        var probe = new Probe<FlowerModel>();
        Flower bad = Good with { SepalLength = value };
        Flower[] rows = [.. TypedData.Flowers(600)];
        rows[590] = bad;
        string where = $"SepalLength of row 590 is {written} as a float", whereOne = $"SepalLength of row 0 is {written} as a float";
        probe.Refuses<ArgumentException>("row", model => model.Predict(bad), whereOne, "predicted only from finite numbers");
        probe.Refuses<ArgumentException>("row", model => model.TopK(bad, new ClassProbability<Species>[1]), whereOne);
        probe.Refuses<ArgumentException>("row", model => model.Update(bad, 0.1f), whereOne, "learns only from finite numbers");
        probe.Refuses<ArgumentException>("rows", model => model.Predict(rows, new Species[600]), where);
        probe.Refuses<ArgumentException>("rows", model => model.Fit(rows), where, "learns only from finite numbers");

        var probabilities = new float[3];
        probe.Model.Probabilities(bad, probabilities);
        Assert.All(probabilities, static p => Assert.Equal(float.NaN, p));
        Assert.Equal(float.NaN, probe.Model.Probability(bad, Species.Setosa));
        Assert.Equal(double.NaN, probe.Model.Loss(rows));
    }

    [Fact]
    public void A_label_that_is_no_class()
    {
        var flowers = new Probe<FlowerModel>();
        Flower bad = Good with { Species = (Species)7 };
        string message = "The Species of row 1 is 7; expected one of Setosa, Versicolor, Virginica.";
        flowers.Refuses<ArgumentOutOfRangeException>("rows", model => model.Fit([Good, bad]), message);
        flowers.Refuses<ArgumentOutOfRangeException>("rows", model => model.Loss([Good, bad]), message);
        flowers.Refuses<ArgumentOutOfRangeException>("row", model => model.Update(bad, 0.1f), "The Species of row 0 is 7");
        flowers.Refuses<ArgumentOutOfRangeException>("label", model => model.Probability(Good, (Species)7), "The label is 7, which is not a class of the model; expected one of Setosa");

        // What is predicted needs no label.
        Assert.Equal(flowers.Model.Predict(Good), flowers.Model.Predict(bad));

        new Probe<EverythingModel>().Refuses<ArgumentOutOfRangeException>(
            "rows", model => model.Fit([new Everything { Colour = Colour.Red, Kind = 4 }]), "The Kind of row 0 is 4; expected one of 0, 1, 2, 3.");
        new Probe<NumberedModel>().Refuses<ArgumentOutOfRangeException>(
            "row", model => model.Update(new Numbered(1, 1, 4_294_967_297), 0.1f), "The Class of row 0 is 4294967297");
        new Probe<WideModel>().Refuses<ArgumentOutOfRangeException>(
            "row", model => model.Update(new WideRow { Class = -1 }, 0.1f), "expected one of 0, 1, 2, 3, 4, 5, …, 19999.");
    }

    [Fact]
    public void Flags_that_are_no_label()
    {
        var probe = new Probe<ArticleModel>();
        Article[] rows = [new() { Topics = Topics.None }, new() { Topics = Topics.Both | (Topics)64 }];
        string message = "expected a combination of Sport, Music, Food.";
        probe.Refuses<ArgumentOutOfRangeException>("rows", model => model.Fit(rows), "The Topics of row 1 is", message);
        probe.Refuses<ArgumentOutOfRangeException>("rows", model => model.Loss(rows), message);
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Update(rows[1], 0.1f), "The Topics of row 0 is", message);
        probe.Refuses<ArgumentOutOfRangeException>("label", model => model.Probability(rows[0], Topics.Both), "The label is Both, which is not a class of the model");
        probe.Refuses<ArgumentException>("row", model => model.Predict(new Article { Length = double.NaN }), "Length of row 0 is NaN");
        probe.Refuses<ArgumentException>("rows", model => model.Predict([rows[0], new Article { Pictures = double.NaN }], new Topics[2]), "Pictures of row 1 is NaN");
    }

    [Fact]
    public void A_feature_that_its_enum_does_not_define()
    {
        var probe = new Probe<EverythingModel>();
        var bad = new Everything { Colour = (Colour)9 };
        Everything[] rows = [.. TypedData.Everythings(299), bad];
        string where = "The Colour of row 299 is 9; expected a value that Colour defines.", whereOne = "The Colour of row 0 is 9";
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Predict(bad), whereOne);
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Update(bad, 0.1f), whereOne);
        probe.Refuses<ArgumentOutOfRangeException>("row", _ => EverythingModel.WriteFeatures(bad, new float[8]), whereOne);
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Predict(rows, new byte[300]), where);
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Probabilities(rows, new float[1200]), where);
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Fit(rows), where);
        probe.Refuses<ArgumentOutOfRangeException>("row", model => model.Loss(rows), where);
    }

    [Fact]
    public void No_rows_and_destinations_of_the_wrong_length()
    {
        var probe = new Probe<FlowerModel>();
        Flower[] rows = TypedData.Flowers(2);
        Flower[] none = [];
        probe.Refuses<ArgumentException>("rows", model => model.Fit(none), "at least one row");
        probe.Refuses<ArgumentException>("rows", model => model.Loss(none), "at least one row");
        probe.Refuses<ArgumentException>("rows", model => model.Predict(none, new Species[0]), "at least one row");
        probe.Refuses<ArgumentException>("rows", model => model.Probabilities(none, new float[0]), "at least one row");
        probe.Refuses<ArgumentException>("destination", model => model.Predict(rows, new Species[3]), "length 3", "needs 2");
        probe.Refuses<ArgumentException>("destination", model => model.Probabilities(rows, new float[5]), "length 5", "needs 6");
        probe.Refuses<ArgumentException>("destination", model => model.Probabilities(rows[0], new float[2]), "length 2", "needs 3");
        probe.Refuses<ArgumentException>("destination", _ => FlowerModel.WriteFeatures(rows[0], new float[5]), "length 5", "needs 4");
        probe.Refuses<ArgumentOutOfRangeException>("options", model => model.Loss(rows, new() { SampleWeights = new float[] { 1, 1, 1 } }), "SampleWeights has 3");
        probe.Refuses<ArgumentOutOfRangeException>("learningRate", model => model.Update(rows[0], 0));
    }

    [Fact]
    public void Parameters_that_are_not_finite_give_no_class()
    {
        var flowers = new FlowerModel();
        flowers.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => flowers.Predict(Good));
        Assert.Throws<InvalidOperationException>(() => flowers.TopK(Good, new ClassProbability<Species>[1]));
        var articles = new ArticleModel();
        articles.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => articles.Predict(new Article()));
        Assert.Throws<InvalidOperationException>(() => articles.Predict([new Article()], new Topics[1]));
    }

    private sealed class Probe<TModel>
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        public TModel Model { get; } = new TModel().WithParameters();

        public void Refuses<TException>(string parameter, Action<TModel> call, params string[] words)
            where TException : ArgumentException
        {
            float[] before = Model.Parameters.ToArray();
            var error = Assert.Throws<TException>(parameter, () => call(Model));
            Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
            Assert.Equal(before, Model.Parameters.ToArray());
        }
    }
}
