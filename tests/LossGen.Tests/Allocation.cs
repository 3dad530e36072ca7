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
        for (int attempt = 0; attempt < 5 && least != 0; attempt++) least = Math.Min(least, OfOne(action));
        if (least == 0) return 0;

        // The first tier of .NET 8 boxes what later ones do not: 30 calls and a tenth of a second until the compiler begins with those.
        for (int wait = 0; wait < 20 && least != 0; wait++)
        {
            for (int i = 0; i < 30; i++) action();
            Thread.Sleep(100);
            least = Math.Min(least, OfOne(action));
        }

        return least;
    }

    private static long OfOne(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
