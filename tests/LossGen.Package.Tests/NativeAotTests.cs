using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using LossGen.Generators.Tests;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>The sample for NativeAOT, published from the package: no warning, a small file, and the same bits as the managed program.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed partial class NativeAotTests(PackedLossGen package)
{
    /// <summary>The sample has 2.4 MB; an assembly that is dragged in whole would add megabytes.</summary>
    private const long MostBytes = 3_000_000;

    private static readonly Lazy<SampleRun> Managed = new(() => SampleRun.Of("NativeAot"));

    /// <summary>On a processor without AVX2 and fused multiply-adds, which is what native compilers assume unless told otherwise.</summary>
    private static readonly Lazy<SampleRun> Unfused = new(() => SampleRun.Of("NativeAot", UnfusedSettings, []));

    /// <summary>The settings of such a processor.</summary>
    internal static (string Name, string Value)[] UnfusedSettings => [("DOTNET_EnableAVX2", "0")];

    [Fact]
    public void The_managed_program_trains_and_says_so()
    {
        Assert.Equal("", Managed.Value.Error);
        Assert.Equal(0, Managed.Value.ExitCode);
        Assert.StartsWith("EpochsCompleted after 200 epochs, loss 0.", Managed.Value.Output, StringComparison.Ordinal);
        Match right = Right().Match(Managed.Value.Output);
        Assert.InRange(double.Parse(right.Groups["percent"].Value, CultureInfo.InvariantCulture), 95, 100);
    }

    [NativeFact]
    public void The_native_program_prints_what_the_managed_one_prints()
    {
        (string program, string output) = Publish("aot-native", "-p:CppCompilerAndLinker=gcc", "-p:IlcInstructionSet=native");

        Assert.DoesNotMatch(Advice(), output);
        Assert.InRange(new FileInfo(program).Length, 1, MostBytes);
        PrintsTheSame(program, Managed);
        Assert.NotEqual(Managed.Value.Output, Unfused.Value.Output);
    }

    /// <summary>
    /// Without a named set the kernels run in vectors of 128 bits, without fused multiply-adds, which the package's targets point out. Native compilers
    /// differ in the names that they know, so what the message advises is done, for the first and the last framework that the package serves.
    /// </summary>
    [NativeTheory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Publishing_without_a_set_advises_one_that_the_native_compiler_knows(string framework)
    {
        ConsumerProject consumer = SampleFor(framework, "advised-" + framework);
        string[] publish = ["publish", "-c", "Release", "-r", "linux-x64", "-nologo", "-p:CppCompilerAndLinker=gcc", "-p:UseSharedCompilation=false"];

        string output = PackedLossGen.Run(consumer.Folder, [.. publish, "-o", consumer.PathOf("plain")]);
        string advised = Assert.Single(Advice().Matches(output)).Groups["set"].Value;
        PrintsTheSame(consumer.PathOf("plain/Consumer"), Unfused);

        output = PackedLossGen.Run(consumer.Folder, [.. publish, $"-p:IlcInstructionSet={advised}", "-o", consumer.PathOf("advised")]);
        Assert.DoesNotMatch(Advice(), output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        PrintsTheSame(consumer.PathOf("advised/Consumer"), Managed);
    }

    /// <summary>Arm has one set of vectors, so there is nothing to advise.</summary>
    [Theory]
    [InlineData("linux-x64", "", true)]
    [InlineData("linux-musl-x64", "", true)]
    [InlineData("win-x64", "", true)]
    [InlineData("linux-x64", "native", false)]
    [InlineData("linux-arm64", "", false)]
    [InlineData("win-arm64", "", false)]
    [InlineData("osx-arm64", "", false)]
    public void Only_x86_without_a_set_is_advised(string system, string instructionSet, bool isAdvised)
    {
        ConsumerProject consumer = SampleFor("net10.0", $"system-{system}-{instructionSet}");
        PackedLossGen.Run(consumer.Folder, "restore");
        string output = PackedLossGen.Run(
            consumer.Folder, "msbuild", "-nologo", "-t:LossGenSuggestInstructionSet", $"-p:RuntimeIdentifier={system}", $"-p:IlcInstructionSet={instructionSet}");

        Assert.Equal(isAdvised, Advice().IsMatch(output));
    }

    /// <summary>With the just-in-time compiler, and no more of the framework than the program needs.</summary>
    [NativeFact]
    public void The_trimmed_program_prints_what_the_managed_one_prints() =>
        PrintsTheSame(Publish("trimmed", "--self-contained", "-p:PublishAot=false", "-p:PublishTrimmed=true").Program, Managed);

    private (string Program, string Output) Publish(string name, params string[] arguments)
    {
        string destination = Path.Combine(package.Folder, name);
        SampleRun run = package.RunOnPackages("publish", "samples/NativeAot", ["-r", "linux-x64", "-o", destination, .. arguments]);

        // Warnings of the trimmer and of the native compiler are not errors in every version of the SDK, so they are looked for.
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.DoesNotContain("warning", run.Output, StringComparison.OrdinalIgnoreCase);
        return (Path.Combine(destination, "NativeAot"), run.Output);
    }

    private static void PrintsTheSame(string program, Lazy<SampleRun> managed)
    {
        SampleRun run = SampleRun.OfNative(program);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(managed.Value.Output, run.Output);
    }

    /// <summary>The sample's program as a project outside the repository.</summary>
    private ConsumerProject SampleFor(string framework, string name)
    {
        string sample = Repository.PathOf("samples/NativeAot"), data = Repository.PathOf("samples/Iris/iris.csv");
        return new ConsumerProject(package, name, "Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <LangVersion>latest</LangVersion>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <PublishAot>true</PublishAot>
                <InvariantGlobalization>true</InvariantGlobalization>
                <UseSystemResourceKeys>true</UseSystemResourceKeys>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="{sample}/*.cs" />
                <EmbeddedResource Include="{data}" LogicalName="iris.csv" />
                <PackageReference Include="LossGen" Version="[{package.Version}]" />
              </ItemGroup>
            </Project>
            """);
    }

    [GeneratedRegex(@"LossGen: models compute up to 3 times faster with <IlcInstructionSet>(?<set>[^<]+)</IlcInstructionSet>")]
    private static partial Regex Advice();

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
