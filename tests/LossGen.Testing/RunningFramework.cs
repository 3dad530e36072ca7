using System.Reflection;
using Microsoft.CodeAnalysis.Testing;

namespace LossGen.Testing;

/// <summary>What code in a test of an analyzer, a fix or a generator compiles against.</summary>
public static class RunningFramework
{
    // Names no package: the testing library would download one when the test runs.
    private static readonly ReferenceAssemblies None = new("net10.0");

    /// <summary>Gives a test the framework that this process runs on, and further assemblies; nothing is downloaded.</summary>
    public static void UseRunningFramework<TVerifier>(this AnalyzerTest<TVerifier> test, params Assembly[] further)
        where TVerifier : IVerifier, new()
    {
        test.ReferenceAssemblies = None;
        test.TestState.AdditionalReferences.AddRange(FrameworkReferences.All);
        test.TestState.AdditionalReferences.AddRange(further.Select(FrameworkReferences.To));
    }
}
