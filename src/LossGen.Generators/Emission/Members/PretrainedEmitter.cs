using System.Globalization;
using System.Text;
using LossGen.Files;
using LossGen.Generators.Parsing;
using LossGen.Generators.Weights;
using LossGen.Storage;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Members;

/// <summary>Writes trained weights into the model: the numbers as constants, and one shared instance that has them.</summary>
internal sealed class PretrainedEmitter(CodeWriter code, ModelSpec spec, PretrainedWeights weights)
{
    /// <summary>Numbers on a line; a class with up to this many features takes one line.</summary>
    private const int NumbersPerLine = 16;

    private readonly MemberTypes _types = MemberTypes.Of(spec);

    public void Emit()
    {
        if (spec.Input.IsSparse)
        {
            Table();
            return;
        }

        code.Line($"/// <summary>The parameters trained beforehand, laid out as <see cref=\"Parameters\"/>, from {Comment(weights.FileName)}.</summary>");
        code.Line("/// <remarks>They lie in the assembly and are read in place: no copy, no file at run time.</remarks>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.PretrainedParameters.Head(_types)} =>");
        code.Line("[");
        for (int layer = 0; layer < spec.Layout.Layers.Count; layer++) Layer(layer, spec.Layout.Layers[layer]);
        code.Line("];").Line();

        Shared("PretrainedParameters", "To train further, take a <see cref=\"Clone\"/>.");
        const string files = "global::LossGen.Files.PretrainedModel";
        string share = $"    {files}.Share(ref _pretrained, new {spec.QualifiedName}(), PretrainedParameters";
        if (spec.Row is { Label.IsBinned: true })
        {
            code.Line($"    {files}.Share(ref _pretrained, {files}.WithBins(new {spec.QualifiedName}(),");
            code.Line("    // edges, then centres of the bins that its classes are");
            Doubles(weights.BinEdges, "],");
            Doubles(weights.BinCentres, "],");
            share = $"    {weights.BinSmoothing}d), PretrainedParameters";
        }

        if (weights.FeatureMeans.Count == 0)
        {
            code.Line(share + ");").Line();
            return;
        }

        code.Line(share + ",");
        code.Line("    // means, then scales of the features that it was trained with");
        Doubles(weights.FeatureMeans, "],");
        Doubles(weights.FeatureScales, "]);");
        code.Line();
    }

    /// <summary>Of a table the features alone that have a weight other than 0: most have none.</summary>
    private void Table()
    {
        LayerShape first = spec.Layout.First;
        int[] features = weights.FeaturesWithWeights(first.Inputs, first.Units);
        code.Line($"/// <summary>The features with a weight other than 0 of the parameters trained beforehand, from {Comment(weights.FileName)}.</summary>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.PretrainedFeatures.Head(_types)} =>");
        code.Line("[");
        for (int i = 0; i < features.Length; i += NumbersPerLine)
            code.Line("    " + string.Join(" ", features.Skip(i).Take(NumbersPerLine).Select(static feature => Number(feature) + ",")));
        code.Line("];").Line();

        code.Line("/// <summary>The weights of each of <see cref=\"PretrainedFeatures\"/>, then all parameters behind the first layer's weights.</summary>");
        code.Line("/// <remarks>They lie in the assembly and are read in place: no copy, no file at run time.</remarks>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.PretrainedValues.Head(_types)} =>");
        code.Line("[");
        Numbers("weights by feature", [.. features.SelectMany(feature => Enumerable.Range(feature * first.Units, first.Units))]);
        bool isLinear = spec.Layout.Layers.Count == 1;
        Numbers((first.Units == 1 ? "bias" : "biases") + (isLinear ? "" : " of hidden layer 1"), first.Biases, first.Units);
        for (int layer = 1; layer < spec.Layout.Layers.Count; layer++) Layer(layer, spec.Layout.Layers[layer]);
        code.Line("];").Line();

        Shared("PretrainedValues", "To train further, take a <see cref=\"Clone\"/>.");
        code.Line($"    global::LossGen.Files.PretrainedModel.ShareTable(ref _pretrained, new {spec.QualifiedName}(), PretrainedFeatures, PretrainedValues);").Line();
    }

    /// <summary>The shared model, up to what makes it.</summary>
    private void Shared(string parameters, string further)
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.PretrainedField.Head(_types)};").Line();
        code.Line($"/// <summary>The model with <see cref=\"{parameters}\"/>: one instance, made when it is first asked for and shared by all who ask.</summary>");
        code.Line($"/// <remarks>It cannot be changed: training it, or asking for its <see cref=\"Parameters\"/>, throws. {further}</remarks>");
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.Pretrained.Head(_types)} => global::System.Threading.Volatile.Read(ref _pretrained) ??");
    }

    /// <summary>Numbers as they are in the file: the compiler rounds them to the nearest double.</summary>
    private void Doubles(EquatableArray<string> numbers, string end)
    {
        code.Line("    [");
        for (int i = 0; i < numbers.Count; i += NumbersPerLine)
            code.Line("        " + string.Join(" ", numbers.Skip(i).Take(NumbersPerLine).Select(static number => number + "d,")));
        code.Line("    " + end);
    }

    private void Layer(int layer, LayerShape shape)
    {
        bool isLast = layer == spec.Layout.Layers.Count - 1;
        string of = isLast ? "" : $" of hidden layer {Number(layer + 1)}";
        for (int unit = 0; unit < shape.Units; unit++)
            Numbers(isLast ? LogitTitle(unit) : $"unit {Number(unit)}{of}", shape.Weights + (unit * shape.Inputs), shape.Inputs);
        Numbers((shape.Units == 1 ? "bias" : "biases") + of, shape.Biases, shape.Units);
    }

    private string LogitTitle(int row)
    {
        string what = spec.Head.Task == ModelTask.MultiLabel ? "label" : "class";
        return spec.Head.Task == ModelTask.Binary ? $"the logit of {Title(what, 1)}" : Title(what, row);
    }

    private string Title(string what, int index) => index < weights.ClassNames.Count
        ? $"{what} {Number(index)}, {Comment(weights.ClassNames[index])}"
        : $"{what} {Number(index)}";

    private void Numbers(string title, int start, int count) => Numbers(title, [.. Enumerable.Range(start, count)]);

    private void Numbers(string title, int[] parameters)
    {
        code.Line($"    // {title}");
        var line = new StringBuilder();
        for (int i = 0; i < parameters.Length; i++)
        {
            // The compiler of Visual Studio runs on a framework that writes -0 as 0.
            string number = weights.Bits[parameters[i]] == int.MinValue ? "-0" : weights.At(parameters[i]).ToString("R", CultureInfo.InvariantCulture);
            line.Append(number).Append("f,");
            bool isFull = (i + 1) % NumbersPerLine == 0 || i + 1 == parameters.Length;
            if (!isFull)
            {
                line.Append(' ');
                continue;
            }

            code.Line("    " + line);
            line.Clear();
        }
    }

    // A name from a file may hold anything; in a comment it must not end the line, nor open a tag.
    private static string Comment(string text) => Documentation.Text(Quoted.OneLine(text));
}
