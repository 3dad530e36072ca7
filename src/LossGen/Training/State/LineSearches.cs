using static LossGen.Training.StepTest;

namespace LossGen.Training;

/// <summary>The verdict of a line search on its latest step.</summary>
internal enum SearchStatus
{
    /// <summary>Try the step it now proposes.</summary>
    Evaluate,

    /// <summary>The step is accepted.</summary>
    Accepted,

    /// <summary>No acceptable step was found.</summary>
    Failed,
}

/// <summary>The constants that both line searches judge a step by.</summary>
internal static class StepTest
{
    // Sufficient decrease and curvature, Nocedal and Wright 2006, section 3.1: the values for quasi-Newton directions.
    public const double Decrease = 1e-4;
    public const double Curvature = 0.9;

    // δ and ε of Hager and Zhang 2005, section 5.
    public const double Delta = 0.1;
    public const double Noise = 1e-6;

    public const int MostEvaluations = 40;
}

/// <summary>A line search for the strong Wolfe conditions that still ends well where rounding hides the decrease.</summary>
/// <remarks>
/// Near a minimum a float32 objective changes by less than its rounding, while its slope is still known well. There the approximate Wolfe
/// conditions of Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line search", SIAM J. Optim.
/// 16(1), 2005 (section 4, T2), ask the slope alone, as long as the objective is no more than ε |f| above the start. The bracket is theirs
/// (rules U1 to U3): at its low end the slope points down and the objective is no higher than that; at its high end one of the two fails.
/// </remarks>
internal struct WolfeSearch
{
    private double _startObjective;
    private double _startSlope;
    private Point _low;
    private Point _high;
    private Point _beforeLow;
    private double _lastWidth;
    private int _evaluations;

    /// <summary>The step to evaluate.</summary>
    public double Step { get; private set; }

    /// <summary>Begins a search.</summary>
    /// <param name="objective">The objective at step 0.</param>
    /// <param name="slope">Its derivative along the direction there, below 0.</param>
    /// <param name="step">The first step to try.</param>
    public void Start(double objective, double slope, double step)
    {
        _startObjective = objective;
        _startSlope = slope;
        _low = _beforeLow = new Point(0, objective, slope);
        _high = new Point(double.PositiveInfinity, double.NaN, double.NaN);
        _lastWidth = double.PositiveInfinity;
        _evaluations = 0;
        Step = step;
    }

    /// <summary>Judges <see cref="Step"/> by what was found there, and proposes another unless it will do.</summary>
    public SearchStatus Next(double objective, double slope)
    {
        var trial = new Point(Step, objective, slope);
        double ceiling = _startObjective + Noise * Math.Abs(_startObjective);
        bool finite = double.IsFinite(objective) && double.IsFinite(slope);
        if (finite)
        {
            bool wolfe = objective <= _startObjective + Decrease * Step * _startSlope && Math.Abs(slope) <= -Curvature * _startSlope;
            bool approximateWolfe = objective <= ceiling && slope >= Curvature * _startSlope && slope <= (2 * Delta - 1) * _startSlope;
            if (wolfe || approximateWolfe) return SearchStatus.Accepted;
        }
        if (++_evaluations >= MostEvaluations) return SearchStatus.Failed;

        if (finite && slope < 0 && objective <= ceiling) (_beforeLow, _low) = (_low, trial);
        else _high = trial;

        Step = double.IsPositiveInfinity(_high.Step) ? Extrapolate() : Interpolate();
        return double.IsFinite(Step) && Step > _low.Step && Step < _high.Step ? SearchStatus.Evaluate : SearchStatus.Failed;
    }

    /// <summary>Beyond the low end: to where its slope's line meets 0, but at least twice and at most ten times as far.</summary>
    private readonly double Extrapolate()
    {
        double secant = Secant(_beforeLow, _low);
        // A slope that does not rise has no such point ahead.
        return secant > _low.Step ? Math.Clamp(secant, 2 * _low.Step, 10 * _low.Step) : 10 * _low.Step;
    }

    /// <summary>Within the bracket: where the slope, or a parabola through the objective, says; halved if that brings the ends together too slowly.</summary>
    private double Interpolate()
    {
        double width = _high.Step - _low.Step;
        double share = 0.5;
        if (width < 0.66 * _lastWidth)
        {
            if (_high.Slope >= 0)
            {
                share = (Secant(_low, _high) - _low.Step) / width;
            }
            else if (double.IsFinite(_high.Objective))
            {
                // The minimum of the parabola through both objectives with the low end's slope; the high end is past it, so nearer the low.
                double rise = _high.Objective - _low.Objective - _low.Slope * width;
                share = Math.Min(-_low.Slope * width / (2 * rise), 0.5);
            }
            share = share >= 0.1 ? Math.Min(share, 0.9) : 0.1;
        }
        _lastWidth = width;
        return _low.Step + share * width;
    }

    /// <summary>Where the line through two slopes meets 0.</summary>
    private static double Secant(Point a, Point b) => a.Step - a.Slope * (b.Step - a.Step) / (b.Slope - a.Slope);

    private readonly record struct Point(double Step, double Objective, double Slope);
}

/// <summary>Backtracking within an orthant, for OWL-QN (Andrew and Gao 2007, section 3.2).</summary>
internal struct OrthantSearch
{
    private double _startObjective;
    private int _evaluations;

    /// <summary>The step to evaluate.</summary>
    public double Step { get; private set; }

    /// <summary>Begins a search.</summary>
    /// <param name="objective">The objective, penalty included, at step 0.</param>
    /// <param name="step">The first step to try.</param>
    public void Start(double objective, double step)
    {
        _startObjective = objective;
        _evaluations = 0;
        Step = step;
    }

    /// <summary>Judges <see cref="Step"/> by what was found there, and halves it unless it will do.</summary>
    /// <param name="objective">The objective, penalty included, at the step.</param>
    /// <param name="descent">The derivative along the way taken, times its length, at the start: what a linear objective would have gained.</param>
    /// <param name="slope">The same at the trial point.</param>
    public SearchStatus Next(double objective, double descent, double slope)
    {
        if (descent < 0 && double.IsFinite(slope))
        {
            // As in the Wolfe search: where rounding hides the decrease, the slope decides. Its lower bound keeps a step too short to matter
            // from passing for one whose decrease is hidden.
            bool decreased = objective <= _startObjective + Decrease * descent;
            bool approximately = objective <= _startObjective + Noise * Math.Abs(_startObjective)
                && slope >= Curvature * descent && slope <= (2 * Delta - 1) * descent;
            if (decreased || approximately) return SearchStatus.Accepted;
        }
        if (++_evaluations >= MostEvaluations) return SearchStatus.Failed;
        Step *= double.IsFinite(objective) ? 0.5 : 0.1;
        return SearchStatus.Evaluate;
    }
}
