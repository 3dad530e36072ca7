using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Between a part of a batch and its gradient: attacks the part's rows, or bounds their worst loss, and mixes both gradients.</summary>
/// <remarks>
/// Works part by part, and what it makes of a row depends on seed, epoch and the row alone: the bits are the same for any number of threads. Everything is
/// allocated when a set is entered; each thread brings memory of its own.
/// </remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class AdversaryStage<TPass> : GradientStage<TPass>
    where TPass : struct, IPass
{
    private readonly Adversary _adversary;
    private readonly TrainingOptions _options;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly float[] _factors;
    private readonly float[] _reach = new float[TPass.FeatureCount];
    private PinnedSet<TPass> _given;
    private int _attackedLength;
    private AttackPlan _plan;
    private double _mix;

    /// <summary>Prepares for sets.</summary>
    /// <param name="options">The options of the run, with an adversary.</param>
    /// <param name="standardization">What standardises the rows; null: they are learned from as they are.</param>
    public AdversaryStage(TrainingOptions options, Standardization? standardization)
    {
        _options = options;
        _adversary = options.Adversary!;
        _means = standardization is null ? [] : standardization.Means.ToArray();
        _scales = standardization is null ? [] : standardization.Factors.ToArray();
        _factors = Array.ConvertAll(_scales, static scale => (float)scale);
        BeginAt(epoch: 0, portion: 0);
    }

    /// <inheritdoc/>
    public override int MemoryLength => new Layout(_adversary, _attackedLength).Length;

    private static bool IsNetwork => TPass.Activation is not null;

    private static int CertifiedLength =>
        IsNetwork ? IntervalMemory.LengthFor(TPass.Layout.LayerArray) : AlignedMemory.Slack + (2 * LinearMargins.LengthFor(TPass.LogitCount));

    private RowScale Scale => new(_means, _scales, _factors);

    private static ReadOnlySpan<float> LinearWeights(ReadOnlySpan<float> parameters) => parameters[..(TPass.LogitCount * TPass.FeatureCount)];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is outside the valid range.</exception>
    public override void Enter(PinnedSet<TPass> given, int largestPart)
    {
        _adversary.CheckRange(given.Values, TPass.FeatureCount);
        _given = given;
        _attackedLength = _adversary.Kind == AdversaryKind.Steps ? largestPart * TPass.FeatureCount : 0;
    }

    /// <inheritdoc/>
    /// <remarks>The epoch decides the random starts, and how far a certified run has come.</remarks>
    public override void Begin(int epoch, int portion) => BeginAt(epoch, portion);

    private void BeginAt(int epoch, int portion)
    {
        // From 0 to all over the first half: bounds as wide as the last ones would leave a new network nothing to learn (Gowal et al. 2018, section 4).
        double share = _adversary.Kind == AdversaryKind.Certified ? Math.Min(1, 2 * (epoch + 1.0) / _options.Epochs) : 1;
        _mix = _adversary.Mix * share;
        _plan = new AttackPlan(_adversary, RandomSource.Key(_options.Seed, epoch, portion), share);
        for (int i = 0; i < _reach.Length; i++) _reach[i] = (float)(_plan.Epsilon * (_scales.Length == 0 ? 1 : _scales[i]));
    }

    /// <inheritdoc/>
    public override void Prepare(ReadOnlySpan<float> parameters, Span<float> memory)
    {
        var cut = new Memory(memory, new Layout(_adversary, _attackedLength));
        if (_adversary.Kind == AdversaryKind.Steps) return;
        if (IsNetwork) IntervalPass<TPass>.Prepare(parameters, Reach, new IntervalMemory(cut.Rest, TPass.Layout.LayerArray));
        else LinearMargins.Write(LinearWeights(parameters), TPass.LogitCount, _reach, _plan.Norm, cut.Margins);
    }

    /// <inheritdoc/>
    /// <remarks>Of its rows attacked, of their worst loss, or of a mixture with the rows as they are.</remarks>
    public override LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch part, in LossSettings settings, in Workspace workspace, Span<float> memory, Span<float> gradient)
    {
        var cut = new Memory(memory, new Layout(_adversary, _attackedLength));
        LossSums clean = default;
        if (_mix < 1) clean = TPass.Gradient(parameters, part, settings, workspace, cut.CleanGradient);
        LossSums sums = _adversary.Kind == AdversaryKind.Steps ? Attacked(parameters, part, settings, workspace, cut, gradient)
            : IsNetwork ? Bounded(parameters, part, settings, workspace, cut, gradient)
            : WithMargins(parameters, part, settings, workspace, cut, gradient);
        if (_mix == 1) return sums;

        Lanes.Scale(gradient, (float)_mix);
        Lanes.AddScaled(gradient, (float)(1 - _mix), cut.CleanGradient);
        return sums with { Loss = (_mix * sums.Loss) + ((1 - _mix) * clean.Loss) };
    }

    private IntervalReach Reach => new(_given.Values, Scale, _reach, _plan);

    private LossSums Attacked(
        ReadOnlySpan<float> parameters, in Batch part, in LossSettings settings, in Workspace workspace, in Memory cut, Span<float> gradient)
    {
        Span<float> attacked = cut.Attacked[..(part.Count * TPass.FeatureCount)];

        // Without dropout, as the model will be attacked.
        RowAttack<TPass>.Run(
            parameters, part, _given.Values, Scale, settings, _plan, workspace, new AttackMemory(cut.Rest, TPass.FeatureCount), attacked);
        return TPass.Gradient(parameters, part.WithRowsInOrder(attacked), settings, workspace, gradient);
    }

    private LossSums Bounded(
        ReadOnlySpan<float> parameters, in Batch part, in LossSettings settings, in Workspace workspace, in Memory cut, Span<float> gradient) =>
        IntervalPass<TPass>.Gradient(parameters, part, Reach, settings, workspace, new IntervalMemory(cut.Rest, TPass.Layout.LayerArray), gradient);

    private LossSums WithMargins(
        ReadOnlySpan<float> parameters, in Batch part, in LossSettings settings, in Workspace workspace, in Memory cut, Span<float> gradient)
    {
        cut.MarginSums.Clear();
        LossSums sums = TPass.Gradient(parameters, part, settings.WithMargins(cut.Margins, cut.MarginSums), workspace, gradient);
        int weights = TPass.LogitCount * TPass.FeatureCount;
        LinearMargins.AddGradient(LinearWeights(parameters), TPass.LogitCount, _reach, _plan.Norm, cut.Margins, cut.MarginSums, gradient[..weights]);
        return sums;
    }

    /// <summary>The lengths of the pieces of a thread's memory.</summary>
    private readonly struct Layout(Adversary adversary, int attacked)
    {
        public int Rest => adversary.Kind == AdversaryKind.Steps ? AttackMemory.LengthFor(TPass.FeatureCount) : CertifiedLength;

        public int CleanGradient => adversary.Mix < 1 || adversary.Kind == AdversaryKind.Certified ? TPass.ParameterCount : 0;

        public int Attacked => attacked;

        public int Length => Rest + AlignedMemory.Slack + AlignedMemory.WholeLines(Attacked) + CleanGradient;
    }

    /// <summary>The memory of a thread, cut.</summary>
    private readonly ref struct Memory
    {
        public Memory(Span<float> memory, Layout layout)
        {
            Rest = memory[..layout.Rest];
            Span<float> aligned = AlignedMemory.Align(memory[layout.Rest..]);
            Attacked = aligned[..layout.Attacked];
            CleanGradient = aligned.Slice(AlignedMemory.WholeLines(layout.Attacked), layout.CleanGradient);
        }

        /// <summary>For the attack or the bounds.</summary>
        public Span<float> Rest { get; }

        /// <summary>The attacked rows of a part.</summary>
        public Span<float> Attacked { get; }

        /// <summary>The gradient of the rows as they are.</summary>
        public Span<float> CleanGradient { get; }

        public Span<float> Margins => AlignedMemory.Align(Rest)[..LinearMargins.LengthFor(TPass.LogitCount)];

        public Span<float> MarginSums => AlignedMemory.Align(Rest).Slice(LinearMargins.LengthFor(TPass.LogitCount), LinearMargins.LengthFor(TPass.LogitCount));
    }
}
