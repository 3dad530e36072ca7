using LossGen.Generators.Parsing;
using Microsoft.CodeAnalysis.CSharp;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes the members that take rows of the user's type: how a row becomes numbers, and one call into the runtime each.</summary>
internal sealed class TypedMembersEmitter(CodeWriter code, ModelSpec spec, RowSpec row, string engine)
{
    private const string Floats = "global::System.Span<float> destination";
    private const string RowErrors = "global::LossGen.TypedRows.RowErrors";
    private const int FeaturesOnStack = 256;
    private const string NoRow = "The row is null.";

    private readonly EnumTables _tables = new(row);
    private readonly string _oneRow = $"in {row.Type} row";
    private readonly MemberTypes _types = MemberTypes.Of(spec);

    private bool IsMultiLabel => spec.Head.Task == ModelTask.MultiLabel;

    private string Class => IsMultiLabel ? "label" : "class";

    private string Classes => IsMultiLabel ? "labels" : "classes";

    private string LabelFace => $"global::LossGen.ILabelledRows<{Types(spec, row)}>";

    private string RowEncoding => $"static global::System.Collections.Generic.IReadOnlyList<string> global::LossGen.IClassifier<{spec.QualifiedName}>.RowEncoding";

    private string DenseFace => $"global::LossGen.IDenseRows<{Types(spec, row)}>";

    /// <summary>The interface that a typed model implements besides that of its task.</summary>
    public static string Face(ModelSpec spec, RowSpec row) => row switch
    {
        { Label.IsBinned: true } => $"global::LossGen.INumberModel<{spec.QualifiedName}, {row.Type}>",
        { IsSparse: true } => $"global::LossGen.ISparseTypedModel<{Types(spec, row)}>",
        _ => $"global::LossGen.ITypedModel<{Types(spec, row)}>",
    };

    private static string Types(ModelSpec spec, RowSpec row) => $"{spec.QualifiedName}, {row.Type}, {row.Label.Type}";

    public void Emit()
    {
        FeatureNames();
        if (row.Label.IsBinned)
        {
            LabelAccess();
            Features();
            new NumberMembersEmitter(code, spec, row, engine, OfList).Emit();
            return;
        }

        ClassNames();
        Labels();
        LabelAccess();
        Features();
        Reading();
        Learning();
        Evaluating();
    }

    private void FeatureNames()
    {
        if (row.IsSparse) return;
        bool isLarge = row.Features.Any(static feature => feature.Table is not null || feature.Kind == FeatureKind.Text);
        Names(
            ModelMembers.FeatureNames, ModelMembers.FeatureNamesField, "The names of the numbers of a row, in their order.",
            isLarge ? row.WrittenFeatureNames : row.FeatureNames, isLarge);
    }

    private void ClassNames()
    {
        LabelSpec label = row.Label;
        string summary = $"The names of the {Classes}, in their order.";
        if (label.Kind != LabelKind.Number)
        {
            Names(ModelMembers.ClassNames, ModelMembers.ClassNamesField, summary, label.ClassNames, label.Table is not null);
            return;
        }

        // Of numbered classes there may be many thousands.
        string head = Names(ModelMembers.ClassNames, ModelMembers.ClassNamesField, summary);
        code.Line($"{head} global::LossGen.TypedRows.NumberedClasses.Names({Number(label.ClassCount)});").Line();
    }

    private void Names(MemberSpec property, MemberSpec field, string summary, IEnumerable<string> names, bool isLarge)
    {
        string head = Names(property, field, summary);
        if (isLarge) EnumTables.Names(code, head, names);
        else code.Line($"{head} new string[] {{ {string.Join(", ", names.Select(Literal))} }};");
        code.Line();
    }

    /// <summary>Writes the field of a property with names and the documentation; returns the property up to the names.</summary>
    private string Names(MemberSpec property, MemberSpec field, string summary)
    {
        code.Line(ModelEmitter.GeneratedCode);
        // Without an initialiser: those of the user's own part run first, and may already load a model.
        code.Line($"{field.Head(_types)};").Line();
        Doc(summary);
        code.Line(ModelEmitter.GeneratedCode);
        return $"{property.Head(_types)} => {field.Name} ??=";
    }

    private void Labels()
    {
        LabelSpec label = row.Label;
        new Documentation(code).Inherit();
        code.Line(ModelEmitter.GeneratedCode);
        string classAt = ModelMembers.ClassAt.Head(_types);
        string error = $"throw {RowErrors}.IndexOfNoClass(index, ClassCount)";
        if (label.Kind == LabelKind.Number) code.Line($"{classAt} => index is >= 0 and < ClassCount ? ({label.Type})index : {error};");
        else if (label.Table is { } values) code.Line($"{classAt} => index is >= 0 and < ClassCount ? {_tables.ValueAt(values, "index")} : {error};");
        else Switch($"{classAt} => index switch", ClassExpressions().Select(static (value, k) => (Number(k), value)), error);
        code.Line();

        new Documentation(code).Inherit();
        code.Line(ModelEmitter.GeneratedCode);
        string head = $"{ModelMembers.IndexOf.Head(_types)} =>";
        if (label.Kind == LabelKind.Bool) code.Line($"{head} label ? 1 : 0;");
        else if (label.Kind == LabelKind.Number) code.Line($"{head} (long)label is >= 0 and < ClassCount ? (int)label : -1;");
        else if (label.Table is { } table) code.Line($"{head} {_tables.IndexOf(table, "label")};");
        else Switch($"{head} label switch", ClassExpressions().Select(static (value, k) => (value, Number(k))), "-1");
        code.Line();
    }

    private void LabelAccess()
    {
        LabelSpec label = row.Label;
        code.Line($"static string {LabelFace}.LabelName => {SymbolDisplay.FormatLiteral(label.Name, quote: true)};").Line();
        string value = $"row.{label.Access}";
        if (label.IsNullable)
        {
            code.Line($"static bool {LabelFace}.HasLabel({_oneRow}) => {value}.HasValue;").Line();
            value += $" ?? throw {RowErrors}.NoLabel({Literal(label.Name)})";
        }

        if (label.IsBinned) value = $"(float)({value})";
        code.Line($"static {label.Type} {LabelFace}.LabelOf({_oneRow}) => {value};").Line();
    }

    private IEnumerable<string> ClassExpressions() => row.Label.Kind == LabelKind.Bool
        ? ["false", "true"]
        : row.Label.Values.Select(static value => value.Expression);

    private void Features()
    {
        if (row.IsSparse) SparseFeatures();
        else DenseFeatures();
    }

    private void SparseFeatures()
    {
        Doc("The name of a feature: that of its member, with the value or part that it is; of those that several members share by hashing only the number.")
            .Param("feature", $"The feature, 0 to {Number(spec.Input.Features - 1)}.")
            .Exception("ArgumentOutOfRangeException", "There is no such feature.").End();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.FeatureName.Head(_types)} => {SparseRowEmitter.Columns}.NameOf(feature);").Line();
        code.Line($"static global::LossGen.TypedRows.RowColumns {Face(spec, row)}.Columns => {SparseRowEmitter.Columns};").Line();
        code.Line($"{RowEncoding} => {SparseRowEmitter.Columns}.Encoding;").Line();

        Doc("Adds the features of a row, as the model sees them, to a list; after an exception the list is as it was.")
            .Param("row", "The row.").Param("rows", "The list, which gets one row more.")
            .Exception("ArgumentNullException", "The row or the list is null.")
            .ValueErrors().End();
        Member(ModelMembers.AppendFeatures, Reader, "AppendFeatures(in row, rows)");
        new SparseRowEmitter(code, row, _tables).Encode($"static void {Face(spec, row)}.Encode({_oneRow}, int index, global::LossGen.TypedRows.SparseRowWriter destination)");
    }

    private void DenseFeatures()
    {
        code.Line($"{RowEncoding} => new string[]").Line("{");
        foreach (string line in row.Encoding) code.Line($"    {Literal(line)},");
        code.Line("};").Line();

        Doc("Writes the features of a row, as the model sees them.")
            .Param("row", "The row.").Param("destination", $"{Number(spec.Input.Features)} numbers, named by <see cref=\"FeatureNames\"/>.")
            .Exception("ArgumentNullException", NoRow)
            .Exception("ArgumentException", "The destination has another length.")
            .ValueErrors().End();
        Member(ModelMembers.WriteFeatures, row.Label.IsBinned ? NumberMembersEmitter.Helper : Reader, "WriteFeatures(in row, destination)");

        using (code.Braces($"static void {DenseFace}.Encode({_oneRow}, int index, {Floats})"))
        {
            var features = new FeatureEmitter(code, _tables);
            int column = 0;
            foreach (FeatureSpec feature in row.Features)
            {
                features.Emit(feature, column);
                column += feature.Columns;
            }
        }

        code.Line();
    }

    private void Reading()
    {
        Inherited(ModelMembers.TypedPredict, Learner, $"Predict(this, in row{Memory})");
        Inherited(ModelMembers.TypedPredictRows, Learner, "Predict(this, rows, destination)");
        Inherited(ModelMembers.Probability, Reader, "Probability(this, in row, label)");
        Inherited(ModelMembers.TypedProbabilities, Reader, "Probabilities(this, in row, destination)");
        Inherited(ModelMembers.TypedProbabilitiesRows, Reader, "Probabilities(this, rows, destination)");
        Inherited(ModelMembers.TopK, Reader, "TopK(this, in row, destination)");
    }

    private void Learning()
    {
        Inherited(ModelMembers.TypedLoss, Learner, "Loss(this, rows, options)");
        OfList(ModelMembers.TypedLoss, "The mean loss");
        Inherited(ModelMembers.TypedFit, Learner, "Fit(this, rows, options, progress, cancellationToken)");
        OfList(ModelMembers.TypedFit, "Trains the model");
        Inherited(ModelMembers.TypedUpdate, Learner, $"Update(this, in row, learningRate{Memory})");
    }

    private void Evaluating()
    {
        string known = IsMultiLabel ? "labels are" : "label is";
        Doc($"What the model is worth on rows whose {known} known: accuracy, log-loss, areas under curves, calibration, class by class.")
            .Param("rows", "n rows that it was not trained on.")
            .RowsErrors().End();
        Member(ModelMembers.Evaluate, Learner, "Evaluate(this, rows)");
        OfList(ModelMembers.Evaluate, "What the model is worth");

        Doc($"The temperature that calibrates the model on rows whose {known} known; its <c>Apply</c> folds it into the parameters.")
            .Param("rows", "n rows that it was not trained on.")
            .RowsErrors().End();
        Member(ModelMembers.FitTemperature, Learner, "FitTemperature(this, rows)");
        OfList(ModelMembers.FitTemperature, "The temperature that calibrates the model");
    }

    /// <summary>
    /// The member once more, for rows in a list or whatever else enumerates them. By a type parameter, since next to a span an interface would
    /// make calls with an array ambiguous.
    /// </summary>
    /// <param name="member">The member.</param>
    /// <param name="what">What it does, or returns, "on rows".</param>
    private void OfList(MemberSpec member, string what)
    {
        Doc($"{what} on rows in a list, an array or anything else that gives them one by one, as the member that takes a span of them.");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line(ModelMembers.ForAnyRows(member).Head(_types));
        code.Line($"    where TRows : global::System.Collections.Generic.IEnumerable<{row.Type}> =>");
        string arguments = string.Concat(member.Parameters.Skip(1).Select(static parameter => ", " + parameter.Name));
        code.Line($"    {member.Name}(global::LossGen.TypedRows.RowLists.SpanOf<{row.Type}>(rows){arguments});").Line();
    }

    /// <summary>
    /// The features of one row on the stack, where they are few: the short methods that take them are inlined, which those that take care
    /// of memory are not.
    /// </summary>
    private string Memory => !row.IsSparse && !IsMultiLabel && spec.Input.Features <= FeaturesOnStack ? $", stackalloc float[{Number(spec.Input.Features)}]" : "";

    private string Learner => Helper(IsMultiLabel ? "FlagRows" : "ClassRows");

    private string Reader => Helper("RowReader");

    private string Helper(string name) => row.IsSparse ? "Sparse" + name : name;

    private void Switch(string head, IEnumerable<(string Pattern, string Value)> arms, string otherwise)
    {
        code.Line(head).Line("{");
        foreach ((string pattern, string value) in arms) code.Line($"    {pattern} => {value},");
        code.Line($"    _ => {otherwise},").Line("};");
    }

    /// <summary>A member that an interface of the library declares and documents.</summary>
    private void Inherited(MemberSpec member, string helper, string call)
    {
        new Documentation(code).Inherit();
        Member(member, helper, call);
    }

    private void Member(MemberSpec member, string helper, string call)
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{member.Head(_types)} =>");
        string types = helper == NumberMembersEmitter.Helper ? $"{spec.QualifiedName}, {row.Type}" : Types(spec, row);
        code.Line($"    global::LossGen.TypedRows.{helper}<{types}>.{call};").Line();
    }

    private static string Literal(string name) => SymbolDisplay.FormatLiteral(name, quote: true);

    private Documentation Doc(string summary) => new Documentation(code).Summary(summary);
}
