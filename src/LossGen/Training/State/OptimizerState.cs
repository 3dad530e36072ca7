using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>The inputs of a step besides the gradient.</summary>
/// <param name="Rate">The learning rate η.</param>
/// <param name="L1">The factor λ of Σ |w|, 0 for none.</param>
/// <param name="L2">The factor of Σ w² / 2, 0 for none.</param>
/// <param name="Scale">What the given gradient is multiplied with first.</param>
internal readonly record struct StepSettings(float Rate, float L1 = 0, float L2 = 0, float Scale = 1);

/// <summary>What an optimizer remembers from step to step of one training run.</summary>
internal abstract class OptimizerState : OptimizerMemory
{
    /// <summary>Moves the parameters one step. Allocates nothing.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradient">The gradient of the cross-entropy, to be scaled, and the threads that share the step, if there are any.</param>
    /// <param name="settings">Rate, scale and penalties.</param>
    /// <returns>The squared length of the gradient of the smooth part of the objective: cross-entropy, scaled, and L2 penalty.</returns>
    public abstract double Step(Span<float> parameters, BatchGradient gradient, in StepSettings settings);

    /// <summary>The same with a gradient that is whole.</summary>
    public double Step(Span<float> parameters, ReadOnlySpan<float> gradient, in StepSettings settings) =>
        Step(parameters, new BatchGradient(gradient), settings);
}

/// <summary>A rule that updates each parameter from its own gradient and up to two numbers of memory, eight parameters at a time.</summary>
internal interface IStepRule
{
    /// <summary>Numbers of memory a parameter, 0 to 2.</summary>
    static abstract int Moments { get; }

    /// <summary>Whether a parameter without a gradient and without a penalty stays where it is, and so does what is remembered of it.</summary>
    static abstract bool IsLocal { get; }

    /// <summary>Whether the first number of memory is the parameter itself before the first step.</summary>
    static abstract bool BeginsWithWeights { get; }

    /// <summary>Takes many steps without a gradient at once, in which only the L2 penalty acts; false where they have to be taken one by one.</summary>
    /// <param name="w">Eight parameters.</param>
    /// <param name="first">Their first numbers of memory, which such steps leave as they are.</param>
    /// <param name="settings">Rate and penalty.</param>
    /// <param name="steps">The number of steps k.</param>
    /// <param name="factor">(1 − η λ)ᵏ.</param>
    bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor);

    /// <summary>Called once before each step's updates.</summary>
    /// <param name="rate">The learning rate of the step.</param>
    void Begin(float rate);

    /// <summary>Visits what is remembered besides the numbers of each parameter.</summary>
    void Visit(StateVisitor visitor);

    /// <summary>The next values of eight parameters.</summary>
    Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty;
}

/// <summary>Runs a rule over all parameters, in one pass over memory that also scales the gradient, adds the L2 penalty and sums the squares.</summary>
/// <remarks>
/// The parameters that do not fill a vector go through the same instructions in a padded one, so a parameter's next value does not depend on
/// its position or on how many there are.
/// </remarks>
/// <typeparam name="TRule">The rule.</typeparam>
/// <typeparam name="TPenalty">How an L1 penalty acts, if there is one.</typeparam>
internal sealed unsafe class ElementwiseState<TRule, TPenalty> : OptimizerState, ISlicedWork
    where TRule : struct, IStepRule
    where TPenalty : struct, IPenalty
{
    private readonly PenaltySegments _segments;
    private readonly Vector256<float>[] _first;
    private readonly Vector256<float>[] _second;
    private readonly PenaltySlack[] _slack;
    private readonly ParameterBlock[] _blocks;
    private readonly double[] _squaredNorms;
    private TRule _rule;

    // The step that a crew shares.
    private ISliceCrew? _crew;
    private float* _parameters;
    private float* _gradient;
    private StepSettings _settings;

    public ElementwiseState(TRule rule, ParameterBlock[] blocks)
    {
        _rule = rule;
        _blocks = blocks;
        _segments = new PenaltySegments(blocks);
        _squaredNorms = new double[Slices.Count(_segments.Count)];
        int vectors = (int)(((long)_segments.Count + 7) / 8);
        _first = TRule.Moments > 0 ? new Vector256<float>[vectors] : [];
        _second = TRule.Moments > 1 ? new Vector256<float>[vectors] : [];
        _slack = TPenalty.IsThere ? new PenaltySlack[vectors] : [];
    }

    /// <summary>λ of decoupled weight decay, w ← w − η λ w for weights before each step; 0: none.</summary>
    public double WeightDecay { get; init; }

    public override double Step(Span<float> parameters, BatchGradient gradient, in StepSettings settings)
    {
        Debug.Assert(parameters.Length == _segments.Count && gradient.Sum.Length == _segments.Count);
        Debug.Assert(TPenalty.IsThere || settings.L1 == 0);
        _rule.Begin(settings.Rate);
        int slices = _squaredNorms.Length;
        if (gradient.Crew is not { } crew)
        {
            for (int slice = 0; slice < slices; slice++) _squaredNorms[slice] = StepSlice(slice, parameters, gradient.Sum, settings);
        }
        else
        {
            // A span cannot go to another thread.
            fixed (float* w = parameters, g = gradient.Sum)
            {
                _crew = crew;
                _parameters = w;
                _gradient = g;
                _settings = settings;
                crew.Share(this, slices);
            }
        }

        double squaredNorm = _squaredNorms[0];
        for (int slice = 1; slice < slices; slice++) squaredNorm += _squaredNorms[slice];
        return squaredNorm;
    }

    /// <inheritdoc/>
    void ISlicedWork.Run(int slice)
    {
        _crew!.Sum(slice);
        _squaredNorms[slice] = StepSlice(slice, new Span<float>(_parameters, _segments.Count), new ReadOnlySpan<float>(_gradient, _segments.Count), _settings);
    }

    /// <inheritdoc/>
    public override void Visit(StateVisitor visitor)
    {
        _rule.Visit(visitor);
        VisitMoments(visitor);
    }

    /// <summary>Takes over what a rule remembers besides the numbers of each parameter.</summary>
    public void Take(TRule rule) => _rule = rule;

    /// <summary>Visits the numbers of each parameter alone.</summary>
    public void VisitMoments(StateVisitor visitor)
    {
        if (TRule.Moments > 0) visitor.Floats("optimizer.first", MemoryMarshal.Cast<Vector256<float>, float>(_first.AsSpan()));
        if (TPenalty.IsThere) visitor.Floats("optimizer.l1_slack", MemoryMarshal.Cast<PenaltySlack, float>(_slack.AsSpan()));
        if (TRule.Moments > 1) visitor.Floats("optimizer.second", MemoryMarshal.Cast<Vector256<float>, float>(_second.AsSpan()));
    }

    /// <summary>The step of a slice.</summary>
    /// <remarks>Never inlined: in the middle of a larger method its loop exceeds what the JIT inlines, and every rule is a call for eight parameters.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double StepSlice(int slice, Span<float> parameters, ReadOnlySpan<float> gradient, in StepSettings settings)
    {
        int first = Slices.First(slice, parameters.Length), behind = Slices.First(slice + 1, parameters.Length);
        if (WeightDecay > 0) Decay(parameters, first, behind, settings.Rate);

        // What does not fill a vector takes a step of its own: whatever this loop does not need would cost it registers.
        TRule rule = _rule;
        ref float w = ref Lanes.Start(parameters);
        ref float g = ref Lanes.Start(gradient);
        var scale = Vector256.Create(settings.Scale);
        Vector256<double> low = default, high = default;
        int i = first, whole = Math.Min(behind, _segments.Whole);
        ReadOnlySpan<int> ends = _segments.Ends;
        ReadOnlySpan<Vector256<float>> masks = _segments.Masks;
        for (int segment = _segments.At(first); i < whole; segment++)
        {
            int end = Math.Min(ends[segment], whole);
            Vector256<float> l1 = Lanes.Keep(masks[segment], Vector256.Create(settings.L1));
            Vector256<float> l2 = Lanes.Keep(masks[segment], Vector256.Create(settings.L2));
            for (; i < end; i += Lanes.Width)
            {
                Vector256<float> gradients = Lanes.MultiplyAdd(l2, Lanes.Load(ref w, i), Lanes.Load(ref g, i) * scale);
                Lanes.AddSquares(gradients, ref low, ref high);
                Lanes.Store(Next(ref rule, Lanes.Load(ref w, i), gradients, l1, i), ref w, i);
            }
        }

        double squaredNorm = Lanes.Sum(low, high);
        return i == behind ? squaredNorm : squaredNorm + StepFrom(i, parameters, gradient, settings);
    }

    /// <summary>A pass of its own: in that of the step it would cost every other rule a multiplication.</summary>
    private void Decay(Span<float> parameters, int first, int behind, double rate)
    {
        var kept = (float)(1 - (rate * WeightDecay));
        foreach (ParameterBlock block in _blocks)
        {
            int start = Math.Max(block.Offset, first), end = Math.Min(block.End, behind);
            if (block.IsPenalised && start < end) Lanes.Scale(parameters[start..end], kept);
        }
    }

    /// <summary>The step of the last parameters, fewer than fill a vector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double StepFrom(int first, Span<float> parameters, ReadOnlySpan<float> gradient, in StepSettings settings)
    {
        int count = parameters.Length - first;
        ref float w = ref Lanes.Start(parameters);
        TRule rule = _rule;
        Vector256<double> low = default, high = default;
        Vector256<float> l1 = Lanes.Keep(_segments.Rest, Vector256.Create(settings.L1));
        Vector256<float> l2 = Lanes.Keep(_segments.Rest, Vector256.Create(settings.L2));
        Vector256<float> weights = Lanes.LoadFirst(ref w, first, count);
        Vector256<float> gradients = Lanes.MultiplyAdd(l2, weights, Lanes.LoadFirst(ref Lanes.Start(gradient), first, count) * settings.Scale);
        Lanes.AddSquares(gradients, ref low, ref high);
        Lanes.StoreFirst(Next(ref rule, weights, gradients, l1, first), ref w, first, count);
        return Lanes.Sum(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Next(ref TRule rule, Vector256<float> w, Vector256<float> g, Vector256<float> l1, int index)
    {
        Vector256<float> none = default;
        PenaltySlack noSlack = default;
        int vector = index / Lanes.Width;
        ref Vector256<float> first = ref (TRule.Moments > 0 ? ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_first), vector) : ref none);
        ref Vector256<float> second = ref (TRule.Moments > 1 ? ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_second), vector) : ref none);
        ref PenaltySlack slack = ref (TPenalty.IsThere ? ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slack), vector) : ref noSlack);
        return rule.Next<TPenalty>(w, g, l1, ref first, ref second, ref slack);
    }
}
