using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>
/// Labels have kernels of their own, which add fewer terms than those of targets, and some shapes add the rows of labels in another order. So
/// one-hot targets agree with labels within rounding; the documentation of the members that take targets says so.
/// </summary>
public sealed class OneHotTests
{
    // Of the loss as float32, and of a gradient's number relative to the largest one.
    private const int LossUlps = 1;
    private const double GradientError = 2.4e-7;

    public static TheoryData<string> Shapes => [.. Compared.Keys];

    private static readonly Dictionary<string, Action> Compared = new()
    {
        ["1x2"] = Compare<Binary1>,
        ["30x2"] = Compare<Binary30>,
        ["257x2"] = Compare<Binary257>,
        ["2x2"] = Compare<Multiclass2x2>,
        ["4x3"] = Compare<Multiclass4x3>,
        ["13x3"] = Compare<Multiclass13x3>,
        ["16x16"] = Compare<Multiclass16x16>,
        ["64x10"] = Compare<Multiclass64x10>,
        ["100x33"] = Compare<Multiclass100x33>,
        ["784x10"] = Compare<Multiclass784x10>,
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void One_hot_targets_agree_with_their_labels_within_rounding(string shape) => Compared[shape]();

    private static void Compare<TModel>()
        where TModel : class, ILabelModel<TModel>, new()
    {
        foreach (int rows in new[] { 1, 7, 32, 33, 256, 257, 1000 })
        {
            var data = new TestData(rows);
            var model = new TModel();
            data.Numbers(TModel.ParameterCount, 2 / Math.Sqrt(TModel.FeatureCount + 1)).CopyTo(model.Parameters);
            float[] x = data.Rows(rows, TModel.FeatureCount), targets = new float[rows * TModel.ClassCount];
            int[] labels = data.Labels(rows, TModel.ClassCount);
            for (int row = 0; row < rows; row++) targets[row * TModel.ClassCount + labels[row]] = 1;

            Near(model.Loss(x, labels), model.Loss(x, targets));
            float[] one = new float[TModel.ParameterCount], other = new float[TModel.ParameterCount];
            Near(model.LossAndGradient(x, labels, one), model.LossAndGradient(x, targets, other));
            Near(one, other);
            float[] ofRows = new float[x.Length], ofTargets = new float[x.Length];
            Near(model.InputGradient(x, labels, ofRows), model.InputGradient(x, targets, ofTargets));
            Near(ofRows, ofTargets);
        }
    }

    private static void Near(double label, double target)
    {
        double ulps = Math.Abs(label - target) / (MathF.BitIncrement((float)label) - (float)label);
        Assert.True(ulps <= LossUlps, $"{label:R} and {target:R}: {ulps:F1} ulps");
    }

    private static void Near(float[] labels, float[] targets)
    {
        float largest = labels.Max(MathF.Abs);
        Assert.True(largest > 0);
        double error = labels.Zip(targets, (a, b) => Math.Abs((double)a - b)).Max() / largest;
        Assert.True(error <= GradientError, $"{error:E1}");
    }
}
