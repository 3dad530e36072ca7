using System.ComponentModel;
using System.Runtime.Intrinsics;
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
    private const int MostGroups = TokenRows.Most / Lanes.Width;

    private static readonly ParameterLayout LayoutOfTokens =
        ParameterLayout.OfTokens(TNetwork.Vocabulary, TNetwork.Context, TNetwork.Embedding, TNetwork.LayerUnits.ToArray());

    static ClassificationTask IGradientPass.Task => ClassificationTask.Multiclass;

    static int IGradientPass.ClassCount => TNetwork.Vocabulary;

    static int IGradientPass.FeatureCount => TNetwork.Context;

    static int IGradientPass.ParameterCount => TNetwork.ParameterCount;

    static ParameterLayout IGradientPass.Layout => LayoutOfTokens;

    static Activation? IGradientPass.Activation => TNetwork.LayerUnits.Length > 1 ? TActivation.Kind : null;

    static WorkspaceSize IGradientPass.Size => new(Classes: 0, TNetwork.ScratchLength, Partial: 0, TNetwork.ParameterCount);

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TNetwork.Prepare(parameters, workspace.Scratch);

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        Run(parameters, batch, settings, workspace, default);

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        gradient.Clear();
        return Run(parameters, batch, settings, workspace, gradient);
    }

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace) =>
        RightTokens<TokenPass<TNetwork, THead, TActivation>>.Count(parameters, batch, workspace);

    static void ITokenPass.Write(
        ReadOnlySpan<float> parameters, in Rows contexts, int count, bool asProbabilities, in Workspace workspace, Span<float> destination)
    {
        Span<int> starts = stackalloc int[TokenRows.Most];
        Span<TileStatistics> statistics = stackalloc TileStatistics[MostGroups];
        RowRange range = RowRange.All(count);
        for (int first = 0; first < count; first += TokenRows.Most)
        {
            int inBlock = Math.Min(TokenRows.Most, count - first);
            contexts.Starts(range, first, inBlock, starts);
            TiledHead<THead>.Enter(TNetwork.Forward(parameters, contexts.Tokens, starts, inBlock, default, 0, workspace.Scratch), inBlock, workspace.Scratch);
            if (asProbabilities) TiledHead<THead>.Observe(parameters, inBlock, default, new LossSettings(null), workspace.Scratch, statistics);
            TiledHead<THead>.Write(
                parameters, inBlock, asProbabilities ? statistics : default, workspace.Scratch, destination[(first * TNetwork.Vocabulary)..]);
        }
    }

    static void ITokenPass.MostProbable(ReadOnlySpan<float> parameters, in Rows contexts, in RowRange range, in Workspace workspace, Span<int> tokens)
    {
        Span<int> starts = stackalloc int[TokenRows.Most];
        Span<TileStatistics> statistics = stackalloc TileStatistics[MostGroups];
        for (int first = 0; first < range.Count; first += TokenRows.Most)
        {
            int inBlock = Math.Min(TokenRows.Most, range.Count - first);
            contexts.Starts(range, first, inBlock, starts);
            TiledHead<THead>.Enter(TNetwork.Forward(parameters, contexts.Tokens, starts, inBlock, default, 0, workspace.Scratch), inBlock, workspace.Scratch);
            TiledHead<THead>.Observe(parameters, inBlock, default, new LossSettings(null), workspace.Scratch, statistics);
            for (int row = 0; row < inBlock; row++)
            {
                TileStatistics known = statistics[row / Lanes.Width];
                tokens[first + row] = float.IsFinite(known.Others[row % Lanes.Width]) ? known.Argmax[row % Lanes.Width] : -1;
            }
        }
    }

    /// <summary>The loss of rows, and unless it is empty their gradient added.</summary>
    private static LossSums Run(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[TokenRows.Most];
        Span<int> labels = stackalloc int[TokenRows.Most];
        Span<TileStatistics> statistics = stackalloc TileStatistics[MostGroups];
        Span<TileFactors> factors = stackalloc TileFactors[MostGroups];
        var classes = TiledClasses.Of(TNetwork.Vocabulary, settings);
        Span<float> scratch = workspace.Scratch;
        for (int first = 0; first < batch.Count; first += TokenRows.Most)
        {
            int count = Math.Min(TokenRows.Most, batch.Count - first), firstRow = batch.Range.First + first;
            batch.Rows.Starts(batch.Range, first, count, starts);
            batch.Truth.BlockLabels(batch.Range, first, count, TNetwork.Vocabulary, labels);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, batch.Rows.Tokens, starts, count, settings.Dropout, firstRow, scratch);
            TiledHead<THead>.Enter(inputs, count, scratch);
            TiledHead<THead>.Observe(parameters, count, labels, settings, scratch, statistics);
            for (int row = 0; row < count; row += Lanes.Width)
            {
                int group = row / Lanes.Width, inGroup = Math.Min(Lanes.Width, count - row);
                sums.Add(Weigh(batch, settings, first + row, inGroup, labels[row..], classes, statistics[group], out factors[group]));
            }

            if (gradient.IsEmpty) continue;
            TiledHead<THead>.AddGradient(parameters, inputs, count, labels, factors, settings, scratch, gradient, TNetwork.Deltas(count, scratch));
            TNetwork.Backward(parameters, batch.Rows.Tokens, starts, count, settings.Dropout, firstRow, scratch, gradient);
        }

        return sums;
    }

    /// <summary>The part of up to eight rows in the loss, and what their residuals are made with.</summary>
    private static LossSums Weigh(
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        ReadOnlySpan<int> labels,
        in TiledClasses classes,
        in TileStatistics known,
        out TileFactors factors)
    {
        Vector256<float> weights = Lanes.One, classWeights = Lanes.One;
        for (int r = 0; r < count && !settings.SampleWeights.IsEmpty; r++)
            weights = weights.WithElement(r, settings.SampleWeights[batch.Range.Place(first + r)]);
        for (int r = 0; r < count && !settings.ClassWeights.IsEmpty; r++) classWeights = classWeights.WithElement(r, settings.ClassWeights[labels[r]]);
        factors = TileFactors.Of(known, Lanes.Load(ref Lanes.Start(labels), 0), weights, classWeights, classes, settings, out Vector256<float> losses);

        LossSums sums = default;
        for (int r = 0; r < count; r++)
        {
            sums.Loss += (double)weights[r] * losses[r];
            sums.Divisor += (double)weights[r] * classWeights[r];
        }

        return sums;
    }
}
