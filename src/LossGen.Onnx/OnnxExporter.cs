using Google.Protobuf;
using LossGen.Files;
using LossGen.Onnx.Format;
using LossGen.Storage;

namespace LossGen.Onnx;

/// <summary>Writes models as ONNX files.</summary>
/// <remarks>
/// <para>
/// Input: <c>features</c>, float [n, FeatureCount]. Outputs: <c>probabilities</c>, float [n, ClassCount], in the order of
/// <c>Probabilities</c>; except for a multi-label model, <c>label</c>, int64 [n], the lowest of the most probable classes; and for a model that predicts a number through
/// bins <c>mean</c>, float [n]. n is free.
/// </para>
/// <para>
/// The metadata holds <c>task</c> (Binary, Multiclass or MultiLabel) and, where they are known, <c>class_names</c>, <c>feature_names</c> and <c>bin_edges</c>
/// as JSON arrays. The file needs operator set 13 and IR version 7, which every runtime since ONNX 1.8 reads.
/// The same model and options give the same bytes.
/// </para>
/// <para>
/// A runtime adds in its own order, so its probabilities agree with the model's to rounding and not to the bit. It also answers
/// rows that hold NaN or an infinity, with a label as with any other row; the model itself refuses to predict those.
/// </para>
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Writes a model to a stream, which stays open.</summary>
    /// <typeparam name="TModel">A generated model.</typeparam>
    /// <param name="model">The model, of any task.</param>
    /// <param name="stream">The destination; it does not have to be seekable.</param>
    /// <param name="options">Names and descriptions; null: those from the declaration of the model.</param>
    /// <exception cref="ArgumentException">
    /// The stream cannot be written to, or the number of names is not that of the features or classes, or a text of the options is empty or not Unicode.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A parameter is NaN or infinite, or a name that the model declares is null or not Unicode; the message says which. Nothing has been written.
    /// </exception>
    /// <exception cref="NotSupportedException">The model has more parameters than fit into the 2 GiB of an ONNX file. Nothing has been written.</exception>
    public static void Export<TModel>(TModel model, Stream stream, OnnxExportOptions? options = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite) throw new ArgumentException("The stream cannot be written to.", nameof(stream));
        FileOf(model, options).WriteTo(stream);
    }

    /// <summary>Writes a model to a file. One that is there already is replaced only once the new one is complete.</summary>
    /// <remarks>
    /// An existing file keeps its mode, owner, group and access control list, or the call is refused. A symbolic link is kept and the file that it leads
    /// to is written. A character device or pipe is written into. Directories, sockets, block devices and read-only files are refused, as root too.
    /// </remarks>
    /// <typeparam name="TModel">A generated model.</typeparam>
    /// <param name="model">The model, of any task.</param>
    /// <param name="path">The file to write, in a folder that exists.</param>
    /// <param name="options">Names and descriptions; null: those from the declaration of the model.</param>
    /// <exception cref="ArgumentException">
    /// The path is empty, or the number of names is not that of the features or classes, or a text of the options is empty or not Unicode.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A parameter is NaN or infinite, or a name that the model declares is null or not Unicode; the message says which. Nothing has been written.
    /// </exception>
    /// <exception cref="NotSupportedException">The model has more parameters than fit into the 2 GiB of an ONNX file. Nothing has been written.</exception>
    /// <exception cref="IOException">The file cannot be written: its folder is missing, it is a directory, the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The file is read-only, its folder does not permit a new file, or its owner, group or access control list cannot be kept.
    /// </exception>
    public static void Export<TModel>(TModel model, string path, OnnxExportOptions? options = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto file = FileOf(model, options);
        AtomicFile.Write(path, file.WriteTo);
    }

    private static ModelProto FileOf<TModel>(TModel model, OnnxExportOptions? options)
        where TModel : class, IClassifier<TModel>
    {
        options ??= new();
        string[] features = Names.Of(options.FeatureNames, TModel.FeatureNames, TModel.FeatureCount, nameof(OnnxExportOptions.FeatureNames));
        Names.RequireUnicode(options.ModelName, nameof(OnnxExportOptions.ModelName));
        Names.RequireUnicode(options.Description, nameof(OnnxExportOptions.Description));
        string[] classes = Names.Of(options.ClassNames, TModel.ClassNames, TModel.ClassCount, nameof(OnnxExportOptions.ClassNames));
        var layers = new ModelLayers(model.ReadOnlyParameters, TModel.Layout);
        layers.RequireFinite(features, classes);
        Bins? bins = BinsOf<TModel>(model, options);
        string name = string.IsNullOrEmpty(options.ModelName) ? typeof(TModel).Name : options.ModelName;
        return ModelFile.Of(ClassifierGraph.Of(name, TModel.Task, TModel.ClassCount, layers, TModel.Activation, bins), options, TModel.Task, features, classes, bins);
    }

    /// <summary>The bins that the classes are; null where they are none.</summary>
    private static Bins? BinsOf<TModel>(object model, OnnxExportOptions options)
        where TModel : class, IClassifier<TModel>
    {
        Bins? bins = options.Bins;
        if (bins is null && model is IBinnedModel binned)
        {
            bins = binned.Bins ?? throw new InvalidOperationException(
                $"{typeof(TModel).Name} has no bins yet, so its classes are no numbers; expected a model that is trained or loaded, or whose Bins are set.");
        }

        if (bins is null || (bins.Count == TModel.ClassCount && TModel.Task != ClassificationTask.MultiLabel)) return bins;
        throw new ArgumentException(TModel.Task == ClassificationTask.MultiLabel
            ? $"{typeof(TModel).Name} has labels that do not exclude each other, which bins do; expected a model with one class a row."
            : FormattableString.Invariant($"There are {bins.Count} bins and {TModel.ClassCount} classes; expected as many of one as of the other."), nameof(options));
    }
}
