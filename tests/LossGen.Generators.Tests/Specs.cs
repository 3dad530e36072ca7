using LossGen.Generators.Specification;

namespace LossGen.Generators.Tests;

/// <summary>Specifications of models, without a declaration.</summary>
internal static class Specs
{
    /// <summary>A model of one layer whose constructor is the generator's.</summary>
    public static ModelSpec Linear(
        int features, int classes, ModelTask task, string name = "Model", string @namespace = "", EquatableArray<ContainingType> containers = default)
    {
        var input = new InputSpec(features);
        var head = new HeadSpec(classes, task);
        return new ModelSpec(
            @namespace, containers, name, input, ModelSpec.LayersOf(input, [], ActivationKind.None, head), head, EmitConstructor: true);
    }

    /// <summary>A model with hidden layers whose constructor is the generator's.</summary>
    public static ModelSpec Network(int features, int[] hiddenUnits, ActivationKind activation, int classes, ModelTask task, string name = "Model")
    {
        ModelSpec linear = Linear(features, classes, task, name);
        return linear with { Layers = ModelSpec.LayersOf(linear.Input, hiddenUnits, activation, linear.Head) };
    }
}
