using System.Diagnostics;
using System.Globalization;
using System.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How good models are on rows that they were not trained on, fold by fold and over all rows.</summary>
/// <typeparam name="TEvaluation"><see cref="LabelEvaluation"/>, or <see cref="MultiLabelEvaluation"/> of multi-label models.</typeparam>
[DebuggerDisplay("{Summary,nq}")]
public sealed class CrossValidationResult<TEvaluation>
    where TEvaluation : Evaluation
{
    private readonly float[] _probabilities;
    private readonly Func<TEvaluation, double> _accuracy;

    internal CrossValidationResult(
        CrossValidationFold<TEvaluation>[] folds, TEvaluation evaluation, float[] probabilities, Func<TEvaluation, double> accuracy)
    {
        Folds = Array.AsReadOnly(folds);
        Evaluation = evaluation;
        _probabilities = probabilities;
        _accuracy = accuracy;
        Loss = Score(static fold => fold.LogLoss);
        Accuracy = Score(accuracy);
    }

    /// <summary>The folds, in order.</summary>
    public IReadOnlyList<CrossValidationFold<TEvaluation>> Folds { get; }

    /// <summary>The mean cross-entropy of the folds' test rows in nats, each fold counting the same; neither class nor sample weights enter.</summary>
    public MeanAndDeviation Loss { get; }

    /// <summary>The accuracy on the folds' test rows, 0 to 1; of multi-label models the subset accuracy.</summary>
    public MeanAndDeviation Accuracy { get; }

    /// <summary>The evaluation of all rows together, each predicted by the model that has not seen it.</summary>
    public TEvaluation Evaluation { get; }

    /// <summary>n x classes probabilities, those of each row from the model that has not seen it.</summary>
    public ReadOnlyMemory<float> Probabilities => _probabilities;

    /// <summary>Any score of the folds' evaluations: <c>result.Score(e => e.RocAuc)</c>.</summary>
    /// <param name="score">The score of an evaluation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="score"/> is null.</exception>
    public MeanAndDeviation Score(Func<TEvaluation, double> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        var values = new double[Folds.Count];
        for (int i = 0; i < values.Length; i++) values[i] = score(Folds[i].Evaluation);
        return MeanAndDeviation.Of(values);
    }

    /// <summary>A line for each fold, then means and deviations, in the invariant culture.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("fold    rows      loss  accuracy  training");
        foreach (CrossValidationFold<TEvaluation> fold in Folds)
        {
            Line(text, Invariant($"{fold.Number}"), Invariant($"{fold.Evaluation.Rows}"), fold.Evaluation.LogLoss, _accuracy(fold.Evaluation));
            text.Append("  ").Append(fold.Training.StopReason).Append(CultureInfo.InvariantCulture, $" after {Printed.Count(fold.Training.Epochs, "epoch", "epochs")}");
        }

        Line(text, "mean", "", Loss.Mean, Accuracy.Mean);
        Line(text, "deviation", "", Loss.Deviation, Accuracy.Deviation);
        return text.ToString();
    }

    private string Summary => Invariant($"{Folds.Count} folds, {Evaluation.Rows} rows: loss {Loss}, accuracy {Accuracy}");

    private static void Line(StringBuilder text, string head, string rows, double loss, double accuracy)
    {
        text.Append('\n').Append(rows.Length == 0 ? head.PadRight(12) : head.PadRight(4) + rows.PadLeft(8));
        foreach (double value in new[] { loss, accuracy }) text.Append(Printed.Decimals(value).PadLeft(10));
    }
}

/// <summary>One fold: a model trained on all other rows, and what it makes of these.</summary>
/// <typeparam name="TEvaluation"><see cref="LabelEvaluation"/>, or <see cref="MultiLabelEvaluation"/> of multi-label models.</typeparam>
public sealed class CrossValidationFold<TEvaluation>
    where TEvaluation : Evaluation
{
    private readonly int[] _testRows;

    internal CrossValidationFold(int number, int[] testRows, TrainingResult training, TEvaluation evaluation)
    {
        Number = number;
        _testRows = testRows;
        Training = training;
        Evaluation = evaluation;
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>The indices of the rows that were left out of training, ascending.</summary>
    public ReadOnlySpan<int> TestRows => _testRows;

    /// <summary>How training on the other rows went.</summary>
    public TrainingResult Training { get; }

    /// <summary>The evaluation of the test rows.</summary>
    public TEvaluation Evaluation { get; }

    /// <summary>The fold in a line, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"fold {Number}: {Printed.Count(_testRows.Length, "row", "rows")}, loss {Printed.Number(Evaluation.LogLoss)}; {Training}");
}
