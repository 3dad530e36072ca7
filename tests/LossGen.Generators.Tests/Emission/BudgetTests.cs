using LossGen.Generators.Emission;
using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>The emitted code stays small whatever the shape, and each method within what the JIT optimises.</summary>
public sealed class BudgetTests
{
    // The largest have 96 products, written out for blocks of rows and for one.
    private const int SourceLimit = 113 * 1024;

    // RyuJIT compiles without optimisation beyond 60,000 bytes of IL or 2,000 locals, and inlines nothing past 512 locals. The vector helpers
    // become a few locals each when they are inlined, so the emitted methods stay far below.
    private const int ILLimit = 8_000;
    private const int LocalLimit = 128;

    [Theory]
    [MemberData(nameof(Shapes.All), MemberType = typeof(Shapes))]
    public void Every_shape_compiles_without_a_warning_within_the_budget(int features, int classes, ClassificationTask task)
    {
        GeneratorRunOutcome outcome = Shapes.RunOf(Shapes.Declaration(features, classes, task)).Run().CompilesCleanly();

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(outcome.SingleText), 1, SourceLimit);
        using EmittedAssembly assembly = outcome.Emit();
        Assert.NotEmpty(assembly.Methods);
        Assert.All(assembly.Methods, static method =>
        {
            Assert.InRange(method.ILBytes, 0, ILLimit);
            Assert.InRange(method.LocalCount, 0, LocalLimit);
        });
    }

    /// <summary>Of the public face, some 14 KB, every file has its copy; kernels that call the library's tiles add 5 KB, those that are written out up to 30.</summary>
    [Theory]
    [InlineData(1, 2, 25)]
    [InlineData(30, 2, 20)]
    [InlineData(64, 10, 21)]
    [InlineData(784, 10, 21)]
    [InlineData(4, 3, 45)]
    public void What_is_declared_most_often_is_short(int features, int classes, int kilobytes)
    {
        string text = Shapes.RunOf(Shapes.Declaration(features, classes, ClassificationTask.Auto)).Run().SingleText;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(text), 10 * 1024, kilobytes * 1024);
    }

    [Fact]
    public void Source_stays_within_the_budget_over_a_sweep_of_shapes()
    {
        var random = new Random(20);
        for (int i = 0; i < 1_000; i++)
        {
            // Log-uniform, so that small and large counts meet in every combination.
            int features = (int)Math.Exp(random.NextDouble() * Math.Log(65_536));
            int classes = Math.Max(2, (int)Math.Exp(random.NextDouble() * Math.Log(65_536)));
            if (classes * (features + 1L) > Array.MaxLength) continue;
            var task = (ClassificationTask)random.Next(classes == 2 ? 1 : 2, 4);

            ModelSpec spec = Specs.Linear(features, classes, (ModelTask)task, @namespace: "Some.Namespace");
            string text = ModelEmitter.Emit(spec, default);

            Assert.True(System.Text.Encoding.UTF8.GetByteCount(text) <= SourceLimit, $"{features} x {classes} {task}: {text.Length} characters");
        }
    }
}
