using LossGen.Generators.Parsing;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes the public members: documentation for the user, and one call into the engine each.</summary>
/// <param name="code">Where to.</param>
/// <param name="spec">The model.</param>
/// <param name="engine">The engine for the model's kernels.</param>
/// <param name="straightPrediction">The lines that predict one row without the engine, or none.</param>
/// <param name="isBaked">Whether there is a shared model, whose parameters nobody may change.</param>
internal sealed class MembersEmitter(CodeWriter code, ModelSpec spec, string engine, IReadOnlyList<string> straightPrediction, bool isBaked)
{
    private readonly string _features = Number(spec.Input.Features);
    private readonly MemberTypes _types = MemberTypes.Of(spec);
    private readonly InstanceEmitter _instances = new(code, spec, engine);
    private readonly Formulas _formulas = new(spec);

    /// <summary>What the members that train say of themselves.</summary>
    public const string Training =
        "Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; "
        + "an exception leaves it as the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.";

    /// <summary>Whether the model keeps the bins that its classes are.</summary>
    private bool IsBinned => spec.Row is { Label.IsBinned: true };

    public void Emit()
    {
        Constants();
        Names();
        Parameters();
        Copies();
        HiddenLayers();
        Forward();
        if (spec.Head.HasLabels) Learning(ModelMembers.OfLabels, "labels");
        Learning(ModelMembers.OfTargets, "targets");
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
        Constant(ModelMembers.ClassCount, Number(spec.Head.Classes), spec.Head.HasLabels ? "Classes." : "Labels.");
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

    private void Copies()
    {
        Inherit();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.Scaling.Head(_types)} => _parameters.Scaling;").Line();
        _instances.Copies();
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
            .Exception("InvalidOperationException", "Another call is training or otherwise changing the model"
                + (isBaked ? ", or it is <see cref=\"Pretrained\"/>, which stays as it is." : "."));
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
        Remarks($"Logits {_formulas.Logits}.");
        Member(ModelMembers.Logits, "Logits(_parameters, rows, destination)");

        Remarks(spec.Head.Task switch
        {
            ModelTask.Binary => "1 − σ(z) of class 0, then σ(z) of class 1, for each row.",
            ModelTask.Multiclass => "p = softmax(z), p_k = exp(z_k) / Σ exp(z_j).",
            _ => "σ(z_k) of each label, independent of the others.",
        });
        Member(ModelMembers.Probabilities, "Probabilities(_parameters, rows, destination)");
        if (!spec.Head.HasLabels) return;

        Inherit();
        Predict();
        Inherit();
        Member(ModelMembers.PredictRows, "Predict(_parameters, rows, destination)");
    }

    private void Predict()
    {
        const string byEngine = "Predict(_parameters, row)";
        if (straightPrediction.Count == 0)
        {
            Member(ModelMembers.Predict, byEngine);
            return;
        }

        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(ModelMembers.Predict.Head(_types)))
        {
            using (code.Braces("if (row.Length == FeatureCount)"))
            {
                foreach (string line in straightPrediction) code.Line(line);
                code.Line("if (best >= 0) return best;");
            }

            code.Line().Line("// the engine says what is wrong with the row");
            code.Line($"return {engine}.{byEngine};");
        }

        code.Line();
    }

    /// <summary>The members that compare with the truth, once for labels and once for targets.</summary>
    private void Learning(LearningMembers members, string name)
    {
        string formula = LossFormula(name == "labels");
        if (spec.Head.HasLabels && name == "targets") formula += " Targets of 0 and 1 give what their labels give to within rounding, not to the last bit.";
        Remarks(formula);
        Member(members.Loss, $"Loss(_parameters, rows, {name}, options)");
        Remarks(formula + " " + _formulas.Gradient);
        Member(members.LossAndGradient, $"LossAndGradient(_parameters, rows, {name}, gradient, options)");
        if (!spec.Input.IsSparse)
        {
            Remarks(_formulas.InputGradient);
            Member(members.InputGradient, $"InputGradient(_parameters, rows, {name}, gradient, options)");
            Inherit();
            Member(members.Attack, $"Attack(_parameters, rows, {name}, destination, adversary, seed)");
        }

        Inherit();
        Member(members.Fit, $"Fit(ref _parameters, rows, {name}, options, progress, cancellationToken)");
        Remarks(_formulas.Step);
        Member(members.Update, $"Update(ref _parameters, rows, {name}, learningRate)");
    }

    /// <summary>The members that learn a number for each row, whose classes are bins.</summary>
    private void Values()
    {
        Remarks(LossFormula(labels: false));
        Member(ModelMembers.LossOfValues, "Loss(_parameters, rows, bins, values, options)");
        if (IsBinned) Remarks("The model then has the bins.");
        else Inherit();
        Member(ModelMembers.FitValues, (IsBinned ? "FitNumbers" : "Fit") + "(ref _parameters, rows, bins, values, options, progress, cancellationToken)");
    }

    private void CertifiedRadius()
    {
        Inherit();
        Member(ModelMembers.CertifiedRadius, "CertifiedRadius(_parameters, row, label, norm, minimum, maximum)");
    }

    private void FitBatches()
    {
        Inherit();
        Member(ModelMembers.FitBatches, (IsBinned ? "FitNumbers(ref _parameters, this, " : "Fit(ref _parameters, ") + "batches, options, progress, cancellationToken)");
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

    private void Inherit() => new Documentation(code).Inherit();

    /// <summary>What the shape decides; all that models share stands at the interface.</summary>
    private void Remarks(string text) => new Documentation(code).Remarks(text).Inherit();
}
