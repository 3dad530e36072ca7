namespace LossGen.Validation;

/// <summary>What a message says of an exception.</summary>
internal static class FaultText
{
    /// <summary>Its message; its type, where that is empty. A parameter's name is left out: it is that of a call which the reader has not made.</summary>
    public static string Of(Exception fault)
    {
        string text = fault.Message;
        int end = fault is ArgumentException { ParamName: { Length: > 0 } name } ? text.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        if (end >= 0) text = text[..end];
        return string.IsNullOrWhiteSpace(text) ? fault.GetType().Name : text;
    }

    /// <summary>The same for where the exception itself does not get: its type and its message.</summary>
    /// <remarks>Without the type of those two that say of what was given, in whole sentences, what is wrong with it: the checks of the library throw them.</remarks>
    public static string WithType(Exception fault)
    {
        string text = Of(fault), type = fault.GetType().Name;
        return text == type || fault.GetType() == typeof(ArgumentException) || fault is InvalidDataException ? text : $"{type}: {text}";
    }
}
