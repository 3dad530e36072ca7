using LossGen.Numerics;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Adam with decoupled weight decay: the steps of PyTorch, where biases are a group without decay.</summary>
public sealed class AdamWTests
{
    private static readonly float[] Start = [0.5f, -1.25f, 2, 0.75f, 0.25f, -3];

    // Four weights, then two biases.
    private static readonly float[][] Gradients =
    [
        [0.5f, -0.25f, 1, 0, 2, -1], [-0.125f, 0.75f, 0.5f, 0, -1.5f, 0.25f], [1.5f, 0.0625f, -2, 0, 0.5f, 0.5f], [0.25f, -1, 0.125f, 0, 1, -0.75f],
    ];

    // Computed by torch.optim.AdamW of PyTorch 1.13 in float64: lr 0.05; weight_decay 0.1 for the weights, 0 for the biases.
    private static readonly double[][] ByPyTorch =
    [
        [0.447500001, -1.1937500019999998, 1.9400000005, 0.74625, 0.20000000025, -2.9500000004999998],
        [0.4217890930788528, -1.2124907432129255, 1.8836910191465805, 0.74251875, 0.1955337499050011, -2.926526592261729],
        [0.3835786800017148, -1.227987976973883, 1.8845904153327957, 0.73880615625, 0.1858794505239848, -2.9241549195614507],
        [0.34792299791337156, -1.2100388978179715, 1.8820227204031328, 0.73511212546875, 0.16789680884779878, -2.9066009575659595],
    ];

    [Fact]
    public void The_first_steps_are_those_of_PyTorch()
    {
        float[] w = [.. Start];
        OptimizerState state = State(0.1, w.Length, weights: 4);
        for (int step = 0; step < Gradients.Length; step++)
        {
            state.Step(w, Gradients[step], 0.05f, 0);
            for (int i = 0; i < w.Length; i++) Assert.Equal(ByPyTorch[step][i], w[i], 3e-7);
        }
    }

    [Fact]
    public void Without_decay_it_is_Adam_to_the_bit()
    {
        OptimizerState state = State(0, 6, weights: 4), adam = ((MiniBatchOptimizer)Optimizer.Adam()).CreateState(TestBlocks.Of(6, 4), hasL1: true);
        float[] w = [.. Start], expected = [.. Start];
        foreach (float[] gradient in Gradients)
        {
            state.Step(w, gradient, 0.05f, 0.01f);
            adam.Step(expected, gradient, 0.05f, 0.01f);
        }

        Assert.Equal(expected, w);
    }

    /// <summary>Without a gradient Adam stands still: what is left is the decay of the weights, in every block.</summary>
    [Fact]
    public void Weights_decay_in_every_layer_and_biases_in_none()
    {
        var layout = ParameterLayout.Of(3, 5, 2);
        var random = new RandomSource(3);
        float[] w = [.. Enumerable.Range(0, layout.Count).Select(_ => (float)(random.NextDouble() - 0.5))], before = [.. w];
        OptimizerState state = ((MiniBatchOptimizer)Optimizer.AdamW(0.5)).CreateState([.. layout.Blocks], hasL1: true);
        for (int step = 0; step < 10; step++) state.Step(w, new float[w.Length], 0.1f, 0);
        double kept = Math.Pow(1 - (0.1 * 0.5), 10);
        for (int i = 0; i < w.Length; i++) Assert.Equal(before[i] * (layout.BlockOf(i).IsPenalised ? kept : 1), w[i], 1e-7);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        float[] w = [.. Start];
        OptimizerState state = State(0.1, w.Length, weights: 4);
        Assert.Equal(0, Allocation.Of(() => state.Step(w, Gradients[0], 0.01f, 0)));
    }

    [Fact]
    public void Arguments_out_of_range_are_refused_by_name()
    {
        Assert.Equal("weightDecay", Assert.Throws<ArgumentOutOfRangeException>(static () => Optimizer.AdamW(-0.1)).ParamName);
        Assert.Equal("weightDecay", Assert.Throws<ArgumentOutOfRangeException>(static () => Optimizer.AdamW(double.NaN)).ParamName);
        Assert.Equal("beta1", Assert.Throws<ArgumentOutOfRangeException>(static () => Optimizer.AdamW(beta1: 1)).ParamName);
        Assert.Equal("beta2", Assert.Throws<ArgumentOutOfRangeException>(static () => Optimizer.AdamW(beta2: -1)).ParamName);
        Assert.Equal("epsilon", Assert.Throws<ArgumentOutOfRangeException>(static () => Optimizer.AdamW(epsilon: 0)).ParamName);
        Assert.Equal(Optimizer.AdamW(0.02), Optimizer.AdamW(0.02));
        Assert.NotEqual(Optimizer.AdamW(0.02), Optimizer.AdamW(0.03));
        Assert.NotEqual(Optimizer.AdamW(0), Optimizer.Adam());
    }

    private static OptimizerState State(double decay, int count, int weights) =>
        ((MiniBatchOptimizer)Optimizer.AdamW(decay)).CreateState(TestBlocks.Of(count, weights), hasL1: true);
}
