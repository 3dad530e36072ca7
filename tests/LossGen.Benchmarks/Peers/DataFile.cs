using System.Runtime.InteropServices;

namespace LossGen.Benchmarks.Peers;

/// <summary>
/// Hands a data set to other programs: the rows as float, then the labels as 32-bit integers, then the parameters that training starts from, as they lie
/// in memory.
/// </summary>
internal static class DataFile
{
    public static void Write(string path, DataSet data, ReadOnlySpan<float> start)
    {
        using FileStream file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes(data.Rows.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(data.Labels.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(start));
    }
}
