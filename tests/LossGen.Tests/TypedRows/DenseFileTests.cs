using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>A file says what became of each member, and a model whose columns have the same names but other meanings refuses it.</summary>
public sealed class DenseFileTests
{
    [Fact]
    public void Another_number_for_a_missing_one_is_refused() =>
        Refuses<StayModel, StayAtFiftyModel>("Age: number; or missing, as 40", "Age: number; or missing, as 50");

    [Fact]
    public void A_number_for_a_duration_is_refused() => Refuses<StayModel, StayInDaysModel>("Time: seconds", "Time: number");

    [Fact]
    public void Its_own_file_and_one_that_says_nothing_are_read()
    {
        using MemoryStream file = Saved<StayModel>();
        Assert.Equal(["Age: number; or missing, as 40", "Time: seconds", "Ward: hashed into 8 columns"], ModelFile.Describe(file).RowEncoding);
        file.Position = 0;
        StayModel model = StayModel.Load(file);
        Assert.Equal(1, model.Parameters[0]);

        // As arrays of numbers were trained on, by a model without rows.
        using MemoryStream plain = Saved<PlainStayModel>();
        Assert.Empty(ModelFile.Describe(plain).RowEncoding);
        plain.Position = 0;
        Assert.Equal(1, StayModel.Load(plain).Parameters[0]);
        file.Position = 0;
        Assert.Equal(1, PlainStayModel.Load(file).Parameters[0]);
    }

    private static void Refuses<TSaved, TLoaded>(string theirs, string ours)
        where TSaved : class, ICrossEntropyModel<TSaved>, new()
        where TLoaded : class, ICrossEntropyModel<TLoaded>, new()
    {
        Assert.Equal(TSaved.FeatureNames.ToArray(), TLoaded.FeatureNames.ToArray());
        using MemoryStream file = Saved<TSaved>();
        var refused = Assert.Throws<InvalidDataException>(() => ModelFile.Load<TLoaded>(file));
        Assert.Contains($"'{theirs}', expected '{ours}'", refused.Message, StringComparison.Ordinal);
    }

    private static MemoryStream Saved<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        var model = new TModel();
        model.Parameters.Fill(1);
        var file = new MemoryStream();
        ModelFile.Save(model, file);
        file.Position = 0;
        return file;
    }
}

/// <summary>Rows whose columns have the same names.</summary>
internal sealed record Stay(
    [Feature(Missing = MissingValues.Indicator, Fill = 40)] double? Age, [Feature] TimeSpan Time, [Feature(buckets: 8)] string Ward, [Label] bool Returned);

internal sealed record StayAtFifty(
    [Feature(Missing = MissingValues.Indicator, Fill = 50)] double? Age, [Feature] TimeSpan Time, [Feature(buckets: 8)] string Ward, [Label] bool Returned);

internal sealed record StayInDays(
    [Feature(Missing = MissingValues.Indicator, Fill = 40)] double? Age, [Feature] double Time, [Feature(buckets: 8)] string Ward, [Label] bool Returned);

[CrossEntropyModel<Stay>]
internal sealed partial class StayModel;

[CrossEntropyModel<StayAtFifty>]
internal sealed partial class StayAtFiftyModel;

[CrossEntropyModel<StayInDays>]
internal sealed partial class StayInDaysModel;

[CrossEntropyModel(features: 11, classes: 2)]
internal sealed partial class PlainStayModel;
