using LossGen.Benchmarks.Machine;

namespace LossGen.Benchmarks.Peers;

/// <summary>One peer on one shape: seconds an epoch, and the loss it came to where that can be compared.</summary>
internal sealed record PeerFigures(string Peer, IReadOnlyList<double> Seconds, double? Loss)
{
    public double Median => Sampling.Median(Seconds);
}

/// <summary>All peers on one shape.</summary>
internal sealed record ShapeFigures(Shape Shape, IReadOnlyList<PeerFigures> Peers)
{
    /// <summary>Float rounding over some hundred steps in whatever order; a skipped row or a wrong rate is far beyond.</summary>
    public const double LossTolerance = 1e-4;

    public PeerFigures Reference => Peers.Single(static peer => peer.Peer == ManagedPeers.Reference);

    /// <summary>The C program; null where it is missing.</summary>
    public PeerFigures? Compiled => Of(CompiledPeer.Loops) ?? Of(CompiledPeer.Products);

    public PeerFigures? Of(string peer) => Peers.SingleOrDefault(figures => figures.Peer == peer);

    /// <summary>How many times as long as LossGen a peer takes.</summary>
    public double Ratio(PeerFigures peer) => peer.Median / Reference.Median;

    /// <summary>Those that came to another loss, and so have not done the same work.</summary>
    public IEnumerable<PeerFigures> Deviating =>
        Peers.Where(peer => peer.Loss is { } loss && !(Math.Abs(loss - Reference.Loss!.Value) <= LossTolerance));
}

/// <summary>Seconds of a call with one row.</summary>
internal sealed record SingleRowFigures(string Model, IReadOnlyList<double> Predict, IReadOnlyList<double> Probabilities, IReadOnlyList<double> Update)
{
    public double PredictMedian => Sampling.Median(Predict);

    public double ProbabilitiesMedian => Sampling.Median(Probabilities);

    public double UpdateMedian => Sampling.Median(Update);
}

/// <summary>All that a run has measured.</summary>
internal sealed record RunFigures(
    MachineDescription Machine,
    Roofline Roofline,
    IReadOnlyList<string> Versions,
    IReadOnlyList<ShapeFigures> Shapes,
    IReadOnlyList<SingleRowFigures> SingleRows)
{
    /// <summary>The peers of any shape: LossGen's own, then the others, in the order in which they were first met.</summary>
    public IEnumerable<string> PeerNames => Shapes
        .SelectMany(static shape => shape.Peers)
        .Select(static peer => peer.Peer)
        .Distinct()
        .OrderBy(static name => name.StartsWith(ManagedPeers.Reference, StringComparison.Ordinal) ? 0 : 1);

    /// <summary>How much of what the machine allows LossGen reaches; 1 at the limit.</summary>
    public double RooflineFraction(ShapeFigures shape) => Roofline.SecondsPerEpoch(shape.Shape) / shape.Reference.Median;
}
