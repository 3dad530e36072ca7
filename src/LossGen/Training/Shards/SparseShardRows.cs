using System.Diagnostics;
using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from shards of sparse rows, wherever they are: sends the parameters of the features that a step holds, and receives their gradient.</summary>
internal sealed class SparseShardRows : ITrainingRows
{
    private readonly ShardLink _link;
    private readonly SparseOpenQuestion _open;
    private readonly FeatureTable _table;
    private readonly SparseShape _shape;
    private readonly FeatureSlots _step;
    private readonly FeatureValues _values;
    private readonly SparseSumQuestion _sums;
    private readonly FeaturesQuestion _first;
    private readonly float[] _noRest;
    private readonly int[] _starts = new int[2];
    private readonly int[] _label = [0];
    private FeatureLists _now;
    private FeatureLists _next;
    private TouchedFeatures? _touched;
    private TouchedSum? _sum;
    private int[] _numbers = [];

    /// <summary>Prepares, once the shards have been opened and the features numbered.</summary>
    /// <param name="link">The way to the shards.</param>
    /// <param name="open">What they answered to being opened.</param>
    /// <param name="table">The features that are trained.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="parameters">The trained parameters.</param>
    public SparseShardRows(ShardLink link, SparseOpenQuestion open, FeatureTable table, SparseShape shape, Memory<float> parameters)
    {
        _link = link;
        _open = open;
        _table = table;
        _shape = shape;
        _values = new FeatureValues(table, shape, parameters);
        _step = new FeatureSlots(shape.Features);
        _sums = new SparseSumQuestion(link, shape);
        _first = new FeaturesQuestion();
        _noRest = new float[shape.Rest];
        _now = new FeatureLists(link.Count);
        _next = new FeatureLists(link.Count);
    }

    /// <inheritdoc/>
    public bool IsPassLong => true;

    /// <inheritdoc/>
    public string Fingerprint => _link.Fingerprint;

    /// <inheritdoc/>
    public void Weigh()
    {
    }

    /// <inheritdoc/>
    public Standardization Measure() => throw new UnreachableException("Sparse rows are not standardised.");

    /// <inheritdoc/>
    public void Begin(TrainingOptions options, Standardization? standardization) => _link.Use(options, null);

    /// <inheritdoc/>
    public void Visit(StateVisitor visitor)
    {
    }

    /// <inheritdoc/>
    public StopReason? RunEpoch(int epoch, IBatchStep step)
    {
        var sparse = (ISparseStep)step;
        _first.Begin(epoch, _now);
        _link.Ask(_first);
        for (long s = 0; s < _link.Plan.Steps; s++)
        {
            // The shards have said which features come next, whether this step has rows or not.
            long rows = _link.Plan.RowsOf(s);
            CatchUp(sparse);
            _sums.Begin(ShardRequestKind.Step, _values, _now, epoch, s, s + 1 < _link.Plan.Steps ? _next : null);
            _link.Ask(_sums);
            if (rows > 0 && Take(sparse, (float)(1 / (rows * _link.MeanWeight))) is { } reason) return reason;
            (_now, _next) = (_next, _now);
        }

        return null;
    }

    /// <inheritdoc/>
    public LossSums Gradient(Span<float> gradient)
    {
        _sums.Begin(ShardRequestKind.Gradient, _values, _open.Features);
        _link.Ask(_sums);
        gradient.Clear();
        if (_sums.Root is not { } root) return default;
        ReadOnlySpan<int> numbers = NumbersOf(root.Features);
        for (int i = 0; i < numbers.Length; i++) root.Row(i)[.._shape.Units].CopyTo(gradient[(numbers[i] * _shape.Units)..]);
        root.Rest.CopyTo(gradient[^_shape.Rest..]);
        return root.Losses;
    }

    /// <inheritdoc/>
    public void RootMeanSquares(Span<double> features)
    {
        var question = new SquaresQuestion(_link.Count, _open.Features);
        _link.Ask(question);
        features.Clear();
        for (int shard = 0; shard < _link.Count; shard++)
        {
            if (question.Squares[shard] is not { } squares) continue;
            ReadOnlySpan<int> numbers = NumbersOf(_open.Features[shard]);
            for (int i = 0; i < numbers.Length; i++) features[numbers[i]] += squares[i];
        }

        foreach (ref double feature in features) feature = Math.Sqrt(feature / _link.Plan.Rows);
    }

    /// <inheritdoc/>
    /// <remarks>Nearly every feature is 0 in nearly every row: its size is its deviation.</remarks>
    public void Deviations(Span<double> features) => RootMeanSquares(features);

    /// <inheritdoc/>
    public double Loss()
    {
        _sums.Begin(ShardRequestKind.Loss, _values, _open.Features);
        _link.Ask(_sums);
        return _sums.Root?.Losses.Mean ?? 0;
    }

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => Loss();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Brings the features of a step to where the penalties have led them.</summary>
    private void CatchUp(ISparseStep step)
    {
        _step.Clear();
        for (int shard = 0; shard < _link.Count; shard++) _step.Take(_now[shard]);
        ReadOnlySpan<int> numbers = NumbersOf(_step.Taken);
        _starts[1] = numbers.Length;
        step.CatchUp(new Batch(new Rows(SparseRows.OfChecked(_starts, numbers, default)), Truth.OfLabels(_label), RowRange.All(1)));
    }

    private StopReason? Take(ISparseStep step, float scale)
    {
        if (_sums.Root is not { } root) return step.Take(default, scale, Touched(0), _noRest);
        TouchedFeatures touched = Touched(root.Count);
        _sum!.Count = root.Count;
        NumbersOf(root.Features).CopyTo(_sum.Features);
        root.Rows.CopyTo(_sum.Rows);
        touched.Take(_sum);
        StopReason? reason = step.Take(root.Losses, scale, touched, root.Rest);
        touched.Clear();
        return reason;
    }

    private TouchedFeatures Touched(int count)
    {
        if (_touched is null || _touched.Capacity < count)
        {
            int capacity = Math.Min(Math.Max(count, 2 * (_touched?.Capacity ?? 0)), _table.Count);
            _touched = new TouchedFeatures(_table.Count, _shape.Stride, capacity);
            _sum = new TouchedSum(_shape.Stride, capacity);
        }

        return _touched;
    }

    private ReadOnlySpan<int> NumbersOf(ReadOnlySpan<int> features)
    {
        if (_numbers.Length < features.Length) _numbers = new int[Math.Max(features.Length, 2 * _numbers.Length)];
        int unknown = _table.NumbersOf(features, _numbers);
        if (unknown < 0) return _numbers.AsSpan(0, features.Length);
        throw new InvalidDataException(FormattableString.Invariant(
            $"A shard has the feature {features[unknown]}, which it did not have when it was opened."));
    }
}

/// <summary>What the parameters of features are, for requests.</summary>
/// <param name="table">The features that are trained; null: the parameters are those of the model.</param>
/// <param name="shape">The model's shape.</param>
/// <param name="parameters">The parameters.</param>
internal sealed class FeatureValues(FeatureTable? table, SparseShape shape, Memory<float> parameters)
{
    private int[] _numbers = [];

    /// <summary>Writes the parameters of features, then those behind the table.</summary>
    public void Write(MessageWriter writer, ReadOnlySpan<int> features)
    {
        ReadOnlySpan<int> numbers = features;
        if (table is not null)
        {
            if (_numbers.Length < features.Length) _numbers = new int[Math.Max(features.Length, 2 * _numbers.Length)];
            table.NumbersOf(features, _numbers);
            numbers = _numbers.AsSpan(0, features.Length);
        }

        ReadOnlySpan<float> all = parameters.Span;
        Span<float> values = writer.TakeFloats(features.Length * shape.Units);
        for (int i = 0; i < numbers.Length; i++) all.Slice(numbers[i] * shape.Units, shape.Units).CopyTo(values[(i * shape.Units)..]);
        writer.Floats(all[^shape.Rest..]);
    }
}

/// <summary>The shape of a model with sparse rows.</summary>
/// <param name="Features">Features of the model.</param>
/// <param name="Units">Numbers of the table for each.</param>
/// <param name="Stride">Numbers of a feature's row of the gradient.</param>
/// <param name="Rest">Parameters behind the table.</param>
internal readonly record struct SparseShape(int Features, int Units, int Stride, int Rest);

/// <summary>Asks for losses and gradients at the parameters of some features.</summary>
internal sealed class SparseSumQuestion : ShardQuestion
{
    private readonly ShardLink _link;
    private readonly SparseSums _sums;
    private readonly FeatureSlots _slots;
    private ShardRequestKind _kind;
    private FeatureValues? _values;
    private FeatureLists? _lists;
    private FeatureLists? _next;
    private int _epoch;
    private long _step;

    /// <summary>Prepares.</summary>
    public SparseSumQuestion(ShardLink link, SparseShape shape)
    {
        _link = link;
        _sums = new SparseSums(link.Count, shape.Stride, shape.Rest, new FeatureSlots(shape.Features));
        _slots = new FeatureSlots(shape.Features);
    }

    /// <inheritdoc/>
    public override ShardRequestKind Kind => _kind;

    /// <summary>The sum over all shards; null where none had anything to say.</summary>
    public SparseSum? Root => _sums.Tree.Root;

    /// <summary>Asks anew.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="values">The parameters.</param>
    /// <param name="lists">The features of each shard whose parameters it needs.</param>
    /// <param name="epoch">The epoch of a step.</param>
    /// <param name="step">The step.</param>
    /// <param name="next">Receives the features of the step after it; null: there is none.</param>
    public void Begin(ShardRequestKind kind, FeatureValues values, FeatureLists lists, int epoch = 0, long step = 0, FeatureLists? next = null)
    {
        (_kind, _values, _lists, _epoch, _step, _next) = (kind, values, lists, epoch, step, next);
        _sums.Begin(kind is ShardRequestKind.Step or ShardRequestKind.Gradient);
        _next?.Clear();
    }

    /// <inheritdoc/>
    public override void Write(MessageWriter writer, int first, int count)
    {
        if (_kind == ShardRequestKind.Step)
        {
            writer.Int(_epoch);
            writer.Long(_step);
        }

        _slots.Clear();
        for (int shard = first; shard < first + count; shard++)
        {
            // As the worker finds out for itself; in a step, the lists of the others are empty.
            ShardFacts facts = _link.Facts[shard];
            if (facts.IsPositive && facts.IsForValidation == (_kind == ShardRequestKind.Validation)) _slots.Take(_lists![shard]);
        }

        _values!.Write(writer, _slots.Taken);
    }

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count)
    {
        _sums.Read(ref reader);
        if (_next is null) return;
        for (int shard = first; shard < first + count; shard++) _next.Read(ref reader, shard);
    }
}

/// <summary>Asks which features the first step of an epoch holds.</summary>
internal sealed class FeaturesQuestion : ShardQuestion
{
    private int _epoch;
    private FeatureLists? _lists;

    /// <inheritdoc/>
    public override ShardRequestKind Kind => ShardRequestKind.Features;

    /// <summary>Asks anew.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="lists">Receives the features of each shard.</param>
    public void Begin(int epoch, FeatureLists lists)
    {
        lists.Clear();
        (_epoch, _lists) = (epoch, lists);
    }

    /// <inheritdoc/>
    public override void Write(MessageWriter writer, int first, int count)
    {
        writer.Int(_epoch);
        writer.Long(0);
    }

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count)
    {
        for (int shard = first; shard < first + count; shard++) _lists!.Read(ref reader, shard);
    }
}

/// <summary>Asks for the sum of squares of each feature.</summary>
internal sealed class SquaresQuestion(int shards, FeatureLists features) : ShardQuestion
{
    /// <inheritdoc/>
    public override ShardRequestKind Kind => ShardRequestKind.Squares;

    /// <summary>Those of each shard's features; null of one that is not trained on.</summary>
    public double[]?[] Squares { get; } = new double[]?[shards];

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count)
    {
        for (int shard = first; shard < first + count; shard++) Squares[shard] = reader.Flag() ? reader.Doubles(features[shard].Length).ToArray() : null;
    }
}

/// <summary>Has shards of sparse rows read.</summary>
internal sealed class SparseOpenQuestion(int shards) : OpenQuestion(shards)
{
    /// <summary>The features that each shard holds.</summary>
    public FeatureLists Features { get; } = new(shards);

    /// <inheritdoc/>
    protected override void ReadRest(ref MessageReader reader, int shard) => Features.Read(ref reader, shard);
}
