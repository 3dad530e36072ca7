using LossGen.Generators.Emission;
using LossGen.Generators.Parsing;
using LossGen.Generators.Planning;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>The emitted code of a network stays small however many layers and units it has, and each method within what the JIT optimises.</summary>
public sealed class NetworkBudgetTests
{
    private const int SourceLimit = 90_000;

    // As for linear models.
    private const int ILLimit = 8_000;
    private const int LocalLimit = 128;

    public static TheoryData<string, int[], ClassificationTask> Networks
    {
        get
        {
            int[] sixteen(int units) => [.. Enumerable.Repeat(units, 16)];
            var cases = new TheoryData<string, int[], ClassificationTask>();
            (Activation Activation, int[] Widths)[] networks =
            [
                (Activation.Tanh, [2, 4, 2]), (Activation.Relu, [4, 8, 3]), (Activation.Gelu, [6, 4, 4, 2]), (Activation.Silu, [1, 18, 2]), (Activation.Gelu, [15, 3, 3]),
                (Activation.Sigmoid, [2, 6, 7]), (Activation.Silu, [3, 3, 3, 3, 3, 3, 3]), (Activation.Gelu, [1, .. sixteen(1), 2]),
                (Activation.Relu, [64, 33, 17, 10]),
                (Activation.LeakyRelu, [784, 128, 64, 10]), (Activation.Gelu, [65_536, 65_536 / 16, 1, 65_536, 3]), (Activation.Tanh, [1, 65_536, 65_536 / 32, 65_536]),
                (Activation.Silu, [5_000, .. sixteen(5_000), 1000]), (Activation.Relu, [7, .. sixteen(7), 300]),
            ];
            foreach ((Activation activation, int[] widths) in networks)
            {
                cases.Add(activation.ToString(), widths, ClassificationTask.Auto);
                if (widths.Length % 2 == 1) cases.Add(activation.ToString(), widths, ClassificationTask.MultiLabel);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_compiles_without_a_warning_within_the_budget(string activation, int[] widths, ClassificationTask task)
    {
        var shape = NetworkShape.Of(Enum.Parse<Activation>(activation), task, widths);
        GeneratorRunOutcome outcome = Shapes.RunOf("namespace Shapes;\n" + shape.Declaration("Model")).Run().CompilesCleanly();
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(outcome.SingleText), 1, SourceLimit);
        using EmittedAssembly assembly = outcome.Emit();
        AssertWithinBudget(assembly);
    }

    [Fact]
    public void Source_stays_within_the_budget_over_a_sweep_of_networks()
    {
        var random = new Random(20);
        int emitted = 0;
        while (emitted < 500)
        {
            // Log-uniform, so that small and large counts meet in every combination.
            int Width() => (int)Math.Exp(random.NextDouble() * Math.Log(65_536));
            int[] hidden = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ => Width())];
            int features = Width(), classes = Math.Max(2, Width());
            var task = (ModelTask)random.Next(classes == 2 ? 1 : 2, 4);
            long[] widths = [features, .. hidden, classes];
            if (widths.Skip(1).Select((units, i) => units * (widths[i] + 1)).Sum() > ShapeChecks.MaxNetworkParameters) continue;

            ModelSpec spec = Specs.Network(features, hidden, (ActivationKind)random.Next(1, 7), classes, task);
            string text = ModelEmitter.Emit(spec, default);
            Assert.True(System.Text.Encoding.UTF8.GetByteCount(text) <= SourceLimit, $"{string.Join("-", widths)} {task}: {text.Length} characters");
            emitted++;
        }
    }

    /// <summary>The largest networks with one hidden layer that are written out, and some with more; of the activations one without and one with the inputs kept.</summary>
    [Theory]
    [InlineData("Relu")]
    [InlineData("Gelu")]
    [Trait("Category", "Slow")]
    public void Every_tiny_network_stays_within_the_budget(string name)
    {
        var activation = Enum.Parse<Activation>(name);
        List<NetworkShape> shapes = [];
        for (int features = 1; features <= Budget.SampleLaneInputs; features++)
        {
            for (int units = 1; units * features <= Budget.UnrolledNetworkProducts && units <= Budget.FusedUnits; units++)
            {
                for (int classes = 2; classes <= Budget.UnrolledClasses; classes++)
                {
                    int logits = classes == 2 ? 1 : classes, products = units * (features + logits);

                    // Of one size those at the limit; the smaller ones have less of the same.
                    if (products <= Budget.UnrolledNetworkProducts && products + units > Budget.UnrolledNetworkProducts)
                        shapes.Add(NetworkShape.Of(activation, ClassificationTask.Auto, features, units, classes));
                }
            }
        }

        shapes.Add(NetworkShape.Of(activation, ClassificationTask.Auto, 4, 4, 4, 4, 2));
        shapes.Add(NetworkShape.Of(activation, ClassificationTask.Auto, 1, 7, 6, 2));
        shapes.Add(NetworkShape.Of(activation, ClassificationTask.Auto, 2, 2, 2, 2, 2, 8));
        Assert.InRange(shapes.Count, 40, 400);
        using EmittedAssembly assembly = NetworkShape.Compile(shapes);
        Assert.Equal(shapes.Count, assembly.Methods.Count(static method => method.Type.EndsWith("Fused", StringComparison.Ordinal) && method.Name == "PredictRow"));
        AssertWithinBudget(assembly);
    }

    private static void AssertWithinBudget(EmittedAssembly assembly)
    {
        Assert.NotEmpty(assembly.Methods);
        Assert.All(assembly.Methods, static method =>
        {
            Assert.InRange(method.ILBytes, 0, ILLimit);
            Assert.InRange(method.LocalCount, 0, LocalLimit);
        });
    }
}
