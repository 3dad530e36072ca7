namespace LossGen.Benchmarks.Machine;

/// <summary>
/// What one core can do at most (Williams, Waterman and Patterson 2009, "Roofline", CACM 52(4)): the best of several measurements spread
/// over the run, since a limit is what is never exceeded.
/// </summary>
internal sealed class Roofline
{
    private readonly ReadBandwidth _bandwidth = new();

    /// <summary>Floating-point operations a second with 256-bit vectors.</summary>
    public double Flops256 { get; private set; }

    /// <summary>Floating-point operations a second with 512-bit vectors; null where there are none.</summary>
    public double? Flops512 { get; private set; }

    /// <summary>Bytes a second.</summary>
    public double Bandwidth { get; private set; }

    public double Flops => Math.Max(Flops256, Flops512 ?? 0);

    public void Measure()
    {
        const int Repetitions = 3;
        for (int i = 0; i < Repetitions; i++)
        {
            Flops256 = Math.Max(Flops256, FmaPeak.Measure256());
            if (FmaPeak.Has512) Flops512 = Math.Max(Flops512 ?? 0, FmaPeak.Measure512());
            Bandwidth = Math.Max(Bandwidth, _bandwidth.Measure());
        }
    }

    /// <summary>The least seconds of an epoch: of its arithmetic, or of reading its rows once, whichever is more.</summary>
    public double SecondsPerEpoch(Shape shape) => Math.Max(shape.Flops / Flops, shape.RowBytes / Bandwidth);
}
