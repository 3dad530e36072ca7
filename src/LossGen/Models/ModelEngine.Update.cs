using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Models;

// Online learning: one gradient step, which leaves finite parameters or none changed.
public abstract partial class ModelEngine<TPass>
{
    /// <summary>One gradient step on the true classes.</summary>
    public static double Update(ref ModelParameters parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, float learningRate)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Update);
        if (rows.Length == TPass.FeatureCount && labels.Length == 1 && learningRate > 0)
        {
            // One row that needs no message takes the short way. The label is read once: another thread may change it.
            int label = labels[0];
            if ((uint)label < (uint)TPass.ClassCount)
            {
                float loss = parameters.Scaling is { } scaling
                    ? TPass.Update(parameters, rows, label, learningRate, scaling)
                    : TPass.Update(parameters, rows, label, learningRate);
                if (float.IsFinite(loss)) return loss;
            }
        }

        return Update(parameters, parameters.Scaling, Acceptance<TPass>.Of(rows, labels, null), learningRate);
    }

    /// <summary>One gradient step on targets.</summary>
    public static double Update(ref ModelParameters parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Update);
        return Update(parameters, parameters.Scaling, Acceptance<TPass>.Of(rows, targets, null), learningRate);
    }

    private static double Update(Span<float> parameters, FeatureScaling? scaling, in Batch batch, float learningRate)
    {
        Check.LearningRate(learningRate);
        Check.Finite(batch.Rows.Values, TPass.FeatureCount);
        int length = TPass.Size.LengthFor(batch.Count) + ParameterCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        Span<float> gradient = scratch.Memory[^ParameterCount..];
        var workspace = new Workspace(scratch.Memory[..^ParameterCount], TPass.Size);
        LossSums sums = BatchPass<TPass>.Gradient(parameters, batch, new LossSettings(null), workspace, gradient);
        if (!double.IsFinite(sums.Loss)) Check.NoFiniteLoss(sums.Mean);

        LayerShape first = TPass.Layout.First;
        scaling?.ToDirection(gradient.Slice(first.Weights, first.Inputs * first.Units), gradient.Slice(first.Biases, first.Units));
        float factor = -learningRate * sums.Scale;
        if (FiniteStep.IsSafe(-factor, FiniteStep.Sum(gradient))) Lanes.AddScaled(parameters, factor, gradient);
        else FiniteStep.TakeOrThrow(parameters, factor, gradient);
        return sums.Mean;
    }
}
