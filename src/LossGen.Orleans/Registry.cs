using LossGen.Validation;

namespace LossGen.Orleans;

/// <summary>The models and training sets that are registered on a silo.</summary>
internal sealed class Registry(IEnumerable<ClusterModel> models, IEnumerable<ShardsFactory> factories, IServiceProvider services)
{
    private readonly Dictionary<string, ClusterModel> _models =
        models.GroupBy(static model => model.Name).ToDictionary(static same => same.Key, static same => same.Last());
    private readonly Dictionary<string, ShardsFactory> _factories =
        factories.GroupBy(static factory => factory.Name).ToDictionary(static same => same.Key, static same => same.Last());

    /// <summary>A registered model.</summary>
    /// <exception cref="ArgumentException">It is not registered here.</exception>
    public ClusterModel Model(string name) => _models.TryGetValue(name, out ClusterModel? model)
        ? model
        : throw new ArgumentException(
            $"the model {name} is not registered there; expected AddLossGen(training => training.AddModel<{name}>()) on every silo, which has {List(_models.Keys)}.");

    /// <summary>A model; null where it is not registered here.</summary>
    public ClusterModel? Find(string name) => _models.GetValueOrDefault(name);

    /// <summary>A training set.</summary>
    /// <exception cref="ArgumentException">What reads it is not registered here, or creates none.</exception>
    public RegisteredShards Shards(ShardsReference reference) => _factories.TryGetValue(reference.Name, out ShardsFactory? factory)
        ? Create(factory, reference.Settings)
        : throw new ArgumentException(
            $"the shards '{reference.Name}' are not registered there; expected AddLossGen(training => training.AddShards(\"{reference.Name}\", ...)), or AddTokenShards, "
            + $"on every silo, which has {List(_factories.Keys)}.");

    private RegisteredShards Create(ShardsFactory factory, string settings)
    {
        RegisteredShards? shards;
        int count;
        try
        {
            shards = factory.Create(services, settings);
            count = shards?.Count ?? 0;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw new ArgumentException($"the factory of the shards '{factory.Name}' has thrown, given '{settings}': {FaultText.WithType(fault)}", fault);
        }

        if (shards is null) throw new ArgumentException($"the factory of the shards '{factory.Name}' has returned null, given '{settings}'; expected a set.");
        if (count > 0) return shards;
        throw new ArgumentException(FormattableString.Invariant(
            $"the factory of the shards '{factory.Name}' has created a set of {count} shards, given '{settings}'; expected at least one."));
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
