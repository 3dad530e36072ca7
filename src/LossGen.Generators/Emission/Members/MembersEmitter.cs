using LossGen.Generators.Parsing;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes the public members: documentation for the user, and one call into the engine each.</summary>
/// <param name="code">Where to.</param>
/// <param name="spec">The model.</param>
/// <param name="engine">The engine for the model's kernels.</param>
/// <param name="isBaked">Whether there is a shared model, whose parameters nobody may change.</param>
internal sealed class MembersEmitter(CodeWriter code, ModelSpec spec, string engine, bool isBaked)
{
    private readonly string _features = Number(spec.Input.Features);
    private readonly string _rows = spec.Input.IsSparse ? $"n sparse rows of up to {Number(spec.Input.Features)} features" : $"n x {Number(spec.Input.Features)} numbers";
    private readonly string _finiteRows = spec.Input.IsSparse ? $"n sparse rows of up to {Number(spec.Input.Features)} features, with finite values" : $"n x {Number(spec.Input.Features)} finite numbers";
    private readonly string _classes = Number(spec.Head.Classes);
    private readonly MemberTypes _types = MemberTypes.Of(spec);
    private readonly InstanceEmitter _instances = new(code, spec, engine);
    private readonly Formulas _formulas = new(spec);

    /// <summary>What the members that train say of themselves.</summary>
    public const string Training =
        "Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; "
        + "an exception leaves it as the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.";

    /// <summary>Whether the model keeps the bins that its classes are.</summary>
    private bool IsBinned => spec.Row is { Label.IsBinned: true };

    private string Mean => spec.Head.HasLabels ? "the rows" : "rows and labels";

    private string TargetShape => spec.Head.HasLabels ? $"n x {_classes} target probabilities, each row summing to 1" : $"n x {_classes} targets, 0 to 1 each";

    public void Emit()
    {
        Constants();
        Names();
        Parameters();
        Copies();
        HiddenLayers();
        Forward();
        if (spec.Head.HasLabels) Learning(ModelMembers.OfLabels, "labels", $"The true class of each row, 0 to {Number(spec.Head.Classes - 1)}.");
        Learning(ModelMembers.OfTargets, "targets", $"{TargetShape}.");
        if (spec.Head.HasLabels && !spec.Input.IsSparse)
        {
            Values();
            CertifiedRadius();
        }

        FitBatches();
        Text();
    }

    private void Constants()
    {
        Constant(ModelMembers.FeatureCount, _features, "Numbers in one row.");
        Constant(ModelMembers.ClassCount, _classes, spec.Head.HasLabels ? "Classes." : "Labels.");
        Constant(ModelMembers.ParameterCount, Number(spec.Layout.Count), _formulas.ParameterLayout + ".");
        foreach (string name in new[] { "FeatureCount", "ClassCount", "ParameterCount" })
            code.Line($"static int global::LossGen.IClassifier<{spec.QualifiedName}>.{name} => {name};").Line();
        code.Line($"static global::LossGen.ParameterLayout global::LossGen.IClassifier<{spec.QualifiedName}>.Layout => {engine}.Layout;").Line();
        code.Line($"static global::LossGen.Training.ShardModel global::LossGen.IClassifier<{spec.QualifiedName}>.Shards => {engine}.Shards;").Line();
        if (spec.IsNetwork)
            code.Line($"static global::LossGen.Activation? global::LossGen.IClassifier<{spec.QualifiedName}>.Activation => global::LossGen.Activation.{spec.Activation};").Line();
        code.Line($"static global::LossGen.ClassificationTask global::LossGen.IClassifier<{spec.QualifiedName}>.Task => global::LossGen.ClassificationTask.{spec.Head.Task};").Line();
    }

    private void Constant(MemberSpec constant, string value, string summary)
    {
        code.Line($"/// <summary>{summary}</summary>").Line(ModelEmitter.GeneratedCode);
        code.Line($"{constant.Head(_types)} = {value};").Line();
    }

    private void Parameters()
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.ParametersField.Head(_types)} = {NewParameters};").Line();
        code.Line("global::LossGen.Kernels.ParameterHandle global::LossGen.Kernels.IParameterOwner.Parameters => new(ref _parameters);").Line();
        _instances.Constructors(spec.IsNetwork
            ? "A model with the initial values of seed 0, as <see cref=\"Initialize(int)\"/> gives them."
            : "A model whose parameters are all 0: every class equally probable.");
        code.Line($"/// <summary>{_formulas.ParameterLayout}; read and written in place.</summary>");
        if (!isBaked)
        {
            code.Line(ModelEmitter.GeneratedCode).Line($"{ModelMembers.Parameters.Head(_types)} => _parameters;").Line();
            return;
        }

        code.Line("/// <exception cref=\"global::System.InvalidOperationException\">The model is <see cref=\"Pretrained\"/>, which all who ask share and which stays as it is.</exception>");
        code.Line(ModelEmitter.GeneratedCode).Line($"{ModelMembers.Parameters.Head(_types)} => _parameters.Writable;").Line();
        code.Line($"global::System.ReadOnlySpan<float> global::LossGen.IClassifier<{spec.QualifiedName}>.ReadOnlyParameters => _parameters;").Line();
    }

    private string Unchangeable => isBaked
        ? "Another call is training or otherwise changing the model, or it is <see cref=\"Pretrained\"/>, which stays as it is."
        : "Another call is training or otherwise changing the model.";

    private void Copies()
    {
        Doc("The means and scales of the features that the last <c>Fit</c> trained with, in whose scale <c>Update</c> takes its steps; null if it did not standardise.")
            .Remarks("Files hold it, copies have it; <see cref=\"Parameters\"/> that are written by hand leave it as it is.").End();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.Scaling.Head(_types)} => _parameters.Scaling;").Line();

        _instances.Copies("parameters and <see cref=\"Scaling\"/>", "parameters and the <see cref=\"Scaling\"/>", Unchangeable);
    }

    // The names may come from anywhere, so they are looked at when they are there: before a model is used.
    private string NewParameters
    {
        get
        {
            // In the field, so that every constructor of the user's has them as well.
            string values = spec.IsNetwork ? $"{engine}.InitialParameters(seed: 0)" : "new(ParameterCount)";
            return spec.Names.Count == 0
                ? values
                : $"global::LossGen.Models.DeclaredNames.Checked<{spec.QualifiedName}>({values}, sources: {Number(spec.Names.Count)})";
        }
    }

    /// <summary>The members of a model with hidden layers only.</summary>
    private void HiddenLayers()
    {
        if (!spec.IsNetwork) return;

        Doc("The shape of each layer, from the features to the logits, and where its weights and biases begin in <see cref=\"Parameters\"/>.").End();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.Layers.Head(_types)} => {engine}.Layers;").Line();

        Documentation doc = Doc("Starts over: gives all parameters the initial values of a seed.")
            .Remarks(_formulas.InitialValues)
            .Param("seed", "Any number; another one gives another model after training.")
            .Exception("InvalidOperationException", Unchangeable);
        doc.End();
        Member(ModelMembers.Initialize, "Initialize(ref _parameters, seed)");
    }

    /// <summary>The interface's names, where the user's member does not implement it by itself.</summary>
    private void Names()
    {
        foreach (NameSource source in spec.Names.Where(static source => source.Expression is not null))
        {
            code.Line($"static global::System.ReadOnlySpan<string> global::LossGen.IClassifier<{spec.QualifiedName}>.{source.Property} =>");
            code.Line($"    {source.Expression};").Line();
        }
    }

    private void Forward()
    {
        string logits = spec.Head.Task == ModelTask.Binary ? "n numbers, the logits of class 1" : $"n x {_classes} numbers";
        Doc($"Writes the logits {_formulas.Logits}.")
            .Param("rows", $"{_rows}.").Param("destination", $"{logits}.").LengthError().End();
        Member(ModelMembers.Logits, "Logits(_parameters, rows, destination)");

        string probabilities = spec.Head.Task switch
        {
            ModelTask.Binary => "Writes the probabilities: 1 − σ(z) of class 0, then σ(z) of class 1, for each row.",
            ModelTask.Multiclass => "Writes the probabilities p = softmax(z), p_k = exp(z_k) / Σ exp(z_j).",
            _ => "Writes the probability σ(z_k) of each label, independent of the others.",
        };
        Doc(probabilities)
            .Remarks("A row that holds NaN or an infinity gets NaN throughout.")
            .Param("rows", $"{_rows}.").Param("destination", $"n x {_classes} numbers, row by row.").LengthError().End();
        Member(ModelMembers.Probabilities, "Probabilities(_parameters, rows, destination)");
        if (!spec.Head.HasLabels) return;

        Doc("The most probable class of one row; of equally probable ones the lowest.")
            .Param("row", spec.Input.IsSparse ? "One row." : $"{_features} numbers.")
            .Exception("ArgumentException", spec.Input.IsSparse
                ? "There is not exactly one row, or a value is NaN or infinite."
                : $"The row does not have {_features} numbers, or one is NaN or infinite.").End();
        Member(ModelMembers.Predict, "Predict(_parameters, row)");

        Doc("Writes the most probable class of each row; of equally probable ones the lowest.")
            .Param("rows", $"{_rows}.").Param("destination", "n classes.")
            .Exception("ArgumentException", "A length does not fit, or a row holds NaN or an infinity; rows before it are written.").End();
        Member(ModelMembers.PredictRows, "Predict(_parameters, rows, destination)");
    }

    /// <summary>The members that compare with the truth, once for labels and once for targets.</summary>
    private void Learning(LearningMembers members, string name, string truthShape)
    {
        string formula = LossFormula(name == "labels");
        if (spec.Head.HasLabels && name == "targets") formula += " Targets of 0 and 1 give what their labels give to within rounding, not to the last bit.";
        Doc($"The mean cross-entropy over {Mean}, in nats.")
            .Remarks(formula)
            .Param("rows", $"{_rows}.").Param(name, truthShape)
            .Param("options", "Weights, label smoothing, focal loss; null: none of them.").InputErrors(name).End();
        Member(members.Loss, $"Loss(_parameters, rows, {name}, options)");

        Doc("The mean cross-entropy and its gradient with respect to the parameters.")
            .Remarks(formula + " " + _formulas.Gradient)
            .Param("rows", $"{_rows}.").Param(name, truthShape)
            .Param("gradient", $"{Number(spec.Layout.Count)} numbers, laid out as <see cref=\"Parameters\"/>.")
            .Param("options", "Weights, label smoothing, focal loss; null: none of them.").InputErrors(name).End();
        Member(members.LossAndGradient, $"LossAndGradient(_parameters, rows, {name}, gradient, options)");

        if (!spec.Input.IsSparse) InputGradient(members, name, truthShape);

        Doc("Trains the model, starting from its present parameters.")
            .Remarks(Training)
            .Param("rows", $"{_finiteRows}.").Param(name, truthShape)
            .Param("options", "Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.")
            .Param("progress", "Receives a report after each epoch; may change the parameters, and training continues from them.")
            .Param("cancellationToken", "Ends training; the model stays as the last finished epoch left it.").InputErrors(name).Busy().End();
        Member(members.Fit, $"Fit(ref _parameters, rows, {name}, options, progress, cancellationToken)");

        Doc("One step of gradient descent on the mean cross-entropy of these rows; returns the loss before it.")
            .Remarks(_formulas.Step)
            .Param("rows", $"{_finiteRows}; n may be 1.").Param(name, truthShape)
            .Param("learningRate", "The step's length, greater than 0.").InputErrors(name).NoStep().End();
        Member(members.Update, $"Update(ref _parameters, rows, {name}, learningRate)");
    }

    /// <summary>The members that learn a number for each row, whose classes are bins.</summary>
    private void Values()
    {
        const string values = "n finite numbers, one a row.";
        string bins = $"{_classes} bins, whose targets are made block by block.";
        Doc("The mean cross-entropy against the targets that bins make of numbers, in nats.")
            .Remarks(LossFormula(labels: false))
            .Param("rows", $"n x {_features} numbers.").Param("bins", bins).Param("values", values)
            .Param("options", "Weights, label smoothing, focal loss; null: none of them.").InputErrors("values").End();
        Member(ModelMembers.LossOfValues, "Loss(_parameters, rows, bins, values, options)");

        Doc("Trains the model to predict numbers, as distributions over bins" + (IsBinned ? ", which it then has." : "."))
            .Remarks(Training)
            .Param("rows", $"n x {_features} finite numbers.").Param("bins", bins).Param("values", values)
            .Param("options", "Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.")
            .Param("progress", "Receives a report after each epoch; may change the parameters, and training continues from them.")
            .Param("cancellationToken", "Ends training; the model stays as the last finished epoch left it.").InputErrors("values").Busy().End();
        Member(ModelMembers.FitValues, (IsBinned ? "FitNumbers" : "Fit") + "(ref _parameters, rows, bins, values, options, progress, cancellationToken)");
    }

    private void InputGradient(LearningMembers members, string name, string truthShape)
    {
        Doc("The mean cross-entropy and its gradient with respect to the rows, as adversarial training needs it.")
            .Remarks(_formulas.InputGradient)
            .Param("rows", $"{_rows}.").Param(name, truthShape)
            .Param("gradient", $"n x {_features} numbers.")
            .Param("options", "Weights, label smoothing, focal loss; null: none of them.").InputErrors(name).End();
        Member(members.InputGradient, $"InputGradient(_parameters, rows, {name}, gradient, options)");

        Doc($"Writes rows that are changed to raise the loss against their {name}, within epsilon and the valid range to the last bit.")
            .Param("rows", $"n x {_features} finite numbers, within the adversary's range.").Param(name, truthShape)
            .Param("destination", $"n x {_features} numbers; not the memory of the rows.")
            .Param("adversary", "The attack: Fgsm or Pgd.").Param("seed", "Decides random starts.").InputErrors(name).End();
        Member(members.Attack, $"Attack(_parameters, rows, {name}, destination, adversary, seed)");
    }

    private void CertifiedRadius()
    {
        Doc("A size such that no smaller change of a row, within the valid range, changes its class; 0 where that is another already.")
            .Remarks(spec.IsNetwork
                ? "A lower bound: changes of that size may do no harm either. Interval bounds, for one hidden layer of ReLU or leaky ReLU also linear ones "
                + "(CROWN); the rounding of the model's logits is accounted for."
                : "Exact, up to the rounding of the model's logits: the smallest margin to another class over the dual norm of the difference of their weights.")
            .Param("row", $"{_features} finite numbers, within the range.").Param("label", "The class that the row is to keep.")
            .Param("norm", "How changes are measured.").Param("minimum", "The smallest valid value of a feature.").Param("maximum", "The largest one.")
            .Exception("ArgumentException", "The row has another length, or a number is not finite or out of the range.")
            .Exception("ArgumentOutOfRangeException", "The label is no class, or the minimum is above the maximum.").End();
        Member(ModelMembers.CertifiedRadius, "CertifiedRadius(_parameters, row, label, norm, minimum, maximum)");
    }

    private void FitBatches()
    {
        Doc("Trains the model on rows that come batch by batch, so that they need not fit into memory.")
            .Remarks("The batches are enumerated once an epoch (by L-BFGS for each point it tries), once more for the loss at the end, and once before where features are standardised. Each is divided further into steps of BatchSize rows, shuffled among themselves.")
            .Param("batches", $"{(spec.Input.IsSparse ? "Sparse rows" : $"Rows of {_features} finite numbers")}, with {(spec.Head.HasLabels ? "labels or targets" : "targets")}; a batch has been used up when the next is asked for.")
            .Param("options", "As for rows in memory; null: the defaults.")
            .Param("progress", "Receives a report after each epoch; may change the parameters, and training continues from them.")
            .Param("cancellationToken", "Ends training; the model stays as the last finished epoch left it.")
            .Exception("ArgumentException", "A batch cannot be learnt from, or there is none; the model stays as the last finished epoch left it.").Busy().End();
        Member(ModelMembers.FitBatches, (IsBinned ? "FitNumbers" : "Fit") + "(ref _parameters, batches, options, progress, cancellationToken)");
    }

    private void Text()
    {
        if (!spec.EmitToString) return;

        Doc("Name, counts, task and the range of the parameters, in one line.").End();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line("public override string ToString() => global::LossGen.Models.ModelText.Of(this);").Line();
    }

    private string LossFormula(bool labels) => (spec.Head.Task, labels) switch
    {
        (ModelTask.Binary, true) => "L = softplus(−z) where the label is 1, softplus(z) where it is 0, with softplus(z) = log(1 + exp(z)).",
        (ModelTask.Binary, false) => "L = t₁ softplus(−z) + t₀ softplus(z), with softplus(z) = log(1 + exp(z)).",
        (ModelTask.Multiclass, true) => "L = log Σ exp(z_k) − z_y for the true class y.",
        (ModelTask.Multiclass, false) => "L = Σ t_k (log Σ exp(z_j) − z_k).",
        _ => "L = t softplus(−z) + (1 − t) softplus(z) for each label, with softplus(z) = log(1 + exp(z)).",
    };

    private void Member(MemberSpec member, string call)
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{member.Head(_types)} =>");
        code.Line($"    {engine}.{call};").Line();
    }

    private Documentation Doc(string summary) => new Documentation(code).Summary(summary);
}
