using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Storage;

namespace LossGen.Training;

// The rules of the first-order methods. With a penalty λ Σ |w| each is the proximal form of its method: the step size of the parameter is h
// (η, or η over the method's own divisor), the plain step leads to u = w − h·g, and the new weight is
//
//     prox(u) = u − clamp(u, −h λ, h λ)          (soft-thresholding: 0 wherever |u| <= h λ)
//
// A point where 0 ∈ g + λ ∂|w| is left unchanged whatever h is, so the penalised optimum is a fixed point of every rule
// (Parikh and Boyd, "Proximal algorithms", 2014, section 4.2; for per-coordinate h, Duchi, Hazan and Singer 2011, section 5).

// Over mini-batches the plain threshold leaves few zeros: the noise of a batch pushes a weight that should be 0 off it, the last step's push stays. So the
// penalty is cumulative (CumulativePenalty): what a weight at 0 has not used of it is kept and takes up later pushes.

/// <summary>w ← prox(w − η g).</summary>
internal struct PlainRule : IStepRule
{
    private Vector256<float> _rate;

    public static int Moments => 0;

    public static bool IsLocal => true;

    public static bool BeginsWithWeights => false;

    public void Begin(float rate) => _rate = Vector256.Create(rate);

    public readonly void Visit(StateVisitor visitor)
    {
    }

    public readonly bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor)
    {
        w *= factor;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty
    {
        Vector256<float> u = Lanes.MultiplyAdd(-_rate, g, w);
        return u - TPenalty.Excess(u, _rate * l1, ref slack);
    }
}

/// <summary>v ← μ v − η g, w⁺ = prox(w + v), v ← w⁺ − w.</summary>
/// <remarks>
/// v is the displacement, so a learning rate that changes from epoch to epoch does not rescale past steps. w⁺ − w is taken as v less what the
/// threshold took off: subtracting the rounded weights would lose displacements too small to move them.
/// </remarks>
internal struct MomentumRule(float momentum) : IStepRule
{
    private readonly Vector256<float> _momentum = Vector256.Create(momentum);
    private Vector256<float> _rate;

    public static int Moments => 1;

    public static bool IsLocal => false;

    public static bool BeginsWithWeights => false;

    public void Begin(float rate) => _rate = Vector256.Create(rate);

    public readonly void Visit(StateVisitor visitor)
    {
    }

    public readonly bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty
    {
        Vector256<float> v = Lanes.MultiplyAdd(_momentum, first, -(_rate * g));
        Vector256<float> u = w + v;
        Vector256<float> excess = TPenalty.Excess(u, _rate * l1, ref slack);
        first = v - excess;
        return u - excess;
    }
}

/// <summary>u⁺ = prox(w − η g), w ← u⁺ + μ (u⁺ − u).</summary>
/// <remarks>
/// The parameters are the point ahead, where the gradient is taken: the form of FISTA with a constant momentum (Beck and Teboulle 2009,
/// section 4). Without penalty it is v ← μ v − η g, w ← w + μ v − η g of Sutskever et al. 2013. u itself is remembered, not its change: two
/// zeros in a row then make the weight exactly 0.
/// </remarks>
internal struct NesterovRule(float momentum) : IStepRule
{
    private readonly Vector256<float> _momentum = Vector256.Create(momentum);
    private Vector256<float> _rate;
    private bool _first = true;
    private bool _begun;

    public static int Moments => 1;

    public static bool IsLocal => false;

    public static bool BeginsWithWeights => true;

    public void Begin(float rate)
    {
        _rate = Vector256.Create(rate);
        _first = !_begun;
        _begun = true;
    }

    public void Visit(StateVisitor visitor) => visitor.Flag("optimizer.begun", ref _begun);

    public readonly bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty
    {
        // Before the first step u is where training starts.
        Vector256<float> last = _first ? w : first;
        Vector256<float> u = Lanes.MultiplyAdd(-_rate, g, w);
        u -= TPenalty.Excess(u, _rate * l1, ref slack);
        first = u;
        return Lanes.MultiplyAdd(_momentum, u - last, u);
    }
}

/// <summary>a ← a + g², h = η / (√a + ε), w ← prox(w − h g).</summary>
internal struct AdaGradRule(float epsilon) : IStepRule
{
    private readonly Vector256<float> _epsilon = Vector256.Create(epsilon);
    private Vector256<float> _rate;

    public static int Moments => 1;

    public static bool IsLocal => true;

    public static bool BeginsWithWeights => false;

    public void Begin(float rate) => _rate = Vector256.Create(rate);

    public readonly void Visit(StateVisitor visitor)
    {
    }

    // g is λ w, and where k (λ w)² is lost in a, the length of the steps is one: w (1 − x)ᵏ with x = h λ. log(1 − x) = −x − x²/2 − x³/3 − …
    public readonly bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor)
    {
        const float Lost = 1f / (1 << 24), SmallStep = 1f / 1024;
        Vector256<float> g = w * settings.L2;
        Vector256<float> x = Vector256.Create(settings.Rate * settings.L2) / (Vector256.Sqrt(first) + _epsilon);
        Vector256<float> isExact = (Vector256.LessThanOrEqual(g * g * steps, first * Lost) & Vector256.LessThanOrEqual(x, Vector256.Create(SmallStep)))
            | Vector256.Equals(w, Vector256<float>.Zero);
        if (isExact.ExtractMostSignificantBits() != 0xFF) return false;
        Vector256<float> logarithm = x * Lanes.MultiplyAdd(x, Lanes.MultiplyAdd(x, Vector256.Create(1f / 3), Vector256.Create(0.5f)), Lanes.One);
        Vector256<float> decayed = w * Lanes.Exp(-logarithm * steps);
        w = Vector256.ConditionalSelect(Vector256.Equals(w, Vector256<float>.Zero), w, decayed);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty
    {
        first = Lanes.MultiplyAdd(g, g, first);
        // η g over the divisor, not h times g: h overflows where both √a and ε are tiny, and infinity times 0 is NaN.
        Vector256<float> divisor = Vector256.Sqrt(first) + _epsilon;
        Vector256<float> u = w - _rate * g / divisor;
        return u - TPenalty.Excess(u, _rate * l1 / divisor, ref slack);
    }
}

/// <summary>a ← ρ a + (1 − ρ) g², h = η / (√a + ε), w ← prox(w − h g).</summary>
internal struct RmsPropRule(double decay, float epsilon) : IStepRule
{
    private readonly Vector256<float> _keep = Vector256.Create((float)decay);
    private readonly Vector256<float> _take = Vector256.Create((float)(1 - decay));
    private readonly Vector256<float> _epsilon = Vector256.Create(epsilon);
    private Vector256<float> _rate;

    public static int Moments => 1;

    public static bool IsLocal => false;

    public static bool BeginsWithWeights => false;

    public void Begin(float rate) => _rate = Vector256.Create(rate);

    public readonly void Visit(StateVisitor visitor)
    {
    }

    public readonly bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty
    {
        first = Lanes.MultiplyAdd(_keep, first, _take * g * g);
        Vector256<float> divisor = Vector256.Sqrt(first) + _epsilon;
        Vector256<float> u = w - _rate * g / divisor;
        return u - TPenalty.Excess(u, _rate * l1 / divisor, ref slack);
    }
}

/// <summary>m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², h = η / (√v̂ + ε), w ← prox(w − h m̂).</summary>
internal struct AdamRule(double beta1, double beta2, float epsilon) : IStepRule
{
    private readonly Vector256<float> _keep1 = Vector256.Create((float)beta1);
    private readonly Vector256<float> _take1 = Vector256.Create((float)(1 - beta1));
    private readonly Vector256<float> _keep2 = Vector256.Create((float)beta2);
    private readonly Vector256<float> _take2 = Vector256.Create((float)(1 - beta2));
    private readonly Vector256<float> _epsilon = Vector256.Create(epsilon);
    private readonly double _beta1 = beta1;
    private readonly double _beta2 = beta2;
    private double _power1 = 1;
    private double _power2 = 1;
    private Vector256<float> _rate;
    private Vector256<float> _correctedRate;
    private Vector256<float> _correction2;

    public static int Moments => 2;

    public static bool IsLocal => false;

    public static bool BeginsWithWeights => false;

    public void Begin(float rate)
    {
        // 1 − βᵗ undoes the pull towards the zeros that m and v start from (Kingma and Ba 2015, section 3).
        _power1 *= _beta1;
        _power2 *= _beta2;
        _rate = Vector256.Create(rate);
        _correctedRate = Vector256.Create((float)(rate / (1 - _power1)));
        _correction2 = Vector256.Create((float)(1 / (1 - _power2)));
    }

    public void Visit(StateVisitor visitor)
    {
        visitor.Number("optimizer.power1", ref _power1);
        visitor.Number("optimizer.power2", ref _power2);
    }

    public readonly bool TryDecay(ref Vector256<float> w, Vector256<float> first, in StepSettings settings, int steps, float factor) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<float> Next<TPenalty>(
        Vector256<float> w, Vector256<float> g, Vector256<float> l1, ref Vector256<float> first, ref Vector256<float> second, ref PenaltySlack slack)
        where TPenalty : struct, IPenalty
    {
        first = Lanes.MultiplyAdd(_keep1, first, _take1 * g);
        second = Lanes.MultiplyAdd(_keep2, second, _take2 * g * g);
        Vector256<float> divisor = Vector256.Sqrt(second * _correction2) + _epsilon;
        Vector256<float> u = w - _correctedRate * first / divisor;
        return u - TPenalty.Excess(u, _rate * l1 / divisor, ref slack);
    }
}
