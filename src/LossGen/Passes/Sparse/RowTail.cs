using System.ComponentModel;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>A head of many classes alone, row by row: the sums of the sparse layer are the logits of one row, and become its residuals where they lie.</summary>
/// <typeparam name="TLayer">The sparse layer's shape; its stride is whole vectors.</typeparam>
/// <typeparam name="THead">The head.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RowTail<TLayer, THead> : ISparseTail
    where TLayer : struct, ISparseLayer
    where THead : struct, IHeadKernels
{
    private static bool IsMultiLabel => THead.Task == ClassificationTask.MultiLabel;

    static ClassificationTask ISparseTail.Task => THead.Task;

    static int ISparseTail.ClassCount => THead.ClassCount;

    static int ISparseTail.LogitCount => TLayer.Units;

    static Activation? ISparseTail.Activation => null;

    static int ISparseTail.ParameterCount => 0;

    static ReadOnlySpan<int> ISparseTail.Units => default;

    // The targets of a row.
    static int ISparseTail.ScratchLength => TLayer.Stride;

    static int ISparseTail.BlockClasses => 0;

    static int ISparseTail.BlockRows => 1;

    static void ISparseTail.Prepare(ReadOnlySpan<float> parameters, Span<float> scratch)
    {
        // There are no further layers.
    }

    static LossSums ISparseTail.Run(
        ReadOnlySpan<float> parameters,
        Span<float> sums,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        in Workspace workspace,
        Span<float> scratch,
        bool isLossAlone,
        Span<float> gradient)
    {
        Span<float> padded = sums[..TLayer.Stride], logits = padded[..TLayer.Units];
        float weight = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[batch.Range.Place(first)], ofClass = 1;
        double loss;
        if (batch.Truth.Kind == TruthKind.Labels && !IsMultiLabel)
        {
            Span<int> label = stackalloc int[Lanes.Width];
            batch.Truth.BlockLabels(batch.Range, first, 1, TLayer.Units, label);
            ofClass = settings.ClassWeights.IsEmpty ? 1 : settings.ClassWeights[label[0]];
            loss = settings.IsPlain(hasLabels: true)
                ? OfLabel(padded, label[0], ofClass)
                : RowLoss.CrossEntropy(logits, label[0], ofClass, TiledClasses.Of(TLayer.Units, settings), settings);
        }
        else
        {
            Span<float> targets = scratch[..TLayer.Stride];
            batch.Truth.RowTargets(batch.Range.Place(first), targets[..TLayer.Units]);
            targets[TLayer.Units..].Clear();
            loss = IsMultiLabel ? OfLabels(padded, targets, settings) : RowLoss.CrossEntropy(logits, targets[..TLayer.Units], settings);
        }

        if (weight != 1) Lanes.Scale(logits, weight);
        padded[TLayer.Units..].Clear();
        return new LossSums { Loss = weight * loss, Divisor = (double)weight * ofClass * (IsMultiLabel ? TLayer.Units : 1) };
    }

    static void ISparseTail.Write(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, bool asProbabilities, in Workspace workspace, Span<float> scratch, Span<float> destination)
    {
        destination = destination[..TLayer.Units];
        Span<float> padded = sums[..TLayer.Stride];
        padded[TLayer.Units..].Clear();
        if (!asProbabilities)
        {
            padded[..TLayer.Units].CopyTo(destination);
        }
        else if (Check.IndexOfNonFinite(padded) >= 0)
        {
            destination.Fill(float.NaN);
        }
        else if (!IsMultiLabel)
        {
            StableMath.SoftMax(padded[..TLayer.Units], destination);
        }
        else
        {
            ref float z = ref Lanes.Start(padded);
            for (int k = 0; k < padded.Length; k += Lanes.Width)
            {
                Vector256<float> zk = Lanes.Load(ref z, k);
                Lanes.Store(Sigmoids.Of(zk, Sigmoids.Exponential(zk)), ref z, k);
            }

            padded[..TLayer.Units].CopyTo(destination);
        }
    }

    static void ISparseTail.MostProbable(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Workspace workspace, Span<float> scratch, Span<int> classes) =>
        classes[0] = Check.IndexOfNonFinite(sums[..TLayer.Units]) >= 0 ? -1 : THead.MostProbable(sums[..TLayer.Units]);

    static void ISparseTail.RightLabels(
        ReadOnlySpan<float> parameters, Span<float> sums, in Batch batch, int first, int count, in Workspace workspace, Span<float> scratch, Span<int> right)
    {
        Span<float> targets = scratch[..TLayer.Units];
        batch.Truth.RowTargets(batch.Range.Place(first), targets);
        right[0] = 0;
        for (int k = 0; k < targets.Length; k++) right[0] += sums[k] > 0 == targets[k] > 0.5f ? 1 : 0;
    }

    private static double OfLabel(Span<float> padded, int label, float ofClass)
    {
        float loss = THead.CrossEntropyOfRow(padded, label);
        if (ofClass != 1) Lanes.Scale(padded, ofClass);
        return (double)ofClass * loss;
    }

    /// <summary>A sigmoid for each label, eight labels in the lanes.</summary>
    private static double OfLabels(Span<float> padded, ReadOnlySpan<float> targets, in LossSettings settings)
    {
        ref float z = ref Lanes.Start(padded);
        ref float t = ref Lanes.Start(targets);
        Vector256<double> low = default, high = default;
        for (int k = 0; k < padded.Length; k += Lanes.Width)
        {
            int present = Math.Min(Lanes.Width, TLayer.Units - k);
            Vector256<float> weights = Lanes.One;
            if (present == Lanes.Width && !settings.ClassWeights.IsEmpty) weights = Lanes.Load(ref Lanes.Start(settings.ClassWeights), k);
            for (int i = 0; i < present && present < Lanes.Width && !settings.ClassWeights.IsEmpty; i++) weights = weights.WithElement(i, settings.ClassWeights[k + i]);
            Vector256<float> loss = SigmoidLoss.Labels(ref Lanes.At(ref z, k), Lanes.Load(ref t, k), settings, weights);
            Lanes.AddTo(present == Lanes.Width ? loss : Lanes.Keep(Lanes.FirstLanes(present), loss), ref low, ref high);
        }

        return Lanes.Sum(low, high);
    }
}
