namespace LossGen;

public static partial class StableMath
{
    private static void CheckDestination<T>(ReadOnlySpan<T> logits, Span<T> destination)
    {
        CheckLength(nameof(destination), destination.Length, logits.Length, nameof(logits));
        if (logits.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                $"The destination overlaps the logits, {Math.Abs(offset)} elements apart; it needs to be the same memory or none of it.",
                nameof(destination));
        }
    }

    private static void CheckLength(string name, int length, int needed, string other)
    {
        if (length == needed) return;
        throw new ArgumentException($"The length of {name} is {length}; it needs to be {needed}, as that of {other}.", name);
    }
}
