using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>One logit and two: a binary model is the multiclass one whose weights are the differences.</summary>
public sealed class TwoClassTests
{
    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (string options in LossCases.Names)
        {
            cases.Add(options, false);
            cases.Add(options, true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_binary_model_with_the_differences_has_the_same_loss_gradient_and_probabilities(string optionsName, bool soft)
    {
        const int Count = 21;
        var data = new TestData(4);
        var two = new LabelTestModel<Multiclass30x2>();
        var one = new LabelTestModel<Binary30>();
        data.FillParameters(two);
        for (int f = 0; f < 30; f++) one.Parameters[f] = two.Parameters[30 + f] - two.Parameters[f];
        one.Parameters[30] = two.Parameters[61] - two.Parameters[60];

        float[] rows = data.Rows(Count, 30);
        Truth truth = soft ? data.Soft(Count, two.Shape) : data.Hard(Count, two.Shape);
        LossOptions? options = LossCases.Create(optionsName, data, two.Shape, Count);
        var gradientOfTwo = new float[two.Shape.Parameters];
        var gradientOfOne = new float[one.Shape.Parameters];
        double loss = two.LossAndGradient(rows, truth, gradientOfTwo, options);
        Near.Relative(loss, one.LossAndGradient(rows, truth, gradientOfOne, options), 1e-5, "loss");

        // dL/dz of the one logit is that of the second class
        Near.RelativeToLargest(ReferenceModel.Widen([.. gradientOfTwo[30..60], gradientOfTwo[61]]), gradientOfOne, 1e-5, "gradient");

        var ofTwo = new float[2 * Count];
        var ofOne = new float[2 * Count];
        two.Probabilities(rows, ofTwo);
        one.Probabilities(rows, ofOne);
        Near.EachRelative(ReferenceModel.Widen(ofTwo), ofOne, 1e-5, "probabilities");
    }

    [Fact]
    public void Code_that_is_generic_over_models_trains_and_scores_them()
    {
        Assert.True(LossAfterTraining<Multiclass4x3>() < Math.Log(3));
        Assert.True(LossAfterTraining<Binary2>() < Math.Log(2));
        Assert.True(LossAfterTraining<MultiLabel4x3>() < Math.Log(2));
    }

    /// <summary>What a user of the interface would write: nothing here knows the model.</summary>
    private static double LossAfterTraining<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        var model = new TModel();
        var shape = new ModelShape(TModel.Task, TModel.FeatureCount, TModel.ClassCount);
        Assert.Equal(shape.Parameters, TModel.ParameterCount);
        Assert.Equal(shape.Parameters, model.Parameters.Length);

        var data = new TestData(9);
        float[] rows = data.Rows(40, TModel.FeatureCount);
        Truth truth = data.Hard(40, shape).AsTargets(TModel.ClassCount);
        model.Fit(rows, truth.Targets);
        return model.Loss(rows, truth.Targets);
    }
}
