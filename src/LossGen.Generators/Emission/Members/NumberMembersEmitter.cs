using System.Globalization;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes the members of a typed model that predicts a number through bins, besides those of all typed models.</summary>
/// <param name="code">Where to.</param>
/// <param name="spec">The model.</param>
/// <param name="row">Its rows.</param>
/// <param name="engine">The engine for the model's kernels.</param>
/// <param name="ofList">Writes a member once more, for rows in a list, with what it does or returns.</param>
internal sealed class NumberMembersEmitter(CodeWriter code, ModelSpec spec, RowSpec row, string engine, Action<MemberSpec, string> ofList)
{
    /// <summary>The class of the library that does the work.</summary>
    public const string Helper = "NumberRows";

    private const string NoBins = "The model has no bins yet: it is neither trained nor loaded.";
    private const string BadRow = "The row is null, or a feature is NaN or infinite; the message names it.";

    private readonly MemberTypes _types = MemberTypes.Of(spec);
    private readonly string _bins = Number(spec.Head.Classes);

    public void Emit()
    {
        Bins();
        Reading();
        Learning();
    }

    private void Bins()
    {
        Doc($"The {_bins} bins that the classes are. <c>Fit</c> learns them from the labels where there are none, and else keeps them; null until they are known.")
            .Remarks("Files hold them, copies have them. Other bins give the parameters another meaning: set them before training. With null the next <c>Fit</c> learns them anew.")
            .Exception("ArgumentException", $"There are not {_bins} bins.")
            .Exception("InvalidOperationException", "Another call is changing the model, or it is one that stays as it is.").End();
        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(ModelMembers.BinsOfModel.Head(_types)))
        {
            code.Line("get => _parameters.Bins;");
            code.Line($"set => {engine}.SetBins(ref _parameters, value);");
        }

        code.Line();
        string face = $"global::LossGen.INumberModel<{spec.QualifiedName}, {row.Type}>";
        code.Line($"static double {face}.Smoothing => {row.Label.Smoothing.ToString("R", CultureInfo.InvariantCulture)}d;").Line();
        code.Line($"static global::System.ReadOnlySpan<string> global::LossGen.IClassifier<{spec.QualifiedName}>.ClassNames => default;").Line();
    }

    private void Reading()
    {
        string label = Documentation.Text(row.Label.Name);
        RowDoc($"The {label} of a row: the mean of its distribution.");
        Member(ModelMembers.PredictNumber, "Predict(this, in row)");

        Doc($"Writes the {label} of each row: the mean of its distribution.")
            .Param("rows", "n rows.").Param("destination", "n predictions.")
            .Exception("ArgumentException", "A length does not fit, a row is null, or a feature is NaN or infinite; the message names it. Rows before it may be written.")
            .Exception("InvalidOperationException", NoBins).End();
        Member(ModelMembers.PredictNumbers, "Predict(this, rows, destination)");

        Doc($"The number below which the {label} of a row lies with a probability.")
            .Param("row", "The row.").Param("q", "The probability, 0 to 1: 0.5 gives the median.")
            .Exception("ArgumentOutOfRangeException", "q is outside 0 to 1.")
            .Exception("ArgumentException", BadRow).Exception("InvalidOperationException", NoBins).End();
        Member(ModelMembers.PredictQuantile, "PredictQuantile(this, in row, q)");

        Doc($"The probability that the {label} of a row is above a value.")
            .Param("row", "The row.").Param("value", "The value.")
            .Exception("ArgumentException", BadRow).Exception("InvalidOperationException", NoBins).End();
        Member(ModelMembers.ProbabilityAbove, "ProbabilityAbove(this, in row, value)");

        Doc("Writes the probability of each of the <see cref=\"Bins\"/>; NaN if a feature is NaN or infinite.")
            .Param("row", "The row.").Param("destination", $"{_bins} numbers.")
            .Exception("ArgumentException", "The row is null, or the destination has another length.").End();
        Member(ModelMembers.TypedProbabilities, "Probabilities(this, in row, destination)");

        Doc("Writes the probability of each of the <see cref=\"Bins\"/> for each row.")
            .Param("rows", "n rows.").Param("destination", $"n x {_bins} numbers, row by row.")
            .Exception("ArgumentException", "A length does not fit, or a row is null.").End();
        Member(ModelMembers.TypedProbabilitiesRows, "Probabilities(this, rows, destination)");
    }

    private void Learning()
    {
        Doc("The mean cross-entropy of the rows against the targets that the <see cref=\"Bins\"/> make of their labels, in nats.")
            .Param("rows", "n rows.").Param("options", "Weights, label smoothing, focal loss; null: none of them.")
            .Exception("ArgumentException", "There are no rows, one is null, or a label is missing, NaN or infinite; the message names it.")
            .Exception("InvalidOperationException", NoBins).End();
        Member(ModelMembers.TypedLoss, "Loss(this, rows, options)");
        ofList(ModelMembers.TypedLoss, "The mean loss");

        Doc("Trains the model on rows and their labels, starting from its present parameters. "
            + "A model without <see cref=\"Bins\"/> learns them first: from the smallest to the largest label.")
            .Remarks("The rows are turned into numbers once, the targets of their labels are made block by block. " + MembersEmitter.Training)
            .Param("rows", "n rows.")
            .Param("options", "Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.")
            .Param("progress", "Receives a report after each epoch; may change the parameters, and training continues from them.")
            .Param("cancellationToken", "Ends training; the model stays as the last finished epoch left it.")
            .Exception("ArgumentException", "There are no rows, one is null, a feature or label is missing, NaN or infinite, "
                + "or there is nothing to learn bins from: all labels are the same.")
            .Busy().End();
        Member(ModelMembers.TypedFit, "Fit(this, rows, options, progress, cancellationToken)");
        ofList(ModelMembers.TypedFit, "Trains the model");

        Doc("One step of gradient descent on the cross-entropy of a row; returns the loss before it. The bins stay as they are.")
            .Param("row", "The row.").Param("learningRate", "The step's length, greater than 0.")
            .Exception("ArgumentException", "The row is null, or a feature or the label is missing, NaN or infinite; the message names it.")
            .NoStep().End();
        Member(ModelMembers.TypedUpdate, "Update(this, in row, learningRate)");

        Doc("What the model is worth on rows whose label is known: errors of the means, coverage of central intervals, log-density.")
            .Param("rows", "n rows that it was not trained on.").Param("interval", "The probability of the intervals, above 0 and below 1.")
            .Exception("ArgumentException", "There are no rows, one is null, or a feature or label is missing, NaN or infinite; the message names it.")
            .Exception("ArgumentOutOfRangeException", "The interval is not between 0 and 1.")
            .Exception("InvalidOperationException", NoBins).End();
        Member(ModelMembers.EvaluateNumbers, "Evaluate(this, rows, interval)");
        ofList(ModelMembers.EvaluateNumbers, "What the model is worth");
    }

    private void RowDoc(string summary) => Doc(summary).Param("row", "The row.")
        .Exception("ArgumentException", BadRow).Exception("InvalidOperationException", NoBins).End();

    private void Member(MemberSpec member, string call)
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{member.Head(_types)} =>");
        code.Line($"    global::LossGen.TypedRows.{Helper}<{spec.QualifiedName}, {row.Type}>.{call};").Line();
    }

    private Documentation Doc(string summary) => new Documentation(code).Summary(summary);
}
