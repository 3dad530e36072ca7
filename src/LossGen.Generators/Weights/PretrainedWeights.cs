using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LossGen.Files;

namespace LossGen.Generators.Weights;

/// <summary>The trained weights of one model, equal by content.</summary>
/// <param name="FileName">The file they come from, without its folders.</param>
/// <param name="Bits">The parameters' bits: as numbers, 0 and -0 would be equal.</param>
/// <param name="ClassNames">The names that the file gives the classes; empty if it gives none.</param>
internal sealed record PretrainedWeights(string FileName, EquatableArray<int> Bits, EquatableArray<string> ClassNames)
{
    /// <summary>The mean of each feature in training, as the file has it; empty where the features were not standardised.</summary>
    public EquatableArray<string> FeatureMeans { get; init; }

    /// <summary>The scale of each feature in training, as the file has it; as many.</summary>
    public EquatableArray<string> FeatureScales { get; init; }

    /// <summary>The edges of the bins that the classes are, as the file has them; empty where they are none.</summary>
    public EquatableArray<string> BinEdges { get; init; }

    /// <summary>The centres of these bins.</summary>
    public EquatableArray<string> BinCentres { get; init; }

    /// <summary>The smoothing of their targets; empty where there are none.</summary>
    public string BinSmoothing { get; init; } = "";

    public static PretrainedWeights Of(string fileName, float[] parameters, IEnumerable<string> classNames) => new(
        fileName,
        new(ImmutableArray.Create(MemoryMarshal.Cast<float, int>(parameters.AsSpan()).ToArray())),
        new(classNames.ToImmutableArray()));

    /// <summary>The features of a table [feature][unit] that have a weight other than 0.</summary>
    public int[] FeaturesWithWeights(int features, int units) => [.. Enumerable.Range(0, features).Where(feature => HasWeight(feature, units))];

    private bool HasWeight(int feature, int units)
    {
        for (int i = feature * units; i < (feature + 1) * units; i++)
        {
            // Of 0 and -0 only the sign is set, if anything.
            if ((Bits[i] & int.MaxValue) != 0) return true;
        }

        return false;
    }

    /// <summary>One parameter.</summary>
    public float At(int index) => FloatBits.ToSingle(Bits[index]);
}
