namespace LossGen.Benchmarks.Peers;

/// <summary>The C program twice at the same time, each with its own rows: what two cores of this machine give to work that has nothing to wait for.</summary>
/// <remarks>An epoch of both counts as two, so the figure is what one of them would take.</remarks>
internal sealed class TwoCompiledPeers(CompiledPeer first, CompiledPeer second) : IPeer
{
    public const string Title = "C, gcc, two at once";

    public string Name => Title;

    public double SecondsPerEpoch(int epochs)
    {
        Task<double> beside = Task.Run(() => second.SecondsPerEpoch(epochs));
        double seconds = first.SecondsPerEpoch(epochs);
        return Math.Max(seconds, beside.GetAwaiter().GetResult()) / 2;
    }

    // The one program is compared already.
    public double? LossAfter(int epochs) => null;

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
