using LossGen.Testing;

namespace Microsoft.CodeAnalysis.Testing;

public static class IVerifierExtensions
{
    /// <summary>Fails with the lines that differ, the expected ones marked '-' and the actual ones '+'.</summary>
    public static void EqualOrDiff(this IVerifier verifier, string expected, string actual, string? message = null)
    {
        if (expected == actual) return;
        verifier.Fail($"{message ?? "The texts differ."}{Environment.NewLine}{LineDiff.Between(expected, actual)}");
    }
}
