using LossGen.Training;

namespace LossGen.Tests.Training;

/// <summary>Every optimizer, by name.</summary>
public static class TestOptimizers
{
    private static readonly Dictionary<string, Func<Optimizer>> ByName = new()
    {
        ["gradient descent"] = () => Optimizer.GradientDescent(),
        ["momentum"] = () => Optimizer.GradientDescent(0.9),
        ["Nesterov"] = () => Optimizer.GradientDescent(0.9, nesterov: true),
        ["AdaGrad"] = () => Optimizer.AdaGrad(),
        ["RMSProp"] = () => Optimizer.RmsProp(),
        ["Adam"] = () => Optimizer.Adam(),
        ["AdamW"] = () => Optimizer.AdamW(),
        ["L-BFGS"] = () => Optimizer.Lbfgs(),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static Optimizer Create(string name) => ByName[name]();
}

internal static class OptimizerStateExtensions
{
    /// <summary>A step on the gradient as it is, without L2 penalty.</summary>
    public static void Step(this OptimizerState state, Span<float> w, ReadOnlySpan<float> gradient, float rate, float l1) =>
        state.Step(w, gradient, new StepSettings(rate, l1));
}
