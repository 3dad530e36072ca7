using LossGen.Tests.Reference;

namespace LossGen.Tests.Models;

/// <summary>The options that losses and gradients are checked under, by name.</summary>
public static class LossCases
{
    private static readonly Dictionary<string, Func<TestData, ModelShape, int, LossOptions?>> Cases = new()
    {
        ["plain"] = (_, _, _) => null,
        ["class weights"] = (data, shape, _) => new() { ClassWeights = data.ClassWeights(shape.Classes) },
        ["sample weights"] = (data, _, rows) => new() { SampleWeights = data.SampleWeights(rows) },
        ["smoothing"] = (_, _, _) => new() { LabelSmoothing = 0.1f },
        ["smoothing and class weights"] = (data, shape, _) => new() { LabelSmoothing = 0.3f, ClassWeights = data.ClassWeights(shape.Classes) },
        ["focal 0.5"] = (_, _, _) => new() { FocalGamma = 0.5f },
        ["focal 1"] = (_, _, _) => new() { FocalGamma = 1 },
        ["focal 2"] = (_, _, _) => new() { FocalGamma = 2 },
        ["focal 2 and smoothing"] = (_, _, _) => new() { FocalGamma = 2, LabelSmoothing = 0.1f },
        ["everything"] = (data, shape, rows) => new()
        {
            ClassWeights = data.ClassWeights(shape.Classes),
            SampleWeights = data.SampleWeights(rows),
            LabelSmoothing = 0.2f,
            FocalGamma = 1.5f,
        },
    };

    public static IEnumerable<string> Names => Cases.Keys;

    /// <summary>None of the options, and all of them at once.</summary>
    public static IReadOnlyList<string> Ends { get; } = ["plain", "everything"];

    public static LossOptions? Create(string name, TestData data, ModelShape shape, int rows) => Cases[name](data, shape, rows);
}
