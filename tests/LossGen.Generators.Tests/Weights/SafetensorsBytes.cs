using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace LossGen.Generators.Tests.Weights;

/// <summary>Safetensors files put together by hand, sound and damaged, apart from the code that is tested.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A sound file: weight [logits, features] and bias [logits] of float32.</summary>
    public static byte[] Of(int features, int classes, string task = "", string metadata = "", float[]? parameters = null)
    {
        int logits = task == "Binary" || (task.Length == 0 && classes == 2) ? 1 : classes;
        parameters ??= Parameters(logits * (features + 1), seed: 1);
        int weights = logits * features * sizeof(float), all = parameters.Length * sizeof(float);
        string strings = metadata.Length == 0 ? "" : "\"__metadata__\":{" + metadata + "},";
        string header = "{" + strings
            + Tensor("weight", $"[{logits},{features}]", 0, weights) + ","
            + Tensor("bias", $"[{logits}]", weights, all) + "}";
        return Of(header, MemoryMarshal.AsBytes(parameters.AsSpan()));
    }

    /// <summary>One entry of a header.</summary>
    public static string Tensor(string name, string shape, int begin, int end, string type = "F32") => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{begin},{end}]}}");

    /// <summary>A header as it is given, and data.</summary>
    public static byte[] Of(string header, ReadOnlySpan<byte> data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        data.CopyTo(bytes.AsSpan(8 + text.Length));
        return bytes;
    }

    /// <summary>Numbers of every magnitude, among them the smallest, both zeros and the largest.</summary>
    public static float[] Parameters(int count, int seed)
    {
        float[] special = [0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, -float.MaxValue, 1f, 0.1f, 1.17549421E-38f];
        var random = new Random(seed);
        var parameters = new float[count];
        for (int i = 0; i < count; i++)
        {
            float any = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            parameters[i] = i < special.Length ? special[i] : float.IsFinite(any) ? any : i;
        }

        return parameters;
    }
}

/// <summary>A folder of its own for the files of one test.</summary>
internal sealed class WeightsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-weights-");

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
