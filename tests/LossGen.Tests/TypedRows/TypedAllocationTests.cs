using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>Zero bytes: reading a typed model and stepping it allocate nothing, boxes included.</summary>
public sealed class TypedAllocationTests
{
    [Fact]
    public void Classes() => AllocatesNothing<FlowerModel, Flower, Species>(TypedData.Flowers(70));

    [Fact]
    public void Structs() => AllocatesNothing<ReadingModel, Reading, bool>(TypedData.Readings(70));

    [Fact]
    public void Enums_and_numbers() => AllocatesNothing<EverythingModel, Everything, byte>(TypedData.Everythings(70));

    [Fact]
    public void Flags() => AllocatesNothing<ArticleModel, Article, Topics>(TypedData.Articles(70));

    [Fact]
    public void Rows_wider_than_the_stack() =>
        AllocatesNothing<WideModel, WideRow, int>([.. Enumerable.Range(0, 3).Select(static i => new WideRow { Class = i })]);

    private static void AllocatesNothing<TModel, TRow, TLabel>(TRow[] rows)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>, new()
        where TLabel : struct
    {
        TModel model = new TModel().WithParameters();
        TRow row = rows[0];
        TLabel label = TModel.ClassAt(1);
        var predictions = new TLabel[rows.Length];
        float[] one = new float[TModel.ClassCount], all = new float[rows.Length * TModel.ClassCount], features = new float[TModel.FeatureCount];
        var top = new ClassProbability<TLabel>[2];

        Check("WriteFeatures", () => TModel.WriteFeatures(in row, features));
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
