using System.Reflection;
using LossGen.Onnx.Format;

namespace LossGen.Onnx;

/// <summary>The file around a graph: its format version, its producer, and the model's metadata.</summary>
internal static class ModelFile
{
    /// <summary>The first operator set whose Softmax works along one axis. A higher number would only shut out older runtimes.</summary>
    private const int OperatorSet = 13;

    /// <summary>The version of the file format that came with that operator set, in ONNX 1.8.</summary>
    private const int FormatVersion = 7;

    public static ModelProto Of(GraphProto graph, OnnxExportOptions options, ClassificationTask task, string[] features, string[] classes, Bins? bins)
    {
        var file = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "LossGen",
            ProducerVersion = ProducerVersion(),
            ModelVersion = options.ModelVersion,
            DocString = options.Description ?? "",
            Graph = graph,
        };
        file.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        file.MetadataProps.Add(new StringStringEntryProto { Key = "task", Value = task.ToString() });
        if (classes.Length > 0) file.MetadataProps.Add(new StringStringEntryProto { Key = "class_names", Value = Names.ToJson(classes) });
        if (features.Length > 0) file.MetadataProps.Add(new StringStringEntryProto { Key = "feature_names", Value = Names.ToJson(features) });
        if (bins is not null) file.MetadataProps.Add(new StringStringEntryProto { Key = "bin_edges", Value = Names.ToJson(bins.Edges) });
        return file;
    }

    /// <summary>The package's version without the commit, which is behind a plus sign: builds of one version write the same bytes.</summary>
    private static string ProducerVersion() =>
        typeof(ModelFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
