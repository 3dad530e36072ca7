using LossGen.Generators.Emission;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>What the members that only networks have do, and how the generated file describes a network.</summary>
public class NetworkMembersTests
{
    private const string Probe =
        """
        using System; using System.Linq; using LossGen;

        [CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8, 5], Activation = Activation.Gelu)]
        public sealed partial class Net;

        [CrossEntropyModel(features: 4, classes: 2, HiddenLayers = [1])]
        public sealed partial class Named
        {
            public Named(string name) => Name = name;
            public string Name { get; } = "";
            public static string[] ClassNames => ["no", "yes"];
        }

        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class Linear;

        public static class Probe
        {
            public static float[] Of<T>(T model) where T : class, ICrossEntropyModel<T> => model.Parameters.ToArray();

            public static float[] New() => Of(new Net());
            public static float[] Seed(int seed) => Of(new Net(seed));
            public static float[] NamedNew() => Of(new Named());
            public static float[] NamedByUser() => Of(new Named("mine"));
            public static float[] NamedSeed(int seed) => Of(new Named(seed));

            public static float[] Again(int seed)
            {
                var model = new Net(seed + 1);
                model.Fit(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, new[] { 0, 1 }, new() { Epochs = 2 });
                model.Initialize(seed);
                return Of(model);
            }

            public static float[] AgainWithoutSeed()
            {
                var model = new Net(9);
                model.Initialize();
                return Of(model);
            }

            public static string Layers() => string.Join("; ", Net.Layers.ToArray());
            public static double FirstLoss() => new Net(3).Loss(new float[] { 1, 2, 3, 4, -5, 6, -7, 8 }, new[] { 0, 2 });
            public static string Facts<T>() where T : class, ICrossEntropyModel<T> => $"{T.Layout} {T.Activation?.ToString() ?? "none"}";
            public static string AllFacts() => string.Join("; ", Facts<Net>(), Facts<Named>(), Facts<Linear>());
            public static string Texts() => string.Join("\n", new Net(), new Named(), new Linear());

            public static string WhileTraining()
            {
                var model = new Net();
                try
                {
                    model.Fit(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, new[] { 0, 1 }, new() { Epochs = 2 }, new Call(() => model.Initialize(5)));
                }
                catch (InvalidOperationException error)
                {
                    return error.Message;
                }

                return "";
            }

            private sealed class Call(Action action) : IProgress<TrainingProgress> { public void Report(TrainingProgress value) => action(); }
        }
        """;

    private static readonly Lazy<EmittedAssembly> Emitted = new(static () => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS1591")
        .WithSource(Probe)
        .Run().RunsWithoutException().CompilesCleanly().Emit());

    private static T Invoke<T>(string method, params object[] arguments) => Emitted.Value.Invoke<T>("Probe", method, arguments);

    [Fact]
    public void A_new_model_has_the_initial_values_of_seed_0()
    {
        float[] parameters = Invoke<float[]>("New");
        Assert.Equal(40 + 45 + 18, parameters.Length);
        Assert.Equal(parameters, Invoke<float[]>("Seed", 0));
        Assert.Equal(parameters, Invoke<float[]>("AgainWithoutSeed"));
        Assert.DoesNotContain(0, parameters[..32]);
        Assert.All(parameters[85..], static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Every_constructor_gives_them()
    {
        float[] parameters = Invoke<float[]>("NamedNew");
        Assert.Contains(parameters, static value => value != 0);
        Assert.Equal(parameters, Invoke<float[]>("NamedByUser"));
        Assert.Equal(parameters, Invoke<float[]>("NamedSeed", 0));
        Assert.NotEqual(parameters, Invoke<float[]>("NamedSeed", 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(int.MaxValue - 1)]
    [InlineData(int.MinValue)]
    public void Another_seed_gives_others_and_Initialize_those_of_its_seed(int seed)
    {
        float[] parameters = Invoke<float[]>("Seed", seed);
        Assert.NotEqual(Invoke<float[]>("New"), parameters);
        Assert.Equal(parameters, Invoke<float[]>("Again", seed));
    }

    [Fact]
    public void Every_class_is_equally_probable_at_first() => Assert.Equal(Math.Log(3), Invoke<double>("FirstLoss"), 1e-6);

    [Fact]
    public void Layers_say_where_each_begins() => Assert.Equal(
        "4 inputs, 8 units, weights from 0, biases from 32; 8 inputs, 5 units, weights from 40, biases from 80; 5 inputs, 3 units, weights from 85, biases from 100",
        Invoke<string>("Layers"));

    [Fact]
    public void Layout_and_activation_are_known_to_generic_code() => Assert.Equal(
        "4-8-5-3: 103 parameters Gelu; 4-1-1: 7 parameters Relu; 4-3: 15 parameters none", Invoke<string>("AllFacts"));

    [Fact]
    public void ToString_names_the_hidden_layers()
    {
        string[] texts = Invoke<string>("Texts").Split('\n');
        Assert.StartsWith("Net: Multiclass, 4 features, hidden layers of 8 and 5 units (Gelu), 3 classes, 103 parameters from ", texts[0], StringComparison.Ordinal);
        Assert.StartsWith("Named: Binary, 4 features, a hidden layer of 1 unit (Relu), 2 classes (no, yes), 7 parameters from ", texts[1], StringComparison.Ordinal);
        Assert.Equal("Linear: Multiclass, 4 features, 3 classes, 15 parameters all 0", texts[2]);
    }

    [Fact]
    public void Nobody_starts_over_during_training() => Assert.Equal(
        "Initialize cannot change the model while Fit is changing it; expected one call at a time, and none from a progress callback. A ModelHolder takes updates from any thread.",
        Invoke<string>("WhileTraining"));

    [Theory]
    [InlineData("128, 64", ActivationKind.Relu, "784 features, hidden layers of 128 and 64 units, relu, 10 classes, softmax, 109386 parameters.")]
    [InlineData("1", ActivationKind.LeakyRelu, "784 features, a hidden layer of 1 unit, leaky relu, 10 classes, softmax, 805 parameters.")]
    [InlineData("9, 8, 7", ActivationKind.Tanh, "784 features, hidden layers of 9, 8 and 7 units, tanh, 10 classes, softmax, 7288 parameters.")]
    public void The_head_of_the_file_names_the_layers(string units, object activation, string expected)
    {
        int[] hidden = [.. units.Split(", ").Select(int.Parse)];
        ModelSpec spec = Specs.Network(784, hidden, (ActivationKind)activation, 10, ModelTask.Multiclass);
        Assert.Equal($"//     Model: {expected}", ModelEmitter.Emit(spec, default).Split('\n')[1]);
    }

    [Theory]
    [InlineData(ActivationKind.Relu, "max(z, 0)", "He et al. 2015")]
    [InlineData(ActivationKind.LeakyRelu, "0.01 z", "He et al. 2015")]
    [InlineData(ActivationKind.Gelu, "z Φ(z)", "He et al. 2015")]
    [InlineData(ActivationKind.Silu, "z σ(z)", "He et al. 2015")]
    [InlineData(ActivationKind.Tanh, "tanh(z)", "Glorot and Bengio 2010")]
    [InlineData(ActivationKind.Sigmoid, "1 / (1 + exp(−z))", "Glorot and Bengio 2010")]
    public void The_documentation_is_that_of_a_network(object activation, string function, string source)
    {
        foreach (ModelTask task in new[] { ModelTask.Binary, ModelTask.Multiclass, ModelTask.MultiLabel })
        {
            string text = ModelEmitter.Emit(Specs.Network(9, [7, 6], (ActivationKind)activation, 2, task), default);
            string last = task == ModelTask.Binary ? "1 x 6 and 1" : "2 x 6 and 2";
            Assert.Contains($"Layer after layer, each weights [unit][input], then biases [unit]: 7 x 9 and 7, 6 x 7 and 6, {last}; read and written in place.", text, StringComparison.Ordinal);
            Assert.Contains(function, text, StringComparison.Ordinal);
            Assert.Contains(source, text, StringComparison.Ordinal);
            Assert.Contains("(Wᵀ δ) ⊙ f′(z)", text, StringComparison.Ordinal);
            foreach (string linear in new[] { "[class][feature]", "[label][feature]", "logits z = W x + b.", "dL/dW = (p − t) xᵀ", "dL/dx = Wᵀ r", "whose parameters are all 0" })
                Assert.DoesNotContain(linear, text[..text.IndexOf("class Kernels", StringComparison.Ordinal)], StringComparison.Ordinal);
        }
    }
}
