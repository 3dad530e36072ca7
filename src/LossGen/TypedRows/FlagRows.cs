using System.ComponentModel;
using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>The implementation of typed models that predict any number of labels per row, the bits of an enum.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The enum.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FlagRows<TModel, TRow, TLabel>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>No enum has more bits, so no model has more labels.</summary>
    private const int MostLabels = 64;

    /// <summary>Above this a label is predicted: it is more probable than not, as the evaluations count it.</summary>
    private const float Threshold = 0.5f;

    /// <summary>The labels of a row that are more probable than not.</summary>
    public static TLabel Predict(TModel model, in TRow row)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> probabilities = (stackalloc float[MostLabels])[..TModel.ClassCount];
        RowReader<TModel, TRow, TLabel>.FiniteProbabilities(model, in row, scratch.Memory, probabilities);
        return LabelsOf(probabilities, BitsOfLabels(stackalloc ulong[MostLabels]));
    }

    /// <summary>Writes the labels of each row.</summary>
    public static void Predict(TModel model, ReadOnlySpan<TRow> rows, Span<TLabel> destination)
    {
        RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        Check.Length(destination.Length, rows.Length, 1, nameof(destination));
        int length = RowEncoding<TModel, TRow, TLabel>.PartLength(rows.Length), partRows = RowEncoding<TModel, TRow, TLabel>.PartRows;
        int labels = TModel.ClassCount, width = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        using var outputs = new Scratch(stackalloc float[Scratch.OnStack(partRows * labels)], partRows * labels);
        ReadOnlySpan<ulong> bits = BitsOfLabels(stackalloc ulong[MostLabels]);
        for (int first = 0; first < rows.Length;)
        {
            int count = Math.Min(partRows, rows.Length - first);
            Span<float> features = scratch.Memory[..(count * width)], probabilities = outputs.Memory[..(count * labels)];
            RowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, first, features, RowEncoding<TModel, TRow, TLabel>.Predicting);
            model.Probabilities(features, probabilities);
            for (int i = 0; i < count; i++, first++)
            {
                ReadOnlySpan<float> ofRow = probabilities.Slice(i * labels, labels);
                if (!Check.AreFinite(ofRow)) Check.NoClass(features.Slice(i * width, width), first, nameof(rows));
                destination[first] = LabelsOf(ofRow, bits);
            }
        }
    }

    /// <summary>Mean cross-entropy against the labels of the rows.</summary>
    public static double Loss(TModel model, ReadOnlySpan<TRow> rows, LossOptions? options)
    {
        int length = RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        int targetLength = RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.ClassCount);
        using var features = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        using var targets = new Scratch(default, targetLength);
        RowEncoding<TModel, TRow, TLabel>.Rows(rows, 0, features.Memory);
        Targets(rows, targets.Memory);
        return model.Loss(features.Memory, targets.Memory, options);
    }

    /// <summary>Trains on the labels of the rows.</summary>
    public static TrainingResult Fit(
        TModel model,
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        (float[] features, float[] targets) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Learning);
        return model.Fit(features, targets, options, progress, cancellationToken);
    }

    /// <summary>Evaluates the model on rows whose labels are known.</summary>
    public static MultiLabelEvaluation Evaluate(TModel model, ReadOnlySpan<TRow> rows)
    {
        (float[] features, float[] targets) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Predicting);
        return Evaluation.Of(model, features, targets);
    }

    /// <summary>The temperature that calibrates the model on rows whose labels are known.</summary>
    public static TemperatureScaling FitTemperature(TModel model, ReadOnlySpan<TRow> rows)
    {
        (float[] features, float[] targets) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Learning);
        return TemperatureScaling.Fit(model, features, targets);
    }

    /// <summary>One online gradient step on a row.</summary>
    public static double Update(TModel model, in TRow row, float learningRate)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        RowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, scratch.Memory, RowEncoding<TModel, TRow, TLabel>.Learning);
        Span<float> target = (stackalloc float[MostLabels])[..TModel.ClassCount];
        Target(in row, 0, nameof(row), BitsOfLabels(stackalloc ulong[MostLabels]), target);
        return model.Update(scratch.Memory, target, learningRate);
    }

    /// <summary>The features and targets of rows as arrays.</summary>
    internal static (float[] Features, float[] Targets) Arrays(ReadOnlySpan<TRow> rows, string purpose = RowEncoding<TModel, TRow, TLabel>.Learning)
    {
        var features = new float[RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount)];
        var targets = new float[RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.ClassCount)];
        RowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, 0, features, purpose);
        Targets(rows, targets);
        return (features, targets);
    }

    /// <summary>The target of one of many rows.</summary>
    internal static void Target(in TRow row, int index, Span<float> target) => Target(in row, index, "rows", BitsOfLabels(stackalloc ulong[MostLabels]), target);

    /// <summary>The targets of the rows.</summary>
    internal static void Targets(ReadOnlySpan<TRow> rows, Span<float> targets)
    {
        int labels = TModel.ClassCount;
        ReadOnlySpan<ulong> bits = BitsOfLabels(stackalloc ulong[MostLabels]);
        for (int i = 0; i < rows.Length; i++) Target(in rows[i], i, nameof(rows), bits, targets.Slice(i * labels, labels));
    }

    /// <summary>1 for each label that the only row of a call has, 0 for the others.</summary>
    internal static void WriteTargets(in TRow row, Span<float> targets) => Target(in row, 0, nameof(row), BitsOfLabels(stackalloc ulong[MostLabels]), targets);

    /// <summary>1 for each label that the row has, 0 for the others.</summary>
    private static void Target(in TRow row, int index, string parameter, ReadOnlySpan<ulong> bits, Span<float> target)
    {
        TLabel label = LabelReader<TModel, TRow, TLabel>.LabelOf(in row, index, parameter);
        ulong rest = ToBits(label);
        for (int k = 0; k < bits.Length; k++)
        {
            target[k] = (rest & bits[k]) != 0 ? 1 : 0;
            rest &= ~bits[k];
        }

        if (rest != 0) throw RowErrors.LabelOfNoClass(parameter, index, TModel.LabelName, label, TModel.ClassNames, combination: true);
    }

    private static TLabel LabelsOf(ReadOnlySpan<float> probabilities, ReadOnlySpan<ulong> bits)
    {
        ulong labels = 0;
        for (int k = 0; k < bits.Length; k++)
        {
            if (probabilities[k] > Threshold) labels |= bits[k];
        }

        return FromBits(labels);
    }

    private static ReadOnlySpan<ulong> BitsOfLabels(Span<ulong> memory)
    {
        Span<ulong> bits = memory[..TModel.ClassCount];
        for (int k = 0; k < bits.Length; k++) bits[k] = ToBits(TModel.ClassAt(k));
        return bits;
    }

    // Enums have no operators in generic code; their size says which integer they are.
    private static ulong ToBits(TLabel label) => Unsafe.SizeOf<TLabel>() switch
    {
        sizeof(byte) => Unsafe.As<TLabel, byte>(ref label),
        sizeof(ushort) => Unsafe.As<TLabel, ushort>(ref label),
        sizeof(uint) => Unsafe.As<TLabel, uint>(ref label),
        _ => Unsafe.As<TLabel, ulong>(ref label),
    };

    private static TLabel FromBits(ulong bits)
    {
        TLabel label = default;
        switch (Unsafe.SizeOf<TLabel>())
        {
            case sizeof(byte):
                Unsafe.As<TLabel, byte>(ref label) = (byte)bits;
                break;
            case sizeof(ushort):
                Unsafe.As<TLabel, ushort>(ref label) = (ushort)bits;
                break;
            case sizeof(uint):
                Unsafe.As<TLabel, uint>(ref label) = (uint)bits;
                break;
            default:
                Unsafe.As<TLabel, ulong>(ref label) = bits;
                break;
        }

        return label;
    }
}
