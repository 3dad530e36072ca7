namespace LossGen.Generators.Planning;

/// <summary>Cuts memory into pieces, each of which begins at a line of the cache.</summary>
internal sealed class ScratchCutter
{
    /// <summary>What has been cut so far.</summary>
    public int Length { get; private set; }

    /// <summary>Where the next piece begins.</summary>
    public int Cut(int length)
    {
        int start = Length;
        Length = checked(start + ((length + Budget.CacheLine - 1) / Budget.CacheLine * Budget.CacheLine));
        return start;
    }
}
