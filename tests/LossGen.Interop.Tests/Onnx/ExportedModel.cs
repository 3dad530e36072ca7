using System.Text.Json;
using LossGen.Onnx;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>A model's ONNX file, and what other programs make of it.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lossgen-onnx").FullName;

    private ExportedModel() => FileName = Path.Combine(_folder, "model.onnx");

    public string FileName { get; }

    public static ExportedModel Of<TModel>(TModel model, OnnxExportOptions? options = null)
        where TModel : class, IClassifier<TModel>
    {
        var exported = new ExportedModel();
        OnnxExporter.Export(model, exported.FileName, options);
        return exported;
    }

    /// <summary>What the ONNX checker says of the file, after it has agreed with it.</summary>
    public JsonElement Checked() => Json(OtherProgram.Onnx.Run(Script("inspect_model.py"), FileName));

    /// <summary>What ONNX Runtime computes for these rows; no labels for a multi-label model.</summary>
    public (float[] Probabilities, int[]? Labels) Run(float[] rows, int features)
    {
        int count = rows.Length / features;
        using var session = new InferenceSession(FileName);
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows, [count, features]);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(options, new Dictionary<string, OrtValue> { ["features"] = input }, session.OutputNames);

        Dictionary<string, OrtValue> named = session.OutputNames.Zip(outputs)
            .ToDictionary(static pair => pair.First, static pair => pair.Second);
        float[] probabilities = Numbers<float>(named["probabilities"], [count, -1]);
        int[]? labels = named.TryGetValue("label", out OrtValue? label)
            ? [.. Numbers<long>(label, [count]).Select(static number => checked((int)number))]
            : null;
        return (probabilities, labels);
    }

    /// <summary>What ONNX Runtime computes for the mean of a model that predicts a number.</summary>
    public float[] Means(float[] rows, int features)
    {
        int count = rows.Length / features;
        using var session = new InferenceSession(FileName);
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows, [count, features]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, new Dictionary<string, OrtValue> { ["features"] = input }, ["mean"]);
        return Numbers<float>(outputs[0], [count]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A tensor's numbers, after a look at its shape; −1 stands for any length.</summary>
    private static T[] Numbers<T>(OrtValue tensor, long[] shape)
        where T : unmanaged
    {
        long[] actual = tensor.GetTensorTypeAndShape().Shape;
        Assert.Equal(shape.Length, actual.Length);
        Assert.All(shape.Zip(actual), static pair => Assert.True(pair.First == -1 || pair.First == pair.Second));
        return tensor.GetTensorDataAsSpan<T>().ToArray();
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Onnx", name);

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
