using System.Reflection;
using System.Security;
using Xunit;
using Xunit.Abstractions;

namespace LossGen.Samples.Tests;

/// <summary>The tour as a consumer would have it: a project elsewhere, with the analyzers and fixes as references, formatted and run.</summary>
public sealed class NumericsTourTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("numerics-tour").FullName;

    [Fact]
    public void The_unsafe_formulas_give_wrong_results_on_every_line()
    {
        string[] rows = Rows(SampleRun.Of("NumericsTour"));

        Assert.All(rows, row => Assert.EndsWith("wrong", row));
        Assert.Contains(rows, row => row.Contains("NaN"));
        Assert.Contains(rows, row => row.Contains("Infinity"));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Formatting_writes_the_fixed_formulas_and_every_line_is_right()
    {
        string sample = Repository("samples/NumericsTour");
        foreach (string file in new[] { "Program.cs", ".editorconfig" }) File.Copy(Path.Combine(sample, file), Path.Combine(_folder, file));
        File.Copy(Path.Combine(sample, "Unsafe/Formulas.cs"), Path.Combine(_folder, "Formulas.cs"));
        File.WriteAllText(Path.Combine(_folder, "Tour.csproj"), ConsumerProject());
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), "<Project />"); // nothing above the folder is to have a say

        Run("restore");
        Run("format", "analyzers", "Tour.csproj", "--no-restore", "--severity", "info", "--verbosity", "normal");

        string expected = File.ReadAllText(Path.Combine(sample, "Fixed/Formulas.cs"));
        Assert.Equal(expected.ReplaceLineEndings(), File.ReadAllText(Path.Combine(_folder, "Formulas.cs")).ReplaceLineEndings());

        SampleRun run = Run("run", "--no-restore");
        Assert.All(Rows(run), row => Assert.False(row.EndsWith("wrong"), row));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Rows(SampleRun run)
    {
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        string[] rows = [.. run.Lines.Skip(1).Where(line => line.Length > 0)];
        Assert.Equal(16, rows.Length);
        return rows;
    }

    private SampleRun Run(params string[] arguments)
    {
        SampleRun run = SampleRun.OfDotnet(_folder, arguments);
        output.WriteLine($"dotnet {string.Join(' ', arguments)}\n{run.Output}{run.Error}");
        Assert.True(run.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{run.Output}{run.Error}");
        return run;
    }

    /// <summary>References to files instead of packages: what was built is tested, and nothing has to be downloaded.</summary>
    private static string ConsumerProject()
    {
        string References(string item, params string[] paths) =>
            string.Concat(paths.Select(path => $"    <{item} Include=\"{SecurityElement.Escape(path)}\" />\n"));

        string configuration = typeof(NumericsTourTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string Built(string project) => Repository($"src/{project}/bin/{configuration}/netstandard2.0/{project}.dll");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
            {References("Reference", Beside("LossGen.dll"), Beside("System.Numerics.Tensors.dll"))}{References("Analyzer", Built("LossGen.Analyzers"), Built("LossGen.CodeFixes"))}  </ItemGroup>
            </Project>
            """;
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static string Repository(string relativePath)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LossGen.sln"))) return Path.Combine(folder.FullName, relativePath);
        }

        throw new InvalidOperationException($"LossGen.sln lies in no folder above {AppContext.BaseDirectory}.");
    }
}
