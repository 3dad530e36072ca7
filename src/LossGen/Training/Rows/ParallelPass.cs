using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Loss and gradient of batches of one set, computed by several threads part by part; the bits are those of <see cref="BatchPass{TPass}"/>.</summary>
/// <remarks>
/// A span cannot go to another thread, so this holds addresses, and each member makes its own spans of them. The creator of this keeps
/// the memory pinned until <see cref="Crew.Dispose"/> has returned, when no member is left to read it. The addresses are those of <see cref="PinnedSet{TPass}"/>.
/// </remarks>
internal sealed unsafe class ParallelPass<TPass> : Crew, ISliceCrew, ISlicedWork
    where TPass : struct, IGradientPass
{
    // Whole lines of 64 bytes each, so that no two members write to the same.
    private static readonly int Stride = AlignedMemory.WholeLines(ParameterCount);

    private readonly float* _parameters;
    private readonly float* _gradient;
    private readonly PinnedSet<TPass> _set;
    private readonly int[] _order;
    private readonly LossOptions? _loss;
    private readonly float[][] _memory;
    private readonly GradientStage<TPass>? _stage;
    private readonly float[][] _stageMemory;
    private readonly float[] _gradients;
    private readonly LossSums[] _sums;

    // Which job each member has last laid the parameters out for.
    private readonly int[] _prepared;
    private int _job;

    // The job: rows of the set in its order, to be scored, and perhaps differentiated.
    private bool _wantsGradient;
    private int _first;
    private Partition _partition;
    private int _nextFirst;
    private Partition _nextPartition;

    // Another kind of job: slices of something.
    private ISlicedWork? _sliced;
    private int _slices;

    // Whether the gradients of the parts have been added up: before the step, or else by it.
    private bool _isSummed;

    /// <summary>Prepares everything; an evaluation allocates nothing.</summary>
    /// <param name="members">Threads, the caller's included.</param>
    /// <param name="parameters">Where the parameters are; pinned.</param>
    /// <param name="gradient">Receives the gradient of a batch; pinned.</param>
    /// <param name="set">Where the set is.</param>
    /// <param name="order">The order of the set, whose content may change between evaluations, or empty.</param>
    /// <param name="loss">The options of the loss.</param>
    /// <param name="largestBatch">The most rows of a batch whose gradient is requested.</param>
    /// <param name="stage">What stands between rows and gradients; null: nothing.</param>
    public ParallelPass(
        int members, float* parameters, float* gradient, PinnedSet<TPass> set, int[] order, LossOptions? loss, int largestBatch, GradientStage<TPass>? stage = null)
        : base(members, Partition.MostParts)
    {
        _stage = stage;
        _stageMemory = new float[members][];
        for (int member = 0; member < members; member++) _stageMemory[member] = GC.AllocateArray<float>(stage?.MemoryLength ?? 0, pinned: true);
        _parameters = parameters;
        _gradient = gradient;
        _set = set;
        _order = order;
        _loss = loss;
        _prepared = new int[members];
        _memory = new float[members][];
        for (int member = 0; member < members; member++) _memory[member] = GC.AllocateArray<float>(TPass.Size.Length, pinned: true);
        int parts = Partition.Of(largestBatch, ParameterCount).Parts;
        _gradients = GC.AllocateArray<float>(checked(AlignedMemory.Slack + (parts * Stride)), pinned: true);
        _sums = new LossSums[Partition.MostParts];
    }

    /// <summary>The gradients of the parts, a stride each, from the first whole line on.</summary>
    private Span<float> Gradients => AlignedMemory.Align(_gradients);

    private static int ParameterCount => TPass.ParameterCount;

    /// <summary>Which outputs of hidden layers the gradients of the epoch drop; losses alone drop none.</summary>
    public Dropout Dropout { get; set; }

    /// <summary>The loss of the whole set.</summary>
    public LossSums Loss()
    {
        Prepare(0, _set.Count, wantsGradient: false);
        return Compute();
    }

    /// <summary>The loss of a batch, and the gradients of its parts, for <see cref="Sum()"/> to add up.</summary>
    /// <param name="first">Where in the order of the set the batch begins.</param>
    /// <param name="count">Rows in the batch, at most those announced.</param>
    public LossSums Gradient(int first, int count)
    {
        Prepare(first, count, wantsGradient: true);
        _isSummed = false;
        return Compute();
    }

    /// <inheritdoc/>
    public void Share(ISlicedWork work, int slices)
    {
        _sliced = work;
        _slices = slices;

        // As with a part alone.
        if (slices == 1) work.Run(0);
        else RunParts(Math.Min(slices, Partition.MostParts));
        _sliced = null;
    }

    /// <inheritdoc/>
    public void Sum()
    {
        Share(this, Slices.Count(ParameterCount));
        _isSummed = true;
    }

    /// <inheritdoc/>
    public void Sum(int slice)
    {
        if (_isSummed) return;
        int start = Slices.First(slice, ParameterCount), length = Slices.First(slice + 1, ParameterCount) - start;
        PartSums.Sum(Gradients[start..], Stride, _partition.Parts, new Span<float>(_gradient + start, length));
    }

    /// <inheritdoc/>
    void ISlicedWork.Run(int slice) => Sum(slice);

    /// <inheritdoc/>
    protected override void Run(int member, int part)
    {
        if (_sliced is { } work)
        {
            int parts = Math.Min(_slices, Partition.MostParts);
            for (int slice = _slices * part / parts; slice < _slices * (part + 1) / parts; slice++) work.Run(slice);
            return;
        }

        // A loss alone is that of the set in memory order, the order in which Loss always adds it up.
        Batch set = _set.ToBatch(_wantsGradient ? _order : default(ReadOnlySpan<int>));
        Batch batch = set.Slice(_first + _partition.First(part), _partition.Count(part)).Before(NextRow(member, part));
        var parameters = new ReadOnlySpan<float>(_parameters, ParameterCount);
        var settings = new LossSettings(_loss, _wantsGradient ? Dropout : default);
        var workspace = new Workspace(_memory[member], TPass.Size);
        if (_prepared[member] != _job)
        {
            TPass.Prepare(parameters, workspace);
            if (_wantsGradient) _stage?.Prepare(parameters, _stageMemory[member]);
            _prepared[member] = _job;
        }

        Span<float> gradient = _wantsGradient ? Gradients.Slice(part * Stride, ParameterCount) : default;
        _sums[part] = !_wantsGradient ? TPass.Loss(parameters, batch, settings, workspace)
            : _stage is not null ? _stage.Gradient(parameters, batch, settings, workspace, _stageMemory[member], gradient)
            : TPass.Gradient(parameters, batch, settings, workspace, gradient);
    }

    private void Prepare(int first, int count, bool wantsGradient)
    {
        _job++;
        _wantsGradient = wantsGradient;
        _first = first;
        _partition = Partition.Of(count, ParameterCount);
        _nextFirst = first + count;
        _nextPartition = Partition.Of(Math.Min(count, _set.Count - _nextFirst), ParameterCount);
    }

    private LossSums Compute()
    {
        // A part alone is not worth telling the others.
        if (_partition.Parts == 1) Run(0, 0);
        else RunParts(_partition.Parts);

        LossSums sums = default;
        for (int part = 0; part < _partition.Parts; part++) sums.Add(_sums[part]);
        return sums;
    }

    /// <summary>The row that a member will need behind a part: that of its next part, or of its first of the next batch.</summary>
    private int NextRow(int member, int part)
    {
        bool nextPartIsOwn = member + 1 == Members ? part + 1 < _partition.Parts : part + 1 < FirstPart(member + 1, _partition.Parts);
        return nextPartIsOwn
            ? _first + _partition.First(part + 1)
            : _nextFirst + _nextPartition.First(FirstPart(member, _nextPartition.Parts));
    }
}
