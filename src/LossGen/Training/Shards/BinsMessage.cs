namespace LossGen.Training;

/// <summary>Bins in a message: to the bit.</summary>
internal static class BinsMessage
{
    public static void Write(MessageWriter writer, Bins? bins)
    {
        writer.Int(bins?.Count ?? 0);
        if (bins is null) return;
        writer.Doubles(bins.Edges);
        writer.Doubles(bins.Centres);
        writer.Double(bins.Smoothing);
    }

    public static Bins? Read(ref MessageReader reader) =>
        reader.Count() is > 0 and var count ? Bins.Restored(reader.Doubles(count + 1).ToArray(), reader.Doubles(count).ToArray(), reader.Double()) : null;
}
