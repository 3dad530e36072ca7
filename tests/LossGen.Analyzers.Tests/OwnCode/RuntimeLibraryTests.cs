using System.Collections.Immutable;
using LossGen.Generators.Tests;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Analyzers.Tests.OwnCode;

/// <summary>
/// The runtime library keeps the rules of this package. Its build sees to those that warn; here the rules about accuracy, which only
/// suggest, are held to the same. A formula that has to stand is exempt by a <c>#pragma warning disable</c> with its reason in the source.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RuntimeLibraryTests
{
    private const string Folder = "src/LossGen";

    /// <summary>What the SDK adds to each project with ImplicitUsings.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The symbols by which the sources tell the target frameworks apart.</summary>
    public static TheoryData<string[]> TargetFrameworks => new()
    {
        new[] { "NET", "NET8_0", "NET8_0_OR_GREATER" },
        new[] { "NET", "NET10_0", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER" },
    };

    [Theory]
    [MemberData(nameof(TargetFrameworks))]
    public async Task The_runtime_library_gets_no_report(string[] symbols) =>
        Assert.Empty((await NumericsRun.Analyze(Compile(symbols))).Select(static report => report.ToString()));

    [Theory]
    [MemberData(nameof(TargetFrameworks))]
    public async Task A_probe_in_each_type_of_the_runtime_library_is_reported(string[] symbols)
    {
        (CSharpCompilation compilation, int count) = Probes.AddTo(Compile(symbols));
        ImmutableArray<Diagnostic> reports = await NumericsRun.Analyze(compilation);
        Assert.True(count >= 20);
        Assert.Equal(Enumerable.Repeat(Probes.Rule, count), reports.Select(static report => report.Id));
    }

    private static CSharpCompilation Compile(string[] symbols)
    {
        CSharpParseOptions parse = new CSharpParseOptions(LanguageVersion.Latest).WithPreprocessorSymbols(symbols);
        string root = Repository.PathOf(Folder);
        IEnumerable<SyntaxTree> trees = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), parse, path))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, parse, "Usings.cs"));
        var compilation = CSharpCompilation.Create(
            "LossGen",
            [.. trees],
            FrameworkReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        // The framework's own generator writes the bodies of calls into the C library (CS8795); there is nothing in them for the rules.
        Assert.DoesNotContain(
            compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795");
        return compilation;
    }
}
