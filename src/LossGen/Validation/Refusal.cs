namespace LossGen.Validation;

/// <summary>Exceptions about a part of what a caller gave, from those that its checks threw.</summary>
internal static class Refusal
{
    /// <summary>The same fault under a parameter that the caller knows, with a text that says of which part it is.</summary>
    /// <param name="part">What the message begins with.</param>
    /// <param name="reason">What the checks of the part threw; their parameter's name is left out, which the caller does not know.</param>
    /// <param name="parameter">The caller's parameter; null where the part came by none.</param>
    public static ArgumentException Of(string part, ArgumentException reason, string? parameter)
    {
        string text = $"{part}: {FaultText.Of(reason)}";
        return reason is ArgumentOutOfRangeException outOfRange && parameter is not null
            ? new ArgumentOutOfRangeException(parameter, outOfRange.ActualValue, text)
            : new ArgumentException(text, parameter, reason);
    }
}
