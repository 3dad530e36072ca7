using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LossGen.Storage;

namespace LossGen.Files;

/// <summary>Writes weights and biases as a safetensors file. The same model gives the same bytes everywhere.</summary>
internal static class SafetensorsWriter
{
    private const int ChunkLength = 16 * 1024;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="header">What <see cref="Header"/> returned for the model.</param>
    /// <param name="parameters">Weights, then biases.</param>
    public static void Write(Stream stream, byte[] header, ReadOnlySpan<float> parameters)
    {
        stream.Write(header);
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(parameters));
            return;
        }

        var chunk = new byte[ChunkLength];
        for (; !parameters.IsEmpty; parameters = parameters[Math.Min(parameters.Length, ChunkLength / sizeof(float))..])
        {
            int count = Math.Min(parameters.Length, ChunkLength / sizeof(float));
            for (int i = 0; i < count; i++) BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(i * sizeof(float)), parameters[i]);
            stream.Write(chunk, 0, count * sizeof(float));
        }
    }

    /// <summary>The length of the header, the header, and spaces up to a multiple of eight bytes, where the data begins.</summary>
    /// <exception cref="InvalidDataException">The reader would refuse it, for the reason given.</exception>
    public static byte[] Header(ModelShape model, FeatureScaling? scaling, Bins? bins, TrainingResult? training)
    {
        byte[] header = SafetensorsHeaderWriter.Of(Metadata(model, scaling, bins, training), model.Layout.Blocks.Select(Tensor));
        RequireReadable(header, model);
        return header;
    }

    /// <summary>The reader itself checks it, so that nothing is saved that could not be loaded.</summary>
    private static void RequireReadable(ReadOnlySpan<byte> header, ModelShape model)
    {
        int length = SafetensorsHeader.LengthOf(header[..SafetensorsHeader.PrefixLength], header.Length);
        FileLayout.Of(HeaderJson.Read(header.Slice(SafetensorsHeader.PrefixLength, length)), HeaderJson.ReadNames, model.IsTable).CheckFits(model);
    }

    private static IEnumerable<(string Key, string Value)> Metadata(ModelShape model, FeatureScaling? scaling, Bins? bins, TrainingResult? training)
    {
        yield return (FileFacts.FormatKey, Text(FileFacts.FormatVersion));
        yield return (FileFacts.TaskKey, model.Task);
        if (model.Activation.Length > 0) yield return (FileFacts.ActivationKey, model.Activation);
        if (model.Layout.Context > 0)
        {
            yield return (FileFacts.InputKey, FileFacts.TokenInput);
            yield return (FileFacts.ContextKey, Text(model.Layout.Context));
        }
        else if (model.Layout.HasTable)
        {
            yield return (FileFacts.InputKey, FileFacts.SparseInput);
        }

        yield return (FileFacts.FeaturesKey, Text(model.Features));
        yield return (FileFacts.ClassesKey, Text(model.Classes));
        if (model.FeatureNames.Count > 0) yield return (FileFacts.FeatureNamesKey, Names(model.FeatureNames));
        if (model.RowEncoding.Count > 0) yield return (FileFacts.RowEncodingKey, Names(model.RowEncoding));
        if (model.ClassNames.Count > 0) yield return (FileFacts.ClassNamesKey, Names(model.ClassNames));
        if (scaling is not null)
        {
            yield return (FileFacts.FeatureMeansKey, NumberList.Text(scaling.Means));
            yield return (FileFacts.FeatureScalesKey, NumberList.Text(scaling.Scales));
        }

        if (bins is not null)
        {
            yield return (FileBins.EdgesKey, NumberList.Text(bins.Edges.ToArray()));
            yield return (FileBins.CentresKey, NumberList.Text(bins.Centres.ToArray()));
            yield return (FileBins.SmoothingKey, bins.Smoothing.ToString("R", CultureInfo.InvariantCulture));
        }

        if (training is null) yield break;
        yield return (FileFacts.EpochsKey, Text(training.Epochs));
        yield return (FileFacts.LossKey, training.Loss.ToString("R", CultureInfo.InvariantCulture));
        yield return (FileFacts.StopReasonKey, training.StopReason.ToString());
        if (training.BestEpoch == 0) yield break;
        yield return (FileFacts.BestEpochKey, Text(training.BestEpoch));
        yield return (FileFacts.ValidationLossKey, training.ValidationLoss.ToString("R", CultureInfo.InvariantCulture));
    }

    private static TensorEntry Tensor(ParameterBlock block) => new(
        block.Name, "F32", block.IsVector ? [block.Rows] : [block.Rows, block.Columns], (long)block.Offset * sizeof(float), (long)block.End * sizeof(float));

    private static string Names(IReadOnlyList<string> names)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, SafetensorsHeaderWriter.Options))
        {
            json.WriteStartArray();
            foreach (string name in names) json.WriteStringValue(name);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
