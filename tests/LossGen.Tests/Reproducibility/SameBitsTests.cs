using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Reproducibility;

/// <summary>
/// Training, reading and updating give the same bits whatever instructions the runtime may use, and however it compiles; without fused multiply-adds
/// they are others, and the same ones too.
/// </summary>
/// <remarks>
/// Each case is a process of its own, since the runtime reads these settings when it starts. What a setting can show depends on the machine:
/// without AVX-512 forbidding it changes nothing, and on Arm64 only the settings that are not of x86 do. So a case says which
/// instructions must be absent under it, and it is checked that they are, and that the comparison has them where the processor does.
/// </remarks>
[Trait("Category", "Slow")]
public class SameBitsTests
{
    private const string NoVectorInstructions = "DOTNET_EnableHWIntrinsic";

    private const string TieredCompilation = "DOTNET_TieredCompilation";

    private static readonly Lazy<string[]> Comparison = new(() => ChildProcess.Run("bits"));

    // The plainest of all: neither vectors nor fused multiply-adds.
    private static readonly Lazy<string[]> Unfused = new(() => ChildProcess.Run("bits", (NoVectorInstructions, "0")));

    private static bool TiersHere => !AppContext.TryGetSwitch("System.Runtime.TieredCompilation", out bool tiers) || tiers;

    private static bool IsX86 => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    /// <summary>A setting, its value, and what must be absent under it.</summary>
    public static TheoryData<string, string, string[]> Settings()
    {
        var settings = new TheoryData<string, string, string[]>
        {
            { NoVectorInstructions, "0", ["Vector256", "Vector512", "Avx", "Avx2", "Fma", "Avx512F", "AdvSimd"] },

            // Optimised from the first call on instead of when a method has proved busy, or the other way round where these tests run so already.
            { TieredCompilation, TiersHere ? "0" : "1", [] },
        };
        if (!IsX86) return settings;

#if NET10_0_OR_GREATER
        settings.Add("DOTNET_EnableAVX512", "0", ["Vector512", "Avx512F"]);

        // The runtime takes AVX2 and FMA for one level: without the former it uses neither.
        settings.Add("DOTNET_EnableAVX2", "0", ["Vector256", "Vector512", "Avx2", "Fma", "Avx512F"]);
#else
        settings.Add("DOTNET_EnableAVX512F", "0", ["Vector512", "Avx512F"]);
        settings.Add("DOTNET_EnableAVX2", "0", ["Vector256", "Vector512", "Avx2", "Avx512F"]);
        settings.Add("DOTNET_EnableFMA", "0", ["Fma"]);
#endif
        settings.Add("DOTNET_EnableAVX", "0", ["Vector256", "Vector512", "Avx", "Avx2", "Fma", "Avx512F"]);

        // 256-bit arithmetic as two halves of 128, with fused multiply-adds all the same.
        settings.Add("DOTNET_PreferredVectorBitWidth", "128", ["Vector256", "Vector512"]);
        return settings;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_bits_do_not_depend_on_the_instructions_that_may_be_used(string setting, string value, string[] absent)
    {
        string[] lines = ChildProcess.Run("bits", (setting, value));

        Assert.All(absent, name => Assert.Contains($"{name}=False", lines[0].Split(' ')));
        if (setting == TieredCompilation) Assert.EndsWith($"{TieredCompilation}={value}", lines[0]);
        Assert.Equal((absent.Contains("Fma") ? Unfused : Comparison).Value[1..], lines[1..]);
    }

    [Fact]
    public void The_two_families_differ_where_products_are_added()
    {
        // Where they did not, one of them would not be tested. These four have no products that are added.
        IEnumerable<string> shared = Unfused.Value[1..].Intersect(Comparison.Value[1..]).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]);
        Assert.Equal(["Relu", "LeakyRelu", "dropout", "initial values"], shared);
    }

    [Fact]
    public void The_comparison_uses_what_the_processor_has_and_sees_differences()
    {
        string[] lines = Comparison.Value;
        Assert.Contains($"Runtime={Environment.Version.Major}", lines[0].Split(' '));
        if (IsX86 && Fma.IsSupported) Assert.Contains("Fma=True", lines[0].Split(' '));

        // Every result is another, so a hash of nothing, or of the wrong thing, would be noticed.
        string[] hashes = [.. lines[1..].Select(line => line[^16..])];
        Assert.Equal((10 * 8) + NetworkBits.Lines + ActivationBits.Lines + RobustBits.Lines, hashes.Length);
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

#if NET10_0_OR_GREATER
    [FactForBothRuntimes]
    public void The_older_runtime_gives_the_same_bits()
    {
        string configuration = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, ".."));
        string[] twins = [.. Directory.GetFiles(configuration, "LossGen.Tests.dll", SearchOption.AllDirectories).Where(path => path.Contains("net8.0"))];
        Assert.NotEmpty(twins);
        foreach (string twin in twins)
        {
            string[] lines = ChildProcess.Run(twin, "bits", [(TieredCompilation, "1")]);
            Assert.Contains("Runtime=8", lines[0].Split(' '));
            Assert.Equal(Comparison.Value[1..], lines[1..]);
        }
    }
#endif

    [Fact]
    public void An_epoch_on_two_threads_allocates_nothing_on_either()
    {
        // In a process of its own, where no other test allocates: the count is that of all threads.
        string[] lines = ChildProcess.Run("allocation")[1..];
        Assert.Equal(TestOptimizers.Names.Count(), lines.Length);
        Assert.All(lines, line => Assert.Contains(": 0 bytes in the least of", line));
    }
}

/// <summary>A test that needs this assembly built for both frameworks.</summary>
internal sealed class FactForBothRuntimesAttribute : FactAttribute
{
    // The twin is built with the solution, but not when one framework alone is, and an old one may be left over.
    public FactForBothRuntimesAttribute() => Skip = Environment.GetEnvironmentVariable("LOSSGEN_COMPARE_RUNTIMES") == "1"
        ? null
        : "LOSSGEN_COMPARE_RUNTIMES is not 1, which says that both frameworks have just been built.";
}
