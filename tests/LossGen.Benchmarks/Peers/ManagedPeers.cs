namespace LossGen.Benchmarks.Peers;

/// <summary>The peers that run in this process.</summary>
internal static class ManagedPeers
{
    /// <summary>The peer that all others are compared with.</summary>
    public const string Reference = "LossGen";

    /// <summary>The only peer that is allowed a second thread.</summary>
    public const string OnTwoThreads = $"{Reference}, 2 threads";

    public static IReadOnlyList<IPeer> Of(Shape shape, DataSet data) =>
        shape.IsNetwork
            ? [.. OfNetwork(shape, data)]
            : [.. OfLossGen(shape, data), new LoopPeer(shape, data), new TensorPrimitivesPeer(shape, data)];

    /// <summary>The parameters that every peer starts from: those of a new model, so that all do the same work.</summary>
    public static ReadOnlySpan<float> StartOf(Shape shape) => (shape.IsNetwork, shape.Features) switch
    {
        (false, _) => [],
        (_, 4) => new Network4x32x16x4().Parameters,
        (_, 30) => new Network30x16x2().Parameters,
        (_, 64) => new Network64x32x10().Parameters,
        (_, 784) => new Network784x128x10().Parameters,
        _ => new Network128x256x100().Parameters,
    };

    private static IEnumerable<IPeer> OfNetwork(Shape shape, DataSet data) => shape.Features switch
    {
        4 => Ordered<Network4x32x16x4>(shape, data),
        30 => Ordered<Network30x16x2>(shape, data),
        64 => Ordered<Network64x32x10>(shape, data),
        784 => [.. Ordered<Network784x128x10>(shape, data), Shared<Network784x128x10>(shape, data)],
        128 => [.. Ordered<Network128x256x100>(shape, data), Shared<Network128x256x100>(shape, data)],
        _ => throw new ArgumentException($"No network is declared for {shape.ModelName}.", nameof(shape)),
    };

    private static IEnumerable<IPeer> OfLossGen(Shape shape, DataSet data) => (shape.Features, shape.Classes) switch
    {
        (4, 3) => Ordered<Model4x3>(shape, data),
        (30, 2) =>
        [
            .. Ordered<Model30x2>(shape, data),
            new LossGenPeer<Softmax30x2>($"{Reference}, 2-class softmax", shape, data, shape.SoftmaxRate, shuffle: false),
        ],
        (64, 10) => Ordered<Model64x10>(shape, data),
        (784, 10) => [.. Ordered<Model784x10>(shape, data), Shared<Model784x10>(shape, data)],
        (128, 100) => [.. Ordered<Model128x100>(shape, data), Shared<Model128x100>(shape, data)],
        _ => throw new ArgumentException($"No model is declared for {shape.ModelName}.", nameof(shape)),
    };

    // Only where a batch has work for two; the other shapes train on one thread whatever is allowed.
    private static LossGenPeer<TModel> Shared<TModel>(Shape shape, DataSet data)
        where TModel : class, ILabelModel<TModel>, new() =>
        new(OnTwoThreads, shape, data, shape.Rate, shuffle: false, threads: 2);

    private static IEnumerable<IPeer> Ordered<TModel>(Shape shape, DataSet data)
        where TModel : class, ILabelModel<TModel>, new() =>
    [
        new LossGenPeer<TModel>(Reference, shape, data, shape.Rate, shuffle: false),
        new LossGenPeer<TModel>($"{Reference}, shuffled", shape, data, shape.Rate, shuffle: true),
    ];
}
