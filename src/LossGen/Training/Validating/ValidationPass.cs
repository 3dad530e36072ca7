using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Loss and accuracy of a model over a validation set, part by part, on as many threads as the set justifies; a score allocates nothing.</summary>
/// <remarks>Pins model and set until it is disposed of. The loss has the bits of <see cref="BatchPass{TPass}.Loss"/>, whatever the number of threads.</remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class ValidationPass<TPass> : Crew, IValidation
    where TPass : struct, IGradientPass
{
    private readonly PinnedValidation<TPass> _pinned;
    private readonly Partition _partition;
    private readonly float[][] _memory;
    private readonly LossSums[] _sums = new LossSums[Partition.MostParts];
    private readonly long[] _right = new long[Partition.MostParts];

    // Which score each member has last laid the parameters out for.
    private readonly int[] _prepared;
    private int _score;

    /// <summary>Enters a set that has been pinned and checked, and starts the threads.</summary>
    /// <param name="pinned">Model and set; owned from now on.</param>
    /// <param name="members">Threads, the caller's included.</param>
    public ValidationPass(PinnedValidation<TPass> pinned, int members)
        : base(members, Partition.MostParts)
    {
        _pinned = pinned;
        _partition = Partition.Of(pinned.Set.Count, TPass.ParameterCount);
        _prepared = new int[members];
        _memory = new float[members][];
        for (int member = 0; member < members; member++) _memory[member] = GC.AllocateArray<float>(TPass.Size.Length, pinned: true);
        if (members > 1) Start();
    }

    /// <inheritdoc/>
    public string Fingerprint => _pinned.Fingerprint;

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <inheritdoc/>
    public ValidationScore Score()
    {
        _score++;
        if (Members > 1) RunParts(_partition.Parts);
        else for (int part = 0; part < _partition.Parts; part++) Run(0, part);

        LossSums sums = default;
        long right = 0;
        for (int part = 0; part < _partition.Parts; part++)
        {
            sums.Add(_sums[part]);
            right += _right[part];
        }

        long judged = (long)_pinned.Set.Count * (IsMultiLabel ? TPass.ClassCount : 1);
        return new ValidationScore(sums.Mean, (double)right / judged);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _pinned.Dispose();
    }

    /// <inheritdoc/>
    protected override void Run(int member, int part)
    {
        var workspace = new Workspace(_memory[member], TPass.Size);
        ReadOnlySpan<float> parameters = _pinned.Parameters;
        if (_prepared[member] != _score)
        {
            TPass.Prepare(parameters, workspace);
            _prepared[member] = _score;
        }

        Batch rows = _pinned.Set.ToBatch().Slice(_partition.First(part), _partition.Count(part));
        _sums[part] = TPass.Loss(parameters, rows, new LossSettings(_pinned.Loss), workspace);
        _right[part] = TPass.CountRight(parameters, rows, workspace);
    }
}
