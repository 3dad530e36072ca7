using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>The sample for NativeAOT, published from the package: no warning, a small file, and the same bits as the managed program.</summary>
[Collection(PackedLossGen.Name)]
public sealed partial class NativeAotTests(PackedLossGen package)
{
    /// <summary>The sample has 2.5 MB; an assembly that is dragged in whole would add megabytes.</summary>
    private const long MostBytes = 3_000_000;

    private static readonly Lazy<SampleRun> Managed = new(() => SampleRun.Of("NativeAot"));

    [Fact]
    public void The_managed_program_trains_and_says_so()
    {
        Assert.Equal("", Managed.Value.Error);
        Assert.Equal(0, Managed.Value.ExitCode);
        Assert.StartsWith("EpochsCompleted after 200 epochs, loss 0.", Managed.Value.Output, StringComparison.Ordinal);
        Match right = Right().Match(Managed.Value.Output);
        Assert.InRange(double.Parse(right.Groups["percent"].Value, CultureInfo.InvariantCulture), 95, 100);
    }

    /// <summary>Without a named set the program makes do with vectors of 128 bits, which the package's targets point out.</summary>
    [NativeTheory]
    [InlineData("")]
    [InlineData("native")]
    public void The_native_program_prints_what_the_managed_one_prints(string instructionSet)
    {
        (string program, string output) = Publish("aot" + instructionSet, "-p:CppCompilerAndLinker=gcc", $"-p:IlcInstructionSet={instructionSet}");

        Assert.Equal(instructionSet.Length == 0, output.Contains("LossGen: models compute", StringComparison.Ordinal));
        Assert.InRange(new FileInfo(program).Length, 1, MostBytes);
        PrintsTheSame(program);
    }

    /// <summary>With the just-in-time compiler, and no more of the framework than the program needs.</summary>
    [NativeFact]
    public void The_trimmed_program_prints_what_the_managed_one_prints() =>
        PrintsTheSame(Publish("trimmed", "--self-contained", "-p:PublishAot=false", "-p:PublishTrimmed=true").Program);

    private (string Program, string Output) Publish(string name, params string[] arguments)
    {
        string destination = Path.Combine(package.Folder, name);
        SampleRun run = package.RunOnPackages("publish", "samples/NativeAot", ["-r", "linux-x64", "-o", destination, .. arguments]);

        // Warnings of the trimmer and of the native compiler are not errors in every version of the SDK, so they are looked for.
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.DoesNotContain("warning", run.Output, StringComparison.OrdinalIgnoreCase);
        return (Path.Combine(destination, "NativeAot"), run.Output);
    }

    private static void PrintsTheSame(string program)
    {
        SampleRun run = SampleRun.OfNative(program);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Managed.Value.Output, run.Output);
    }

    [GeneratedRegex("(?<percent>[0-9.]+) % of the flowers")]
    private static partial Regex Right();
}

/// <summary>A test that publishes for 64-bit Linux with gcc as linker. Where <c>LOSSGEN_REQUIRE_PROGRAMS</c> is 1 it fails instead of being skipped.</summary>
internal sealed class NativeFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(Find);

    public NativeFactAttribute() => Skip = ReasonToSkip;

    public static string? ReasonToSkip => Reason.Value;

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return "The program is published for 64-bit Linux on x86 only.";
        if (Environment.GetEnvironmentVariable("LOSSGEN_REQUIRE_PROGRAMS") == "1") return null;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(static folder => File.Exists(Path.Combine(folder, "gcc"))) ? null : "gcc is not installed (apt-get install gcc libc6-dev).";
    }
}

/// <inheritdoc cref="NativeFactAttribute"/>
internal sealed class NativeTheoryAttribute : TheoryAttribute
{
    public NativeTheoryAttribute() => Skip = NativeFactAttribute.ReasonToSkip;
}
