using LossGen.Testing;
using LossGen.Tests.Models;

namespace LossGen.Generators.Tests.Emission;

/// <summary>The network of a declaration.</summary>
/// <param name="Features">Numbers in a row.</param>
/// <param name="Hidden">The units of each hidden layer.</param>
/// <param name="Classes">Classes or labels.</param>
/// <param name="Task">The task; it is that of the model, not Auto.</param>
/// <param name="Activation">What follows each hidden layer.</param>
internal sealed record NetworkShape(int Features, int[] Hidden, int Classes, ClassificationTask Task, Activation Activation)
{
    private const ClassificationTask Auto = ClassificationTask.Auto;

    public static NetworkShape Of(Activation activation, ClassificationTask task, params int[] widths)
    {
        if (task == Auto) task = widths[^1] == 2 ? ClassificationTask.Binary : ClassificationTask.Multiclass;
        return new NetworkShape(widths[0], widths[1..^1], widths[^1], task, activation);
    }

    public string Declaration(string name) => $$"""
        /// <summary>A model.</summary>
        [LossGen.CrossEntropyModel(features: {{Features}}, classes: {{Classes}}, Task = LossGen.ClassificationTask.{{Task}},
            HiddenLayers = new[] { {{string.Join(", ", Hidden)}} }, Activation = LossGen.Activation.{{Activation}})]
        public sealed partial class {{name}};

        """;

    /// <summary>All of them compiled together.</summary>
    public static EmittedAssembly Compile(IReadOnlyList<NetworkShape> shapes) =>
        Shapes.RunOf("namespace Networks;\n" + string.Concat(shapes.Select(static (shape, i) => shape.Declaration($"Model{i}")))).Run().CompilesCleanly().Emit();

    /// <summary>A model of such an assembly.</summary>
    public TestModel Create(EmittedAssembly assembly, int index)
    {
        Type wrapper = Task == ClassificationTask.MultiLabel ? typeof(TargetTestModel<>) : typeof(LabelTestModel<>);
        return (TestModel)Activator.CreateInstance(wrapper.MakeGenericType(assembly.Type($"Networks.Model{index}")))!;
    }

    public override string ToString() => $"{Features}-{string.Join("-", Hidden)}-{Classes} {Task} {Activation}";
}
