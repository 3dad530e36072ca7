using Xunit;

namespace LossGen.Tests.Files;

/// <summary>The model that all who ask share stays as it is, and is of use for all that only reads.</summary>
public sealed class PretrainedTests
{
    private static readonly float[] Rows = [5.9f, 3.0f, 4.2f, 1.5f, 5.1f, 3.5f, 1.4f, 0.2f];
    private static readonly int[] Labels = [1, 0];
    private static readonly float[] Targets = [0, 1, 0, 1, 0, 0];

    public static TheoryData<string, Action<PretrainedIris>> Changes { get; } = new()
    {
        { "Parameters", static model => model.Parameters[0] = 1 },
        { "Fit", static model => model.Fit(Rows, Labels) },
        { "Fit to targets", static model => model.Fit(Rows, Targets) },
        { "Fit to batches", static model => model.Fit([new TrainingBatch(Rows, Labels)]) },
        { "Update", static model => model.Update(Rows, Labels, 0.1f) },
        { "Update of one row", static model => model.Update(Rows.AsSpan(0, 4), Labels.AsSpan(0, 1), 0.1f) },
        { "Update to targets", static model => model.Update(Rows, Targets, 0.1f) },
        { "Temperature", static model => TemperatureScaling.Fit(model, Rows, Labels).Apply(model) },
        { "Load", static model => ModelFile.LoadInto(model, Path.Combine(AppContext.BaseDirectory, "Files", "pretrained.safetensors")) },
        { "CopyFrom", static model => model.CopyFrom(new PretrainedIris()) },
        { "through the interface", static model => Write(model) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Nothing_changes_it(string what, Action<PretrainedIris> change)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => change(PretrainedIris.Pretrained));
        Assert.True(fault.Message.Contains("copy PretrainedParameters to the Parameters of a new model", StringComparison.Ordinal), what);
        Assert.Equal(PretrainedIris.PretrainedParameters.ToArray(), Read(PretrainedIris.Pretrained));
    }

    [Fact]
    public void A_copy_of_it_is_a_model_like_any_other()
    {
        var model = new PretrainedIris();
        PretrainedIris.PretrainedParameters.CopyTo(model.Parameters);
        Assert.Equal(Read(PretrainedIris.Pretrained), Read(model));
        model.Update(Rows, Labels, 0.1f);
        Assert.NotEqual(Read(PretrainedIris.Pretrained), Read(model));
        Assert.Equal(PretrainedIris.PretrainedParameters.ToArray(), Read(PretrainedIris.Pretrained));
    }

    [Fact]
    public void It_is_saved_evaluated_and_measured()
    {
        var copy = new PretrainedIris();
        PretrainedIris.PretrainedParameters.CopyTo(copy.Parameters);
        using MemoryStream shared = new(), own = new();
        PretrainedIris.Pretrained.Save(shared);
        copy.Save(own);
        Assert.Equal(own.ToArray(), shared.ToArray());
        Assert.Equal(copy.Loss(Rows, Labels), PretrainedIris.Pretrained.Loss(Rows, Labels));
        Assert.Equal(copy.Loss(Rows, Labels), Evaluation.Of(PretrainedIris.Pretrained, Rows, Labels).LogLoss);
        Assert.StartsWith("PretrainedIris: Multiclass", PretrainedIris.Pretrained.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Allocation.Of(static () => PretrainedIris.Pretrained.Predict(Rows.AsSpan(0, 4))));
    }

    private static void Write<TModel>(TModel model)
        where TModel : class, ICrossEntropyModel<TModel> => model.Parameters.Clear();

    private static float[] Read<TModel>(TModel model)
        where TModel : class, ICrossEntropyModel<TModel> => model.ReadOnlyParameters.ToArray();
}
