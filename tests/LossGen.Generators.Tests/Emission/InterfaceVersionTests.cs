using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>An assembly with models that was compiled against another version of the interface is refused, by an exception that says what to do.</summary>
public sealed class InterfaceVersionTests
{
    private const string Source = "namespace Mine; [LossGen.CrossEntropyModel(4, 3)] public sealed partial class Model;";

    [Fact]
    public void A_model_of_this_version_loads_and_runs() => Assert.Equal(0, Predict(Compiled()));

    /// <summary>The other version's other types are not there either; its message goes before theirs.</summary>
    [Theory]
    [InlineData("IParameterOwner", "IParameterOwned")]
    [InlineData("ILayerKernels", "ILayerKernelz")]
    [InlineData("ModelParameters", "ModelParameterz")]
    [InlineData("ModelEngine`1", "ModelEngina`1")]
    [InlineData("ILabelModel`1", "ILabelModal`1")]
    public void A_model_of_another_version_is_refused_by_a_name_that_says_so(string other, string otherThen)
    {
        byte[] older = Renamed(Compiled(), "INeedsLossGen02OrRecompilation", "INeedsLossGen01OrRecompilation");

        var refusal = Assert.Throws<TypeLoadException>(() => Predict(Renamed(older, other, otherThen)));
        Assert.Contains("LossGen.Kernels.INeedsLossGen01OrRecompilation", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'LossGen, Version=", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Compiled()
    {
        using var stream = new MemoryStream();
        Assert.True(Shapes.RunOf(Source).Run().Compilation.Emit(stream).Success);
        return stream.ToArray();
    }

    private static int Predict(byte[] image)
    {
        var context = new AssemblyLoadContext(nameof(InterfaceVersionTests), isCollectible: true);
        try
        {
            Assembly assembly = context.LoadFromStream(new MemoryStream(image));
            object model = Activator.CreateInstance(assembly.GetType("Mine.Model", throwOnError: true)!)!;
            var predict = model.GetType().GetMethod("Predict", [typeof(ReadOnlySpan<float>)])!.CreateDelegate<Prediction>(model);
            return predict(new float[4]);
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>The assembly with another name in the place of each reference to a type: what a compiler writes that sees the other name.</summary>
    private static byte[] Renamed(byte[] image, string name, string other)
    {
        // Names are zero-terminated UTF-8 in one heap.
        byte[] before = Encoding.UTF8.GetBytes($"\0{name}\0"), after = Encoding.UTF8.GetBytes($"\0{other}\0");
        Assert.Equal(before.Length, after.Length);
        byte[] renamed = [.. image];
        int place = renamed.AsSpan().IndexOf(before);
        Assert.True(place >= 0, $"{name} is not referenced.");
        after.CopyTo(renamed.AsSpan(place));
        return renamed;
    }

    private delegate int Prediction(ReadOnlySpan<float> row);
}
