using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Weights;

/// <summary>The additional files that models ask for: the only ones that are read.</summary>
internal static class WeightsFiles
{
    public static IncrementalValueProvider<EquatableArray<WeightsFile>> AskedForBy(
        IncrementalValuesProvider<ModelSpec> models, IncrementalValuesProvider<AdditionalText> texts)
    {
        // As one value that is equal by content, so that an edit of a model reads no file again.
        IncrementalValueProvider<EquatableArray<string>> asked = models
            .Where(static spec => spec.Weights is not null)
            .Select(static (spec, _) => spec.Weights!)
            .Collect()
            .Select(static (names, _) => new EquatableArray<string>(names.Distinct().ToImmutableArray()));

        return texts
            .Combine(asked)
            .Where(static pair => pair.Right.Any(name => WeightsPath.Matches(pair.Left.Path, name)))
            .Select(static (pair, _) => WeightsFile.Of(pair.Left))
            .Collect()
            .Select(static (files, _) => new EquatableArray<WeightsFile>(files));
    }
}
