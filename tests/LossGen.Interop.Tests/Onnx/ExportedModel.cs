using System.Runtime.InteropServices;
using System.Text.Json;
using LossGen.Onnx;
using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>A model's ONNX file, and what other programs make of it.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lossgen-onnx").FullName;

    private ExportedModel() => FileName = Path.Combine(_folder, "model.onnx");

    public string FileName { get; }

    public static ExportedModel Of<TModel>(TModel model, OnnxExportOptions? options = null)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        var exported = new ExportedModel();
        OnnxExporter.Export(model, exported.FileName, options);
        return exported;
    }

    /// <summary>What the ONNX checker says of the file, after it has agreed with it.</summary>
    public JsonElement Checked() => Json(OtherProgram.Onnx.Run(Script("inspect_model.py"), FileName));

    /// <summary>What ONNX Runtime computes for these rows; no labels for a multi-label model.</summary>
    public (float[] Probabilities, int[]? Labels) Run(ReadOnlySpan<float> rows, int features)
    {
        string input = Path.Combine(_folder, "rows.f32");
        File.WriteAllBytes(input, MemoryMarshal.AsBytes(rows).ToArray());
        JsonElement outputs = Json(OtherProgram.OnnxRuntime.Run(Script("run_model.mjs"), FileName, input, $"{features}"));

        int count = rows.Length / features;
        float[] probabilities = Numbers(outputs.GetProperty("probabilities"), [count, -1], static number => number.GetSingle());
        return (probabilities, outputs.TryGetProperty("label", out JsonElement label) ? Numbers(label, [count], static number => number.GetInt32()) : null);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A tensor's numbers, after a look at its shape; −1 stands for any length.</summary>
    private static T[] Numbers<T>(JsonElement tensor, int[] shape, Func<JsonElement, T> read)
    {
        int[] actual = [.. tensor.GetProperty("dims").EnumerateArray().Select(static length => length.GetInt32())];
        Assert.Equal(shape.Length, actual.Length);
        Assert.All(shape.Zip(actual), static pair => Assert.True(pair.First == -1 || pair.First == pair.Second));
        return [.. tensor.GetProperty("data").EnumerateArray().Select(read)];
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Onnx", name);

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
