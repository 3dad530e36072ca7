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
        ["L-BFGS"] = () => Optimizer.Lbfgs(),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static Optimizer Create(string name) => ByName[name]();
}
