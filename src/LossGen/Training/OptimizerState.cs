using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LossGen.Training;

/// <summary>What an optimizer remembers from step to step of one training run.</summary>
internal abstract class OptimizerState
{
    /// <summary>Moves the parameters one step. Allocates nothing.</summary>
    /// <param name="parameters">The parameters, weights first.</param>
    /// <param name="gradient">The gradient of the smooth part of the objective: cross-entropy and L2 penalty.</param>
    /// <param name="weightCount">How many of the parameters, from the first, the L1 penalty applies to.</param>
    /// <param name="rate">The learning rate η.</param>
    /// <param name="l1">The factor λ of Σ |w|, 0 for none.</param>
    public abstract void Step(Span<float> parameters, ReadOnlySpan<float> gradient, int weightCount, float rate, float l1);
}

/// <summary>A rule that updates each parameter from its own gradient and up to two numbers of memory, eight parameters at a time.</summary>
internal interface IStepRule
{
    /// <summary>Numbers of memory a parameter, 0 to 2.</summary>
    static abstract int Moments { get; }

    /// <summary>Called once before each step's updates.</summary>
    /// <param name="rate">The learning rate of the step.</param>
    void Begin(float rate);

    /// <summary>The next values of eight parameters.</summary>
    Vector256<float> Next(Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second);
}

/// <summary>Runs a rule over all parameters.</summary>
/// <remarks>
/// The parameters that do not fill a vector go through the same instructions in a padded one, so a parameter's next value does not depend on
/// where it stands or on how many there are.
/// </remarks>
internal sealed class ElementwiseState<TRule> : OptimizerState
    where TRule : struct, IStepRule
{
    private readonly int _parameterCount;
    private readonly Vector256<float>[] _first;
    private readonly Vector256<float>[] _second;
    private TRule _rule;

    public ElementwiseState(TRule rule, int parameterCount)
    {
        _rule = rule;
        _parameterCount = parameterCount;
        int vectors = (int)(((long)parameterCount + 7) / 8);
        _first = TRule.Moments > 0 ? new Vector256<float>[vectors] : [];
        _second = TRule.Moments > 1 ? new Vector256<float>[vectors] : [];
    }

    public override void Step(Span<float> parameters, ReadOnlySpan<float> gradient, int weightCount, float rate, float l1)
    {
        Debug.Assert(parameters.Length == _parameterCount && gradient.Length == _parameterCount && (uint)weightCount <= (uint)_parameterCount);
        _rule.Begin(rate);

        // Loads and stores by reinterpretation keep the bounds checks of the spans.
        Span<Vector256<float>> w = MemoryMarshal.Cast<float, Vector256<float>>(parameters);
        ReadOnlySpan<Vector256<float>> g = MemoryMarshal.Cast<float, Vector256<float>>(gradient);
        for (int i = 0; i < w.Length; i++) w[i] = Next(i, w[i], g[i], weightCount, l1);

        int rest = parameters.Length - w.Length * 8;
        if (rest == 0) return;
        Span<float> padded = stackalloc float[16];
        padded.Clear();
        parameters[^rest..].CopyTo(padded);
        gradient[^rest..].CopyTo(padded[8..]);
        Next(w.Length, Vector256.Create<float>(padded), Vector256.Create<float>(padded[8..]), weightCount, l1).CopyTo(padded);
        padded[..rest].CopyTo(parameters[^rest..]);
    }

    private Vector256<float> Next(int vector, Vector256<float> w, Vector256<float> g, int weightCount, float l1)
    {
        Vector256<float> penalty = Penalty(weightCount - vector * 8, l1);
        Vector256<float> none = default;
        ref Vector256<float> first = ref (TRule.Moments > 0 ? ref _first[vector] : ref none);
        ref Vector256<float> second = ref (TRule.Moments > 1 ? ref _second[vector] : ref none);
        return _rule.Next(w, g, penalty, ref first, ref second);
    }

    /// <summary>λ in the lanes of weights, 0 in those of biases.</summary>
    private static Vector256<float> Penalty(int weightsFromHere, float l1)
    {
        if (weightsFromHere >= 8) return Vector256.Create(l1);
        if (weightsFromHere <= 0) return Vector256<float>.Zero;
        Vector256<int> isWeight = Vector256.LessThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(weightsFromHere));
        return Vector256.ConditionalSelect(isWeight.AsSingle(), Vector256.Create(l1), Vector256<float>.Zero);
    }
}
