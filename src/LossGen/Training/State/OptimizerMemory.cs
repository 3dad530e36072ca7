using LossGen.Storage;

namespace LossGen.Training;

/// <summary>What an optimizer remembers in one run: an <see cref="OptimizerState"/> or an <see cref="LbfgsState"/>.</summary>
internal abstract class OptimizerMemory
{
    /// <summary>Visits all that is remembered between two epochs.</summary>
    public abstract void Visit(StateVisitor visitor);
}
