using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>The penalties on the weights, L2/2 Σ w² + L1 Σ |w|, at some parameters.</summary>
internal sealed class WeightPenalty(ParameterBlock[] blocks, double l1, double l2)
{
    /// <summary>The penalties in nats; 0 where there are none.</summary>
    public double At(ReadOnlySpan<float> parameters) => Quadratic(parameters) + Absolute(parameters);

    /// <summary>L2/2 Σ w².</summary>
    public double Quadratic(ReadOnlySpan<float> parameters)
    {
        if (l2 == 0) return 0;
        double squares = 0;
        foreach (ParameterBlock block in blocks)
        {
            if (block.IsPenalised) squares += Lanes.SumOfSquares(parameters.Slice(block.Offset, block.Count));
        }

        return l2 / 2 * squares;
    }

    private double Absolute(ReadOnlySpan<float> parameters)
    {
        if (l1 == 0) return 0;
        double sum = 0;
        foreach (ParameterBlock block in blocks)
        {
            if (!block.IsPenalised) continue;
            foreach (float weight in parameters.Slice(block.Offset, block.Count)) sum += Math.Abs(weight);
        }

        return l1 * sum;
    }
}
