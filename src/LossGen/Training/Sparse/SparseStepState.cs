using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Runs a rule over the features that a batch holds, and over all parameters behind the table.</summary>
/// <remarks>
/// <para>
/// A rule that is local (gradient descent, AdaGrad) moves a weight without a gradient only by the penalties, so it does exactly what it does with dense rows:
/// each feature remembers the step that it has last taken part in, and makes up for those since when a batch holds it again. For L2 alone these are
/// one factor, (1 − h λ)ᵏ for k steps of length h. With L1 they are repeated until the weight rests, which it soon does at 0.
/// </para>
/// <para>
/// Every other rule moves the features that a batch holds and no others, as PyTorch's SparseAdam does: neither its moments nor the penalties act on a
/// feature in steps that do not hold it.
/// </para>
/// </remarks>
/// <typeparam name="TRule">The rule.</typeparam>
/// <typeparam name="TPenalty">How an L1 penalty acts, if there is one.</typeparam>
internal sealed partial class SparseStepState<TRule, TPenalty> : SparseOptimizerState
    where TRule : struct, IStepRule
    where TPenalty : struct, IPenalty
{
    // A table of many thousand features with some units each does not stay in the second-level cache; measured with 4 and 20 units.
    private const int FetchedFeatures = 24;

    private readonly ElementwiseState<TRule, TPenalty> _restState;
    private readonly int _units;
    private readonly int _table;
    private readonly bool _isPenalised;
    private readonly double _weightDecay;
    private readonly float[] _first;
    private readonly float[] _second;
    private readonly float[] _above;
    private readonly float[] _below;

    // Within an epoch: the step that each feature is at.
    private readonly int[] _at;
    private int _step;

    // (1 − η λ)ᵏ for as many steps as the epoch has had.
    private double[] _factors = [1];
    private TRule _rule;
    private StepSettings _settings;
    private bool _hasBegun;

    /// <summary>Prepares for a table and what is behind it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="isPenalised">Whether there is an L1 or L2 penalty.</param>
    /// <param name="weightDecay">λ of decoupled weight decay, which acts on the features that a step holds.</param>
    public SparseStepState(TRule rule, ParameterLayout layout, bool isPenalised, double weightDecay)
    {
        _rule = rule;
        _units = layout.First.Units;
        _table = layout.First.Biases;
        _isPenalised = isPenalised;
        _weightDecay = weightDecay;
        _restState = new ElementwiseState<TRule, TPenalty>(rule, Behind(layout)) { WeightDecay = weightDecay };
        _first = TRule.Moments > 0 ? new float[_table + Lanes.Width] : [];
        _second = TRule.Moments > 1 ? new float[_table + Lanes.Width] : [];
        _above = TPenalty.IsThere ? new float[_table + Lanes.Width] : [];
        _below = TPenalty.IsThere ? new float[_table + Lanes.Width] : [];
        _at = IsLazy ? new int[_table / _units] : [];
    }

    /// <inheritdoc/>
    public override bool IsLazy => _isPenalised && TRule.IsLocal;

    /// <inheritdoc/>
    public override void BeginEpoch(Span<float> parameters, in StepSettings settings)
    {
        _settings = settings;
        if (!_hasBegun && TRule.BeginsWithWeights) parameters[.._table].CopyTo(_first);
        _hasBegun = true;
        if (!IsLazy) return;
        _step = 0;
        Array.Clear(_at);
    }

    /// <inheritdoc/>
    public override void CatchUp(Span<float> parameters, ReadOnlySpan<int> features)
    {
        foreach (int feature in features)
        {
            int steps = _step - _at[feature];
            if (steps == 0) continue;
            _at[feature] = _step;
            MakeUp(parameters, feature, steps);
        }
    }

    /// <inheritdoc/>
    public override void EndEpoch(Span<float> parameters)
    {
        if (!IsLazy) return;
        for (int feature = 0; feature < _at.Length; feature++)
        {
            if (_at[feature] < _step) MakeUp(parameters, feature, _step - _at[feature]);
        }
    }

    /// <inheritdoc/>
    public override double Step(Span<float> parameters, TouchedFeatures touched, ReadOnlySpan<float> rest, float scale)
    {
        StepSettings settings = _settings with { Scale = scale };
        double squaredNorm = _restState.Step(parameters[_table..], rest, settings);
        _rule.Begin(settings.Rate);
        if (IsLazy)
        {
            TakeStep();
            foreach (int feature in touched.List) _at[feature] = _step;
        }

        return squaredNorm + touched.Stride switch
        {
            1 => StepPacked<OneUnit>(parameters, touched, settings),
            2 => StepPacked<TwoUnits>(parameters, touched, settings),
            4 => StepPacked<FourUnits>(parameters, touched, settings),
            _ => StepVectors(parameters, touched, settings),
        };
    }

    /// <inheritdoc/>
    public override void Visit(StateVisitor visitor)
    {
        _rule.Visit(visitor);
        visitor.Flag("optimizer.has_begun", ref _hasBegun);
        if (TRule.Moments > 0) visitor.Floats("optimizer.table.first", _first);
        if (TRule.Moments > 1) visitor.Floats("optimizer.table.second", _second);
        if (TPenalty.IsThere) visitor.Floats("optimizer.table.l1_above", _above);
        if (TPenalty.IsThere) visitor.Floats("optimizer.table.l1_below", _below);
        _restState.VisitMoments(visitor);

        // Both rules have taken the same steps.
        if (visitor.IsReading) _restState.Take(_rule);
    }

    private static ParameterBlock[] Behind(ParameterLayout layout) =>
        [.. layout.Blocks.Skip(1).Select(block => block with { Offset = block.Offset - layout.First.Biases })];

    private void TakeStep()
    {
        _step++;
        if (_step == _factors.Length) Array.Resize(ref _factors, Math.Max(2 * _factors.Length, 1024));
        _factors[_step] = _factors[_step - 1] * (1 - ((double)_settings.Rate * _settings.L2));
    }

    /// <summary>The step of up to eight units of a feature, without a look at what is beside them.</summary>
    private double StepFeature(Span<float> parameters, int feature, int unit, ReadOnlySpan<float> gradient, in StepSettings settings)
    {
        TRule rule = _rule;
        int at = (feature * _units) + unit, units = Math.Min(_units - unit, Lanes.Width);
        Vector256<float> g = Few(gradient.Slice(unit, units));
        State state = Load(parameters, at, units);
        if (_weightDecay > 0) state.Weights *= Kept;
        g = Lanes.MultiplyAdd(Vector256.Create(settings.L2), state.Weights, g * settings.Scale);
        Vector256<double> low = default, high = default;
        Lanes.AddSquares(g, ref low, ref high);
        state.Weights = rule.Next<TPenalty>(state.Weights, g, Vector256.Create(settings.L1), ref state.First, ref state.Second, ref state.Slack);
        Store(state, parameters, at, units);
        return Lanes.Sum(low, high);
    }

    private float Kept => (float)(1 - (_settings.Rate * _weightDecay));

    /// <summary>Steps of a feature that no batch held: nothing but the penalties acts on it.</summary>
    private void MakeUp(Span<float> parameters, int feature, int steps)
    {
        TRule rule = _rule;
        Vector256<float> l1 = Vector256.Create(_settings.L1), l2 = Vector256.Create(_settings.L2);
        for (int u = 0; u < _units; u += Lanes.Width)
        {
            int at = (feature * _units) + u, units = Math.Min(_units - u, Lanes.Width);
            State state = Load(parameters, at, units);
            if (TPenalty.IsThere || !rule.TryDecay(ref state.Weights, state.First, _settings, steps, (float)_factors[steps]))
            {
                for (int step = 0; step < steps; step++)
                {
                    State before = state;
                    state.Weights = rule.Next<TPenalty>(state.Weights, l2 * state.Weights, l1, ref state.First, ref state.Second, ref state.Slack);
                    if (state.IsSameAs(before)) break;
                }
            }

            Store(state, parameters, at, units);
        }
    }

    /// <summary>All numbers of up to eight units of a feature; 0 in the other lanes.</summary>
    private State Load(ReadOnlySpan<float> parameters, int at, int units)
    {
        Vector256<float> mask = Lanes.FirstLanes(units);
        return new State
        {
            // Behind the table are the parameters of a bias for each unit; where they are too few, the last weights are read one by one.
            Weights = at + Lanes.Width <= parameters.Length
                ? Lanes.Keep(mask, Lanes.Load(ref MemoryMarshal.GetReference(parameters), at))
                : Few(parameters.Slice(at, units)),
            First = TRule.Moments > 0 ? Lanes.Keep(mask, Lanes.Load(ref Start(_first), at)) : default,
            Second = TRule.Moments > 1 ? Lanes.Keep(mask, Lanes.Load(ref Start(_second), at)) : default,
            Slack = !TPenalty.IsThere ? default : new()
            {
                Above = Lanes.Keep(mask, Lanes.Load(ref Start(_above), at)),
                Below = Lanes.Keep(mask, Lanes.Load(ref Start(_below), at)),
            },
        };
    }

    private void Store(in State state, Span<float> parameters, int at, int units)
    {
        StoreFirst(state.Weights, parameters, at, units);
        if (TRule.Moments > 0) StoreFirst(state.First, _first, at, units);
        if (TRule.Moments > 1) StoreFirst(state.Second, _second, at, units);
        if (!TPenalty.IsThere) return;
        StoreFirst(state.Slack.Above, _above, at, units);
        StoreFirst(state.Slack.Below, _below, at, units);
    }

    private static void StoreFirst(Vector256<float> value, Span<float> to, int at, int units)
    {
        if (units == Lanes.Width)
        {
            Lanes.Store(value, ref MemoryMarshal.GetReference(to), at);
            return;
        }

        to = to.Slice(at, units);
        for (int u = 0; u < to.Length; u++) to[u] = value.GetElement(u);
    }

    private static Vector256<float> Few(ReadOnlySpan<float> values)
    {
        Span<float> padded = stackalloc float[Lanes.Width];
        padded.Clear();
        values.CopyTo(padded);
        return Lanes.Load(ref padded[0], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Start(float[] array) => ref MemoryMarshal.GetArrayDataReference(array);

    /// <summary>What a step changes of eight weights.</summary>
    private struct State
    {
        public Vector256<float> Weights;
        public Vector256<float> First;
        public Vector256<float> Second;
        public PenaltySlack Slack;

        public readonly bool IsSameAs(in State other) =>
            Weights.AsInt32() == other.Weights.AsInt32() && First.AsInt32() == other.First.AsInt32() && Second.AsInt32() == other.Second.AsInt32()
            && Slack.Above.AsInt32() == other.Slack.Above.AsInt32() && Slack.Below.AsInt32() == other.Slack.Below.AsInt32();
    }
}
