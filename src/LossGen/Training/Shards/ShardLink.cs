using LossGen.Losses;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>The coordinator's way to the shards of a run.</summary>
internal sealed class ShardLink
{
    private readonly ShardGroup _group;
    private readonly ShardExchange _exchange;
    private readonly ModelFacts _model;
    private readonly CancellationToken _cancellationToken;
    private TrainingOptions _options;
    private ShardSettings _settings;

    /// <summary>Prepares; nothing is asked yet.</summary>
    public ShardLink(ShardGroup group, ModelFacts model, TrainingOptions options, CancellationToken cancellationToken)
    {
        _group = group;
        _model = model;
        _options = options;
        _cancellationToken = cancellationToken;
        _settings = ShardSettings.Of(model, options, [], null, null);
        int count = group.Count;
        if (count < 1) throw new ArgumentException(Invariant($"There are {count} shards; expected at least one."), "shards");
        _exchange = new ShardExchange(count, _settings);
    }

    /// <summary>The number of shards.</summary>
    public int Count => _exchange.ShardCount;

    /// <summary>What is known of each shard, once they have been opened.</summary>
    public ShardFacts[] Facts { get; private set; } = [];

    /// <summary>The bins that the classes are; null where the rows have no numbers.</summary>
    public Bins? Bins { get; private set; }

    /// <summary>Whether some shards are for validation.</summary>
    public bool HasValidation => Facts.Any(static facts => facts.IsForValidation);

    /// <summary>The mean weight of a row that is trained on.</summary>
    public double MeanWeight { get; private set; }

    /// <summary>How the rows divide into steps.</summary>
    public StepPlan Plan { get; private set; } = new([1], 0);

    /// <summary>What tells the rows from others, and where they are shuffled, their order.</summary>
    public string Fingerprint
    {
        get
        {
            bool hasOrder = _options is { Shuffle: true, Optimizer: MiniBatchOptimizer };
            int window = hasOrder ? Facts.Max(static facts => facts.Window) : 0;
            string shards = string.Join('\n', Facts.Select(static facts => Invariant($"{facts.IsForValidation} {facts.Fingerprint}")));
            string order = window == 0 ? "" : Invariant($", shuffled in windows of {window} rows");
            string bins = Bins is null ? "" : $", {Bins}, SHA-256 {Training.Fingerprint.Of(Bins)}";
            return Invariant($"{Count} shards, SHA-256 {Training.Fingerprint.Of(shards)}{order}{bins}");
        }
    }

    /// <summary>Rows that are scored in a validation.</summary>
    public long ScoredRows { get; private set; }

    /// <summary>Has all shards read; false where the run is cancelled meanwhile.</summary>
    /// <param name="open">Collects the facts.</param>
    /// <exception cref="ArgumentException">There is nothing to train on.</exception>
    /// <exception cref="ShardException">The numbers of one shard are not for the bins of the others.</exception>
    public bool TryOpen(OpenQuestion open)
    {
        try
        {
            Ask(open);
        }
        catch (OperationCanceledException) when (_cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        Facts = open.Facts;
        long rows = 0;
        double weight = 0;
        foreach (ShardFacts facts in Facts)
        {
            rows += facts.TrainedRows;
            if (!facts.IsForValidation) weight += facts.Weight;
            else if (facts.IsPositive) ScoredRows += facts.Rows;
        }

        if (Facts.All(static facts => facts.IsForValidation)) throw new ArgumentException("All shards are for validation; expected one at least to train on.", "shards");
        Require(open, isForValidation: false);
        if (HasValidation) Require(open, isForValidation: true);
        if (HasValidation && _options.Validation is not null)
            throw new ArgumentException("Validation is set, and some of the shards are for validation; expected one or the other.", "options");
        MeanWeight = weight / rows;
        Bins = open.BinsOfRun();
        Use(_options, null);
        return true;
    }

    /// <summary>Requires that one at least of the shards to train on or to validate with has a row with a weight.</summary>
    private void Require(OpenQuestion open, bool isForValidation)
    {
        if (Facts.Any(facts => facts.IsForValidation == isForValidation && facts.IsPositive)) return;
        throw Facts.Any(facts => facts.IsForValidation == isForValidation && facts.Rows > 0) ? LossChecks.NoWeight("shards") : open.NoRows(isForValidation);
    }

    /// <summary>Takes the options of the run with the numbers that suit the rows.</summary>
    public void Use(TrainingOptions options, Standardization? standardization)
    {
        _options = options;
        _settings = ShardSettings.Of(_model, options, Facts, Bins, standardization);
        Plan = new StepPlan([.. Facts.Select(static facts => facts.TrainedRows)], _settings.BatchSize);
    }

    /// <summary>Asks all shards, and returns when all have answered.</summary>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    /// <exception cref="ShardException">A shard could not be read or computed.</exception>
    public void Ask(ShardQuestion question) => Ask(question, _cancellationToken);

    /// <summary>The same for what belongs to an epoch that has been run: it is finished although the run is cancelled.</summary>
    public void AskToTheEnd(ShardQuestion question) => Ask(question, CancellationToken.None);

    private void Ask(ShardQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _exchange.Begin(question, _settings, cancellationToken);
        try
        {
            _group.Exchange(_exchange);
            if (!_exchange.IsComplete)
            {
                throw new InvalidOperationException(
                    $"{_group.GetType().Name}.Exchange has returned without an answer for every shard; expected it to ask until there is one for each.");
            }
        }
        catch (ShardException fault) when (fault.InnerException is OperationCanceledException && _cancellationToken.IsCancellationRequested)
        {
            // What reads a shard may look at the token as well.
            throw new OperationCanceledException(fault.Message, fault, _cancellationToken);
        }
        finally
        {
            _exchange.End();
        }
    }
}

/// <summary>Has the shards read, and collects what there is to know of them.</summary>
internal class OpenQuestion(int shards) : ShardQuestion
{
    /// <inheritdoc/>
    public override ShardRequestKind Kind => ShardRequestKind.Open;

    /// <summary>What there is to know of each.</summary>
    public ShardFacts[] Facts { get; } = new ShardFacts[shards];

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count)
    {
        for (int shard = first; shard < first + count; shard++)
        {
            Facts[shard] = ShardFacts.Read(ref reader);
            ReadRest(ref reader, shard);
        }
    }

    /// <summary>The bins that the classes are, once all shards have answered; null where the rows have no numbers.</summary>
    /// <exception cref="ShardException">The numbers of one shard are not for the bins of the others.</exception>
    public virtual Bins? BinsOfRun() => null;

    /// <summary>That no shard has a row; shards of rows that are empty are refused where they are read.</summary>
    public virtual ArgumentException NoRows(bool isForValidation) => LossChecks.NoWeight("shards");

    /// <summary>Reads what else there is of a shard.</summary>
    protected virtual void ReadRest(ref MessageReader reader, int shard)
    {
    }
}
