using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>What an optimizer remembers of a run over sparse rows: of a table of features, of which a step moves those that its batch holds, and of the rest.</summary>
internal abstract class SparseOptimizerState : OptimizerMemory
{
    /// <summary>Whether the features of a batch have to be brought up to date before it.</summary>
    public abstract bool IsLazy { get; }

    /// <summary>Prepares for the steps of an epoch, which have one rate and the same penalties.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="settings">Rate and penalties.</param>
    public abstract void BeginEpoch(Span<float> parameters, in StepSettings settings);

    /// <summary>Brings features to where the penalties of the epoch's steps have led since a batch held them.</summary>
    public abstract void CatchUp(Span<float> parameters, ReadOnlySpan<int> features);

    /// <summary>Moves the features of a batch and the rest one step. Allocates nothing.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="touched">The gradient of the features, to be scaled.</param>
    /// <param name="rest">That of the parameters behind the table.</param>
    /// <param name="scale">What the gradients are multiplied with first.</param>
    /// <returns>The squared length of the gradient of the smooth part of the objective in what is moved.</returns>
    public abstract double Step(Span<float> parameters, TouchedFeatures touched, ReadOnlySpan<float> rest, float scale);

    /// <summary>Brings all features up to date.</summary>
    public abstract void EndEpoch(Span<float> parameters);
}
