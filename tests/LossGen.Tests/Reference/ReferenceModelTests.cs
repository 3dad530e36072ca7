using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Reference;

/// <summary>The reference itself: its gradient against differences of its loss, and its losses against numbers worked out by hand.</summary>
public sealed class ReferenceModelTests
{
    public static TheoryData<ClassificationTask, string, bool> Cases()
    {
        var cases = new TheoryData<ClassificationTask, string, bool>();
        foreach (ClassificationTask task in new[] { ClassificationTask.Binary, ClassificationTask.Multiclass, ClassificationTask.MultiLabel })
        {
            foreach (string options in LossCases.Names)
            {
                cases.Add(task, options, false);
                cases.Add(task, options, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_analytic_gradient_is_the_derivative_of_the_loss(ClassificationTask task, string optionsName, bool soft)
    {
        var shape = new ModelShape(task, 3, task == ClassificationTask.Binary ? 2 : 4);
        var data = new TestData(11);
        var reference = ReferenceModel.Of(shape, data.Numbers(shape.Parameters, 1));
        double[] rows = ReferenceModel.Widen(data.Rows(7, 3));
        Truth truth = soft ? data.Soft(7, shape) : data.Hard(7, shape);
        LossOptions? options = LossCases.Create(optionsName, data, shape, 7);

        (double[] ofParameters, double[] ofRows) = reference.Gradients(rows, truth, options);
        for (int i = 0; i < ofParameters.Length; i++)
            Near.Within(CentralDifferences.At(reference.Parameters, i, () => reference.Loss(rows, truth, options)), ofParameters[i], 2e-8, $"gradient[{i}]");
        for (int i = 0; i < ofRows.Length; i++)
            Near.Within(CentralDifferences.At(rows, i, () => reference.Loss(rows, truth, options)), ofRows[i], 2e-8, $"input gradient[{i}]");
    }

    [Fact]
    public void Class_weights_of_labels_weight_and_divide()
    {
        // Probabilities 1/2, 1/4, 1/4 in both rows, labels 0 and 1, weights 1 and 3: (ln 2 + 3 ln 4) / (1 + 3).
        var reference = new ReferenceModel(new ModelShape(ClassificationTask.Multiclass, 1, 3), [0, 0, 0, Math.Log(2), 0, 0]);
        double loss = reference.Loss([5, -5], Truth.Of([0, 1]), new LossOptions { ClassWeights = new float[] { 1, 3, 7 } });
        Near.Relative(7 * Math.Log(2) / 4, loss, 1e-15, "loss");
    }

    [Fact]
    public void Class_weights_of_targets_do_not_divide()
    {
        // The same probabilities, targets (1/2, 1/2, 0): (1 · 1/2 ln 2 + 3 · 1/2 ln 4) / 1.
        var reference = new ReferenceModel(new ModelShape(ClassificationTask.Multiclass, 1, 3), [0, 0, 0, Math.Log(2), 0, 0]);
        double loss = reference.Loss([5], Truth.Of([0.5f, 0.5f, 0f]), new LossOptions { ClassWeights = new float[] { 1, 3, 7 } });
        Near.Relative(3.5 * Math.Log(2), loss, 1e-15, "loss");
    }

    [Fact]
    public void Smoothing_moves_a_share_of_the_target_to_every_class()
    {
        // 1/2 smoothing of label 0 over three classes is (2/3, 1/6, 1/6): 2/3 ln 2 + 1/3 ln 4 = 4/3 ln 2.
        var reference = new ReferenceModel(new ModelShape(ClassificationTask.Multiclass, 1, 3), [0, 0, 0, Math.Log(2), 0, 0]);
        double loss = reference.Loss([5], Truth.Of([0]), new LossOptions { LabelSmoothing = 0.5f });
        Near.Relative(4 * Math.Log(2) / 3, loss, 1e-15, "loss");
    }

    [Fact]
    public void The_focal_factor_does_not_divide()
    {
        // p = 1/2 for class 0 and 1/4 for class 1: ((1/2)² ln 2 + (3/4)² ln 4) / 2.
        var reference = new ReferenceModel(new ModelShape(ClassificationTask.Multiclass, 1, 3), [0, 0, 0, Math.Log(2), 0, 0]);
        double loss = reference.Loss([5, -5], Truth.Of([0, 1]), new LossOptions { FocalGamma = 2 });
        Near.Relative(((0.25 * Math.Log(2)) + (9.0 / 16 * Math.Log(4))) / 2, loss, 1e-15, "loss");
    }

    [Fact]
    public void A_multi_label_loss_is_the_mean_over_rows_and_labels()
    {
        // σ = 1/2 and 3/4, targets 1 and 0: (ln 2 + ln 4) / 2.
        var reference = new ReferenceModel(new ModelShape(ClassificationTask.MultiLabel, 1, 2), [0, 0, 0, Math.Log(3)]);
        Near.Relative(1.5 * Math.Log(2), reference.Loss([5], Truth.Of([1f, 0f])), 1e-15, "loss");
    }
}
