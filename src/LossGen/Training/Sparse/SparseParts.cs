using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Loss and gradient of batches of sparse rows, part by part, by one thread or several; the sums of the parts are added in their order.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class SparseParts<TPass> : Crew
    where TPass : struct, ISparsePass
{
    // What a row counts as for the division into parts: the work of a text of some thirty words.
    private const int FeaturesOfRow = 32;

    private readonly Memory<float> _parameters;
    private readonly PinnedSparseSet _set;
    private readonly int[] _order;
    private readonly LossOptions? _loss;
    private readonly Member[] _members;
    private readonly Part[] _parts;

    // The job: rows of the set in its order, to be scored, and perhaps differentiated.
    private bool _wantsGradient;
    private int _first;
    private Partition _partition;

    /// <summary>Prepares everything; an evaluation allocates nothing.</summary>
    /// <param name="members">Threads, the caller's included.</param>
    /// <param name="parameters">The parameters, which do not move.</param>
    /// <param name="set">Where the set is.</param>
    /// <param name="order">The order of the set, whose content may change between evaluations, or empty.</param>
    /// <param name="loss">The options of the loss.</param>
    /// <param name="largestBatch">The most rows of a batch whose gradient is requested.</param>
    /// <param name="capacity">The most features of a part.</param>
    /// <param name="places">The most numbers other than 0 of a block of rows.</param>
    public SparseParts(int members, Memory<float> parameters, PinnedSparseSet set, int[] order, LossOptions? loss, int largestBatch, int capacity, int places)
        : base(members, Partition.MostParts)
    {
        _parameters = parameters;
        _set = set;
        _order = order;
        _loss = loss;
        int features = (parameters.Length - TPass.RestCount) / TPass.Units;
        Partition largest = PartitionOf(largestBatch);
        bool hasParts = largest.Parts > 1;
        _members = new Member[members];
        for (int member = 0; member < members; member++)
        {
            _members[member] = new Member(
                GC.AllocateArray<float>(TPass.Size.Length, pinned: true),
                new TouchedFeatures(hasParts ? features : 0, TPass.Stride, 0, hasParts ? places : 0),
                new TouchedSum(TPass.Stride, 0));
        }

        _parts = new Part[Partition.MostParts];
        for (int part = 0; part < _parts.Length; part++)
        {
            bool isUsed = hasParts && part < largest.Parts;
            _parts[part] = new Part(isUsed ? new float[TPass.RestCount] : []) { Sum = new TouchedSum(TPass.Stride, isUsed ? capacity : 0) };
        }
    }

    /// <summary>Which outputs of hidden layers the gradients of the epoch drop; losses alone drop none.</summary>
    public Dropout Dropout { get; set; }

    /// <summary>How a batch is divided.</summary>
    public static Partition PartitionOf(int rows) => Partition.Of(rows, (FeaturesOfRow * TPass.Stride) + TPass.RestCount);

    /// <summary>The loss of the whole set.</summary>
    public LossSums Loss()
    {
        _wantsGradient = false;
        _first = 0;
        _partition = PartitionOf(_set.Count);
        return Compute();
    }

    /// <summary>The loss of a batch, and the sum over its rows of the gradient.</summary>
    /// <param name="first">Where in the order of the set the batch begins.</param>
    /// <param name="count">Rows in the batch, at most those announced.</param>
    /// <param name="touched">Receives the gradient of the features; empty before.</param>
    /// <param name="rest">Receives that of the parameters behind the table.</param>
    public LossSums Gradient(int first, int count, TouchedFeatures touched, Span<float> rest)
    {
        _wantsGradient = true;
        _first = first;
        _partition = PartitionOf(count);
        LossSums sums = Compute();
        for (int part = 0; part < _partition.Parts; part++)
        {
            touched.Take(_parts[part].Sum);
            if (part == 0) _parts[part].Rest.CopyTo(rest);
            else PartSums.Add(rest, _parts[part].Rest);
        }

        return sums;
    }

    /// <inheritdoc/>
    protected override void Run(int member, int part)
    {
        // A loss alone is that of the set in memory order, the order in which Loss always adds it up.
        Batch set = _wantsGradient ? _set.ToBatch().InOrder(_order) : _set.ToBatch();
        Batch batch = set.Slice(_first + _partition.First(part), _partition.Count(part));
        Member own = _members[member];
        Part to = _parts[part];
        var workspace = new Workspace(own.Workspace, TPass.Size);
        ReadOnlySpan<float> parameters = _parameters.Span;
        TPass.Prepare(parameters, workspace);
        if (!_wantsGradient)
        {
            to.Losses = TPass.Loss(parameters, batch, new LossSettings(_loss), workspace);
            return;
        }

        to.Rest.AsSpan().Clear();
        own.Touched.Exchange(to.Sum);
        to.Losses = TPass.AddGradient(parameters, batch, new LossSettings(_loss, Dropout), workspace, own.Touched, to.Rest);
        to.Sum = own.Touched.Exchange(own.Nothing);
    }

    private LossSums Compute()
    {
        if (_partition.Parts == 1) Run(0, 0);
        else RunParts(_partition.Parts);

        LossSums sums = default;
        for (int part = 0; part < _partition.Parts; part++) sums.Add(_parts[part].Losses);
        return sums;
    }

    /// <summary>What a member has to itself.</summary>
    private sealed record Member(float[] Workspace, TouchedFeatures Touched, TouchedSum Nothing);

    /// <summary>What comes of a part.</summary>
    private sealed record Part(float[] Rest)
    {
        public TouchedSum Sum { get; set; } = null!;

        public LossSums Losses { get; set; }
    }
}
