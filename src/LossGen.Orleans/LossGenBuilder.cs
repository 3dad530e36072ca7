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
        _services.AddSingleton(new ShardsFactory(name, create));
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

/// <summary>What reads training sets.</summary>
internal sealed record ShardsFactory(string Name, Func<IServiceProvider, string, ITrainingShards> Create);
