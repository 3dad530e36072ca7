namespace LossGen.Tests.Training;

/// <summary>Blocks of parameters of any size, for optimizers.</summary>
internal static class TestBlocks
{
    /// <summary>Parameters of which the first are weights, to which penalties apply, and the rest biases.</summary>
    public static ParameterBlock[] Of(int count, int weights) => new[]
    {
        new ParameterBlock("weight", 0, 0, weights, 1, IsPenalised: true),
        new ParameterBlock("bias", 0, weights, count - weights, 1, IsPenalised: false),
    }.Where(static block => block.Count > 0).ToArray();
}
