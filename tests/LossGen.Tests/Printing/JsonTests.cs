using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace LossGen.Tests.Printing;

/// <summary>Results go through <c>JsonSerializer</c> as they are, with every number they have.</summary>
public sealed class JsonTests
{
    public static TheoryData<string> Results =>
    [
        nameof(LabelEvaluation), nameof(MultiLabelEvaluation), nameof(ClassEvaluation), nameof(ConfusionMatrix), nameof(MultiLabelCounts), nameof(AverageScores),
        nameof(BinaryCounts), nameof(RocPoint), nameof(PrecisionRecallPoint), nameof(ReliabilityBin), nameof(TemperatureScaling), nameof(TrainingResult),
        nameof(TrainingProgress), nameof(ModelFileDescription), "ClassProbability`1",
    ];

    [Theory]
    [MemberData(nameof(Results))]
    public void Every_property_is_there_with_its_value(string type)
    {
        object one = Printable.All[type];
        using JsonDocument document = JsonDocument.Parse(JsonSerializer.Serialize(one));
        Same(one, document.RootElement, type);
    }

    [Fact]
    public void An_evaluation_has_what_is_undefined_as_a_string()
    {
        using JsonDocument document = JsonDocument.Parse(JsonSerializer.Serialize(Printable.Labels));
        JsonElement root = document.RootElement, blue = root.GetProperty("Classes")[2];
        Assert.Equal(60, root.GetProperty("Rows").GetInt32());
        Assert.Equal(Printable.Labels.Accuracy, root.GetProperty("Accuracy").GetDouble());
        Assert.Equal(("blue", "NaN"), (blue.GetProperty("Name").GetString(), blue.GetProperty("RocAuc").GetString()));
        Assert.Equal("Infinity", root.GetProperty("Classes")[0].GetProperty("RocCurve")[0].GetProperty("Threshold").GetString());
        Assert.Equal(Printable.Labels.Confusion[1, 2], root.GetProperty("Confusion").GetProperty("Counts")[1][2].GetInt32());
    }

    [Fact]
    public void An_evaluation_of_which_only_the_base_is_known_is_written_whole()
    {
        Assert.Equal(JsonSerializer.Serialize(Printable.Labels), JsonSerializer.Serialize<Evaluation>(Printable.Labels));
        Assert.Equal(JsonSerializer.Serialize(Printable.MultiLabel), JsonSerializer.Serialize<Evaluation>(Printable.MultiLabel));
    }

    [Fact]
    public void The_result_of_a_training_run_comes_back_as_it_was()
    {
        TrainingResult result = new Binary1().Fit(new float[] { -1, 1 }, new[] { 0, 1 }, new() { Epochs = 3, LearningRate = 1 });
        TrainingResult again = JsonSerializer.Deserialize<TrainingResult>(JsonSerializer.Serialize(result))!;
        Assert.Equal(result.History, again.History);
        Assert.NotNull(result.Options);
        Assert.Equal(result.Advice, again.Advice);
        Assert.Equal(result with { History = again.History, Options = null, Advice = again.Advice }, again);

        TrainingResult diverged = JsonSerializer.Deserialize<TrainingResult>(JsonSerializer.Serialize(result with { Loss = double.NaN }))!;
        Assert.True(double.IsNaN(diverged.Loss));
    }

    [Fact]
    public void What_a_file_says_comes_back_as_it_was()
    {
        ModelFileDescription description = Printable.Description with { RowEncoding = ["City: hashed into shared columns", "64 shared columns"] };
        ModelFileDescription again = JsonSerializer.Deserialize<ModelFileDescription>(JsonSerializer.Serialize(description))!;
        Assert.Equal(description.RowEncoding, again.RowEncoding);
        Assert.Equal(Printable.Description.ClassNames, again.ClassNames);
        Assert.Equal(Printable.Description.HiddenLayers, again.HiddenLayers);
        Assert.Equal(Printable.Description, again with
        {
            FeatureNames = Printable.Description.FeatureNames,
            ClassNames = Printable.Description.ClassNames,
            HiddenLayers = Printable.Description.HiddenLayers,
            RowEncoding = Printable.Description.RowEncoding,
        });
    }

    [Fact]
    public void It_works_with_the_settings_of_a_web_service()
    {
        var web = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
        using JsonDocument document = JsonDocument.Parse(JsonSerializer.Serialize(Printable.Labels, web));
        Assert.Equal("Multiclass", document.RootElement.GetProperty("task").GetString());
        Assert.Equal("NaN", document.RootElement.GetProperty("classes")[2].GetProperty("averagePrecision").GetString());
    }

    /// <summary>Compares a value with its JSON, property by property, by reflection.</summary>
    private static void Same(object? value, JsonElement json, string path)
    {
        switch (value)
        {
            case null: Assert.Equal(JsonValueKind.Null, json.ValueKind); return;
            case string text: Assert.Equal(text, json.GetString()); return;
            case bool flag: Assert.Equal(flag, json.GetBoolean()); return;
            case int or long: Assert.Equal(Convert.ToInt64(value), json.GetInt64()); return;
            case Enum: Assert.Equal(Convert.ToInt64(value), json.GetInt64()); return;
            case TimeSpan time: Assert.Equal(time, json.Deserialize<TimeSpan>()); return;
            case double number: Assert.Equal(number, Number(json)); return;
            case float number: Assert.Equal(number, (float)Number(json)); return;
            case System.Collections.IEnumerable list: SameItems([.. list.Cast<object?>()], json, path); return;
        }

        PropertyInfo[] properties = [.. value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static one => one.GetIndexParameters().Length == 0 && one.GetCustomAttribute<JsonIgnoreAttribute>() is null)];
        Assert.NotEmpty(properties);
        Assert.Equal(properties.Select(static one => one.Name).Order(StringComparer.Ordinal), json.EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal));
        foreach (PropertyInfo property in properties) Same(property.GetValue(value), json.GetProperty(property.Name), $"{path}.{property.Name}");
    }

    private static void SameItems(object?[] items, JsonElement json, string path)
    {
        Assert.Equal(items.Length, json.GetArrayLength());
        for (int i = 0; i < items.Length; i++) Same(items[i], json[i], $"{path}[{i}]");
    }

    private static double Number(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? double.Parse(json.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : json.GetDouble();
}
