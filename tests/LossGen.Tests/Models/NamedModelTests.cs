using Xunit;

namespace LossGen.Tests.Models;

/// <summary>A model without typed rows whose author names its features and classes.</summary>
[CrossEntropyModel(features: 2, classes: 3)]
public sealed partial class NamedModel
{
    public static ReadOnlySpan<string> FeatureNames => new[] { "width", "height" };

    public static ReadOnlySpan<string> ClassNames => new[] { "low", "middle", "high" };
}

/// <summary>The names are those of the interface, so everything that shows names shows these.</summary>
public sealed class NamedModelTests
{
    [Fact]
    public void Evaluations_and_files_know_the_names()
    {
        var model = new NamedModel();
        LabelEvaluation evaluation = Evaluation.Of(model, [1, 2, 3, 4, 5, 6], [0, 1, 2]);
        Assert.Equal(["low", "middle", "high"], evaluation.Classes.Select(one => one.Name));

        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        ModelFileDescription description = ModelFile.Describe(file);
        Assert.Equal(["width", "height"], description.FeatureNames);
        Assert.Equal(["low", "middle", "high"], description.ClassNames);
        Assert.Equal("Multiclass: 2 features (width, height), 3 classes (low, middle, high)", description.ToString());
    }

    [Fact]
    public void A_file_of_other_classes_is_refused()
    {
        using var file = new MemoryStream();
        new Multiclass2x3().Save(file);
        file.Position = 0;
        NamedModel.Load(file); // a file without names can be of any classes

        file.SetLength(0);
        new NamedModel().Save(file);
        byte[] other = [.. file.ToArray()];
        int at = other.AsSpan().IndexOf("middle"u8);
        "centre"u8.CopyTo(other.AsSpan(at));
        var fault = Assert.Throws<InvalidDataException>(() => NamedModel.Load(new MemoryStream(other)));
        Assert.Contains("its class 1 is named 'centre', expected 'middle'", fault.Message, StringComparison.Ordinal);
    }
}

[CrossEntropyModel(features: 2, classes: 3)]
public sealed partial class Multiclass2x3;
