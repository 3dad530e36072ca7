using LossGen.Tests.Models;

namespace LossGen.Tests.Networks;

/// <summary>The generated networks, by name.</summary>
internal static class TestNetworks
{
    private static readonly Dictionary<string, Func<TestModel>> ByName = new()
    {
        [nameof(Tanh2x4x2)] = Labelled<Tanh2x4x2>,
        [nameof(Relu4x8x3)] = Labelled<Relu4x8x3>,
        [nameof(Gelu3x5x4x4)] = Labelled<Gelu3x5x4x4>,
        [nameof(LeakyRelu3x6x3)] = Labelled<LeakyRelu3x6x3>,
        [nameof(Sigmoid4x5x2)] = Labelled<Sigmoid4x5x2>,
        [nameof(Silu2x2x3x2x3x4)] = Labelled<Silu2x2x3x2x3x4>,
        [nameof(Gelu1x1x2)] = Labelled<Gelu1x1x2>,
        [nameof(Silu13x7x5x3)] = Labelled<Silu13x7x5x3>,
        [nameof(Relu30x16x2)] = Labelled<Relu30x16x2>,
        [nameof(LeakyRelu64x33x17x10)] = Labelled<LeakyRelu64x33x17x10>,
        [nameof(Sigmoid257x65x11)] = Labelled<Sigmoid257x65x11>,
        [nameof(Tanh784x48x10)] = Labelled<Tanh784x48x10>,
        [nameof(Gelu100x24x33)] = Labelled<Gelu100x24x33>,
        [nameof(Silu5x1x4)] = Labelled<Silu5x1x4>,
        [nameof(Tanh9x12x9x6x3x5Labels)] = static () => new TargetTestModel<Tanh9x12x9x6x3x5Labels>(),
        [nameof(Sigmoid33x8x6Labels)] = static () => new TargetTestModel<Sigmoid33x8x6Labels>(),
        [nameof(LeakyRelu20x16x16x8x3)] = Labelled<LeakyRelu20x16x16x8x3>,
        [nameof(Relu600x300x20x3)] = Labelled<Relu600x300x20x3>,
        [nameof(Tanh3x5x1100)] = Labelled<Tanh3x5x1100>,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Those that have a fused pass.</summary>
    public static IEnumerable<string> Fused => ByName.Keys.Take(7);

    public static IEnumerable<string> WithLabels => ByName.Keys.Where(static name => !name.EndsWith("Labels", StringComparison.Ordinal));

    public static TestModel Create(string name) => ByName[name]();

    private static TestModel Labelled<TModel>()
        where TModel : class, ILabelModel<TModel>, new() => new LabelTestModel<TModel>();
}
