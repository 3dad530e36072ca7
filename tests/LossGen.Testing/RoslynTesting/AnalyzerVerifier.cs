using Microsoft.CodeAnalysis.Diagnostics;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>One-line analyzer tests.</summary>
public class AnalyzerVerifier<TAnalyzer, TTest, TVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TTest : AnalyzerTest<TVerifier>, new()
    where TVerifier : IVerifier, new()
{
    /// <summary>An expectation of the analyzer's only rule.</summary>
    public static DiagnosticResult Diagnostic()
    {
        DiagnosticDescriptor? rule = new TTest().GetDefaultDiagnostic([new TAnalyzer()]);
        return rule is not null
            ? Diagnostic(rule)
            : throw new InvalidOperationException($"{typeof(TAnalyzer)} has several rules: name the one that is meant.");
    }

    public static DiagnosticResult Diagnostic(string diagnosticId)
    {
        var analyzer = new TAnalyzer();
        return analyzer.SupportedDiagnostics.FirstOrDefault(rule => rule.Id == diagnosticId) is { } rule
            ? Diagnostic(rule)
            : throw new InvalidOperationException(
                $"{typeof(TAnalyzer)} has no rule {diagnosticId}; it has {string.Join(", ", analyzer.SupportedDiagnostics.Select(static r => r.Id))}.");
    }

    public static DiagnosticResult Diagnostic(DiagnosticDescriptor descriptor) => new(descriptor);

    public static Task VerifyAnalyzerAsync(string source, params DiagnosticResult[] expected)
    {
        var test = new TTest { TestCode = source };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync(CancellationToken.None);
    }
}
