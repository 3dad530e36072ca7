namespace LossGen.Generators.Emission;

/// <summary>Writes the documentation comment of a generated member.</summary>
internal sealed class Documentation(CodeWriter code)
{
    private readonly List<string> _exceptions = [];

    /// <summary>Escapes the characters that have a meaning in XML.</summary>
    public static string Text(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    public Documentation Summary(string text) => Tag("summary", text);

    public Documentation Remarks(string text) => Tag("remarks", text);

    public Documentation Param(string name, string text)
    {
        code.Line($"/// <param name=\"{name}\">{text}</param>");
        return this;
    }

    public Documentation Exception(string type, string when)
    {
        _exceptions.Add($"/// <exception cref=\"global::System.{type}\">{when}</exception>");
        return this;
    }

    public Documentation LengthError() => Exception("ArgumentException", "A length does not fit the model or the number of rows.");

    public Documentation InputErrors(string truth) => LengthError()
        .Exception("ArgumentOutOfRangeException", $"One of the {truth} or an option is out of its range; the message names it.");

    /// <summary>What a member refuses of a row of the user's type.</summary>
    public Documentation RowErrors() => Exception("ArgumentException", "The row is null, or a feature is NaN or infinite; the message names it.").ValueErrors();

    /// <summary>What a member that learns from several of them, or measures, refuses.</summary>
    public Documentation RowsErrors() =>
        Exception("ArgumentException", "There are no rows, one is null, or a feature is NaN or infinite; the message names it.").ValueErrors();

    /// <summary>Values that an enum does not define.</summary>
    public Documentation ValueErrors() => Exception(
        "ArgumentOutOfRangeException", "A member that is an enum has a value its type does not define, or the label is not a class; the message names it.");

    public Documentation Busy() => Exception("InvalidOperationException", "Another call is training or otherwise changing the model.");

    public Documentation NoStep() => Exception(
        "InvalidOperationException",
        "The loss or a parameter would not be finite, or another call is training or otherwise changing the model. The model is unchanged.");

    /// <summary>Takes everything else from the interface member that the member implements: an IDE shows it as if it stood here.</summary>
    public void Inherit() => code.Line("/// <inheritdoc/>");

    public void End()
    {
        foreach (string line in _exceptions) code.Line(line);
    }

    private Documentation Tag(string tag, string text)
    {
        code.Line($"/// <{tag}>{text}</{tag}>");
        return this;
    }
}
