using System.Collections.Immutable;
using LossGen.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>Code as it stands while somebody types: generator and analyzers see far more broken code than whole.</summary>
[Trait("Category", "Slow")]
public class TypingTests
{
    // The analyzers take most of the time; what they see of a key they see of its neighbours, too.
    internal const int AnalyzedEvery = 3;

    private const string Text =
        """
        using System;
        using LossGen;

        namespace Demo.@event
        {
            [CrossEntropyModel(features: 4, classes: 3)]
            public sealed partial class IrisModel;

            public partial record struct Outer<T>(int X)
            {
                public partial interface IInner
                {
                    [CrossEntropyModel(classes: 2, features: 0x10, Task = ClassificationTask.Binary), Obsolete]
                    private partial class @class(int ParameterCount) : Base(1)
                    {
                        public static int FeatureCount => ParameterCount, Y = 1;
                        public int Predict(ReadOnlySpan<float> row, params int[] rest) => 0;
                    }
                }
            }

            file abstract record Base(int Loss) { protected void Kernels() { } }
        }

        public static class Program
        {
            public static void Main(Demo.@event.IrisModel model)
            {
                var options = new TrainingOptions { Epochs = 0, LearningRate = -1, Loss = new() { LabelSmoothing = 2f } } with { L1 = -1 };
                model.Fit([1, 2, ..], new[] { 0 }, options);
                model.Predict(stackalloc float[3]);
                model.Loss(new float[] { 1 }, labels: [0], new LossOptions { ClassWeights = new float[2] });
                _ = LearningRateSchedule.StepDecay(initial: 0, factor: 2, 0);
            }
        }
        """;

    private const string Networks =
        """
        using LossGen;
        namespace Nets;
        [CrossEntropyModel(features: 2, classes: 2, HiddenLayers = [4], Activation = Activation.Tanh)] public sealed partial class Xor;
        [CrossEntropyModel(64, 10, HiddenLayers = new[] { 33, 8 + 9 }, Activation = (Activation)5, Task = ClassificationTask.MultiLabel)]
        partial class Digits(int seed) { public void Initialize(int seed) { } static int Layers => 0; }
        static class Use
        {
            static void Of(Xor xor)
            {
                xor = new Xor(seed: 3);
                xor.Initialize(-1);
                foreach (LayerShape layer in Xor.Layers) _ = layer.Units;
                xor.Fit([1, 2], [0], new() { Dropout = 1.5, MaxGradientNorm = -1, Optimizer = Optimizer.AdamW(-1) });
            }
        }
        """;

    private const string Members =
        """
        namespace Demo.@event
        {
            public sealed partial class IrisModel
            {
                public int Predict(System.ReadOnlySpan<float> row) => 0;
                public double Loss(System.ReadOnlySpan<float> rows, System.ReadOnlySpan<int> labels, LossGen.LossOptions? options = null) => 0;
            }
        }
        """;

    [Fact]
    public void Nothing_throws_and_all_output_parses_while_a_file_is_typed() =>
        Assert.Equal(Text.Length + 1, Replay().RequireParsableOutput().TypeOut());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_throws_and_all_output_parses_over_mutations_of_a_file(int seed) =>
        Assert.Equal(500, Replay().RequireParsableOutput().Mutate(seed, 500));

    [Fact]
    public void Nothing_throws_and_all_output_parses_while_networks_are_typed_and_mutated()
    {
        TypingReplay replay = Replay(Networks);
        Assert.Equal(Networks.Length + 1, replay.RequireParsableOutput().TypeOut());
        Assert.Equal(500, Replay(Networks).RequireParsableOutput().Mutate(5, 500));
    }

    [Fact]
    public void Nothing_throws_while_the_sample_is_typed_nor_over_a_thousand_mutations_of_it()
    {
        string sample = Repository.Read("samples/Iris/IrisModel.cs");
        var replay = new TypingReplay(
            GeneratorRun.Of<CrossEntropyModelGenerator>().WithReferenceTo<CrossEntropyModelAttribute>(), sample, Analyzers, AnalyzedEvery);
        Assert.Equal(sample.Length + 1, replay.RequireParsableOutput().TypeOut());
        Assert.Equal(1_000, replay.RequireParsableOutput().Mutate(3, 1_000));
    }

    private static ImmutableArray<DiagnosticAnalyzer> Analyzers() => DeclarationTest.Analyzers();

    private static TypingReplay Replay(string text = Text) => new(
        GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource(Members),
        text,
        Analyzers,
        AnalyzedEvery);
}
