using System.ComponentModel;
using System.Diagnostics;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>A token model without embeddings and hidden layers: logits are a table's rows, one for each position, and the biases. Context by context.</summary>
/// <remarks>With a context of one token it is the bigram model: its minimum has the conditional frequencies of the text as probabilities.</remarks>
/// <typeparam name="TShape">The shape.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TokenTablePass<TShape> : ITokenPass
    where TShape : struct, ITokenShape
{
    private static readonly ParameterLayout LayoutOfTokens = ParameterLayout.OfTokens(TShape.Vocabulary, TShape.Context, 0, TShape.LayerUnits.ToArray());

    private static int Stride => Lanes.InVectors(TShape.Vocabulary);

    static ClassificationTask IGradientPass.Task => ClassificationTask.Multiclass;

    static int IGradientPass.ClassCount => TShape.Vocabulary;

    static int IGradientPass.FeatureCount => TShape.Context;

    static int IGradientPass.ParameterCount => TShape.ParameterCount;

    static ParameterLayout IGradientPass.Layout => LayoutOfTokens;

    static Activation? IGradientPass.Activation => null;

    static WorkspaceSize IGradientPass.Size => new(Classes: 0, Stride, Partial: 0, TShape.ParameterCount);

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace)
    {
        // The table is read as it is.
    }

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        Run(parameters, batch, settings, workspace, default);

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        gradient.Clear();
        return Run(parameters, batch, settings, workspace, gradient);
    }

    static LossSums IGradientPass.AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        throw new UnreachableException("A part has a gradient of its own.");

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace) =>
        RightTokens<TokenTablePass<TShape>>.Count(parameters, batch, workspace);

    static void ITokenPass.Write(
        ReadOnlySpan<float> parameters, in Rows contexts, int count, bool asProbabilities, in Workspace workspace, Span<float> destination)
    {
        for (int row = 0; row < count; row++)
        {
            Span<float> own = destination.Slice(row * TShape.Vocabulary, TShape.Vocabulary);
            TokenRows.SumTable(parameters, contexts.Tokens, row * contexts.Stride, TShape.Context, TShape.Vocabulary, own);
            if (asProbabilities) StableMath.SoftMax(own, own);
        }
    }

    static void ITokenPass.MostProbable(ReadOnlySpan<float> parameters, in Rows contexts, in RowRange range, in Workspace workspace, Span<int> tokens)
    {
        Span<float> logits = workspace.Scratch[..TShape.Vocabulary];
        for (int row = 0; row < range.Count; row++)
        {
            TokenRows.SumTable(parameters, contexts.Tokens, range.Place(row) * contexts.Stride, TShape.Context, TShape.Vocabulary, logits);
            tokens[row] = Validation.Check.IndexOfNonFinite(logits) >= 0 ? -1 : SoftmaxHead<Units>.MostProbable(logits);
        }
    }

    /// <summary>The loss of rows, and unless it is empty their gradient added.</summary>
    private static LossSums Run(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        LossSums sums = default;
        Span<int> label = stackalloc int[Lanes.Width];
        Span<float> padded = workspace.Scratch[..Stride];
        Span<float> logits = padded[..TShape.Vocabulary];
        var classes = TiledClasses.Of(TShape.Vocabulary, settings);
        for (int row = 0; row < batch.Count; row++)
        {
            int place = batch.Range.Place(row), start = place * batch.Rows.Stride;
            batch.Truth.BlockLabels(batch.Range, row, 1, TShape.Vocabulary, label);
            TokenRows.SumTable(parameters, batch.Rows.Tokens, start, TShape.Context, TShape.Vocabulary, logits);
            float weight = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[place];
            float ofClass = settings.ClassWeights.IsEmpty ? 1 : settings.ClassWeights[label[0]];
            double loss = settings.LabelSmoothing == 0 && settings.FocalGamma == 0
                ? Plain(padded, label[0], ofClass)
                : RowLoss.CrossEntropy(logits, label[0], ofClass, classes, settings);
            sums.Loss += weight * loss;
            sums.Divisor += (double)weight * ofClass;
            if (gradient.IsEmpty) continue;
            if (weight != 1) Lanes.Scale(logits, weight);
            TokenRows.AddToTable(gradient, batch.Rows.Tokens, start, TShape.Context, TShape.Vocabulary, logits);
        }

        return sums;
    }

    private static double Plain(Span<float> padded, int label, float ofClass)
    {
        float loss = SoftmaxHead<Units>.CrossEntropyOfRow(padded, label);
        if (ofClass != 1) Lanes.Scale(padded, ofClass);
        return (double)ofClass * loss;
    }

    private readonly struct Units : IUnits
    {
        static int IUnits.Units => TShape.Vocabulary;
    }
}
