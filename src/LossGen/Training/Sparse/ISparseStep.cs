using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Takes a step after each batch of sparse rows, in the features that the batch holds.</summary>
internal interface ISparseStep : IBatchStep
{
    /// <summary>Brings the weights of the batch's features to where the penalties of the steps have led that did not hold them.</summary>
    void CatchUp(in Batch batch);

    /// <summary>Moves the parameters.</summary>
    /// <param name="sums">The loss of the batch.</param>
    /// <param name="scale">What turns the sum over the rows into the batch's share of the objective.</param>
    /// <param name="touched">The sum over its rows of the gradient of the features that it holds.</param>
    /// <param name="rest">That of the parameters behind the table.</param>
    /// <returns>Why the run cannot go on, or null.</returns>
    StopReason? Take(in LossSums sums, float scale, TouchedFeatures touched, ReadOnlySpan<float> rest);
}
