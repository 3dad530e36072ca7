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

    /// <summary>Trains a model of the next token on shards that this machine reads and computes, starting from its present parameters.</summary>
    /// <remarks>
    /// As for shards of rows: all tokens are in memory at once, or of each shard as many as <see cref="ITokenShards.TokensInMemory"/> says. One shard gives the bits of
    /// <c>Fit(tokens)</c>, up to the order of sums over more rows than a piece has.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="shards">The texts.</param>
    /// <param name="options">As for tokens in memory; null: the defaults. <see cref="TrainingOptions.ValidationFraction"/> is refused, and so are sample weights.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">The options do not fit, or no shard is longer than a context.</exception>
    /// <exception cref="ShardException">A shard cannot be read or has a token that is not in the vocabulary; the model stays as the last finished epoch left it.</exception>
    /// <exception cref="InvalidOperationException">Another call is training or otherwise changing the model.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    public static TrainingResult Fit<TModel>(
        this TModel model,
        ITokenShards shards,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, INextTokenModel<TModel>
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
        Func<float, float, Bins>? learn = model is IBinnedModel binned ? (minimum, maximum) => binned.BinsBetween(minimum, maximum) : null;
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        ModelFacts facts = training.FactsOf(typeof(TModel).Name, keepsBins: learn is not null);
        return training.Fit(parameters.Values, parameters.ScalingSlot, learn, group, facts, options, progress, cancellationToken);
    }

    /// <summary>Creates what holds shards and answers requests about them, on a machine that takes part in a training run.</summary>
    /// <typeparam name="TModel">The model that is trained.</typeparam>
    /// <param name="shards">All shards of the run, of which the worker reads those that it is asked for.</param>
    /// <param name="maxDegreeOfParallelism">Threads that compute, each a shard at a time; -1 for as many as there are processors.</param>
    /// <param name="name">What errors call the worker; by default the name of the machine.</param>
    /// <exception cref="ArgumentException">There is no shard, <see cref="ITrainingShards.RowsInMemory"/> is negative, or the model learns from tokens.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is 0, or below -1.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    public static ShardWorker CreateWorker<TModel>(ITrainingShards shards, int maxDegreeOfParallelism = 1, string? name = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(shards);
        ShardModel training = TModel.Shards;
        if (training.TakesTokens) throw new ArgumentException($"{typeof(TModel).Name} learns from tokens, and these shards have rows; expected ITokenShards.", nameof(shards));
        int members = MembersFor(shards.Count, shards.RowsInMemory, nameof(shards.RowsInMemory), maxDegreeOfParallelism);
        bool keepsBins = typeof(IBinnedModel).IsAssignableFrom(typeof(TModel));
        return new ShardWorker(training.CreateEngine(new RowShards(shards), members, keepsBins), training.FactsOf(typeof(TModel).Name, keepsBins), name ?? Environment.MachineName);
    }

    /// <summary>The same for a model of the next token.</summary>
    /// <typeparam name="TModel">The model that is trained.</typeparam>
    /// <param name="shards">All shards of the run, of which the worker reads those that it is asked for.</param>
    /// <param name="maxDegreeOfParallelism">Threads that compute, each a shard at a time; -1 for as many as there are processors.</param>
    /// <param name="name">What errors call the worker; by default the name of the machine.</param>
    /// <exception cref="ArgumentException">There is no shard, <see cref="ITokenShards.TokensInMemory"/> is negative, or the model learns from rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is 0, or below -1.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    public static ShardWorker CreateWorker<TModel>(ITokenShards shards, int maxDegreeOfParallelism = 1, string? name = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(shards);
        ShardModel training = TModel.Shards;
        if (!training.TakesTokens) throw new ArgumentException($"{typeof(TModel).Name} learns from rows, and these shards have tokens; expected ITrainingShards.", nameof(shards));
        int members = MembersFor(shards.Count, shards.TokensInMemory, nameof(shards.TokensInMemory), maxDegreeOfParallelism);
        return new ShardWorker(training.CreateEngine(new TokenStreams(shards), members), training.FactsOf(typeof(TModel).Name, keepsBins: false), name ?? Environment.MachineName);
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

    /// <summary>The threads of a worker.</summary>
    private static int MembersFor(int count, int inMemory, string nameOfInMemory, int maxDegreeOfParallelism)
    {
        if (count < 1) throw new ArgumentException(Require.Invariant($"There are {count} shards; expected at least one."), "shards");
        if (inMemory < 0) throw new ArgumentException(Require.Invariant($"{nameOfInMemory} of the shards is {inMemory}; expected 0 for all, or more."), "shards");
        return Crew.MembersFor(new TrainingOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism }, count);
    }
}
