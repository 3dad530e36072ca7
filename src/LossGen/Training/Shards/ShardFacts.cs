using static System.FormattableString;

namespace LossGen.Training;

/// <summary>What is known of a shard once it has been read.</summary>
/// <param name="IsForValidation">Whether it is scored and not trained on.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Window">The consecutive rows that are shuffled among themselves; 0: all of them.</param>
/// <param name="Weight">The sum of what divides their losses.</param>
/// <param name="IsPositive">Whether some row, its class or one of its targets has a weight above 0.</param>
/// <param name="Fingerprint">What tells its rows from others.</param>
internal sealed record ShardFacts(bool IsForValidation, int Rows, int Window, double Weight, bool IsPositive, string Fingerprint)
{
    /// <summary>The range of the numbers that its rows have; null where they have labels, targets or tokens.</summary>
    public ShardValues? Values { get; init; }

    /// <summary>The rows that are trained on.</summary>
    public int TrainedRows => IsForValidation ? 0 : Rows;

    /// <summary>The rows in words, and what else of them is not as in others.</summary>
    public string ToString(ShardFacts besides)
    {
        var text = new System.Text.StringBuilder(Fingerprint);
        if (Window != 0) text.Append(Invariant($" in windows of {Window}"));
        if (Weight != besides.Weight) text.Append(Invariant($", of weight {Weight:R}"));
        if (IsForValidation != besides.IsForValidation) text.Append(IsForValidation ? ", for validation" : ", to train on");
        return text.ToString();
    }

    public static ShardFacts Read(ref MessageReader reader) => new(reader.Flag(), reader.Int(), reader.Int(), reader.Double(), reader.Flag(), reader.Text())
    {
        Values = reader.Flag() ? new ShardValues((float)reader.Double(), (float)reader.Double()) : null,
    };

    public void Write(MessageWriter writer)
    {
        writer.Flag(IsForValidation);
        writer.Int(Rows);
        writer.Int(Window);
        writer.Double(Weight);
        writer.Flag(IsPositive);
        writer.Text(Fingerprint);
        writer.Flag(Values is not null);
        if (Values is null) return;
        writer.Double(Values.Minimum);
        writer.Double(Values.Maximum);
    }
}

/// <summary>The range of the numbers of a shard.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
internal sealed record ShardValues(float Minimum, float Maximum);
