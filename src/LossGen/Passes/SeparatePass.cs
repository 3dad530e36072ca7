using System.ComponentModel;
using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Layer and head one after another, block by block.</summary>
/// <typeparam name="TLayer">The layer's kernels.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
/// <remarks>
/// The members that only forward are written in this struct and in <see cref="FusedPass{TPass, TFused}"/>: structs do not inherit. Default
/// implementations in an interface would save the lines, but then just-in-time and native compilers would have to resolve the static members
/// of every model through them.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SeparatePass<TLayer, THead> : IBlockPass
    where TLayer : struct, ILayerKernels
    where THead : struct, IHeadKernels
{
    static ClassificationTask IGradientPass.Task => THead.Task;

    static int IGradientPass.ClassCount => THead.ClassCount;

    static int IGradientPass.FeatureCount => TLayer.Inputs;

    static int IPass.LogitCount => TLayer.Units;

    static int IGradientPass.ParameterCount => BlockPass<TLayer, THead>.ParameterCount;

    static ParameterLayout IGradientPass.Layout => BlockPass<TLayer, THead>.Layout;

    static Activation? IGradientPass.Activation => null;

    static WorkspaceSize IGradientPass.Size => BlockPass<TLayer, THead>.Size(TLayer.ScratchLength);

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace)
    {
        // A layer reads its parameters as they are.
    }

    static void IBlockPass.Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace workspace) =>
        TLayer.Forward(parameters, rows, starts, count, workspace.Scratch, workspace.Logits);

    static void IBlockPass.Probabilities(int count, in Workspace workspace) => THead.Probabilities(workspace.Logits, count);

    static void IBlockPass.MostProbable(int count, in Workspace workspace, Span<int> classes) => THead.MostProbable(workspace.Logits, count, classes);

    static LossSums IPass.Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace) =>
        BlockLoss<THead>.Residuals(batch, settings, first, count, TLayer.Units, workspace);

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        BlockPass<TLayer, THead>.Loss(parameters, batch, settings, workspace);

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        BlockPass<TLayer, THead>.Gradient(parameters, batch, settings, workspace, gradient);

    static LossSums IGradientPass.AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        BlockPass<TLayer, THead>.AddGradient(parameters, batch, settings, workspace, gradient);

    static void IPass.Write(
        ReadOnlySpan<float> parameters, in Rows rows, int count, bool asProbabilities, in Workspace workspace, Span<float> destination) =>
        BlockReading<SeparatePass<TLayer, THead>>.Write(parameters, rows, count, asProbabilities, workspace, destination);

    static void IPass.MostProbable(ReadOnlySpan<float> parameters, in Rows rows, in RowRange range, in Workspace workspace, Span<int> classes) =>
        BlockReading<SeparatePass<TLayer, THead>>.MostProbable(parameters, rows, range, workspace, classes);

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace) =>
        RightAnswers<SeparatePass<TLayer, THead>>.Count(parameters, batch, workspace);

    static LossSums IPass.InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        BlockPass<TLayer, THead>.InputGradient(parameters, batch, settings, workspace, gradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int IPass.Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row) => BlockPass<TLayer, THead>.Predict(parameters, row);

    static void IPass.Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> destination) =>
        BlockPass<TLayer, THead>.Probabilities(parameters, row, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        BlockPass<TLayer, THead>.Update(parameters, row, label, learningRate);

    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling scaling) =>
        BlockPass<TLayer, THead>.Update(parameters, row, label, learningRate, scaling);
}
