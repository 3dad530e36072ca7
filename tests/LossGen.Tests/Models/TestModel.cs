using LossGen.Tests.Reference;

namespace LossGen.Tests.Models;

/// <summary>A generated model behind one face, whatever its type and whether its rows have labels or targets.</summary>
public abstract class TestModel
{
    public abstract ModelShape Shape { get; }

    /// <summary>Whether the model has the members that take one true class a row.</summary>
    public abstract bool HasLabels { get; }

    /// <summary>The number of features, then the units of each layer, that of the logits last.</summary>
    public abstract int[] Widths { get; }

    /// <summary>What follows each hidden layer; null without any.</summary>
    public abstract Activation? Activation { get; }

    public abstract Span<float> Parameters { get; }

    public abstract FeatureScaling? Scaling { get; }

    public abstract void Logits(ReadOnlySpan<float> rows, Span<float> destination);

    public abstract void Probabilities(ReadOnlySpan<float> rows, Span<float> destination);

    public abstract int Predict(ReadOnlySpan<float> row);

    public abstract void Predict(ReadOnlySpan<float> rows, Span<int> destination);

    public abstract double Loss(ReadOnlySpan<float> rows, Truth truth, LossOptions? options = null);

    public abstract double LossAndGradient(ReadOnlySpan<float> rows, Truth truth, Span<float> gradient, LossOptions? options = null);

    public abstract double InputGradient(ReadOnlySpan<float> rows, Truth truth, Span<float> gradient, LossOptions? options = null);

    public abstract TrainingResult Fit(
        ReadOnlySpan<float> rows,
        Truth truth,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    public abstract TrainingResult Fit(
        IEnumerable<TrainingBatch> batches,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    public abstract double Update(ReadOnlySpan<float> rows, Truth truth, float learningRate);

    /// <summary>The same parameters in the reference.</summary>
    public ReferenceModel ToReference() => ReferenceModel.Of(Shape, Parameters);

    /// <summary>The same parameters in the reference for models with hidden layers.</summary>
    public ReferenceNetwork ToNetworkReference() => new(
        Shape.Task, Shape.Classes, Widths, Activation!.Value, ReferenceModel.Widen(Parameters));
}

/// <summary>The members that every model has, called through the public interface.</summary>
public class TargetTestModel<TModel> : TestModel
    where TModel : class, ICrossEntropyModel<TModel>, new()
{
    public TModel Model { get; } = new();

    public override ModelShape Shape { get; } = new(TModel.Task, TModel.FeatureCount, TModel.ClassCount);

    public override bool HasLabels => false;

    public override int[] Widths { get; } = [TModel.FeatureCount, .. TModel.Layout.Layers.Select(static layer => layer.Units)];

    public override Activation? Activation => TModel.Activation;

    public override Span<float> Parameters => Model.Parameters;

    public override FeatureScaling? Scaling => Model.Scaling;

    public override void Logits(ReadOnlySpan<float> rows, Span<float> destination) => Model.Logits(rows, destination);

    public override void Probabilities(ReadOnlySpan<float> rows, Span<float> destination) => Model.Probabilities(rows, destination);

    public override int Predict(ReadOnlySpan<float> row) => throw new NotSupportedException();

    public override void Predict(ReadOnlySpan<float> rows, Span<int> destination) => throw new NotSupportedException();

    public override double Loss(ReadOnlySpan<float> rows, Truth truth, LossOptions? options = null) => Model.Loss(rows, truth.Targets, options);

    public override double LossAndGradient(ReadOnlySpan<float> rows, Truth truth, Span<float> gradient, LossOptions? options = null) =>
        Model.LossAndGradient(rows, truth.Targets, gradient, options);

    public override double InputGradient(ReadOnlySpan<float> rows, Truth truth, Span<float> gradient, LossOptions? options = null) =>
        Model.InputGradient(rows, truth.Targets, gradient, options);

    public override TrainingResult Fit(
        ReadOnlySpan<float> rows, Truth truth, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        Model.Fit(rows, truth.Targets, options, progress, cancellationToken);

    public override TrainingResult Fit(
        IEnumerable<TrainingBatch> batches, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        Model.Fit(batches, options, progress, cancellationToken);

    public override double Update(ReadOnlySpan<float> rows, Truth truth, float learningRate) => Model.Update(rows, truth.Targets, learningRate);
}

/// <summary>And those of models whose rows have one true class each.</summary>
public sealed class LabelTestModel<TModel> : TargetTestModel<TModel>
    where TModel : class, ILabelModel<TModel>, new()
{
    public override bool HasLabels => true;

    public override int Predict(ReadOnlySpan<float> row) => Model.Predict(row);

    public override void Predict(ReadOnlySpan<float> rows, Span<int> destination) => Model.Predict(rows, destination);

    public override double Loss(ReadOnlySpan<float> rows, Truth truth, LossOptions? options = null) =>
        truth.Labels is null ? base.Loss(rows, truth, options) : Model.Loss(rows, truth.Labels, options);

    public override double LossAndGradient(ReadOnlySpan<float> rows, Truth truth, Span<float> gradient, LossOptions? options = null) =>
        truth.Labels is null ? base.LossAndGradient(rows, truth, gradient, options) : Model.LossAndGradient(rows, truth.Labels, gradient, options);

    public override double InputGradient(ReadOnlySpan<float> rows, Truth truth, Span<float> gradient, LossOptions? options = null) =>
        truth.Labels is null ? base.InputGradient(rows, truth, gradient, options) : Model.InputGradient(rows, truth.Labels, gradient, options);

    public override TrainingResult Fit(
        ReadOnlySpan<float> rows, Truth truth, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        truth.Labels is null
            ? base.Fit(rows, truth, options, progress, cancellationToken)
            : Model.Fit(rows, truth.Labels, options, progress, cancellationToken);

    public override double Update(ReadOnlySpan<float> rows, Truth truth, float learningRate) =>
        truth.Labels is null ? base.Update(rows, truth, learningRate) : Model.Update(rows, truth.Labels, learningRate);
}
