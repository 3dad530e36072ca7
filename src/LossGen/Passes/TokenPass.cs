using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Embeddings, hidden layers and a head in tiles, over blocks of up to 128 contexts.</summary>
/// <typeparam name="TNetwork">What is between the contexts and the head.</typeparam>
/// <typeparam name="THead">The head.</typeparam>
/// <typeparam name="TActivation">What follows every hidden layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TokenPass<TNetwork, THead, TActivation> : ITokenPass
    where TNetwork : struct, ITokenNetwork
    where THead : struct, ITiledHead
    where TActivation : struct, IActivationKernels
{
    private static readonly ParameterLayout LayoutOfTokens =
        ParameterLayout.OfTokens(TNetwork.Vocabulary, TNetwork.Context, TNetwork.Embedding, TNetwork.LayerUnits.ToArray());

    static ClassificationTask IGradientPass.Task => ClassificationTask.Multiclass;

    static int IGradientPass.ClassCount => TNetwork.Vocabulary;

    static int IGradientPass.FeatureCount => TNetwork.Context;

    static int IGradientPass.ParameterCount => TNetwork.ParameterCount;

    static ParameterLayout IGradientPass.Layout => LayoutOfTokens;

    static Activation? IGradientPass.Activation => TNetwork.LayerUnits.Length > 1 ? TActivation.Kind : null;

    static WorkspaceSize IGradientPass.Size => new(Classes: 0, TNetwork.ScratchLength, Partial: 0, TNetwork.ParameterCount) { AddedRows = Block.Rows };

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TNetwork.Prepare(parameters, workspace.Scratch);

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        Run(parameters, batch, settings, workspace, default, isPart: false);

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        gradient.Clear();
        return Run(parameters, batch, settings, workspace, gradient, isPart: false);
    }

    // Of one block each number of the gradient gets one sum, if that is seen to for tokens that occur more than once.
    static LossSums IGradientPass.AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        Run(parameters, batch, settings, workspace, gradient, isPart: true);

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace) =>
        RightTokens<TokenPass<TNetwork, THead, TActivation>>.Count(parameters, batch, workspace);

    static void ITokenPass.Write(
        ReadOnlySpan<float> parameters, in Rows contexts, int count, bool asProbabilities, in Workspace workspace, Span<float> destination)
    {
        Span<int> starts = stackalloc int[TokenRows.Most];
        RowRange range = RowRange.All(count);
        for (int first = 0; first < count; first += TokenRows.Most)
        {
            int inBlock = Math.Min(TokenRows.Most, count - first);
            contexts.Starts(range, first, inBlock, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, contexts.Tokens, starts, inBlock, default, 0, workspace.Scratch);
            TiledReading<THead>.Write(
                ClassificationTask.Multiclass, parameters, inputs, inBlock, asProbabilities, workspace.Scratch, destination[(first * TNetwork.Vocabulary)..]);
        }
    }

    static void ITokenPass.MostProbable(ReadOnlySpan<float> parameters, in Rows contexts, in RowRange range, in Workspace workspace, Span<int> tokens)
    {
        Span<int> starts = stackalloc int[TokenRows.Most];
        for (int first = 0; first < range.Count; first += TokenRows.Most)
        {
            int inBlock = Math.Min(TokenRows.Most, range.Count - first);
            contexts.Starts(range, first, inBlock, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, contexts.Tokens, starts, inBlock, default, 0, workspace.Scratch);
            TiledReading<THead>.MostProbable(parameters, inputs, inBlock, workspace.Scratch, tokens[first..]);
        }
    }

    /// <summary>The loss of rows, and unless it is empty their gradient added.</summary>
    private static LossSums Run(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient, bool isPart)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[TokenRows.Most];
        Span<float> scratch = workspace.Scratch;
        for (int first = 0; first < batch.Count; first += TokenRows.Most)
        {
            int count = Math.Min(TokenRows.Most, batch.Count - first), firstRow = batch.Range.First + first;
            batch.Rows.Starts(batch.Range, first, count, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, batch.Rows.Tokens, starts, count, settings.Dropout, firstRow, scratch);
            Span<float> deltas = gradient.IsEmpty ? default : TNetwork.Deltas(count, scratch);
            sums.Add(TiledBlock<THead>.Run(ClassificationTask.Multiclass, parameters, inputs, batch, settings, first, count, scratch, gradient, deltas));
            if (!gradient.IsEmpty) TNetwork.Backward(parameters, batch.Rows.Tokens, starts, count, settings.Dropout, firstRow, scratch, gradient, isPart);
        }

        return sums;
    }
}
