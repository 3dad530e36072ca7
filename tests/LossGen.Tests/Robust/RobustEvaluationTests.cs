using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using Xunit;

namespace LossGen.Tests.Robust;

public sealed class RobustEvaluationTests
{
    [Theory]
    [InlineData(Norm.LInfinity)]
    [InlineData(Norm.L2)]
    public void Certified_accuracy_is_never_above_that_under_attack(Norm norm)
    {
        var data = new TestData(1);
        Check(new Multiclass64x10(), data, norm);
        Check(new Relu4x8x3(), data, norm);
        Check(new Binary30(), data, norm);
        Check(new Silu13x7x5x3(), data, norm);
    }

    [Fact]
    public void Binary_points_by_hand()
    {
        // z = x: rows at 0.1, 0.3, -0.2 and 0.4, the last of class 0, which is wrong. ε = 0.15 turns the first.
        var model = new Binary1();
        model.Parameters[0] = 1;
        RobustEvaluation evaluation = RobustEvaluation.Of(model, [0.1f, 0.3f, -0.2f, 0.4f], [1, 1, 0, 0], [0, 0.15, 0.25], Adversary.Fgsm(0.1));
        Assert.Equal([new(0, 0.75, 0.75, 0.75), new(0.15, 0.75, 0.5, 0.5), new(0.25, 0.75, 0.25, 0.25)], evaluation.Points);
        Assert.Equal(evaluation.Points, RobustEvaluation.Of(model, [0.1f, 0.3f, -0.2f, 0.4f], [1, 1, 0, 0], [0, 0.15, 0.25], Adversary.Fgsm(0)).Points);
        Assert.Contains("0.2500", evaluation.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, evaluation.Rows);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var model = new Binary1();
        Assert.Throws<ArgumentOutOfRangeException>(() => RobustEvaluation.Of(model, [1f], [1], [-0.1], Adversary.Fgsm(0.1)));
        ArgumentException none = Assert.Throws<ArgumentException>(() => RobustEvaluation.Of(model, [1f], [1], [], Adversary.Fgsm(0.1)));
        Assert.Contains("epsilons is empty", none.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RobustEvaluation.Of(model, [], [], [0.1], Adversary.Fgsm(0.1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RobustEvaluation.Of(model, [1f], [2], [0.1], Adversary.Fgsm(0.1)));
        Assert.Throws<ArgumentException>(() => RobustEvaluation.Of(model, [1f], [1], [0.1], Adversary.Certified(0.1)));
    }

    [Fact]
    public void The_report_page_draws_the_curves()
    {
        var model = new Binary1();
        TrainingResult result = model.Fit([0.1f, 0.3f, -0.2f, -0.4f], [1, 1, 0, 0], new() { Epochs = 2, Adversary = Adversary.Fgsm(0.125) });
        var page = new StringWriter();
        var evaluation = RobustEvaluation.Of(model, [0.1f, -0.3f], [1, 0], [0, 0.2], Adversary.Fgsm(0.2));
        new TrainingReport(result).AddRobustness("Rows <b>", evaluation).WriteHtml(page);
        string html = page.ToString();
        Assert.Contains("Accuracy when rows are changed", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("FGSM, ε 0.125", html, StringComparison.Ordinal);
        Assert.Contains("size 0.2: 50.0 % under attack, 50.0 % certified", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">0.2</th><td>100.0 %</td><td>50.0 %</td><td>50.0 %</td>", html.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new TrainingReport(result).AddRobustness("Rows", null!));
    }

    private static void Check<TModel>(TModel model, TestData data, Norm norm)
        where TModel : class, ILabelModel<TModel>
    {
        RobustModels.Fill(model, data);
        float[] rows = data.Rows(150, TModel.FeatureCount);
        var labels = new int[150];
        model.Predict(rows, labels);
        for (int r = 0; r < 150; r += 10) labels[r] = (labels[r] + 1) % TModel.ClassCount;
        double[] sizes = [0, 0.01, 0.03, 0.1, 0.3];
        double lastAttacked = 1, lastCertified = 1;
        foreach (RobustPoint point in RobustEvaluation.Of(model, rows, labels, sizes, Adversary.Pgd(0.1, 20, 0.02) with { Norm = norm }).Points)
        {
            Assert.True(point.CertifiedAccuracy <= point.AttackedAccuracy && point.AttackedAccuracy <= point.Accuracy, point.ToString());
            Assert.True(point.CertifiedAccuracy <= lastCertified && point.AttackedAccuracy <= lastAttacked + 0.02, point.ToString());
            (lastAttacked, lastCertified) = (point.AttackedAccuracy, point.CertifiedAccuracy);
        }

        Assert.True(lastCertified < 0.9);
    }
}
