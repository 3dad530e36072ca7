using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>The names, from the global namespace on, by which generated code calls the library and the framework.</summary>
/// <remarks>A type that the project declares under one of them takes precedence over the library's (CS0436), and over a whole namespace.</remarks>
internal static class UsedNames
{
    /// <summary>Full names of types, with the number of their type parameters.</summary>
    public static IReadOnlyList<(string Name, int Arity)> All { get; } =
    [
        ("LossGen.Activation", 0),
        ("LossGen.Adversary", 0),
        ("LossGen.Bins", 0),
        ("LossGen.ClassificationTask", 0),
        ("LossGen.ClassProbability", 1),
        ("LossGen.DateParts", 0),
        ("LossGen.FeatureScaling", 0),
        ("LossGen.Files.PretrainedModel", 0),
        ("LossGen.IClassifier", 1),
        ("LossGen.ICrossEntropyModel", 1),
        ("LossGen.IDenseRows", 3),
        ("LossGen.ILabelledRows", 3),
        ("LossGen.ILabelModel", 1),
        ("LossGen.INextTokenModel", 1),
        ("LossGen.INumberModel", 2),
        ("LossGen.ISparseLabelModel", 1),
        ("LossGen.ISparseModel", 1),
        ("LossGen.ISparseTypedModel", 3),
        ("LossGen.ITypedModel", 3),
        ("LossGen.Kernels.BinaryHead", 0),
        ("LossGen.Kernels.Block", 0),
        ("LossGen.Kernels.ColumnTiles", 1),
        ("LossGen.Kernels.Dropout", 0),
        ("LossGen.Kernels.GeluActivation", 0),
        ("LossGen.Kernels.GradientTiles", 2),
        ("LossGen.Kernels.HiddenLayer", 2),
        ("LossGen.Kernels.IDenseLayer", 0),
        ("LossGen.Kernels.IFusedKernels", 0),
        ("LossGen.Kernels.IHeadKernels", 0),
        ("LossGen.Kernels.IHiddenLayer", 0),
        ("LossGen.Kernels.ILayerKernels", 0),
        ("LossGen.Kernels.INeedsLossGen02OrRecompilation", 0),
        ("LossGen.Kernels.INetworkKernels", 0),
        ("LossGen.Kernels.InputGradients", 1),
        ("LossGen.Kernels.IParameterOwner", 0),
        ("LossGen.Kernels.ISparseLayer", 0),
        ("LossGen.Kernels.ITiledHead", 0),
        ("LossGen.Kernels.ITiledNetwork", 0),
        ("LossGen.Kernels.ITokenNetwork", 0),
        ("LossGen.Kernels.ITokenShape", 0),
        ("LossGen.Kernels.Lanes", 0),
        ("LossGen.Kernels.LeakyReluActivation", 0),
        ("LossGen.Kernels.LogitTiles", 1),
        ("LossGen.Kernels.ModelParameters", 0),
        ("LossGen.Kernels.OutputLayer", 1),
        ("LossGen.Kernels.ParameterHandle", 0),
        ("LossGen.Kernels.ReluActivation", 0),
        ("LossGen.Kernels.RowInLanes", 1),
        ("LossGen.Kernels.SigmoidActivation", 0),
        ("LossGen.Kernels.SigmoidHead", 1),
        ("LossGen.Kernels.SiluActivation", 0),
        ("LossGen.Kernels.SoftmaxHead", 1),
        ("LossGen.Kernels.TanhActivation", 0),
        ("LossGen.Kernels.TiledLayer", 1),
        ("LossGen.Kernels.TileWidths", 0),
        ("LossGen.Kernels.TokenRows", 0),
        ("LossGen.Kernels.TokenTableLayer", 2),
        ("LossGen.LabelEvaluation", 0),
        ("LossGen.LayerShape", 0),
        ("LossGen.LossOptions", 0),
        ("LossGen.ModelFile", 0),
        ("LossGen.Models.DeclaredNames", 0),
        ("LossGen.Models.ModelEngine", 1),
        ("LossGen.Models.ModelText", 0),
        ("LossGen.Models.ShallowCopy", 0),
        ("LossGen.Models.SparseEngine", 1),
        ("LossGen.Models.TokenEngine", 1),
        ("LossGen.MultiLabelEvaluation", 0),
        ("LossGen.Norm", 0),
        ("LossGen.ParameterLayout", 0),
        ("LossGen.Passes.FusedPass", 2),
        ("LossGen.Passes.LinearTail", 2),
        ("LossGen.Passes.NetworkPass", 3),
        ("LossGen.Passes.NetworkTail", 4),
        ("LossGen.Passes.RowTail", 2),
        ("LossGen.Passes.SeparatePass", 2),
        ("LossGen.Passes.SparsePass", 2),
        ("LossGen.Passes.TiledPass", 4),
        ("LossGen.Passes.TiledTail", 5),
        ("LossGen.Passes.TokenPass", 3),
        ("LossGen.Passes.TokenTablePass", 1),
        ("LossGen.RegressionEvaluation", 0),
        ("LossGen.SparseRowList", 0),
        ("LossGen.SparseRows", 0),
        ("LossGen.TemperatureScaling", 0),
        ("LossGen.TokenProbability", 0),
        ("LossGen.Training.ShardModel", 0),
        ("LossGen.TrainingBatch", 0),
        ("LossGen.TrainingOptions", 0),
        ("LossGen.TrainingProgress", 0),
        ("LossGen.TrainingResult", 0),
        ("LossGen.TypedRows.ClassRows", 3),
        ("LossGen.TypedRows.FlagRows", 3),
        ("LossGen.TypedRows.LargeEnums", 0),
        ("LossGen.TypedRows.NumberedClasses", 0),
        ("LossGen.TypedRows.NumberRows", 2),
        ("LossGen.TypedRows.RowColumns", 0),
        ("LossGen.TypedRows.RowErrors", 0),
        ("LossGen.TypedRows.RowFeatures", 0),
        ("LossGen.TypedRows.RowLists", 0),
        ("LossGen.TypedRows.RowReader", 3),
        ("LossGen.TypedRows.SparseClassRows", 3),
        ("LossGen.TypedRows.SparseFlagRows", 3),
        ("LossGen.TypedRows.SparseRowReader", 3),
        ("LossGen.TypedRows.SparseRowWriter", 0),
        ("System.ArgumentException", 0),
        ("System.ArgumentNullException", 0),
        ("System.ArgumentOutOfRangeException", 0),
        ("System.CodeDom.Compiler.GeneratedCode", 0),
        ("System.CodeDom.Compiler.GeneratedCodeAttribute", 0),
        ("System.Collections.Generic.IEnumerable", 1),
        ("System.Collections.Generic.IReadOnlyList", 1),
        ("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute", 0),
        ("System.InvalidOperationException", 0),
        ("System.IO.Stream", 0),
        ("System.IProgress", 1),
        ("System.Random", 0),
        ("System.ReadOnlySpan", 1),
        ("System.Runtime.CompilerServices.OverloadResolutionPriority", 0),
        ("System.Runtime.CompilerServices.OverloadResolutionPriorityAttribute", 0),
        ("System.Span", 1),
        ("System.Threading.CancellationToken", 0),
        ("System.Threading.Volatile", 0),
    ];

    private static readonly (string[] Parts, int Arity)[] Paths = All.Select(static used => (used.Name.Split('.'), used.Arity)).ToArray();

    // All models of a compilation ask the same, at every edit.
    private static readonly ConditionalWeakTable<Compilation, ISymbol[]> Known = new();

    /// <summary>Types of the project itself that are declared where generated code looks for a namespace or a type of the library.</summary>
    public static IReadOnlyList<ISymbol> HiddenIn(Compilation compilation) => Known.GetValue(compilation, static compilation =>
    [
        .. Paths
            .Select(used => Hiding(compilation.Assembly.GlobalNamespace, used.Parts, used.Arity))
            .OfType<ISymbol>()
            .Distinct(SymbolEqualityComparer.Default),
    ]);

    /// <summary>A symbol's full name.</summary>
    public static string Name(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    private static ISymbol? Hiding(INamespaceSymbol outer, string[] parts, int arity)
    {
        INamespaceSymbol? space = outer;
        for (int i = 0; space is not null && i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            if (space.GetTypeMembers(parts[i], isLast ? arity : 0).FirstOrDefault() is { } type) return type;
            space = space.GetNamespaceMembers().FirstOrDefault(member => member.Name == parts[i]);
        }

        return null;
    }
}
