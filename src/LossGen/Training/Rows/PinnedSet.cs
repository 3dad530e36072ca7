using System.Runtime.CompilerServices;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Where a set of rows with its labels or targets is, for objects and threads, to which a span cannot go.</summary>
/// <remarks>The creator of one keeps the memory pinned for as long as it is in use. All addresses of training are here and in <see cref="ParallelPass{TPass}"/>.</remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal readonly unsafe struct PinnedSet<TPass>
    where TPass : struct, IGradientPass
{
    private readonly float* _rows;
    private readonly int* _labels;
    private readonly float* _targets;
    private readonly TruthKind _kind;
    private readonly int* _tokens;
    private readonly int _stride;
    private readonly Bins? _bins;

    /// <summary>The addresses of a set.</summary>
    public PinnedSet(float* rows, int* labels, float* targets, TruthKind kind, int count, Bins? bins = null)
    {
        _bins = bins;
        _rows = rows;
        _labels = labels;
        _targets = targets;
        _kind = kind;
        Count = count;
    }

    /// <summary>The addresses of contexts of tokens, and of the tokens that follow them.</summary>
    public PinnedSet(int* tokens, int stride, int* next, int count)
    {
        _tokens = tokens;
        _stride = stride;
        _labels = next;
        _kind = TruthKind.Labels;
        Count = count;
    }

    /// <summary>Rows in the set.</summary>
    public int Count { get; }

    /// <summary>The rows' numbers.</summary>
    public ReadOnlySpan<float> Values => new(_rows, Count * TPass.FeatureCount);

    /// <summary>The set in the order given, or in memory order where that is empty.</summary>
    public Batch ToBatch(ReadOnlySpan<int> order = default) => new(
        _tokens is null ? new Rows(Values, TPass.FeatureCount) : Contexts(),
        _kind == TruthKind.Labels ? Truth.OfLabels(new ReadOnlySpan<int>(_labels, Count)) : OtherTruth(),
        RowRange.All(Count, order));

    // The rarer kinds are never inlined: room for their spans would be cleared in every epoch.
    // A stream of contexts is shorter than as many contexts one after another.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Rows Contexts() => Rows.OfTokens(
        new ReadOnlySpan<int>(_tokens, ((Count - 1) * _stride) + TPass.FeatureCount), TPass.FeatureCount, _stride);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Truth OtherTruth() => _kind == TruthKind.Binned
        ? Truth.OfNumbers(new ReadOnlySpan<float>(_targets, Count), _bins!)
        : Truth.OfTargets(new ReadOnlySpan<float>(_targets, Count * TPass.ClassCount), TPass.ClassCount);

    /// <summary>The same truth for rows in other memory that does not move.</summary>
    public PinnedSet<TPass> WithRows(float* rows) => new(rows, _labels, _targets, _kind, Count, _bins);
}
