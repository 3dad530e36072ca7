namespace LossGen.Tests;

internal static class Allocation
{
    /// <summary>Bytes that the action allocates on this thread once it has run before.</summary>
    public static long Of(Action action)
    {
        // The first runs may allocate: statics and the like, and the runtime itself when it promotes a method to a higher tier.
        for (int i = 0; i < 3; i++) action();

        // A collection that another test causes meanwhile counts what is left of this thread's allocation buffer, up to 8 KiB, as
        // allocated, and may empty the pool that scratch memory comes from. An action that allocates does so in every attempt.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
