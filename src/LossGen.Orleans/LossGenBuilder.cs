using Microsoft.Extensions.DependencyInjection;

namespace LossGen.Orleans;

/// <summary>What a silo can train, and on what.</summary>
public sealed class LossGenBuilder
{
    private readonly IServiceCollection _services;

    internal LossGenBuilder(IServiceCollection services) => _services = services;

    /// <summary>Registers a model that may be trained here.</summary>
    /// <typeparam name="TModel">A generated model.</typeparam>
    public LossGenBuilder AddModel<TModel>()
        where TModel : class, IClassifier<TModel>, new()
    {
        _services.AddSingleton<ClusterModel>(new ClusterModel<TModel>());
        return this;
    }

    /// <summary>Registers what reads training sets, under a name that <see cref="ShardsReference"/> refers to.</summary>
    /// <param name="name">The name, the same on all silos.</param>
    /// <param name="create">Creates the set for a run from the settings of the reference. The settings come from any client that may call the cluster: check them.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public LossGenBuilder AddShards(string name, Func<IServiceProvider, string, ITrainingShards> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        _services.AddSingleton(new ShardsFactory(name, (services, settings) => create(services, settings) is { } shards ? new RegisteredRows(shards) : null));
        return this;
    }

    /// <summary>Registers what reads texts for models of the next token, under a name that <see cref="ShardsReference"/> refers to.</summary>
    /// <param name="name">The name, the same on all silos, and not one of <see cref="AddShards"/>.</param>
    /// <param name="create">Creates the texts for a run from the settings of the reference. The settings come from any client that may call the cluster: check them.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public LossGenBuilder AddTokenShards(string name, Func<IServiceProvider, string, ITokenShards> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        _services.AddSingleton(new ShardsFactory(name, (services, settings) => create(services, settings) is { } shards ? new RegisteredTokens(shards) : null));
        return this;
    }

    /// <summary>Sets how lost silos are dealt with.</summary>
    /// <param name="configure">Sets it.</param>
    public LossGenBuilder Configure(Action<TrainingClusterOptions> configure)
    {
        _services.Configure(configure);
        return this;
    }
}
