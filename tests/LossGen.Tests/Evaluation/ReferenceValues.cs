using System.Text.Json;
using Xunit;

namespace LossGen.Tests.Evaluations;

/// <summary>Reads reference.json, which reference.py beside it writes.</summary>
internal static class ReferenceValues
{
    private static readonly JsonElement Root = Read();

    public static TheoryData<string> Names(string group)
    {
        var names = new TheoryData<string>();
        foreach (JsonElement one in Root.GetProperty(group).EnumerateArray()) names.Add(one.GetProperty("name").GetString()!);
        return names;
    }

    public static JsonElement Of(string group, string name) =>
        Root.GetProperty(group).EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    /// <summary>A number; null stands for NaN.</summary>
    public static double Number(this JsonElement element) => element.ValueKind == JsonValueKind.Null ? double.NaN : element.GetDouble();

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).Number();

    public static double[] Numbers(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(one => one.Number())];

    public static int[] Integers(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(one => one.GetInt32())];

    /// <summary>The numbers of a list or of a list of rows.</summary>
    public static float[] Floats(this JsonElement element, string name) => [.. Flat(element.GetProperty(name)).Select(number => (float)number)];

    public static void Near(double expected, double actual) => Near(expected, actual, 1e-9);

    public static void Near(double expected, double actual, double tolerance) => Assert.True(
        double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(actual - expected) <= tolerance,
        $"expected {expected:R}, got {actual:R}");

    public static void Near(double[] expected, IEnumerable<double> actual)
    {
        double[] values = [.. actual];
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Near(expected[i], values[i]);
    }

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];

    private static JsonElement Read()
    {
        using Stream stream = typeof(ReferenceValues).Assembly.GetManifestResourceStream("reference.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
