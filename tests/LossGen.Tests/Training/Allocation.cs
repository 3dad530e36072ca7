namespace LossGen.Tests.Training;

internal static class Allocation
{
    /// <summary>Bytes that the action allocates on this thread once it has run before.</summary>
    public static long Of(Action action)
    {
        // The first runs may allocate: statics and the like, and the runtime itself when it promotes a method to a higher tier.
        for (int i = 0; i < 3; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
