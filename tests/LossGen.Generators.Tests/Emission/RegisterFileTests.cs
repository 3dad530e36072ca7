using System.Runtime.Intrinsics.X86;
using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>
/// The tiles for 32 registers of sixteen floats are compiled only where the hardware has them. There the check is written over, so that both
/// kinds are run; elsewhere the instructions would be missing.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RegisterFileTests
{
    private const string Check = "Simd8.HasManyRegisters";

    /// <summary>A gradient of one unit is cut into eight vectors of sixteen.</summary>
    private const int WideFeatures = 128;

    private const string Probe = """
        using System;

        namespace Shapes;

        public static class Probe
        {
            /// <summary>The bits of loss, gradient, logits and of the parameters after two epochs.</summary>
            public static int[] Run(int seed, int rows)
            {
                var random = new System.Random(seed);
                float[] Numbers(int count)
                {
                    var numbers = new float[count];
                    for (int i = 0; i < count; i++) numbers[i] = (2 * random.NextSingle()) - 1;
                    return numbers;
                }

                var model = new Model();
                Numbers(Model.ParameterCount).CopyTo(model.Parameters);
                float[] x = Numbers(rows * Model.FeatureCount);
                var labels = new int[rows];
                for (int i = 0; i < rows; i++) labels[i] = random.Next(Model.ClassCount);

                var bits = new System.Collections.Generic.List<int>();
                void Add(System.ReadOnlySpan<float> numbers)
                {
                    foreach (float number in numbers) bits.Add(System.BitConverter.SingleToInt32Bits(number));
                }

                var gradient = new float[Model.ParameterCount];
                Add([(float)model.LossAndGradient(x, labels, gradient)]);
                Add(gradient);
                var logits = new float[rows * (Model.ClassCount == 2 ? 1 : Model.ClassCount)];
                model.Logits(x, logits);
                Add(logits);
                model.Fit(x, labels, new LossGen.TrainingOptions { Epochs = 2, BatchSize = 13, LearningRate = 0.1f });
                Add(model.Parameters);
                return bits.ToArray();
            }
        }
        """;

    [WideVectorsTheory]
    [InlineData(16, 2)] // one class a tile
    [InlineData(30, 2)]
    [InlineData(257, 2)]
    [InlineData(64, 3)] // three
    [InlineData(100, 3)]
    [InlineData(64, 4)]
    [InlineData(64, 10)] // five
    [InlineData(71, 10)]
    [InlineData(100, 7)] // four and three
    [InlineData(257, 11)] // four and three
    [InlineData(784, 10)]
    [InlineData(300, 6)]
    [InlineData(100, 40)] // rows in the lanes
    [InlineData(16, 9)]
    public void Tiles_for_16_and_for_32_registers_give_the_same_bits(int features, int classes)
    {
        string source = Shapes.Declaration(features, classes, ClassificationTask.Auto);
        string text = Shapes.RunOf(source).Run().CompilesCleanly().SingleText;
        bool differs = classes > 2 || features >= WideFeatures;
        Assert.Equal(differs, text.Contains(Check));

        int[] few = Bits(source, text.Replace(Check, "false"));
        int[] many = Bits(source, text.Replace(Check, "true"));
        Assert.True(few.Length > 100);
        Assert.Equal(few, many);
    }

    private static int[] Bits(string declaration, string generated)
    {
        GeneratorRun run = GeneratorRun.OfNone()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSources(declaration, generated, Probe)
            .AllowInUserCode("CS0162"); // one side of the check is never reached
        using EmittedAssembly assembly = run.Run().Emit();
        return [.. Enumerable.Range(1, 3).SelectMany(seed => assembly.Invoke<int[]>("Shapes.Probe", "Run", seed, 7 * seed * seed))];
    }

    private sealed class WideVectorsTheoryAttribute : TheoryAttribute
    {
        public WideVectorsTheoryAttribute() => Skip = Avx512F.VL.IsSupported ? null : "Needs a processor with AVX-512.";
    }
}
