using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>The shapes that emission is tested over, and runs of the generator on them.</summary>
internal static class Shapes
{
    /// <summary>Features, classes, task: every way in which kernels are written, both sides of every limit, and the largest counts.</summary>
    public static TheoryData<int, int, ClassificationTask> All
    {
        get
        {
            var data = new TheoryData<int, int, ClassificationTask>();
            (int Features, int Classes)[] shapes =
            [
                (1, 2), (2, 2), (3, 5), (4, 3), (7, 5), (7, 6), (7, 7), (8, 12), (13, 3), (16, 16), (24, 4), (30, 2), (33, 6), (47, 2), (48, 2),
                (48, 20), (49, 2), (64, 10), (100, 33), (257, 11), (784, 10), (7, 1000), (8, 1000), (1, 65_536), (65_536, 2), (65_536, 1000),
                (7, 65_536), (31_999, 65_536),
            ];
            foreach ((int features, int classes) in shapes)
            {
                if (classes == 2) data.Add(features, classes, ClassificationTask.Binary);
                data.Add(features, classes, ClassificationTask.Multiclass);
                data.Add(features, classes, ClassificationTask.MultiLabel);
            }

            return data;
        }
    }

    public static string Declaration(int features, int classes, ClassificationTask task) => $$"""
        namespace Shapes;

        /// <summary>A model.</summary>
        [LossGen.CrossEntropyModel(features: {{features}}, classes: {{classes}}, Task = LossGen.ClassificationTask.{{task}})]
        public sealed partial class Model;
        """;

    public static GeneratorRun RunOf(string source, LanguageVersion version = LanguageVersion.CSharp12) => GeneratorRun
        .Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(version)
        .WithSource(source);
}
