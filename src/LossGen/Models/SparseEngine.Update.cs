using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Sparse;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Models;

// Online learning: one gradient step in the features of the rows, which leaves finite parameters or none changed.
public abstract partial class SparseEngine<TPass>
{
    /// <summary>One gradient step on the true classes.</summary>
    public static double Update(ref ModelParameters parameters, SparseRows rows, ReadOnlySpan<int> labels, float learningRate)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Update);
        return Update(parameters, SparseAcceptance<TPass>.Of(rows, labels, null), learningRate);
    }

    /// <summary>One gradient step on targets.</summary>
    public static double Update(ref ModelParameters parameters, SparseRows rows, ReadOnlySpan<float> targets, float learningRate)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Update);
        return Update(parameters, SparseAcceptance<TPass>.Of(rows, targets, null), learningRate);
    }

    private static double Update(Span<float> parameters, in Batch batch, float learningRate)
    {
        Check.LearningRate(learningRate);
        SparseCheck.Finite(batch.Rows.Sparse);
        int ofRows = checked(batch.Count * TPass.Stride), length = checked(TPass.Size.Length + ofRows + TPass.RestCount);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> residuals = scratch.Memory.Slice(TPass.Size.Length, ofRows), rest = scratch.Memory[^TPass.RestCount..];
        var workspace = new Workspace(scratch.Memory[..TPass.Size.Length], TPass.Size);
        TPass.Prepare(parameters, workspace);
        rest.Clear();
        LossSums sums = TPass.Residuals(parameters, batch, new LossSettings(null), workspace, residuals, rest);
        if (!double.IsFinite(sums.Loss)) Check.NoFiniteLoss(sums.Mean);

        // Everything that is added to any parameter, in sum: where that cannot leave the range of float, no parameter does.
        float factor = -learningRate * sums.Scale;
        float reach = FiniteStep.Sum(residuals) * FeatureSum(batch.Rows.Sparse) + FiniteStep.Sum(rest);
        if (!FiniteStep.IsSafe(-factor, reach))
        {
            throw new InvalidOperationException(Invariant(
                $"The step could lead out of the range of float: the learning rate {learningRate} or the features are too large. The model is unchanged."));
        }


        Lanes.Scale(residuals, factor);
        TPass.AddToTable(batch, residuals, parameters);
        Lanes.AddScaled(parameters[^TPass.RestCount..], factor, rest);
        return sums.Mean;
    }

    /// <summary>Σ |x| over all rows.</summary>
    private static float FeatureSum(in SparseRows rows) => rows.Values.IsEmpty ? rows.Features.Length : FiniteStep.Sum(rows.Values);
}
