using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Benchmarks.Machine;

/// <summary>What the figures were measured on.</summary>
internal sealed record MachineDescription(string Processor, string Vectors, string Runtime)
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static MachineDescription Current { get; } = new(ProcessorName(), VectorWidths(), RuntimeInformation.FrameworkDescription);

    private static string ProcessorName()
    {
        IEnumerable<string> lines = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo) : [];
        string? line = lines.FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
        string? name = line?[(line.IndexOf(':') + 1)..].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrEmpty(name) ? RuntimeInformation.ProcessArchitecture.ToString() : name;
    }

    private static string VectorWidths()
    {
        string preferred = Vector512.IsHardwareAccelerated ? "512-bit"
            : Vector256.IsHardwareAccelerated ? "256-bit"
            : Vector128.IsHardwareAccelerated ? "128-bit"
            : "no";

        // On processors that lower their clock for 512-bit vectors the runtime has them and yet does not prefer them.
        string unused = Avx512F.IsSupported && !Vector512.IsHardwareAccelerated ? " preferred, AVX-512 present" : "";
        return $"{preferred} vectors{unused}";
    }
}
