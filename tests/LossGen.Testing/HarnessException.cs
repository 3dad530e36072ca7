namespace LossGen.Testing;

/// <summary>A test of the harness's own kind failed; the message says what was found and what was expected.</summary>
public sealed class HarnessException(string message) : Exception(message);
