namespace Spam;

/// <summary>Judges what the user types, line by line, and learns where that was wrong.</summary>
internal static class Conversation
{
    public static void Run(SpamFilter filter, TextReader input, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Type a message; then, if that was wrong, 'spam' or 'ham'. An empty line ends.");
        string? last = null;
        while (input.ReadLine() is { Length: > 0 } line)
        {
            if (line is "spam" or "ham")
            {
                if (last is null) continue;
                filter.Correct(last, isSpam: line == "spam");
            }
            else
            {
                last = line;
            }

            output.WriteLine($"   {filter.Probability(last):F2}");
        }
    }
}
