using LossGen.Generators.Specification;

namespace LossGen.Generators.Tests;

/// <summary>Specifications of linear models, without a declaration.</summary>
internal static class Specs
{
    /// <summary>A model of one layer whose constructor is the generator's.</summary>
    public static ModelSpec Linear(
        int features, int classes, ModelTask task, string name = "Model", string @namespace = "", EquatableArray<ContainingType> containers = default)
    {
        var input = new InputSpec(features);
        var head = new HeadSpec(classes, task);
        return new ModelSpec(@namespace, containers, name, input, ModelSpec.Linear(input, head), head, EmitConstructor: true);
    }
}
