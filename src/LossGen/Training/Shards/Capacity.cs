namespace LossGen.Training;

/// <summary>Room in arrays that are used again.</summary>
internal static class Capacity
{
    /// <summary>Makes room.</summary>
    /// <param name="items">The array.</param>
    /// <param name="used">How many of its items are in use, and stay.</param>
    /// <param name="needed">How many are needed.</param>
    /// <param name="most">How many will ever be needed at most, where that is known.</param>
    /// <exception cref="InvalidDataException">No array can hold them.</exception>
    public static void Ensure<T>(ref T[] items, int used, long needed, long most = long.MaxValue)
    {
        if (needed <= items.Length) return;
        if (needed > Array.MaxLength)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"it has {needed} numbers in memory at once, and no array can hold more than {Array.MaxLength}; expected fewer RowsInMemory, or more and smaller shards."));
        }

        // What was filled exactly would be made anew for a slightly larger step.
        long length = Math.Max(Math.Min(2L * items.Length, Math.Min(most, Array.MaxLength)), needed);
        T[] larger = GC.AllocateUninitializedArray<T>((int)length);
        items.AsSpan(0, used).CopyTo(larger);
        items = larger;
    }
}
