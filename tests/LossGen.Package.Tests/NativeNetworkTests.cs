using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>Networks of every kind, published with NativeAOT: no warning, and the bits of the managed program.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed class NativeNetworkTests(PackedLossGen package)
{
    private const int Networks = 5;

    /// <summary>One is a single pass, two have layers in blocks, one has sums longer than one chain, one has labels of its own.</summary>
    private const string Program = """
        using System.Globalization;
        using System.Runtime.InteropServices;
        using LossGen;

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Try(new Tiny());
        Try(new Middle());
        Try(new Deep());
        Try(new Wide());
        TryLabels(new Several());

        static void Try<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>, new()
        {
            float[] rows = Rows(TModel.FeatureCount);
            int[] labels = Enumerable.Range(0, 70).Select(row => rows[row * TModel.FeatureCount] > 0.5 ? 1 : row % 5 == 0 ? TModel.ClassCount - 1 : 0).ToArray();
            foreach (Optimizer optimizer in new[] { Optimizer.GradientDescent(0.9, nesterov: true), Optimizer.AdamW(), Optimizer.Lbfgs() })
            {
                bool isWhole = optimizer.Equals(Optimizer.Lbfgs());
                TrainingResult result = model.Fit(rows, labels, new()
                {
                    Epochs = 3, LearningRate = 0.01, Optimizer = optimizer, Standardize = true, Dropout = isWhole ? 0 : 0.2, MaxDegreeOfParallelism = 2,
                });
                Console.WriteLine($"{typeof(TModel).Name}, {optimizer}: {result.StopReason}, loss {result.Loss:R}");
            }

            ReadOnlySpan<float> row = rows.AsSpan(0, TModel.FeatureCount);
            Console.WriteLine($"loss before a step {model.Update(row, labels.AsSpan(0, 1), 0.05f):R}, then class {model.Predict(row)}");
            Finish(model, rows);
        }

        static void TryLabels(Several model)
        {
            float[] rows = Rows(Several.FeatureCount);
            float[] targets = Enumerable.Range(0, 70 * Several.ClassCount).Select(i => i % 3 == 0 ? 1f : 0.25f).ToArray();
            TrainingResult result = model.Fit(rows, targets, new() { Epochs = 5, Loss = new() { FocalGamma = 2, LabelSmoothing = 0.1f } });
            Console.WriteLine($"Several: {result.StopReason}, loss {result.Loss:R}");
            Finish(model, rows);
        }

        static void Finish<TModel>(TModel model, float[] rows)
            where TModel : class, ICrossEntropyModel<TModel>, new()
        {
            using var file = new MemoryStream();
            ModelFile.Save(model, file);
            file.Position = 0;
            TModel loaded = ModelFile.Load<TModel>(file);
            var probabilities = new float[70 * TModel.ClassCount];
            loaded.Probabilities(rows, probabilities);
            Console.WriteLine($"{typeof(TModel).Name}: bits {Bits(loaded.Parameters):x16} {Bits(probabilities):x16}");
        }

        static float[] Rows(int features)
        {
            var random = new Random(1);
            return Enumerable.Range(0, 70 * features).Select(_ => random.NextSingle()).ToArray();
        }

        // FNV-1a
        static ulong Bits(ReadOnlySpan<float> numbers)
        {
            ulong hash = 14695981039346656037;
            foreach (uint bits in MemoryMarshal.Cast<float, uint>(numbers)) hash = unchecked((hash ^ bits) * 1099511628211);
            return hash;
        }

        [CrossEntropyModel(4, 3, HiddenLayers = [8], Activation = Activation.Tanh)]
        internal sealed partial class Tiny;

        [CrossEntropyModel(30, 2, HiddenLayers = [16])]
        internal sealed partial class Middle;

        [CrossEntropyModel(5, 11, HiddenLayers = [17, 9, 3], Activation = Activation.Gelu)]
        internal sealed partial class Deep;

        [CrossEntropyModel(300, 3, HiddenLayers = [40, 270], Activation = Activation.Silu)]
        internal sealed partial class Wide;

        [CrossEntropyModel(9, 4, HiddenLayers = [12], Activation = Activation.Sigmoid, Task = ClassificationTask.MultiLabel)]
        internal sealed partial class Several;
        """;

    /// <summary>With the instructions of this machine, and in vectors of 128 bits without fused multiply-adds.</summary>
    [NativeFact]
    public void Native_networks_have_the_bits_of_managed_ones()
    {
        var consumer = new ConsumerProject(package, "native-networks", "Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <PublishAot>true</PublishAot>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LossGen" Version="[{package.Version}]" />
              </ItemGroup>
            </Project>
            """, ("Program.cs", Program));
        PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false");
        foreach ((string name, string[] set, (string, string)[] settings) in new[]
        {
            ("own", ["-p:IlcInstructionSet=native"], []),
            ("oldest", Array.Empty<string>(), NativeAotTests.UnfusedSettings),
        })
        {
            string[] managed = Lines(SampleRun.Of(consumer.PathOf("bin/Debug/net10.0/Consumer"), settings, []));
            Assert.Equal(Networks, managed.Count(static line => line.Contains(": bits ", StringComparison.Ordinal)));
            Assert.DoesNotContain(managed, static line => line.Contains("Diverged", StringComparison.Ordinal) || line.Contains("NaN", StringComparison.Ordinal));

            string output = PackedLossGen.Run(consumer.Folder, [
                "publish", "-c", "Release", "-r", "linux-x64", "-nologo", "-p:CppCompilerAndLinker=gcc", "-p:UseSharedCompilation=false", "-o", consumer.PathOf(name), .. set]);
            Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(managed, Lines(SampleRun.OfNative(consumer.PathOf(name + "/Consumer"))));
        }
    }

    private static string[] Lines(SampleRun run)
    {
        Assert.Equal("", run.Error);
        return run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
