using System.Diagnostics;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>What the caller of <see cref="LbfgsState.Advance"/> has to do next.</summary>
internal enum LbfgsStatus
{
    /// <summary>The parameters are a trial point: evaluate objective and gradient there and call again.</summary>
    Evaluate,

    /// <summary>The parameters are the next accepted point. Call again to go on, without evaluating: the arguments of that call are ignored.</summary>
    IterationFinished,

    /// <summary>The parameters are a minimum to the precision of the objective.</summary>
    Converged,

    /// <summary>No step improves the objective, or it is not finite where training starts. The parameters are the last accepted point.</summary>
    Stalled,
}

/// <summary>
/// L-BFGS by reverse communication: the caller evaluates, this decides where. With an L1 penalty it is OWL-QN, which searches within one
/// orthant at a time, where Σ |w| is linear.
/// </summary>
/// <remarks>
/// <para>Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989; Andrew and Gao,
/// "Scalable training of L1-regularized log-linear models", ICML 2007. The line search is <see cref="WolfeSearch"/>, or backtracking under a
/// penalty. Everything is computed in double; only the points themselves are float.</para>
/// <code>
/// double objective = Evaluate(parameters, gradient);
/// while (true)
/// {
///     switch (state.Advance(objective, gradient, parameters))
///     {
///         case LbfgsStatus.Evaluate: objective = Evaluate(parameters, gradient); break;
///         case LbfgsStatus.IterationFinished: /* an epoch: state.AcceptedObjective, state.GradientNorm */ break;
///         default: return;
///     }
/// }
/// </code>
/// </remarks>
internal sealed class LbfgsState : OptimizerMemory
{
    // A step that promises less than this share of the objective is lost in the noise of a float32 gradient: the promise is quadratic in the
    // gradient, whose relative error of 1e-7 hides promises below 1e-14.
    private const double NegligibleDecrease = 1e-14;

    private readonly ParameterBlock[] _blocks;
    private readonly double _l1;
    private readonly LbfgsMemory _memory;
    private readonly float[] _point;
    private readonly float[] _gradient;
    private readonly double[] _steepest;
    private readonly double[] _direction;
    private WolfeSearch _wolfe;
    private OrthantSearch _orthant;
    private Phase _phase;
    private LbfgsStatus _end;

    /// <summary>Prepares for a run; everything it needs is allocated here.</summary>
    /// <param name="blocks">The blocks of parameters; the L1 penalty applies to the penalised ones.</param>
    /// <param name="memory">Past steps to keep.</param>
    /// <param name="l1">The factor λ of Σ |w|.</param>
    public LbfgsState(ParameterBlock[] blocks, int memory, double l1)
    {
        int parameterCount = blocks[^1].End;
        _blocks = blocks;
        _l1 = l1;
        _memory = new LbfgsMemory(parameterCount, memory);
        _point = new float[parameterCount];
        _gradient = new float[parameterCount];
        _steepest = new double[parameterCount];
        _direction = new double[parameterCount];
    }

    /// <summary>Whether there is an L1 penalty, which has a kink wherever a weight is 0.</summary>
    private bool HasPenalty => _l1 > 0;

    private enum Phase
    {
        Starting,
        Searching,
        BetweenIterations,
        Ended,
    }

    /// <summary>The objective at the last accepted point, L1 penalty included.</summary>
    public double AcceptedObjective { get; private set; } = double.NaN;

    /// <summary>The Euclidean norm of the gradient there; with an L1 penalty, of the steepest descent that the penalty allows.</summary>
    public double GradientNorm { get; private set; } = double.NaN;

    /// <summary>The step length that led there, as a multiple of the quasi-Newton step.</summary>
    public double StepLength { get; private set; }

    /// <summary>Takes the outcome at the parameters, and returns what to do next. Allocates nothing.</summary>
    /// <param name="objective">The smooth objective (without L1 penalty) at the parameters.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="parameters">Where it was evaluated; on return, the point that the result refers to.</param>
    public LbfgsStatus Advance(double objective, ReadOnlySpan<float> gradient, Span<float> parameters)
    {
        Debug.Assert(parameters.Length == _point.Length && gradient.Length == _point.Length);
        switch (_phase)
        {
            case Phase.Starting:
                double start = objective + Penalty(parameters);
                if (!double.IsFinite(start)) return End(LbfgsStatus.Stalled);
                MoveTo(start, gradient, parameters);
                return BeginIteration(parameters);
            case Phase.Searching:
                return Search(objective, gradient, parameters);
            case Phase.BetweenIterations:
                return BeginIteration(parameters);
            default:
                return _end;
        }
    }

    /// <summary>Whether the next call goes on from an accepted point.</summary>
    public bool IsBetweenIterations => _phase == Phase.BetweenIterations;

    /// <summary>The largest entry of the steepest descent at the accepted point, each in the unit of its parameter.</summary>
    /// <param name="units">What is small in each entry is small against its unit.</param>
    public double LargestDescent(ReadOnlySpan<double> units)
    {
        double largest = 0;
        for (int i = 0; i < _steepest.Length; i++) largest = Math.Max(largest, Math.Abs(_steepest[i]) / units[i]);
        return largest;
    }

    /// <inheritdoc/>
    public override void Visit(StateVisitor visitor)
    {
        (double objective, double norm, double step) = (AcceptedObjective, GradientNorm, StepLength);
        visitor.Number("lbfgs.objective", ref objective);
        visitor.Number("lbfgs.gradient_norm", ref norm);
        visitor.Number("lbfgs.step_length", ref step);
        visitor.Floats("lbfgs.point", _point);
        visitor.Floats("lbfgs.gradient", _gradient);
        _memory.Visit(visitor);
        if (!visitor.IsReading) return;
        (AcceptedObjective, GradientNorm, StepLength) = (objective, norm, step);
        _phase = double.IsNaN(objective) ? Phase.Starting : Phase.BetweenIterations;
        PseudoGradient();
    }

    /// <summary>Whether the parameters are the last accepted point.</summary>
    public bool IsAt(ReadOnlySpan<float> parameters) => parameters.SequenceEqual(_point);

    /// <summary>Begins anew at whatever point is evaluated next, from which the steps before say nothing.</summary>
    public void StartOver()
    {
        _memory.StartOver();
        AcceptedObjective = double.NaN;
        _phase = Phase.Starting;
    }

    private LbfgsStatus BeginIteration(Span<float> parameters)
    {
        // A point without descent is a minimum; a norm that is not a number leaves nothing to follow.
        if (GradientNorm == 0) return End(LbfgsStatus.Converged);
        if (!double.IsFinite(GradientNorm)) return End(LbfgsStatus.Stalled);

        double slope = ChooseDirection();
        if (_memory.Count > 0 && -slope <= NegligibleDecrease * Math.Abs(AcceptedObjective)) return End(LbfgsStatus.Converged);

        // The quasi-Newton step has its natural length 1. Without curvature yet, one of length 1 in the space of the parameters.
        double step = _memory.Count > 0 ? 1 : _memory.LastScale > 0 ? _memory.LastScale : 1 / GradientNorm;
        if (HasPenalty) _orthant.Start(AcceptedObjective, step);
        else _wolfe.Start(AcceptedObjective, slope, step);
        _phase = Phase.Searching;
        // The full step is below what a float can resolve: as near to the minimum as the parameters can come.
        return MoveAlong(step, parameters) ? LbfgsStatus.Evaluate : Give(LbfgsStatus.Converged, parameters);
    }

    private LbfgsStatus Search(double objective, ReadOnlySpan<float> gradient, Span<float> parameters)
    {
        double step;
        SearchStatus status;
        if (HasPenalty)
        {
            step = _orthant.Step;
            objective += Penalty(parameters);
            (double descent, double slope) = OrthantSlopes(gradient, parameters);
            status = _orthant.Next(objective, descent, slope);
        }
        else
        {
            step = _wolfe.Step;
            status = _wolfe.Next(objective, DoubleVectors.Dot(_direction, gradient));
        }

        if (status == SearchStatus.Accepted)
        {
            StepLength = step;
            _memory.Add(_point, parameters, _gradient, gradient);
            MoveTo(objective, gradient, parameters);
            _phase = Phase.BetweenIterations;
            return LbfgsStatus.IterationFinished;
        }
        if (status == SearchStatus.Evaluate && MoveAlong(HasPenalty ? _orthant.Step : _wolfe.Step, parameters)) return LbfgsStatus.Evaluate;

        // The curvature may be at fault, being measured from differences of rounded gradients: once more along the steepest descent.
        if (_memory.Count == 0) return Give(LbfgsStatus.Stalled, parameters);
        _memory.Clear();
        return BeginIteration(parameters);
    }

    /// <summary>Accepts a point.</summary>
    private void MoveTo(double objective, ReadOnlySpan<float> gradient, ReadOnlySpan<float> parameters)
    {
        AcceptedObjective = objective;
        parameters.CopyTo(_point);
        gradient.CopyTo(_gradient);
        PseudoGradient();
        GradientNorm = Math.Sqrt(DoubleVectors.Dot(_steepest, _steepest));
    }

    /// <summary>The derivative in the direction in which the objective falls fastest (Andrew and Gao 2007, equation 4); without penalty the gradient.</summary>
    private void PseudoGradient()
    {
        foreach (ParameterBlock block in _blocks)
        {
            for (int i = block.Offset; i < block.End; i++) _steepest[i] = HasKink(block) ? PseudoDerivative(i) : _gradient[i];
        }
    }

    private bool HasKink(in ParameterBlock block) => HasPenalty && block.IsPenalised;

    private double PseudoDerivative(int i)
    {
        double right = _gradient[i] + _l1;
        double left = _gradient[i] - _l1;

        // At 0 the penalty has a kink: leave it only to a side on which the objective falls.
        return _point[i] > 0 ? right : _point[i] < 0 ? left : right < 0 ? right : left > 0 ? left : left <= right ? 0 : double.NaN;
    }

    /// <summary>d = −H ∇F, kept to the steepest descent's signs where the penalty applies. Returns the slope ∇F · d, which is below 0.</summary>
    private double ChooseDirection()
    {
        while (true)
        {
            DoubleVectors.Negate(_steepest, _direction);
            _memory.Multiply(_direction);
            foreach (ParameterBlock block in _blocks)
            {
                for (int i = block.Offset; HasKink(block) && i < block.End; i++)
                {
                    if (_direction[i] * _steepest[i] >= 0) _direction[i] = 0;
                }
            }

            double slope = DoubleVectors.Dot(_direction, _steepest);
            if (slope < 0 || _memory.Count == 0) return slope;
            _memory.Clear();
        }
    }

    /// <summary>Sets the parameters to the point at that step, and says whether it differs from the accepted one.</summary>
    private bool MoveAlong(double step, Span<float> parameters)
    {
        bool moved = false;
        foreach (ParameterBlock block in _blocks)
        {
            bool hasKink = HasKink(block);
            for (int i = block.Offset; i < block.End; i++)
            {
                float next = (float)(_point[i] + (step * _direction[i]));

                // A weight that would change its sign stops at 0: there ends the orthant.
                if (hasKink && next * Orthant(i) < 0) next = 0;
                parameters[i] = next;
                moved |= next != _point[i];
            }
        }

        return moved;
    }

    /// <summary>The sign that a weight has in the orthant searched: its own, or at 0 that of the steepest descent.</summary>
    private int Orthant(int i) => _point[i] != 0 ? MathF.Sign(_point[i]) : -Math.Sign(_steepest[i]);

    /// <summary>The directional derivatives along the way from the accepted point to the trial point, at the one and at the other.</summary>
    private (double AtStart, double AtTrial) OrthantSlopes(ReadOnlySpan<float> gradient, ReadOnlySpan<float> parameters)
    {
        double start = 0;
        double trial = 0;
        foreach (ParameterBlock block in _blocks)
        {
            bool hasKink = HasKink(block);
            for (int i = block.Offset; i < block.End; i++)
            {
                double displacement = (double)parameters[i] - _point[i];
                if (displacement == 0) continue;
                start += _steepest[i] * displacement;
                trial += (hasKink ? gradient[i] + (_l1 * Orthant(i)) : gradient[i]) * displacement;
            }
        }

        return (start, trial);
    }

    private double Penalty(ReadOnlySpan<float> parameters)
    {
        if (!HasPenalty) return 0;
        double sum = 0;
        foreach (ParameterBlock block in _blocks)
        {
            if (!block.IsPenalised) continue;
            foreach (float w in parameters.Slice(block.Offset, block.Count)) sum += Math.Abs((double)w);
        }

        return _l1 * sum;
    }

    private LbfgsStatus Give(LbfgsStatus end, Span<float> parameters)
    {
        _point.CopyTo(parameters);
        return End(end);
    }

    private LbfgsStatus End(LbfgsStatus end)
    {
        _phase = Phase.Ended;
        return _end = end;
    }
}
