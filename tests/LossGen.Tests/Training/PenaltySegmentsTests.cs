using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

public class PenaltySegmentsTests
{
    public static TheoryData<int[]> Widths => [[1, 1], [4, 3], [30, 1], [64, 10], [13, 7, 5, 3], [4, 8, 3], [1, 1, 1, 1, 1, 1, 1, 1, 1], [257, 65, 11]];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_weight_and_no_bias_is_penalised_in_layers_of_any_size(int[] widths)
    {
        var layout = ParameterLayout.Of(widths);
        OptimizerState state = ((MiniBatchOptimizer)Optimizer.GradientDescent()).CreateState(layout.BlockArray, hasL1: true);
        float[] w = [.. Enumerable.Repeat(1f, layout.Count)];
        float[] gradient = new float[layout.Count];
        state.Step(w, gradient, new StepSettings(Rate: 0.5f, L1: 0, L2: 1));

        // w ← w − 0.5 · 1 · w for a weight; nothing pulls a bias.
        for (int i = 0; i < w.Length; i++) Assert.Equal(layout.BlockOf(i).IsPenalised ? 0.5f : 1f, w[i]);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_runs_cover_all_whole_vectors_and_are_as_few_as_they_can_be(int[] widths)
    {
        var layout = ParameterLayout.Of(widths);
        var segments = new PenaltySegments(layout.BlockArray);
        int last = 0;
        foreach (int end in segments.Ends)
        {
            Assert.True(end > last && end % 8 == 0, $"{end} after {last}");
            last = end;
        }

        Assert.Equal(segments.Whole, last);

        // A layer has a run of weights, one of biases, and a vector of both at either end of each.
        Assert.InRange(segments.Ends.Length, 0, 4 * layout.Layers.Count);
    }
}
