using System.Globalization;
using LossGen.Training;
using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>The settings of a run: what its result shows, and the options if the report has them.</summary>
internal static class RunSettings
{
    public static IEnumerable<(string Name, string Value)> Of(TrainingReport report)
    {
        TrainingResult result = report.Result;
        if (result.History.Count > 0)
        {
            TrainingProgress first = result.History[0], last = result.History[^1];
            yield return ("epochs at most", Figure.Count(last.Epochs));
            if (first.LearningRate == last.LearningRate)
            {
                yield return ("learning rate", Figure.Rate(first.LearningRate));
            }
            else
            {
                yield return ("first learning rate", Figure.Rate(first.LearningRate));
                yield return ("last learning rate", Figure.Rate(last.LearningRate));
            }
            yield return ("last gradient norm", Figure.Loss(last.GradientNorm));
            yield return ("time an epoch", Figure.Duration(result.Duration / result.History.Count));
        }

        // What was used, where the result knows it.
        TrainingOptions? options = result.Options ?? (report.Model is { } model ? report.Options?.For(model.IsNetwork) : report.Options);
        if (options is null) yield break;

        bool isWholeSet = options.BatchSize == 0 || options.Optimizer is LbfgsOptimizer;
        yield return ("optimizer", Name(options.Optimizer));
        yield return ("batch size", isWholeSet ? "the whole set" : Figure.Count(options.BatchSize));
        yield return ("order of rows", options.Shuffle ? Invariant($"shuffled, seed {options.Seed}") : "as given");
        if (options.Standardize) yield return ("features", "standardised");
        if (options.Adversary is { } adversary) yield return ("adversary", adversary.ToString());
        if (options.Dropout > 0) yield return ("dropout", Number(options.Dropout));
        if (options.MaxGradientNorm > 0) yield return ("largest gradient norm", Number(options.MaxGradientNorm));
        yield return ("L1 penalty", Number(options.L1));
        yield return ("L2 penalty", Number(options.L2));
        if (options.Tolerance > 0) yield return ("tolerance", Invariant($"{Number(options.Tolerance)} for {Math.Max(options.Patience, 1)} epochs"));
        if (options.ValidationFraction > 0) yield return ("validation", Invariant($"{Number(100 * options.ValidationFraction)} % of the rows, by seed {options.Seed}"));
        if (options.Validation is not null) yield return ("validation", "a set of its own");
        if (options.Patience > 0 && (options.Validation is not null || options.ValidationFraction > 0)) yield return ("patience", Figure.Count(options.Patience) + " epochs");
        if (options.TargetLoss > 0) yield return ("target loss", Number(options.TargetLoss));
        if (options.Loss is not { } loss) yield break;

        if (loss.LabelSmoothing > 0) yield return ("label smoothing", Number(loss.LabelSmoothing));
        if (loss.FocalGamma > 0) yield return ("focal gamma", Number(loss.FocalGamma));
        if (!loss.ClassWeights.IsEmpty) yield return ("class weights", "yes");
        if (!loss.SampleWeights.IsEmpty) yield return ("sample weights", "yes");
    }

    private static string Name(Optimizer optimizer) => optimizer switch
    {
        AdaGradOptimizer => "AdaGrad",
        RmsPropOptimizer => "RMSProp",
        AdamOptimizer => "Adam",
        AdamWOptimizer adamW => Invariant($"AdamW, weight decay {Number(adamW.WeightDecay)}"),
        LbfgsOptimizer => "L-BFGS",
        GradientDescentOptimizer { Momentum: > 0 } descent => Invariant($"gradient descent, {(descent.IsNesterov ? "Nesterov " : "")}momentum {Number(descent.Momentum)}"),
        _ => "gradient descent",
    };

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
