using LossGen.Storage;

namespace LossGen.Training;

/// <summary>The last steps of L-BFGS and how the gradient changed over each, from which the inverse Hessian is estimated.</summary>
internal sealed class LbfgsMemory
{
    private readonly double[][] _steps;
    private readonly double[][] _changes;
    private readonly double[] _inverseCurvature;
    private readonly double[] _alpha;
    private int _next;

    public LbfgsMemory(int parameterCount, int capacity)
    {
        _steps = new double[capacity][];
        _changes = new double[capacity][];
        for (int i = 0; i < capacity; i++)
        {
            _steps[i] = new double[parameterCount];
            _changes[i] = new double[parameterCount];
        }
        _inverseCurvature = new double[capacity];
        _alpha = new double[capacity];
    }

    /// <summary>Steps remembered.</summary>
    public int Count { get; private set; }

    /// <summary>s·y / y·y of the latest step: the size of the inverse Hessian along it. 0 before the first; survives <see cref="Clear"/>.</summary>
    public double LastScale { get; private set; }

    /// <summary>Visits the steps, the oldest first.</summary>
    public void Visit(StateVisitor visitor)
    {
        int count = Count;
        double lastScale = LastScale;
        visitor.Count("lbfgs.steps", ref count, _steps.Length);
        visitor.Number("lbfgs.scale", ref lastScale);
        if (visitor.IsReading) (Count, LastScale, _next) = (count, lastScale, count % _steps.Length);
        for (int age = count - 1; age >= 0; age--)
        {
            int i = Slot(age);
            visitor.Doubles(FormattableString.Invariant($"lbfgs.step{age}"), _steps[i]);
            visitor.Doubles(FormattableString.Invariant($"lbfgs.change{age}"), _changes[i]);
            visitor.Number(FormattableString.Invariant($"lbfgs.inverse_curvature{age}"), ref _inverseCurvature[i]);
        }
    }

    /// <summary>Forgets all steps.</summary>
    public void Clear() => Count = 0;

    /// <summary>As before the first step.</summary>
    public void StartOver()
    {
        Count = 0;
        LastScale = 0;
    }

    /// <summary>Remembers a step s and the change y of the gradient, in place of the oldest if there is no room, if its curvature s·y can be trusted.</summary>
    public void Add(ReadOnlySpan<float> from, ReadOnlySpan<float> to, ReadOnlySpan<float> gradientFrom, ReadOnlySpan<float> gradientTo)
    {
        double[] s = _steps[_next];
        double[] y = _changes[_next];
        DoubleVectors.Subtract(to, from, s);
        DoubleVectors.Subtract(gradientTo, gradientFrom, y);
        double curvature = DoubleVectors.Dot(s, y);
        double changeSquared = DoubleVectors.Dot(y, y);
        double stepSquared = DoubleVectors.Dot(s, s);
        if (!(curvature > 1e-10 * Math.Sqrt(stepSquared * changeSquared)) || !double.IsFinite(curvature))
        {
            // Not convex along the step, or hidden by rounding: would make H indefinite. The slot held the oldest pair if all were taken.
            Count = Math.Min(Count, _steps.Length - 1);
            return;
        }
        _inverseCurvature[_next] = 1 / curvature;
        LastScale = curvature / changeSquared;
        _next = (_next + 1) % _steps.Length;
        Count = Math.Min(Count + 1, _steps.Length);
    }

    /// <summary>q ← H q by the two-loop recursion (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4). Without memory H is the identity.</summary>
    public void Multiply(Span<double> q)
    {
        if (Count == 0) return;
        for (int age = 0; age < Count; age++)
        {
            int i = Slot(age);
            _alpha[i] = _inverseCurvature[i] * DoubleVectors.Dot(_steps[i], q);
            DoubleVectors.AddScaled(-_alpha[i], _changes[i], q);
        }
        DoubleVectors.Scale(LastScale, q);
        for (int age = Count - 1; age >= 0; age--)
        {
            int i = Slot(age);
            double beta = _inverseCurvature[i] * DoubleVectors.Dot(_changes[i], q);
            DoubleVectors.AddScaled(_alpha[i] - beta, _steps[i], q);
        }
    }

    private int Slot(int age) => (_next - 1 - age + _steps.Length) % _steps.Length;
}
