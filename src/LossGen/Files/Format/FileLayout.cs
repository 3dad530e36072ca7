using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>Where a file has the weights and biases of a model's layers, and whether that is all it has.</summary>
/// <remarks>How the tensors are named is in <see cref="LayerNames"/>. Any other tensor is refused: what holds one is another model.</remarks>
internal sealed class FileLayout
{
    /// <summary>The largest count a model is declared with; it also keeps every product below far from overflow.</summary>
    private const int MaxCount = HeaderBudget.MaxNames;

    /// <summary>The same for the features of sparse rows, and for the tokens that contexts take one-hot: 1,024 out of 65,536.</summary>
    private const int MaxFeatures = 1 << 26;

    private FileLayout(IReadOnlyList<FileLayer> layers, TensorEntry? embedding, FileFacts facts)
    {
        Layers = layers;
        Embedding = embedding;
        Facts = facts;
        IEnumerable<TensorEntry> tensors = layers.SelectMany(static layer => layer.Tensors);
        InOrder = [.. (embedding is null ? tensors : tensors.Append(embedding)).OrderBy(static tensor => tensor.Begin)];
    }

    /// <summary>Of a token model the table of embeddings, if it has one.</summary>
    public TensorEntry? Embedding { get; }

    /// <summary>The layers, that of the features first.</summary>
    public IReadOnlyList<FileLayer> Layers { get; }

    public FileFacts Facts { get; }

    /// <summary>The layer that gives the logits.</summary>
    public FileLayer Last => Layers[Layers.Count - 1];

    /// <summary>Rows of the last weight matrix.</summary>
    public int Rows => Last.Units;

    public int Features => Layers[0].Inputs;

    /// <summary>Classes: as the metadata says, else two for a single row and otherwise the rows.</summary>
    public int Classes => Facts.Classes ?? (Rows == 1 ? 2 : Rows);

    /// <summary>The tensors in the order of their places.</summary>
    public IReadOnlyList<TensorEntry> InOrder { get; }

    /// <summary>Bytes after the header.</summary>
    public long DataLength => InOrder[InOrder.Count - 1].End;

    /// <summary>Reads what a header says.</summary>
    /// <param name="header">The header.</param>
    /// <param name="readNames">Reads a JSON array of strings.</param>
    /// <param name="isTable">
    /// Where the model takes sparse rows, whether a shape is that of its first layer [feature][unit], as an embedding has it: a file that does not say
    /// how its weights lie is read so if the shape fits.
    /// </param>
    public static FileLayout Of(SafetensorsHeader header, Func<string, string[]> readNames, Func<int, int, bool>? isTable = null)
    {
        if (header.Metadata.Keys.Any(static key => key.StartsWith(SafetensorsHeader.TrainingPrefix, StringComparison.Ordinal)))
        {
            throw new InvalidDataException("it is the checkpoint of a training run, which Fit continues with TrainingOptions.Checkpoint and the same data and options, "
                + "expected a file that Save of a model has written");
        }

        FileFacts facts = FileFacts.Of(header.Metadata, readNames);
        TensorEntry? embedding = facts.Context > 0 ? header.Tensors.FirstOrDefault(static tensor => tensor.Name == LayerNames.Embedding) : null;
        IReadOnlyList<TensorEntry> tensors = embedding is null ? header.Tensors : [.. header.Tensors.Where(tensor => tensor != embedding)];
        FileLayer[] layers = LayerNames.LayersOf(tensors) ?? throw WrongTensors(header);
        if (facts.IsSparse || (facts.Context > 0 && embedding is null) || (facts.Format is null && layers[0] is { IsTransposed: false, Weight.Shape.Count: 2 } first
            && first.Inputs != first.Units && isTable?.Invoke(first.Units, first.Inputs) == true))
        {
            layers[0] = layers[0].AsTable();
        }

        if (facts.Format is not null && layers.FirstOrDefault(static layer => layer.Bias is null) is { } without)
        {
            string bias = without.Weight.Name.Replace("weight", "bias");
            throw new InvalidDataException($"it was written by LossGen but has no tensor {Quoted.Text(bias)}, expected weight and bias");
        }

        var layout = new FileLayout(layers, embedding, facts);
        foreach (FileLayer layer in layers) CheckShapes(layer);
        layout.CheckEmbedding();
        layout.CheckChain();
        layout.CheckPlaces();
        layout.CheckFacts();
        return layout;
    }

    /// <summary>Whether the last layer has two rows of which a binary model has the difference.</summary>
    public bool IsDifference(ModelShape model) =>
        model.Task == ModelShape.Binary && Rows == 2 && Facts.Task is null or ModelShape.Multiclass;

    /// <summary>Throws if the file is not of this model.</summary>
    public void CheckFits(ModelShape model)
    {
        bool isDifference = IsDifference(model);
        CheckKind(model);
        if (Facts.Task is { } task && task != model.Task && !isDifference)
            throw new InvalidDataException($"it is of a model with the task {task}, expected {model.Task}");

        CheckEncoding(Facts.RowEncoding, model.RowEncoding);

        if ((Embedding is null) != (model.Layout.Embedding is null))
            throw new InvalidDataException(Embedding is null ? "it has no embeddings, expected some" : "it has embeddings, expected none");
        if (Embedding is not null && model.Layout.Embedding is { } table && !(Embedding.Shape[0] == table.Rows && Embedding.Shape[1] == table.Columns))
        {
            throw new InvalidDataException(
                $"its tensor {Quoted.Text(Embedding.Name)} has the shape {Embedding.ShapeText}, expected {TensorEntry.ShapeTextOf(table.Rows, table.Columns)}");
        }

        if (Layers.Count != model.Layout.Layers.Count)
            throw new InvalidDataException(Invariant($"it holds {Described(Widths)}, expected {Described(model.Layout.Widths)}"));
        for (int i = 0; i < Layers.Count; i++) CheckFits(Layers[i], model.Layout.Layers[i], model, isDifference && i == Layers.Count - 1);
        if (Facts.Activation is { } activation && activation != model.Activation)
            throw new InvalidDataException($"its hidden layers have the activation {activation}, expected {model.Activation}");

        if (model.HasBins && Facts.Bins is null)
            throw new InvalidDataException(Invariant($"it has no bins under {FileBins.EdgesKey}, expected {model.Classes}: the model predicts a number"));
        if (Facts.Bins is not null && model.ClassNames.Count > 0)
            throw new InvalidDataException(Invariant($"its classes are bins of a number, expected classes with names, as {Quoted.Text(model.ClassNames[0])}"));
        CheckNames("feature", Facts.FeatureNames, model.FeatureNames);
        CheckNames(model.Task == ModelShape.MultiLabel ? "label" : "class", Facts.ClassNames, model.ClassNames);
    }

    /// <summary>A model of rows and one of the next token have nothing in common that a task or a shape could say.</summary>
    private void CheckKind(ModelShape model)
    {
        if (Facts.Context == model.Layout.Context) return;
        string found = Kind(Facts.Context, Facts.Task, Features, Classes), expected = Kind(model.Layout.Context, model.Task, model.Features, model.Classes);
        throw new InvalidDataException($"it is of {found}, expected {expected}");
    }

    private static string Kind(int context, string? task, int features, int classes)
    {
        if (context > 0) return Invariant($"a next-token model with a vocabulary of {classes} and contexts of {context}");
        string outputs = task == ModelShape.MultiLabel ? "labels" : "classes";
        return $"a classifier of rows{(task is null ? "" : $" with the task {task}")}" + Invariant($", {features} features and {classes} {outputs}");
    }

    private static void CheckFits(FileLayer layer, LayerShape expected, ModelShape model, bool isDifference)
    {
        if (layer.Inputs == expected.Inputs && (layer.Units == expected.Units || isDifference)) return;
        string wanted = layer.ShapeOf(expected.Units, expected.Inputs);
        if (model.Layout.Layers.Count > 1)
        {
            wanted += Invariant($", {expected.Units} units by {expected.Inputs} inputs");
        }
        else if (model.Task == ModelShape.Binary)
        {
            wanted += $" or {layer.ShapeOf(2, expected.Inputs)}" + Invariant($", one logit or two by {expected.Inputs} features");
        }
        else
        {
            wanted += Invariant($", {expected.Units} {(model.Task == ModelShape.MultiLabel ? "labels" : "classes")} by {expected.Inputs} features");
        }

        throw new InvalidDataException($"its tensor {Quoted.Text(layer.Weight.Name)} has the shape {layer.Weight.ShapeText}, expected {wanted}");
    }

    private IEnumerable<int> Widths => Layers.Select(static layer => layer.Units).Prepend(Features);

    private static string Described(IEnumerable<int> widths)
    {
        int[] all = [.. widths];
        return all.Length == 2
            ? Invariant($"one linear layer, {all[0]}-{all[1]}")
            : Invariant($"{all.Length - 1} layers, {string.Join("-", all)}");
    }

    private static InvalidDataException WrongTensors(SafetensorsHeader header)
    {
        const int shown = 6;
        IEnumerable<string> names = header.Tensors.Take(shown).Select(static tensor => Quoted.Text(tensor.Name));
        string found = header.Tensors.Count == 0 ? "no tensor" : "the tensors " + string.Join(", ", names);
        if (header.Tensors.Count > shown) found += Invariant($" and {header.Tensors.Count - shown} more");
        return new($"it holds {found}, expected those of one linear layer: 'weight' and 'bias', or both with the same prefix such as '0.weight' and '0.bias'; "
            + "or those of several: '0.weight', '0.bias', '2.weight' and so on, or 'coefs_.0', 'intercepts_.0', 'coefs_.1' and so on");
    }

    /// <summary>Rows hashed otherwise have other features in the same columns, which no shape shows.</summary>
    private static void CheckEncoding(IReadOnlyList<string> found, IReadOnlyList<string> expected)
    {
        if (found.Count == 0 || expected.Count == 0) return;
        for (int i = 0; i < Math.Max(found.Count, expected.Count); i++)
        {
            string theirs = i < found.Count ? found[i] : "", ours = i < expected.Count ? expected[i] : "";
            if (theirs == ours) continue;
            throw new InvalidDataException(
                $"it is of rows with {(theirs.Length == 0 ? "nothing more" : Quoted.Text(theirs))}, expected {(ours.Length == 0 ? "nothing more" : Quoted.Text(ours))}");
        }
    }

    private static void CheckNames(string what, IReadOnlyList<string> found, IReadOnlyList<string> expected)
    {
        if (found.Count == 0 || expected.Count == 0) return;
        if (found.Count != expected.Count)
            throw new InvalidDataException(Invariant($"it names {found.Count} by {what}, expected {expected.Count} names"));
        for (int i = 0; i < expected.Count; i++)
        {
            if (found[i] == expected[i]) continue;
            throw new InvalidDataException(Invariant($"its {what} {i} is named {Quoted.Text(found[i])}, expected {Quoted.Text(expected[i])}"));
        }
    }

    private static void CheckShapes(FileLayer layer)
    {
        foreach (TensorEntry tensor in layer.Tensors)
        {
            if (tensor.ElementSize == 0)
                throw new InvalidDataException($"its tensor {Quoted.Text(tensor.Name)} has the type {Quoted.Text(tensor.Type)}, expected F32, F64, F16 or BF16");
        }

        if (layer.Weight.Shape.Count != 2 || layer.Weight.Shape.Any(static count => count is < 1 or > MaxFeatures) || layer.Units > MaxCount)
        {
            throw new InvalidDataException(Invariant($"its tensor {Quoted.Text(layer.Weight.Name)} has the shape {layer.Weight.ShapeText}, ")
                + Invariant($"expected {layer.Named}, classes or units from 1 to {MaxCount} and features from 1 to {MaxFeatures}"));
        }

        if (layer.Bias is { } bias && (bias.Shape.Count != 1 || bias.Shape[0] != layer.Units))
        {
            throw new InvalidDataException(Invariant(
                $"its tensor {Quoted.Text(bias.Name)} has the shape {bias.ShapeText}, expected [{layer.Units}], one bias for each {layer.UnitAxis} of {Quoted.Text(layer.Weight.Name)}"));
        }
    }

    /// <summary>The first layer takes the embeddings of a context.</summary>
    private void CheckEmbedding()
    {
        if (Embedding is null) return;
        if (Embedding.ElementSize == 0)
            throw new InvalidDataException($"its tensor {Quoted.Text(Embedding.Name)} has the type {Quoted.Text(Embedding.Type)}, expected F32, F64, F16 or BF16");
        if (Embedding.Shape.Count == 2 && Embedding.Shape[0] == Rows && Embedding.Shape[1] is >= 1 and <= MaxCount && Embedding.Shape[1] * Facts.Context == Features) return;
        throw new InvalidDataException(Invariant($"its tensor {Quoted.Text(Embedding.Name)} has the shape {Embedding.ShapeText}, ")
            + Invariant($"expected {Rows} tokens by as many numbers as make {Features} in a context of {Facts.Context}"));
    }

    /// <summary>Each layer takes what the one before gives.</summary>
    private void CheckChain()
    {
        for (int i = 1; i < Layers.Count; i++)
        {
            if (Layers[i].Inputs == Layers[i - 1].Units) continue;
            throw new InvalidDataException(Invariant(
                $"its tensor {Quoted.Text(Layers[i].Weight.Name)} has the shape {Layers[i].Weight.ShapeText}, which takes {Layers[i].Inputs} numbers, ")
                + Invariant($"expected the {Layers[i - 1].Units} that {Quoted.Text(Layers[i - 1].Weight.Name)} gives"));
        }
    }

    /// <summary>The tensors fill the data from its first byte, without overlap and without a gap, as the format demands.</summary>
    private void CheckPlaces()
    {
        long at = 0;
        foreach (TensorEntry tensor in InOrder)
        {
            long length = tensor.ElementSize * tensor.Shape.Aggregate(1L, static (product, count) => product * count);
            if (tensor.Begin != at || tensor.End != at + length)
            {
                throw new InvalidDataException(Invariant(
                    $"its tensor {Quoted.Text(tensor.Name)} lies at the bytes {tensor.Begin} to {tensor.End} of the data, expected {at} to {at + length} for {tensor.Type} {tensor.ShapeText}"));
            }

            at += length;
        }
    }

    private void CheckFacts()
    {
        if (Facts.Task == ModelShape.Binary && Rows != 1)
            throw new InvalidDataException($"it says that its task is Binary, but its tensor {Quoted.Text(Last.Weight.Name)} has the shape {Last.Weight.ShapeText}, expected one row");
        int classes = Facts.Task == ModelShape.Binary || (Facts.Task is null && Rows == 1) ? 2 : Rows;
        CheckCount(FileFacts.FeaturesKey, Facts.Features, Features, Layers[0]);
        CheckCount(FileFacts.ClassesKey, Facts.Classes, classes, Last);
        CheckCount(FileFacts.FeatureNamesKey, Facts.FeatureNames.Count == 0 ? null : Facts.FeatureNames.Count, Features, Layers[0]);
        CheckCount(FileFacts.FeatureMeansKey, Facts.FeatureMeans.Count == 0 ? null : Facts.FeatureMeans.Count, Features, Layers[0]);
        if (Facts.Bins is not null && Facts.Task == ModelShape.MultiLabel)
            throw new InvalidDataException("it says that its task is MultiLabel, but its metadata has bins, expected them of a model with one class a row");
        CheckCount(FileBins.CentresKey, Facts.Bins?.Centres.Count, classes, Last);
        CheckCount(FileFacts.ClassNamesKey, Facts.ClassNames.Count == 0 ? null : Facts.ClassNames.Count, classes, Last);
    }

    private static void CheckCount(string key, int? found, int expected, FileLayer layer)
    {
        if (found is null || found == expected) return;
        throw new InvalidDataException(Invariant(
            $"its metadata gives {found} by {key}, but its tensor {Quoted.Text(layer.Weight.Name)} of the shape {layer.Weight.ShapeText} has {expected}"));
    }
}
