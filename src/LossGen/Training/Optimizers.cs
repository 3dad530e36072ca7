using LossGen.Validation;

namespace LossGen.Training;

/// <summary>A method that steps after every batch. <see cref="LbfgsOptimizer"/> is the one that does not.</summary>
internal abstract class MiniBatchOptimizer : Optimizer
{
    /// <summary>The memory of one run.</summary>
    /// <param name="blocks">The blocks of parameters.</param>
    /// <param name="hasL1">Whether weights have an L1 penalty.</param>
    public OptimizerState CreateState(ParameterBlock[] blocks, bool hasL1) => (OptimizerState)MemoryFor(new DenseMemory(blocks, hasL1));

    /// <summary>The memory of one run, for the method's rule.</summary>
    private protected abstract OptimizerMemory MemoryFor(IRuleMemory memory);

    /// <summary>The learning rate that models with hidden layers begin with, if none is set.</summary>
    public abstract double NetworkRate { get; }

    /// <summary>The same for models without, on features of size 1.</summary>
    public abstract double LinearRate { get; }

    internal sealed override OptimizerMemory CreateMemory(ParameterLayout layout, TrainingOptions options) =>
        MemoryFor(layout is { HasTable: true, Context: 0 } ? new TableMemory(layout, options.L1 > 0, options.L2 > 0) : new DenseMemory(layout.BlockArray, options.L1 > 0));

    /// <summary>Makes the memory of a rule.</summary>
    private protected interface IRuleMemory
    {
        OptimizerMemory Of<TRule>(TRule rule, double weightDecay = 0)
            where TRule : struct, IStepRule;
    }

    private sealed class DenseMemory(ParameterBlock[] blocks, bool hasL1) : IRuleMemory
    {
        public OptimizerMemory Of<TRule>(TRule rule, double weightDecay)
            where TRule : struct, IStepRule => hasL1
            ? new ElementwiseState<TRule, CumulativePenalty>(rule, blocks) { WeightDecay = weightDecay }
            : new ElementwiseState<TRule, NoPenalty>(rule, blocks) { WeightDecay = weightDecay };
    }

    private sealed class TableMemory(ParameterLayout layout, bool hasL1, bool hasL2) : IRuleMemory
    {
        public OptimizerMemory Of<TRule>(TRule rule, double weightDecay)
            where TRule : struct, IStepRule => hasL1
            ? new SparseStepState<TRule, CumulativePenalty>(rule, layout, isPenalised: true, weightDecay)
            : new SparseStepState<TRule, NoPenalty>(rule, layout, hasL2, weightDecay);
    }
}

internal sealed class GradientDescentOptimizer(double momentum, bool nesterov) : MiniBatchOptimizer
{
    public double Momentum => momentum;

    public bool IsNesterov => nesterov;

    private protected override object Settings => (momentum, nesterov);

    public override double NetworkRate => momentum == 0 ? 0.1 : 0.05;

    // Momentum adds up to 1 / (1 − μ) steps.
    public override double LinearRate => 0.1 * (1 - momentum);

    private protected override OptimizerMemory MemoryFor(IRuleMemory memory) =>
        momentum == 0 ? memory.Of(default(PlainRule))
        : nesterov ? memory.Of(new NesterovRule((float)momentum))
        : memory.Of(new MomentumRule((float)momentum));

    public override string ToString() =>
        momentum == 0 ? "GradientDescent"
        : nesterov ? Require.Invariant($"GradientDescent(momentum: {momentum}, nesterov: true)")
        : Require.Invariant($"GradientDescent(momentum: {momentum})");
}

internal sealed class AdaGradOptimizer(double epsilon) : MiniBatchOptimizer
{
    private protected override object Settings => epsilon;

    public override double NetworkRate => 0.05;

    public override double LinearRate => 1;

    private protected override OptimizerMemory MemoryFor(IRuleMemory memory) =>
        memory.Of(new AdaGradRule((float)epsilon));

    public override string ToString() => Require.Invariant($"AdaGrad(epsilon: {epsilon})");
}

internal sealed class RmsPropOptimizer(double decay, double epsilon) : MiniBatchOptimizer
{
    private protected override object Settings => (decay, epsilon);

    public override double NetworkRate => 0.003;

    public override double LinearRate => 0.03;

    private protected override OptimizerMemory MemoryFor(IRuleMemory memory) =>
        memory.Of(new RmsPropRule(decay, (float)epsilon));

    public override string ToString() => Require.Invariant($"RmsProp(decay: {decay}, epsilon: {epsilon})");
}

internal sealed class AdamOptimizer(double beta1, double beta2, double epsilon) : MiniBatchOptimizer
{
    private protected override object Settings => (beta1, beta2, epsilon);

    public override double NetworkRate => 0.003;

    public override double LinearRate => 0.05;

    private protected override OptimizerMemory MemoryFor(IRuleMemory memory) =>
        memory.Of(new AdamRule(beta1, beta2, (float)epsilon));

    public override string ToString() => Require.Invariant($"Adam(beta1: {beta1}, beta2: {beta2}, epsilon: {epsilon})");
}

internal sealed class AdamWOptimizer(double weightDecay, double beta1, double beta2, double epsilon) : MiniBatchOptimizer
{
    public double WeightDecay => weightDecay;

    private protected override object Settings => (weightDecay, beta1, beta2, epsilon);

    public override double NetworkRate => 0.003;

    public override double LinearRate => 0.05;

    private protected override OptimizerMemory MemoryFor(IRuleMemory memory) =>
        memory.Of(new AdamRule(beta1, beta2, (float)epsilon), weightDecay);

    public override string ToString() => Require.Invariant($"AdamW(weightDecay: {weightDecay}, beta1: {beta1}, beta2: {beta2}, epsilon: {epsilon})");
}

/// <summary>L-BFGS, or OWL-QN when there is an L1 penalty: needs the whole objective, and may evaluate it several times an iteration.</summary>
internal sealed class LbfgsOptimizer(int memory) : Optimizer
{
    private protected override object Settings => memory;

    /// <summary>The memory of one training run. Everything the run needs is allocated here.</summary>
    /// <param name="blocks">The blocks of parameters; the L1 penalty applies to the penalised ones.</param>
    /// <param name="l1">The factor of Σ |w|.</param>
    public LbfgsState CreateState(ParameterBlock[] blocks, double l1) => new(blocks, memory, l1);

    internal override OptimizerMemory CreateMemory(ParameterLayout layout, TrainingOptions options) => CreateState(layout.BlockArray, options.L1);

    public override string ToString() => Require.Invariant($"Lbfgs(memory: {memory})");
}
