using System.Text.Json;
using Xunit;

namespace LossGen.Interop.Tests.Evaluations;

/// <summary>The values that the metrics are tested against are those that scikit-learn gives today.</summary>
public sealed class ScikitLearnTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Evaluation");

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void Its_values_are_those_checked_in()
    {
        string written = OtherProgram.ScikitLearn.Run(Path.Combine(Folder, "reference.py"));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "reference.json")));
        using JsonDocument actual = JsonDocument.Parse(written);

        int compared = 0;
        Compare(expected.RootElement, actual.RootElement, "$", ref compared);
        Assert.True(compared > 5000, $"Only {compared} numbers were compared.");
    }

    private static void Compare(JsonElement expected, JsonElement actual, string path, ref int compared)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{path}: {expected.ValueKind} checked in, {actual.ValueKind} written");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(static one => one.Name), actual.EnumerateObject().Select(static one => one.Name));
                foreach (JsonProperty one in expected.EnumerateObject()) Compare(one.Value, actual.GetProperty(one.Name), $"{path}.{one.Name}", ref compared);
                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{path}: {expected.GetArrayLength()} entries checked in, {actual.GetArrayLength()} written");
                for (int i = 0; i < expected.GetArrayLength(); i++) Compare(expected[i], actual[i], $"{path}[{i}]", ref compared);
                break;
            case JsonValueKind.Number:
                compared++;
                // Other builds of the linear algebra may sum in another order, and the search for a temperature ends where rounding lets it.
                double tolerance = path.EndsWith(".temperature", StringComparison.Ordinal) ? 1e-5 : path.EndsWith(".ece_after", StringComparison.Ordinal) ? 1e-6 : 1e-11;
                double difference = Math.Abs(expected.GetDouble() - actual.GetDouble());
                Assert.True(difference <= tolerance * Math.Max(1, Math.Abs(expected.GetDouble())), $"{path}: {expected} checked in, {actual} written");
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }
}
