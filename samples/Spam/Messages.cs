namespace Spam;

/// <summary>A short message, and whether its reader wanted it.</summary>
internal readonly record struct Message(bool IsSpam, string Text)
{
    /// <summary>Reads lines "spam" or "ham", a tab, the text.</summary>
    /// <exception cref="InvalidDataException">A line is not of this form.</exception>
    public static List<Message> Read(string path)
    {
        var messages = new List<Message>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Split('\t', 2) is not [("spam" or "ham") and var label, var text])
                throw new InvalidDataException($"Line {number} of '{path}' does not begin with 'spam' or 'ham' and a tab.");
            messages.Add(new(label == "spam", text));
        }

        return messages;
    }
}
