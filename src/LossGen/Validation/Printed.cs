using System.Globalization;
using static System.FormattableString;

namespace LossGen.Validation;

/// <summary>Numbers and names as <c>ToString</c> shows them: short, and the same in every culture.</summary>
internal static class Printed
{
    private const int MostItems = 10;

    /// <summary>Four significant digits at most; all digits before the point below 10⁹, so that amounts of money and the like need no exponent.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) is >= 9999.5 and < 1e9 ? "F0" : "G4", CultureInfo.InvariantCulture);

    /// <summary>Four decimals, for the columns of a table; two significant digits of what would round to 0 and is not.</summary>
    public static string Decimals(double value) => value.ToString(Math.Abs(value) is > 0 and < 0.00005 ? "0.0E-00" : "F4", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun.</summary>
    public static string Count(long count, string one, string many) => Invariant($"{count} {(count == 1 ? one : many)}");

    /// <summary>The first names in brackets, with a blank before them; empty if there are none.</summary>
    public static string InBrackets(IEnumerable<string> names)
    {
        string[] shown = [.. names.Take(MostItems + 1)];
        return shown.Length == 0 ? "" : $" ({string.Join(", ", shown.Take(MostItems))}{(shown.Length > MostItems ? ", …" : "")})";
    }

    /// <summary>What a next-token model takes and gives.</summary>
    /// <param name="vocabulary">Different tokens.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="embedding">Numbers of a token's embedding; 0: there are none.</param>
    public static string NextToken(int vocabulary, int context, int embedding) =>
        Invariant($"next token, a vocabulary of {vocabulary}, a context of {Count(context, "token", "tokens")}")
        + (embedding == 0 ? "" : $", an embedding of {Count(embedding, "number", "numbers")}");

    /// <summary>All weights where they are few; else how many, and their range.</summary>
    public static string Weights(ReadOnlySpan<float> weights)
    {
        if (weights.Length <= MostItems)
            return $"[{string.Join(", ", Array.ConvertAll(weights.ToArray(), static weight => Number(weight)))}]";
        (float lowest, float highest) = (weights[0], weights[0]);
        foreach (float weight in weights) (lowest, highest) = (Math.Min(lowest, weight), Math.Max(highest, weight));
        return Invariant($"{weights.Length} from {Number(lowest)} to {Number(highest)}");
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => Invariant($"{time.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } => Invariant($"{time.TotalMilliseconds:0.#} ms"),
        { TotalMinutes: < 1 } => Invariant($"{time.TotalSeconds:0.0#} s"),
        { TotalHours: < 1 } => Invariant($"{time.Minutes} min {time.Seconds:00} s"),
        _ => Invariant($"{(long)time.TotalHours} h {time.Minutes:00} min"),
    };
}
