using System.Collections.Immutable;
using System.IO;
using LossGen.Files;
using LossGen.Generators.Parsing;
using LossGen.Storage;

namespace LossGen.Generators.Weights;

/// <summary>Reads the parameters of a model from the bytes of a safetensors file, with the checks of the library's own reader.</summary>
internal static class WeightsReader
{
    /// <exception cref="InvalidDataException">The file is damaged or of another model.</exception>
    public static PretrainedWeights Read(WeightsFile file, ModelSpec spec) => Read(file.Bytes.ToArray(), WeightsPath.FileName(file.Path), spec);

    /// <inheritdoc cref="Read(WeightsFile, ModelSpec)"/>
    public static PretrainedWeights Read(byte[] bytes, string fileName, ModelSpec spec)
    {
        var model = new ModelShape(spec.Layout, spec.Head.Classes, spec.Head.Task.ToString(), spec.FeatureNames.ToArray(), spec.ClassNames.ToArray(),
            spec.IsNetwork ? spec.Activation.ToString() : "")
        {
            RowEncoding = spec.Row?.Encoding.ToArray() ?? [],
            HasBins = spec.Row is { Label.IsBinned: true },
        };
        const int prefix = SafetensorsHeader.PrefixLength;
        int headerLength = SafetensorsHeader.LengthOf(bytes.AsSpan(0, Math.Min(prefix, bytes.Length)), bytes.Length);
        var layout = FileLayout.Of(HeaderJsonReader.Read(bytes.AsSpan(prefix, headerLength)), HeaderJsonReader.ReadNames, model.IsTable);

        ReadOnlySpan<byte> data = bytes.AsSpan(prefix + headerLength);
        layout.CheckFits(model);
        SafetensorsHeader.CheckDataLength(layout.DataLength, data.Length);
        var parameters = new ParameterReader(layout, model);
        foreach (TensorEntry tensor in layout.InOrder)
            parameters.Take(tensor, 0, data.Slice((int)tensor.Begin, (int)(tensor.End - tensor.Begin)));
        return PretrainedWeights.Of(fileName, parameters.Finish(), layout.Facts.ClassNames) with
        {
            FeatureMeans = new(layout.Facts.FeatureMeans.ToImmutableArray()),
            FeatureScales = new(layout.Facts.FeatureScales.ToImmutableArray()),
            BinEdges = Texts(layout.Facts.Bins?.Edges),
            BinCentres = Texts(layout.Facts.Bins?.Centres),
            BinSmoothing = layout.Facts.Bins?.Smoothing ?? "",
        };
    }

    private static EquatableArray<string> Texts(IReadOnlyList<string>? numbers) => numbers is null ? default : new(numbers.ToImmutableArray());
}
