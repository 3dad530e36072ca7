using System.Collections.Immutable;
using System.Diagnostics;
using LossGen.Benchmarks.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Benchmarks.Analyzer;

/// <summary>What the numerics rules cost a build, beside the compiler's own work and the rules that every SDK brings: the SDK's compiler says it itself.</summary>
internal static class AnalyzerRun
{
    private const int Files = 300;
    private const int NumericEvery = 15;
    private const int Samples = 3;
    private const string Numerics = "LossGen.Analyzers.NumericsAnalyzer";

    public static int Execute()
    {
        ConsoleReport.Write(new Table(
            $"The numerics rules in a build of {Files} files, a new compiler process each, milliseconds, medians of {Samples}",
            ["files with logarithms", "compiler", "numerics rules", "of the compiler", "slowest SDK rule", "all SDK rules", "warm: compiler", "warm: numerics rules"],
            [Row(NumericEvery), Row(0)]));
        return 0;
    }

    private static string[] Row(int numericEvery)
    {
        string folder = Directory.CreateTempSubdirectory("lossgen-analyzer-").FullName;
        try
        {
            string[] sources = AnalyzedProject.Write(folder, Files, numericEvery);
            double[] compiler = new double[Samples], numerics = new double[Samples], slowest = new double[Samples], all = new double[Samples];
            string name = "-";
            for (int sample = 0; sample < Samples; sample++)
            {
                compiler[sample] = CompilerProcess.Run(folder, sources, References, []).Seconds;
                IReadOnlyDictionary<string, double> times =
                    CompilerProcess.Run(folder, sources, References, [typeof(Analyzers.NumericsAnalyzer).Assembly.Location, .. SdkRules]).Analyzers;
                numerics[sample] = times[Numerics];
                KeyValuePair<string, double>[] others = [.. times.Where(static time => time.Key != Numerics).OrderByDescending(static time => time.Value)];
                slowest[sample] = others[0].Value;
                all[sample] = others.Sum(static time => time.Value);
                name = others[0].Key[(others[0].Key.LastIndexOf('.') + 1)..];
            }

            (double Compiler, double Numerics) warm = Warm(sources);
            double work = Sampling.Median(compiler), own = Sampling.Median(numerics);
            return
            [
                numericEvery == 0 ? "none" : $"{Files / numericEvery}",
                $"{work * 1000:F0}",
                $"{own * 1000:F0}",
                $"{own / work:P1}",
                $"{Sampling.Median(slowest) * 1000:F0} ({name})",
                $"{Sampling.Median(all) * 1000:F0}",
                $"{warm.Compiler * 1000:F0}",
                $"{warm.Numerics * 1000:F0} ({warm.Numerics / warm.Compiler:P1})",
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// The same in a process that has compiled before, as the compiler server and an editor have: the rules are not compiled again for each build.
    /// </summary>
    private static (double Compiler, double Numerics) Warm(string[] sources)
    {
        SyntaxTree[] trees = [.. sources.Select(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path))];
        MetadataReference[] references = [.. References.Select(static path => MetadataReference.CreateFromFile(path))];
        double[] compiler = new double[Samples], numerics = new double[Samples];
        for (int sample = -1; sample < Samples; sample++)
        {
            CSharpCompilation compilation = CSharpCompilation.Create("User", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, concurrentBuild: false));
            long start = Stopwatch.GetTimestamp();
            compilation.GetDiagnostics();
            compilation.Emit(Stream.Null);
            double compiling = Stopwatch.GetElapsedTime(start).TotalSeconds;

            var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
            ImmutableArray<DiagnosticAnalyzer> rules = [new Analyzers.NumericsAnalyzer()];
            AnalysisResult result = compilation.Clone().WithAnalyzers(rules, options).GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
            if (sample < 0) continue; // The first round also compiles the compiler.
            compiler[sample] = compiling;
            numerics[sample] = result.AnalyzerTelemetryInfo[rules[0]].ExecutionTime.TotalSeconds;
        }

        return (Sampling.Median(compiler), Sampling.Median(numerics));
    }

    private static IEnumerable<string> SdkRules => new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
        .Select(static file => Path.Combine(CompilerProcess.SdkFolder, "Sdks", "Microsoft.NET.Sdk", "analyzers", file));

    /// <summary>The framework and the runtime library; this program's packages are none of the user's.</summary>
    private static IEnumerable<string> References
    {
        get
        {
            string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
            return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetDirectoryName(path) == framework)
                .Append(typeof(CrossEntropyModelAttribute).Assembly.Location);
        }
    }
}
