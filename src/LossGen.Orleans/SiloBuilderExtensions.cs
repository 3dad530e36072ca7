using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;

namespace LossGen.Orleans;

/// <summary>Makes a silo take part in training runs.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>Makes the silo read and compute shards of training runs, and coordinate runs.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Registers models and training sets: the same on all silos.</param>
    /// <example><code>
    /// builder.UseOrleans(silo => silo.UseRedisClustering(redis).AddLossGen(training => training
    ///     .AddModel&lt;DigitModel&gt;()
    ///     .AddShards("digits", (services, folder) => new DigitFiles(folder))));
    /// </code></example>
    public static ISiloBuilder AddLossGen(this ISiloBuilder silo, Action<LossGenBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);
        if (silo.Services.All(static service => service.ServiceType != typeof(Registry)))
        {
            silo.Services.AddSingleton<Registry>();
            silo.Services.AddSingleton<IShardHostClient, ShardHostClient>();
            silo.AddGrainService<ShardHost>();
        }

        configure(new LossGenBuilder(silo.Services));
        return silo;
    }
}
