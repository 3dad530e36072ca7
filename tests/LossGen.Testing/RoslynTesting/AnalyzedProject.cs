using System.Collections.Immutable;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What the compiler, the generators and the analyzers say of a project. Generation is null where no generator ran.</summary>
internal sealed record AnalyzedProject(Project Project, ImmutableArray<Diagnostic> Diagnostics, GeneratorDriverRunResult? Generation);
