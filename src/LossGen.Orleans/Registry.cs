namespace LossGen.Orleans;

/// <summary>The models and training sets that are registered on a silo.</summary>
internal sealed class Registry(IEnumerable<ClusterModel> models, IEnumerable<ShardsFactory> factories, IServiceProvider services)
{
    private readonly Dictionary<string, ClusterModel> _models =
        models.GroupBy(static model => model.Name).ToDictionary(static same => same.Key, static same => same.Last());
    private readonly Dictionary<string, ShardsFactory> _factories =
        factories.GroupBy(static factory => factory.Name).ToDictionary(static same => same.Key, static same => same.Last());

    /// <summary>A registered model.</summary>
    /// <exception cref="InvalidOperationException">It is not registered here.</exception>
    public ClusterModel Model(string name) => _models.TryGetValue(name, out ClusterModel? model)
        ? model
        : throw new InvalidOperationException($"the model {name} is not registered there; expected AddLossGen(training => training.AddModel<{name}>()) on every silo, which has {List(_models.Keys)}.");

    /// <summary>A training set.</summary>
    /// <exception cref="InvalidOperationException">What reads it is not registered here.</exception>
    public RegisteredShards Shards(ShardsReference reference) => _factories.TryGetValue(reference.Name, out ShardsFactory? factory)
        ? factory.Create(services, reference.Settings) ?? throw new InvalidOperationException($"the factory of the shards '{reference.Name}' has created none.")
        : throw new InvalidOperationException(
            $"the shards '{reference.Name}' are not registered there; expected AddLossGen(training => training.AddShards(\"{reference.Name}\", ...)), or AddTokenShards, "
            + $"on every silo, which has {List(_factories.Keys)}.");

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
