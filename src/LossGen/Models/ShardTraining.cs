using LossGen.Kernels;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>Trains models on sets in shards: on this machine, or on as many as a <see cref="ShardGroup"/> reaches, to the same bits.</summary>
/// <example><code>
/// TrainingResult result = model.Fit(new DigitFiles(folder), new() { Epochs = 20, MaxDegreeOfParallelism = -1 });
/// </code></example>
public static class ShardTraining
{
    /// <summary>Trains a model on shards that this machine reads and computes, starting from its present parameters.</summary>
    /// <remarks>
    /// All shards are in memory at once, or of each as many rows as <see cref="ITrainingShards.RowsInMemory"/> says; as many shards are computed at the same time as
    /// <see cref="TrainingOptions.MaxDegreeOfParallelism"/> allows. The
    /// parameters, the losses and the history are to the bit those of the same shards on any other number of threads or machines.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="shards">The training set.</param>
    /// <param name="options">As for rows in memory; null: the defaults. <see cref="TrainingOptions.ValidationFraction"/> and an adversary are refused.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">The options do not fit, or no row of the shards has a weight.</exception>
    /// <exception cref="ShardException">A shard cannot be read or learned from; the model stays as the last finished epoch left it.</exception>
    /// <exception cref="InvalidOperationException">Another call is training or otherwise changing the model.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    public static TrainingResult Fit<TModel>(
        this TModel model,
        ITrainingShards shards,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(shards);
        using ShardWorker worker = CreateWorker<TModel>(shards, options?.MaxDegreeOfParallelism ?? 1, "this machine");
        return model.Fit(new LocalShards(worker, shards.Count), options, progress, cancellationToken);
    }

    /// <summary>Trains a model on shards wherever they are, starting from its present parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="group">The way to the shards; called by one thread at a time.</param>
    /// <param name="options">As for rows in memory; null: the defaults. <see cref="TrainingOptions.ValidationFraction"/> and an adversary are refused.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">The options do not fit, or no row of the shards has a weight.</exception>
    /// <exception cref="ShardException">A shard cannot be read or learned from; the model stays as the last finished epoch left it.</exception>
    /// <exception cref="InvalidOperationException">Another call is training or otherwise changing the model.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    public static TrainingResult Fit<TModel>(
        this TModel model,
        ShardGroup group,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(group);
        ShardModel training = TModel.Shards;
        if (model is not IParameterOwner owner)
            throw new NotSupportedException($"{typeof(TModel).Name} is not generated and cannot be trained on shards; expected a model that is.");
        ParameterHandle parameters = owner.Parameters;
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        return training.Fit(parameters.Values, parameters.ScalingSlot, group, options, progress, cancellationToken);
    }

    /// <summary>Creates what holds shards and answers requests about them, on a machine that takes part in a training run.</summary>
    /// <typeparam name="TModel">The model that is trained.</typeparam>
    /// <param name="shards">All shards of the run, of which the worker reads those that it is asked for.</param>
    /// <param name="maxDegreeOfParallelism">Threads that compute, each a shard at a time; -1 for as many as there are processors.</param>
    /// <param name="name">What errors call the worker; by default the name of the machine.</param>
    /// <exception cref="ArgumentException">There is no shard, or <see cref="ITrainingShards.RowsInMemory"/> is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is 0, or below -1.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    public static ShardWorker CreateWorker<TModel>(ITrainingShards shards, int maxDegreeOfParallelism = 1, string? name = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(shards);
        int count = shards.Count;
        if (count < 1) throw new ArgumentException(Require.Invariant($"There are {count} shards; expected at least one."), nameof(shards));
        if (shards.RowsInMemory < 0)
            throw new ArgumentException(Require.Invariant($"RowsInMemory of the shards is {shards.RowsInMemory}; expected 0 for all rows, or more."), nameof(shards));
        var threads = new TrainingOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism };
        return new ShardWorker(TModel.Shards.CreateEngine(shards, Crew.MembersFor(threads, count)), name ?? Environment.MachineName);
    }

    /// <summary>The options of a run as bytes, for a machine that runs the same version of LossGen.</summary>
    /// <param name="options">The options, with a validation set if they have one.</param>
    /// <exception cref="NotSupportedException">They have a custom learning rate or an adversary, which cannot travel.</exception>
    public static byte[] ToBytes(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var writer = new MessageWriter();
        OptionsMessage.Write(writer, options);
        return writer.Written.ToArray();
    }

    /// <summary>The options that <see cref="ToBytes"/> has written.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of another version of LossGen.</exception>
    public static TrainingOptions OptionsOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessageReader(bytes);
        return OptionsMessage.Read(ref reader);
    }
}
