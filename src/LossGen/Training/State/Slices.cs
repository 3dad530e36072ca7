namespace LossGen.Training;

/// <summary>How parameters divide into slices of whole lines of 64 bytes, for threads to share what is done with each parameter by itself.</summary>
/// <remarks>The slices follow from the number of parameters alone, so that what is summed slice by slice does not depend on the threads.</remarks>
internal static class Slices
{
    // Some tenths of a microsecond of work: small models stay in one, and a few threads share those of a middling one about evenly.
    private const int LeastLength = 1024;
    private const int LineLength = 16;

    /// <summary>The number of slices, from 1 on.</summary>
    public static int Count(int parameters) => Math.Max(parameters / LeastLength, 1);

    /// <summary>Where a slice begins; behind the last one, the number of parameters.</summary>
    public static int First(int slice, int parameters)
    {
        int count = Count(parameters);
        return slice == count ? parameters : (int)((long)parameters * slice / count) / LineLength * LineLength;
    }
}

/// <summary>Something that is done slice by slice, in any order and by any thread.</summary>
internal interface ISlicedWork
{
    /// <summary>Does it for one slice.</summary>
    void Run(int slice);
}

/// <summary>Threads that share slices.</summary>
internal interface ISliceCrew
{
    /// <summary>Does all slices of some work, and returns when they are done. Allocates nothing.</summary>
    void Share(ISlicedWork work, int slices);

    /// <summary>Adds up what the threads have found of a batch's gradient, unless that has been done.</summary>
    void Sum();

    /// <summary>The same for one slice, by the calling thread.</summary>
    void Sum(int slice);
}

/// <summary>The sum over the rows of a batch of its gradient, which threads may have left in parts, for the step to add up slice by slice.</summary>
/// <param name="sum">Where it is.</param>
/// <param name="crew">Threads that have parts of it; null: it is whole.</param>
internal readonly ref struct BatchGradient(ReadOnlySpan<float> sum, ISliceCrew? crew = null)
{
    /// <summary>Threads that share the step, whose slices each begin with <see cref="ISliceCrew.Sum(int)"/>; null: the caller takes it.</summary>
    public ISliceCrew? Crew { get; } = crew;

    /// <summary>Where it is; slice by slice only behind <see cref="ISliceCrew.Sum(int)"/>, unless there is no <see cref="Crew"/>.</summary>
    public ReadOnlySpan<float> Sum { get; } = sum;

    /// <summary>All of it, added up.</summary>
    public ReadOnlySpan<float> Whole()
    {
        Crew?.Sum();
        return Sum;
    }
}
