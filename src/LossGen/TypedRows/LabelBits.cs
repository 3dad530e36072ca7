using System.Runtime.CompilerServices;

namespace LossGen.TypedRows;

/// <summary>Turns the labels of multi-label rows, the bits of an enum, into targets, and probabilities into labels.</summary>
internal static class LabelBits<TModel, TRow, TLabel>
    where TModel : class, ITypedClassifier<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>No enum has more bits, so no model has more labels.</summary>
    public const int MostLabels = 64;

    /// <summary>Above this a label is predicted: it is more probable than not, as the evaluations count it.</summary>
    private const float Threshold = 0.5f;

    /// <summary>The target of one of many rows.</summary>
    public static void Target(in TRow row, int index, Span<float> target) => Target(in row, index, "rows", BitsOfLabels(stackalloc ulong[MostLabels]), target);

    /// <summary>The targets of the rows.</summary>
    public static void Targets(ReadOnlySpan<TRow> rows, Span<float> targets)
    {
        int labels = TModel.ClassCount;
        ReadOnlySpan<ulong> bits = BitsOfLabels(stackalloc ulong[MostLabels]);
        for (int i = 0; i < rows.Length; i++) Target(in rows[i], i, nameof(rows), bits, targets.Slice(i * labels, labels));
    }

    /// <summary>1 for each label that the only row of a call has, 0 for the others.</summary>
    public static void WriteTargets(in TRow row, Span<float> targets) => Target(in row, 0, nameof(row), BitsOfLabels(stackalloc ulong[MostLabels]), targets);

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

    /// <summary>The labels that are more probable than not.</summary>
    public static TLabel LabelsOf(ReadOnlySpan<float> probabilities, ReadOnlySpan<ulong> bits)
    {
        ulong labels = 0;
        for (int k = 0; k < bits.Length; k++)
        {
            if (probabilities[k] > Threshold) labels |= bits[k];
        }

        return FromBits(labels);
    }

    /// <summary>The bit of each label.</summary>
    /// <param name="memory"><see cref="MostLabels"/> numbers.</param>
    public static ReadOnlySpan<ulong> BitsOfLabels(Span<ulong> memory)
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
