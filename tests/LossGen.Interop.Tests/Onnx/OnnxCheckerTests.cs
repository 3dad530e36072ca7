using System.Text.Json;
using LossGen.Onnx;
using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>The checker of ONNX accepts the files, and finds in them what the model is.</summary>
public sealed class OnnxCheckerTests
{
    [FactWith(nameof(OtherProgram.Onnx))]
    public void A_multiclass_file_is_valid_and_has_probabilities_and_a_label()
    {
        JsonElement file = Check(SyntheticData.Trained<Multiclass4x3>(seed: 1));

        Assert.Equal(["FLOAT", "n", "4"], Shape(file, "inputs", "features"));
        Assert.Equal(["FLOAT", "n", "3"], Shape(file, "outputs", "probabilities"));
        Assert.Equal(["INT64", "n"], Shape(file, "outputs", "label"));
        Assert.Equal(["Gemm", "Softmax", "ArgMax"], Strings(file.GetProperty("operators")));
        Assert.Equal("Multiclass", file.GetProperty("metadata").GetProperty("task").GetString());
    }

    [FactWith(nameof(OtherProgram.Onnx))]
    public void A_binary_file_is_valid_and_has_two_columns_without_a_subtraction_from_1()
    {
        JsonElement file = Check(SyntheticData.Trained<Binary30>(seed: 1));

        Assert.Equal(["FLOAT", "n", "30"], Shape(file, "inputs", "features"));
        Assert.Equal(["FLOAT", "n", "2"], Shape(file, "outputs", "probabilities"));
        Assert.Equal(["INT64", "n"], Shape(file, "outputs", "label"));
        Assert.Equal(["Gemm", "Neg", "Concat", "Sigmoid", "ArgMax"], Strings(file.GetProperty("operators")));
        Assert.Equal("Binary", file.GetProperty("metadata").GetProperty("task").GetString());
    }

    [FactWith(nameof(OtherProgram.Onnx))]
    public void A_multi_label_file_is_valid_and_has_probabilities_only()
    {
        JsonElement file = Check(SyntheticData.Trained<MultiLabel72x6>(seed: 1));

        Assert.Equal(["FLOAT", "n", "72"], Shape(file, "inputs", "features"));
        Assert.Equal(["FLOAT", "n", "6"], Shape(file, "outputs", "probabilities"));
        Assert.Equal(["probabilities"], file.GetProperty("outputs").EnumerateObject().Select(output => output.Name));
        Assert.Equal(["Gemm", "Sigmoid"], Strings(file.GetProperty("operators")));
        Assert.Equal("MultiLabel", file.GetProperty("metadata").GetProperty("task").GetString());
    }

    [FactWith(nameof(OtherProgram.Onnx))]
    public void The_parameters_are_in_the_file_bit_by_bit_and_in_their_order()
    {
        Multiclass64x10 model = SyntheticData.Trained<Multiclass64x10>(seed: 1);

        Assert.Equal(model.Parameters.ToArray(), Check(model).GetProperty("parameters").EnumerateArray().Select(static number => number.GetSingle()));
    }

    [FactWith(nameof(OtherProgram.Onnx))]
    public void Names_and_descriptions_arrive_whatever_characters_they_have()
    {
        string[] classes = ["setosa, \"wild\"", "Schwertlilie (grün)", "アヤメ"];
        string[] features = ["sepal length", "sepal width", "petal length", "petal\nwidth"];
        JsonElement file = Check(new Multiclass4x3(), new()
        {
            ModelName = "irises",
            Description = "Three species – four lengths.",
            ModelVersion = 12,
            ClassNames = classes,
            FeatureNames = features,
        });

        Assert.Equal("irises", file.GetProperty("name").GetString());
        Assert.Equal("Three species – four lengths.", file.GetProperty("description").GetString());
        Assert.Equal(12, file.GetProperty("model_version").GetInt64());
        Assert.Equal(classes, JsonSerializer.Deserialize<string[]>(file.GetProperty("metadata").GetProperty("class_names").GetString()!));
        Assert.Equal(features, JsonSerializer.Deserialize<string[]>(file.GetProperty("metadata").GetProperty("feature_names").GetString()!));
    }

    [FactWith(nameof(OtherProgram.Onnx))]
    public void The_names_of_the_declaration_arrive_and_those_of_the_options_win()
    {
        JsonElement declared = Check(new NamedModel()).GetProperty("metadata");
        Assert.Equal(NamedModel.Features, JsonSerializer.Deserialize<string[]>(declared.GetProperty("feature_names").GetString()!));
        Assert.Equal(NamedModel.Classes, JsonSerializer.Deserialize<string[]>(declared.GetProperty("class_names").GetString()!));

        string[] classes = ["0", "1", "2"];
        JsonElement given = Check(new NamedModel(), new() { ClassNames = classes }).GetProperty("metadata");
        Assert.Equal(NamedModel.Features, JsonSerializer.Deserialize<string[]>(given.GetProperty("feature_names").GetString()!));
        Assert.Equal(classes, JsonSerializer.Deserialize<string[]>(given.GetProperty("class_names").GetString()!));
    }

    [FactWith(nameof(OtherProgram.Onnx))]
    public void A_file_without_options_names_its_class_and_who_wrote_it_and_asks_for_no_newer_runtime_than_it_needs()
    {
        JsonElement file = Check(new Multiclass4x3());

        Assert.Equal(nameof(Multiclass4x3), file.GetProperty("name").GetString());
        Assert.Equal("LossGen", file.GetProperty("producer").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+(-[\w.-]+)?$", file.GetProperty("producer_version").GetString());
        Assert.Equal(["task"], file.GetProperty("metadata").EnumerateObject().Select(entry => entry.Name));
        Assert.Equal(7, file.GetProperty("ir_version").GetInt32());
        Assert.Equal(13, file.GetProperty("opset").GetProperty("").GetInt32());
    }

    private static JsonElement Check<TModel>(TModel model, OnnxExportOptions? options = null)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        using ExportedModel exported = ExportedModel.Of(model, options);
        return exported.Checked();
    }

    private static string[] Shape(JsonElement file, string values, string name) => Strings(file.GetProperty(values).GetProperty(name));

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(static entry => entry.ToString())];
}
