using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>Which numbers a row becomes, what they are called, and which class is which.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void The_names_are_there_while_the_models_own_fields_are_initialised()
    {
        Assert.Equal(FlowerModel.FeatureNames.ToArray(), EagerModel.FeaturesAtTheStart);
        Assert.Equal(FlowerModel.ClassNames.ToArray(), EagerModel.ClassesAtTheStart);
    }

    [Fact]
    public void A_record_gives_its_parameters_and_then_its_properties_rounded_to_float()
    {
        var row = new Flower(0.1, 0.2f, 0.3m, Species.Setosa) { PetalWidth = (Half)0.4 };

        Assert.Equal(["SepalLength", "SepalWidth", "PetalLength", "PetalWidth"], FlowerModel.FeatureNames.ToArray());
        Assert.Equal([(float)0.1, 0.2f, (float)0.3m, (float)(Half)0.4], Features<FlowerModel, Flower, Species>(row));
    }

    [Fact]
    public void A_base_class_comes_first_an_override_keeps_its_place_and_an_enum_is_one_hot_in_ascending_order()
    {
        Assert.Equal(
            ["Second", "First", "Colour.Green", "Colour.Red", "Colour.Blue", "Open", "Large", "Small"], EverythingModel.FeatureNames.ToArray());
        Assert.Equal(8, EverythingModel.FeatureCount);

        var row = new Everything { Second = 6, First = -7, Colour = Colour.Crimson, Open = true, Large = ulong.MaxValue, Small = 9 };
        Assert.Equal([7, -7, 0, 1, 0, 1, 18446744073709551615f, 9], Features<EverythingModel, Everything, byte>(row));
        row = new Everything { Colour = Colour.Green };
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0], Features<EverythingModel, Everything, byte>(row));
    }

    [Fact]
    public void A_row_replaces_whatever_stood_in_the_destination()
    {
        float[] features = [.. Enumerable.Repeat(float.NaN, EverythingModel.FeatureCount)];
        EverythingModel.WriteFeatures(new Everything { Colour = Colour.Blue }, features);

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0], features);
    }

    [Fact]
    public void The_classes_of_an_enum_are_its_distinct_values_ascending_under_their_first_names()
    {
        Assert.Equal(["Setosa", "Versicolor", "Virginica"], FlowerModel.ClassNames.ToArray());
        AssertClasses<FlowerModel, Flower, Species>(Species.Setosa, Species.Versicolor, Species.Virginica);
        Assert.Equal(0, FlowerModel.IndexOf(Species.Bristle));
        Assert.Equal(-1, FlowerModel.IndexOf((Species)11));
    }

    [Fact]
    public void A_bool_has_the_classes_False_and_True_and_is_binary_unless_told_otherwise()
    {
        Assert.Equal(["False", "True"], ReadingModel.ClassNames.ToArray());
        AssertClasses<ReadingModel, Reading, bool>(false, true);
        Assert.Equal(3, ReadingModel.ParameterCount);
        Assert.Equal(6, ReadingSoftmax.ParameterCount);
    }

    [Fact]
    public void The_classes_of_an_integer_are_the_numbers_from_0()
    {
        Assert.Equal(["0", "1", "2", "3"], EverythingModel.ClassNames.ToArray());
        AssertClasses<EverythingModel, Everything, byte>(0, 1, 2, 3);
        AssertClasses<NumberedModel, Numbered, long>(0, 1, 2);
        Assert.Equal(-1, EverythingModel.IndexOf(4));
        Assert.Equal(-1, NumberedModel.IndexOf(-1));

        // 2^32 + 1, which a cast alone would take for 1.
        Assert.Equal(-1, NumberedModel.IndexOf(4_294_967_297));
    }

    [Fact]
    public void The_labels_of_flags_are_the_single_bits_lowest_first()
    {
        Assert.Equal(["Sport", "Music", "Food"], ArticleModel.ClassNames.ToArray());
        AssertClasses<ArticleModel, Article, Topics>(Topics.Sport, Topics.Music, Topics.Food);
        Assert.Equal(-1, ArticleModel.IndexOf(Topics.Both));
        Assert.Equal(-1, ArticleModel.IndexOf(Topics.None));
        Assert.Equal(ClassificationTask.MultiLabel, TaskOf<ArticleModel>());
    }

    [Fact]
    public void Names_are_there_for_code_that_is_generic_over_models()
    {
        Assert.Equal(["X", "Y"], Names<ReadingModel>().Features);
        Assert.Equal(["0", "1", "2"], Names<NumberedModel>().Classes);
    }

    [Fact]
    public void A_private_row_serves_a_private_model() => Assert.False(Outer.Predicts(1));

    private static float[] Features<TModel, TRow, TLabel>(TRow row)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        var features = new float[TModel.FeatureCount];
        TModel.WriteFeatures(in row, features);
        return features;
    }

    private static void AssertClasses<TModel, TRow, TLabel>(params TLabel[] classes)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        Assert.Equal(classes.Length, TModel.ClassCount);
        Assert.Equal(classes, Enumerable.Range(0, classes.Length).Select(TModel.ClassAt));
        Assert.Equal(Enumerable.Range(0, classes.Length), classes.Select(TModel.IndexOf));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => TModel.ClassAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => TModel.ClassAt(classes.Length));
    }

    private static ClassificationTask TaskOf<TModel>()
        where TModel : class, ICrossEntropyModel<TModel> => TModel.Task;

    private static (string[] Features, string[] Classes) Names<TModel>()
        where TModel : class, ICrossEntropyModel<TModel> => (TModel.FeatureNames.ToArray(), TModel.ClassNames.ToArray());
}
