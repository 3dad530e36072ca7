using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>Where a file has the weights and biases of one linear layer, and whether that is all it has.</summary>
/// <remarks>
/// The tensors are named weight and bias, or have one prefix before these names, as the state of a PyTorch module does ("0.weight").
/// Any other tensor is refused: what holds one is another model.
/// </remarks>
internal sealed class LinearLayout
{
    private const string WeightName = "weight";
    private const string BiasName = "bias";

    /// <summary>The largest count a model is declared with; it also keeps every product below far from overflow.</summary>
    private const int MaxCount = HeaderBudget.MaxNames;

    private LinearLayout(TensorEntry weight, TensorEntry? bias, FileFacts facts)
    {
        Weight = weight;
        Bias = bias;
        Facts = facts;
    }

    public TensorEntry Weight { get; }

    /// <summary>Absent where a layer without biases was saved: they are 0.</summary>
    public TensorEntry? Bias { get; }

    public FileFacts Facts { get; }

    public int Rows => (int)Weight.Shape[0];

    public int Features => (int)Weight.Shape[1];

    /// <summary>Classes: as the metadata says, else two for a single row and otherwise the rows.</summary>
    public int Classes => Facts.Classes ?? (Rows == 1 ? 2 : Rows);

    /// <summary>The tensors in the order of their places.</summary>
    public IReadOnlyList<TensorEntry> InOrder => Bias is null ? [Weight] : Bias.Begin < Weight.Begin ? [Bias, Weight] : [Weight, Bias];

    /// <summary>Bytes after the header.</summary>
    public long DataLength => InOrder.Last().End;

    public static LinearLayout Of(SafetensorsHeader header, Func<string, string[]> readNames)
    {
        FileFacts facts = FileFacts.Of(header.Metadata, readNames);
        TensorEntry[] weights = header.Tensors.Where(static tensor => IsWeight(tensor.Name)).ToArray();
        if (weights.Length != 1) throw WrongTensors(header);
        TensorEntry weight = weights[0];
        string prefix = weight.Name.Substring(0, weight.Name.Length - WeightName.Length);
        TensorEntry? bias = header.Tensors.FirstOrDefault(tensor => tensor.Name == prefix + BiasName);
        if (header.Tensors.Count != (bias is null ? 1 : 2)) throw WrongTensors(header);
        if (bias is null && facts.Format is not null)
            throw new InvalidDataException("it was written by LossGen but has no tensor 'bias', expected weight and bias");

        var layout = new LinearLayout(weight, bias, facts);
        layout.CheckShapes();
        layout.CheckPlaces();
        layout.CheckFacts();
        return layout;
    }

    /// <summary>Throws if the file is not of this model.</summary>
    public void CheckFits(ModelShape model)
    {
        // Two rows are a softmax over two logits, of which a binary model has the difference.
        bool isDifference = model.Task == ModelShape.Binary && Rows == 2 && Facts.Task is null or ModelShape.Multiclass;
        if (Facts.Task is { } task && task != model.Task && !isDifference)
            throw new InvalidDataException($"it is of a model with the task {task}, expected {model.Task}");

        if ((Rows != model.Logits && !isDifference) || Features != model.Features)
        {
            string wanted = model.Task == ModelShape.Binary
                ? Invariant($"[1, {model.Features}] or [2, {model.Features}], one logit or two by {model.Features} features")
                : Invariant($"[{model.Logits}, {model.Features}], {model.Logits} {(model.Task == ModelShape.MultiLabel ? "labels" : "classes")} by {model.Features} features");
            throw new InvalidDataException($"its tensor {Quoted.Text(Weight.Name)} has the shape {Weight.ShapeText}, expected {wanted}");
        }

        CheckNames("feature", Facts.FeatureNames, model.FeatureNames);
        CheckNames(model.Task == ModelShape.MultiLabel ? "label" : "class", Facts.ClassNames, model.ClassNames);
    }

    private static bool IsWeight(string name) => name == WeightName || name.EndsWith("." + WeightName, StringComparison.Ordinal);

    private static InvalidDataException WrongTensors(SafetensorsHeader header)
    {
        const int shown = 6;
        IEnumerable<string> names = header.Tensors.Take(shown).Select(static tensor => Quoted.Text(tensor.Name));
        string found = header.Tensors.Count == 0 ? "no tensor" : "the tensors " + string.Join(", ", names);
        if (header.Tensors.Count > shown) found += Invariant($" and {header.Tensors.Count - shown} more");
        return new($"it holds {found}, expected those of one linear layer: 'weight' and 'bias', or both with the same prefix such as '0.weight' and '0.bias'");
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

    private void CheckShapes()
    {
        foreach (TensorEntry tensor in InOrder)
        {
            if (tensor.ElementSize == 0)
                throw new InvalidDataException($"its tensor {Quoted.Text(tensor.Name)} has the type {Quoted.Text(tensor.Type)}, expected F32, F64, F16 or BF16");
        }

        if (Weight.Shape.Count != 2 || Weight.Shape.Any(static count => count is < 1 or > MaxCount))
        {
            throw new InvalidDataException(Invariant(
                $"its tensor {Quoted.Text(Weight.Name)} has the shape {Weight.ShapeText}, expected [classes, features], each from 1 to {MaxCount}"));
        }

        if (Bias is not null && (Bias.Shape.Count != 1 || Bias.Shape[0] != Rows))
        {
            throw new InvalidDataException(Invariant(
                $"its tensor {Quoted.Text(Bias.Name)} has the shape {Bias.ShapeText}, expected [{Rows}], one bias for each row of {Quoted.Text(Weight.Name)}"));
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
            throw new InvalidDataException($"it says that its task is Binary, but its tensor {Quoted.Text(Weight.Name)} has the shape {Weight.ShapeText}, expected one row");
        int classes = Facts.Task == ModelShape.Binary || (Facts.Task is null && Rows == 1) ? 2 : Rows;
        CheckCount(FileFacts.FeaturesKey, Facts.Features, Features);
        CheckCount(FileFacts.ClassesKey, Facts.Classes, classes);
        CheckCount(FileFacts.FeatureNamesKey, Facts.FeatureNames.Count == 0 ? null : Facts.FeatureNames.Count, Features);
        CheckCount(FileFacts.ClassNamesKey, Facts.ClassNames.Count == 0 ? null : Facts.ClassNames.Count, classes);
    }

    private void CheckCount(string key, int? found, int expected)
    {
        if (found is null || found == expected) return;
        throw new InvalidDataException(Invariant(
            $"its metadata gives {found} by {key}, but its tensor {Quoted.Text(Weight.Name)} of the shape {Weight.ShapeText} has {expected}"));
    }
}
