using LossGen.Files;
using LossGen.Kernels;
using LossGen.Storage;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Saves models to files and loads them, for code that is generic over models; each model also has its own members for this.</summary>
/// <remarks>
/// <para>
/// The format is safetensors (https://huggingface.co/docs/safetensors): tensors <c>weight</c> [classes, features] and <c>bias</c> [classes] of
/// float32, a binary model's [1, features] and [1]. The metadata under <c>lossgen.</c> gives task, counts, names, the scaling of the features, bins and training.
/// The same model gives the same bytes.
/// </para>
/// <para>
/// Files of other programs load as well: float32, float64 (rounded to the nearest float32), float16 and bfloat16; both names may have one
/// prefix, as "0.weight" and "0.bias" from PyTorch; a missing bias is 0; a binary model also takes two rows, of which it has the difference.
/// Names of features and classes must agree where both the file and the model have them.
/// </para>
/// </remarks>
public static class ModelFile
{
    /// <summary>Writes a model to a file atomically: if writing fails, an earlier file is unchanged.</summary>
    /// <remarks>
    /// An existing file keeps its mode, owner, group and access control list, or the call is refused. A symbolic link is kept and the file that it leads
    /// to is written. A character device or pipe is written into. Directories, sockets, block devices and read-only files are refused, as root too.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, replaced if it exists, in a directory that exists.</param>
    /// <param name="training">Epochs, loss and stop reason are saved with the model; null: none.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="model"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// A parameter is NaN or infinite, a name is null or not Unicode, or a model that predicts numbers has no bins yet: no such file could be loaded. Nothing has been written.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written: its directory is missing, it is a directory, the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The file is read-only, its directory does not permit a new file, or its owner, group or access control list cannot be kept.
    /// </exception>
    public static void Save<TModel>(TModel model, string path, TrainingResult? training = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Write(model, BinsOf(model), path, training);
    }

    /// <summary>Writes a model with the bins that its classes are, for a model that does not keep them itself; <see cref="Describe(string)"/> gives them back.</summary>
    /// <remarks>As without bins: an existing file keeps its mode, owner, group and access control list, or the call is refused.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, replaced if it exists, in a directory that exists.</param>
    /// <param name="bins">As many bins as the model has classes.</param>
    /// <param name="training">Epochs, loss and stop reason are saved with the model; null: none.</param>
    /// <exception cref="ArgumentException">There are not as many bins as classes, or the model is a multi-label one; or the path is empty, or an argument null.</exception>
    /// <exception cref="InvalidOperationException">
    /// A parameter is NaN or infinite, or a name is null or not Unicode: no such file could be loaded. Nothing has been written.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written: its directory is missing, it is a directory, the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The file is read-only, its directory does not permit a new file, or its owner, group or access control list cannot be kept.
    /// </exception>
    public static void Save<TModel>(TModel model, string path, Bins bins, TrainingResult? training = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(bins);
        if (bins.Count != TModel.ClassCount || TModel.Task == ClassificationTask.MultiLabel)
        {
            throw new ArgumentException(TModel.Task == ClassificationTask.MultiLabel
                ? $"{typeof(TModel).Name} has labels that do not exclude each other, which bins do; expected a model with one class a row."
                : Invariant($"There are {bins.Count} bins and {TModel.ClassCount} classes; expected as many of one as of the other."), nameof(bins));
        }

        Write(model, bins, path, training);
    }

    /// <summary>Writes a model to a stream at its position and leaves the stream open behind it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">A stream that can be written.</param>
    /// <param name="training">Epochs, loss and stop reason are saved with the model; null: none.</param>
    /// <exception cref="ArgumentException">The stream cannot be written, or an argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// A parameter is NaN or infinite, a name is null or not Unicode, or a model that predicts numbers has no bins yet: no such file could be loaded. Nothing has been written.
    /// </exception>
    public static void Save<TModel>(TModel model, Stream stream, TrainingResult? training = null)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite) throw new ArgumentException("The stream cannot be written.", nameof(stream));
        SafetensorsWriter.Write(stream, HeaderToSave(model, BinsOf(model), training), model.ReadOnlyParameters);
    }

    private static void Write<TModel>(TModel model, Bins? bins, string path, TrainingResult? training)
        where TModel : class, IClassifier<TModel>
    {
        byte[] header = HeaderToSave(model, bins, training);
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, header, model.ReadOnlyParameters));
    }

    private static Bins? BinsOf(object model) => (model as IBinnedModel)?.Bins;

    /// <summary>A new model with the parameters of a file.</summary>
    /// <inheritdoc cref="LoadInto{TModel}(TModel, string)"/>
    public static TModel Load<TModel>(string path)
        where TModel : class, IClassifier<TModel>, new()
    {
        var model = new TModel();
        LoadInto(model, path);
        return model;
    }

    /// <summary>A new model with the parameters of a file that is read from a stream.</summary>
    /// <inheritdoc cref="LoadInto{TModel}(TModel, Stream)"/>
    public static TModel Load<TModel>(Stream stream)
        where TModel : class, IClassifier<TModel>, new()
    {
        var model = new TModel();
        LoadInto(model, stream);
        return model;
    }

    /// <summary>Loads the parameters of a file into an existing model. If that fails the model is unchanged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">A safetensors file, of LossGen or of another program.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of another format or of another model; the message says what was expected.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained or otherwise changed by another call.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read the file.</exception>
    public static void LoadInto<TModel>(TModel model, string path)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        Take(model, FromFile(path, $"cannot be loaded into {typeof(TModel).Name}", Read<TModel>, Shape<TModel>().IsTable));
    }

    /// <summary>Loads the parameters of a file, read from a stream, into an existing model. If that fails the model is unchanged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">
    /// The file from its position on. Exactly the file's bytes are read, so that something else may follow; the stream is left open.
    /// </param>
    /// <exception cref="InvalidDataException">The file is damaged, of another format or of another model; the message says what was expected.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained or otherwise changed by another call.</exception>
    public static void LoadInto<TModel>(TModel model, Stream stream)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        Take(model, FromStream(stream, $"cannot be loaded into {typeof(TModel).Name}", Read<TModel>, Shape<TModel>().IsTable));
    }

    /// <summary>A model as bytes, for another machine that trains it: a file of it, in which a model that predicts numbers may have no bins yet.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite, or a name is null or not Unicode.</exception>
    public static byte[] ToBytes<TModel>(TModel model)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        byte[] header = HeaderToSave(model, BinsOf(model), training: null, needsBins: false);
        using var stream = new MemoryStream(checked(header.Length + (model.ReadOnlyParameters.Length * sizeof(float))));
        SafetensorsWriter.Write(stream, header, model.ReadOnlyParameters);
        return stream.ToArray();
    }

    /// <summary>Gives an existing model what <see cref="ToBytes"/> has written of another. If that fails the model is unchanged.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of another model; the message says what was expected.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained or otherwise changed by another call.</exception>
    public static void LoadInto<TModel>(TModel model, ReadOnlyMemory<byte> bytes)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        Take(model, FromBytes<TModel>(bytes));
    }

    /// <summary>The same for a model that the caller has claimed.</summary>
    internal static void LoadIntoClaimed<TModel>(TModel model, ReadOnlyMemory<byte> bytes)
        where TModel : class, IClassifier<TModel> => TakeClaimed(model, FromBytes<TModel>(bytes));

    /// <summary>What a file states about its model, from the header alone; the tensors are not read.</summary>
    /// <param name="path">A safetensors file of a model, of LossGen or of another program.</param>
    /// <exception cref="InvalidDataException">The file is damaged or not one of such a model.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read the file.</exception>
    public static ModelFileDescription Describe(string path) => FromFile(path, NotAModel, Describe);

    /// <summary>What a file states about its model, from the header alone; the stream is left at the first byte of the tensors.</summary>
    /// <param name="stream">The file from its position on.</param>
    /// <exception cref="InvalidDataException">The file is damaged or not one of such a model.</exception>
    public static ModelFileDescription Describe(Stream stream) => FromStream(stream, NotAModel, Describe);

    private static (float[] Parameters, FeatureScaling? Scaling, Bins? Bins) FromBytes<TModel>(ReadOnlyMemory<byte> bytes)
        where TModel : class, IClassifier<TModel>
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        ModelShape shape = Shape<TModel>() with { HasBins = false };
        return FromStream(stream, $"cannot be loaded into {typeof(TModel).Name}", reader => (reader.Read(shape), reader.Scaling, reader.Bins), shape.IsTable);
    }

    private static (float[] Parameters, FeatureScaling? Scaling, Bins? Bins) Read<TModel>(SafetensorsReader reader)
        where TModel : class, IClassifier<TModel> => (reader.Read(Shape<TModel>()), reader.Scaling, reader.Bins);

    private static void Take<TModel>(TModel model, (float[] Parameters, FeatureScaling? Scaling, Bins? Bins) read)
        where TModel : class, IClassifier<TModel>
    {
        using ModelParameters.Claim claim = IParameterOwner.Claim(model, ModelChange.Load);
        TakeClaimed(model, read);
    }

    private static void TakeClaimed<TModel>(TModel model, (float[] Parameters, FeatureScaling? Scaling, Bins? Bins) read)
        where TModel : class, IClassifier<TModel>
    {
        read.Parameters.CopyTo(model.Parameters);
        IParameterOwner.SetScaling(model, read.Scaling);
        if (model is IBinnedModel) IParameterOwner.SetBins(model, read.Bins);
    }

    private const string NotAModel = "is not the file of a model";

    private static ModelFileDescription Describe(SafetensorsReader reader)
    {
        reader.CheckLength();
        FileFacts facts = reader.Layout.Facts;
        return new()
        {
            Features = reader.Layout.Features,
            Classes = reader.Layout.Classes,
            Context = facts.Context,
            Embedding = reader.Layout.Embedding is { } table ? (int)table.Shape[1] : 0,
            IsSparse = facts.IsSparse,
            HiddenLayers = [.. reader.Layout.Layers.Take(reader.Layout.Layers.Count - 1).Select(static layer => layer.Units)],
            Activation = Enum.TryParse(facts.Activation, out Activation activation) && Enum.IsDefined(activation) ? activation : null,
            Task = facts.Task is { } task ? Enum.Parse<ClassificationTask>(task) : ClassificationTask.Auto,
            FeatureNames = facts.FeatureNames,
            ClassNames = facts.ClassNames,
            RowEncoding = facts.RowEncoding,
            Scaling = reader.Scaling,
            Bins = reader.Bins,
            Epochs = facts.Epochs,
            Loss = facts.Loss,
            BestEpoch = facts.BestEpoch,
            ValidationLoss = facts.ValidationLoss,
            StopReason = Enum.TryParse(facts.StopReason, out StopReason reason) && Enum.IsDefined(reason) ? reason : null,
            FormatVersion = facts.Format,
        };
    }

    private static T FromFile<T>(string path, string complaint, Func<SafetensorsReader, T> read, Func<int, int, bool>? isTable = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path)) throw new InvalidDataException("it is a directory, expected a safetensors file");
            // Without a buffer of its own, since whole chunks are read.
            using var stream = new FileStream(FullPath.Of(path, complaint), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return read(new SafetensorsReader(stream, stream.CanSeek ? stream.Length : null, isTable));
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"'{path}' {complaint}: {fault.Message}.", fault);
        }
    }

    private static T FromStream<T>(Stream stream, string complaint, Func<SafetensorsReader, T> read, Func<int, int, bool>? isTable = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("The stream cannot be read.", nameof(stream));
        try
        {
            return read(new SafetensorsReader(stream, fileLength: null, isTable));
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"The stream {complaint}: {fault.Message}.", fault);
        }
    }

    private static ModelShape Shape<TModel>()
        where TModel : class, IClassifier<TModel> => new(
        TModel.Layout, TModel.ClassCount, TModel.Task.ToString(), TModel.FeatureNames.ToArray(), TModel.ClassNames.ToArray(), TModel.Activation?.ToString() ?? "")
        {
            RowEncoding = TModel.RowEncoding,
            HasBins = typeof(IBinnedModel).IsAssignableFrom(typeof(TModel)),
        };

    private static byte[] HeaderToSave<TModel>(TModel model, Bins? bins, TrainingResult? training, bool needsBins = true)
        where TModel : class, IClassifier<TModel>
    {
        int at = Check.IndexOfNonFinite(model.ReadOnlyParameters);
        if (at >= 0)
            throw new InvalidOperationException(Invariant($"Parameter {at} of {typeof(TModel).Name} is {model.ReadOnlyParameters[at]}; only a model of finite parameters is saved."));

        ModelShape shape = needsBins ? Shape<TModel>() : Shape<TModel>() with { HasBins = false };
        if (shape.HasBins && bins is null)
        {
            throw new InvalidOperationException(
                $"{typeof(TModel).Name} has no bins yet, without which its file could not be loaded; expected a model that is trained, or whose Bins are set.");
        }

        ModelNames.Require(shape.FeatureNames, shape.Features, typeof(TModel).Name, nameof(TModel.FeatureNames), "FeatureCount");
        ModelNames.Require(shape.ClassNames, shape.Classes, typeof(TModel).Name, nameof(TModel.ClassNames), "ClassCount");
        try
        {
            return SafetensorsWriter.Header(shape, model.Scaling, bins, training);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidOperationException($"{typeof(TModel).Name} is not saved, since its file could not be loaded: {fault.Message}.", fault);
        }
    }
}
