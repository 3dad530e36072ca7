using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>How a gradient becomes a step. Optimizers are immutable settings: one instance may serve any number of concurrent training runs.</summary>
/// <remarks>
/// In the formulas g is the gradient, η the learning rate and w a parameter. An L1 penalty is applied by each method as a proximal step
/// with that parameter's own step size, so weights become exactly 0.
/// </remarks>
/// <example><code>
/// var options = new TrainingOptions { Optimizer = Optimizer.Adam(), LearningRate = 0.01 };
/// </code></example>
public abstract class Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>The optimizer of training options that do not set one.</summary>
    internal static Optimizer Default { get; } = GradientDescent();

    /// <summary>Gradient descent, <c>w ← w − η g</c>, with momentum if requested: <c>v ← μ v − η g, w ← w + v</c>.</summary>
    /// <remarks>
    /// Momentum: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964. Nesterov's form takes the gradient
    /// ahead of the step: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013.
    /// </remarks>
    /// <param name="momentum">μ, the share of the last step that is kept; from 0 (none) up to but not including 1.</param>
    /// <param name="nesterov">Whether the gradient is that of the point ahead; needs a momentum above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="nesterov"/> without momentum.</exception>
    public static Optimizer GradientDescent(double momentum = 0, bool nesterov = false)
    {
        Require.Fraction(momentum, nameof(momentum));
        if (nesterov && momentum == 0)
        {
            throw new ArgumentException("Nesterov's method needs momentum, and momentum is 0; expected a number above 0 and below 1.", nameof(nesterov));
        }
        return new GradientDescentOptimizer(momentum, nesterov);
    }

    /// <summary>AdaGrad: <c>a ← a + g², w ← w − η g / (√a + ε)</c>. A learning rate of 0.01 to 1 is usual.</summary>
    /// <remarks>Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 12, 2011.</remarks>
    /// <param name="epsilon">ε, which keeps the divisor from 0; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is out of range.</exception>
    public static Optimizer AdaGrad(double epsilon = 1e-10) => new AdaGradOptimizer(Require.Epsilon(epsilon, nameof(epsilon)));

    /// <summary>RMSProp: <c>a ← ρ a + (1 − ρ) g², w ← w − η g / (√a + ε)</c>. A learning rate of 0.001 to 0.01 is usual.</summary>
    /// <remarks>Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera, Neural Networks for Machine Learning, 2012.</remarks>
    /// <param name="decay">ρ, the share of the mean square that is kept; from 0 up to but not including 1.</param>
    /// <param name="epsilon">ε, which keeps the divisor from 0; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Optimizer RmsProp(double decay = 0.99, double epsilon = 1e-8) =>
        new RmsPropOptimizer(Require.Fraction(decay, nameof(decay)), Require.Epsilon(epsilon, nameof(epsilon)));

    /// <summary>
    /// Adam: <c>m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε)</c> with <c>m̂ = m / (1 − β₁ᵗ)</c> and
    /// <c>v̂ = v / (1 − β₂ᵗ)</c> at step t. A learning rate of 0.001 to 0.01 is usual.
    /// </summary>
    /// <remarks>Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.</remarks>
    /// <param name="beta1">β₁, the share of the mean gradient that is kept; from 0 up to but not including 1.</param>
    /// <param name="beta2">β₂, the share of the mean square that is kept; from 0 up to but not including 1.</param>
    /// <param name="epsilon">ε, which keeps the divisor from 0; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Optimizer Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) => new AdamOptimizer(
        Require.Fraction(beta1, nameof(beta1)), Require.Fraction(beta2, nameof(beta2)), Require.Epsilon(epsilon, nameof(epsilon)));

    /// <summary>
    /// Adam with decoupled weight decay: <c>w ← w − η λ w</c> for each weight, then the step of <see cref="Adam"/>. Biases do not decay.
    /// </summary>
    /// <remarks>
    /// Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2. Unlike an L2 penalty, the decay does not pass through
    /// Adam's divisor, so that weights with large gradients decay like all others.
    /// </remarks>
    /// <param name="weightDecay">λ, the share of a weight that a step of rate 1 takes off; finite, 0 or above.</param>
    /// <param name="beta1">β₁, the share of the mean gradient that is kept; from 0 up to but not including 1.</param>
    /// <param name="beta2">β₂, the share of the mean square that is kept; from 0 up to but not including 1.</param>
    /// <param name="epsilon">ε, which keeps the divisor from 0; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Optimizer AdamW(double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) => new AdamWOptimizer(
        Require.NonNegative(weightDecay, nameof(weightDecay)),
        Require.Fraction(beta1, nameof(beta1)),
        Require.Fraction(beta2, nameof(beta2)),
        Require.Epsilon(epsilon, nameof(epsilon)));

    /// <summary>
    /// Limited-memory BFGS, a quasi-Newton method on the whole set: it ignores the batch size and the learning rate and finds its own step
    /// lengths. One iteration is one epoch. With an L1 penalty it runs as OWL-QN.
    /// </summary>
    /// <remarks>
    /// Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989;
    /// Andrew and Gao, "Scalable training of L1-regularized log-linear models", ICML 2007.
    /// </remarks>
    /// <param name="memory">Past steps from which the curvature is estimated, each costing 16 bytes a parameter; 1 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memory"/> is out of range.</exception>
    public static Optimizer Lbfgs(int memory = 10) => new LbfgsOptimizer(Require.AtLeast(memory, 1, nameof(memory)));

    /// <summary>What one run remembers of this method. Everything it needs is allocated here.</summary>
    internal abstract OptimizerMemory CreateMemory(ParameterLayout layout, TrainingOptions options);

    /// <summary>The settings, for equality.</summary>
    private protected abstract object Settings { get; }

    /// <summary>The settings, a number or a tuple of them.</summary>
    internal object Numbers => Settings;

    /// <summary>Whether the other is the same method with the same settings.</summary>
    /// <param name="obj">The other.</param>
    public override bool Equals(object? obj) => obj is Optimizer other && other.GetType() == GetType() && other.Settings.Equals(Settings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GetType(), Settings);
}
