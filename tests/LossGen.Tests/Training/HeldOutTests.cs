using LossGen.Tests.Models;
using LossGen.Tests.Sparse;
using LossGen.Tests.Tokens;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>What every kind of rows does when a fraction of them is kept out for validation.</summary>
public sealed class HeldOutTests
{
    /// <summary>Of two rows one is kept out, so that one side always weighs nothing.</summary>
    private static readonly TrainingOptions OneSideWeighsNothing = new()
    {
        Epochs = 1,
        ValidationFraction = 0.5,
        Loss = new() { SampleWeights = new float[] { 1, 0 } },
    };

    public static TheoryData<string> Kinds => ["rows", "sparse rows", "numbers", "contexts", "stream"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_side_that_weighs_nothing_is_refused(string kind)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Fit(kind, OneSideWeighsNothing));

        Assert.Contains("all have the sample weight 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_options_come_back_as_they_were_given(string kind)
    {
        TrainingOptions options = OneSideWeighsNothing with { Loss = new() { SampleWeights = new float[] { 1, 2 } } };

        TrainingResult result = Fit(kind, options);

        Assert.Equal(0.5, result.Options!.ValidationFraction);
        Assert.Null(result.Options.Validation);
        Assert.Equal(2, result.Options.Loss!.SampleWeights.Length);
        Assert.True(double.IsFinite(result.ValidationLoss));
    }

    private static TrainingResult Fit(string kind, TrainingOptions options)
    {
        int[] labels = [0, 0];
        switch (kind)
        {
            case "rows": return new Multiclass4x3().Fit(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, labels, options);
            case "numbers": return new Multiclass4x3().Fit(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, Bins.Uniform(0, 3, 3), new float[] { 0.5f, 2.5f }, options);
            case "contexts": return new Bigram5().Fit(new[] { 1, 2 }, new[] { 3, 4 }, options);
            case "stream": return new Bigram5().Fit([1, 2, 3], options);
            default:
                var rows = new SparseRowList();
                rows.Add([1], [0.5f]);
                rows.Add([2], [2]);
                return new SparseFour().Fit(rows.Rows, labels, options);
        }
    }
}
