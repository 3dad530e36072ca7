using System.Runtime.InteropServices;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>LG0012 and LG0013: every reason why weights cannot be baked in, with its message, at the value of Weights.</summary>
public sealed class WeightsRuleTests : IDisposable
{
    private const string Iris =
        """
        [CrossEntropyModel(features: 4, classes: 3, Weights = "iris.safetensors")]
        public sealed partial class IrisModel;
        """;

    private readonly WeightsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_file_that_is_no_additional_file() => WeightsTest.Reports(Iris, [], "LG0012",
        "'iris.safetensors' is not among the additional files of the project; "
        + "expected <AdditionalFiles Include=\"iris.safetensors\" /> in the project file");

    [Fact]
    public Task A_file_whose_name_only_ends_alike() => WeightsTest.Reports(Iris, [Sound("my-iris.safetensors")], "LG0012",
        "'iris.safetensors' is not among the additional files of the project; "
        + "expected <AdditionalFiles Include=\"iris.safetensors\" /> in the project file");

    [Fact]
    public Task A_file_in_upper_case() => WeightsTest.Reports(Iris, [Sound("Iris.safetensors")], "LG0012",
        "'iris.safetensors' is not among the additional files of the project; "
        + $"'{_folder.PathOf("Iris.safetensors")}' is, but upper and lower case differ");

    [Theory]
    [InlineData("")]
    [InlineData("models/")]
    public Task A_name_that_is_none(string name) => WeightsTest.Reports(
        Iris.Replace("iris.safetensors", name, StringComparison.Ordinal), [Sound("models/iris.safetensors")], "LG0012",
        $"'{name}' is not among the additional files of the project; expected the name of a file");

    [Fact]
    public async Task Two_files_of_the_same_name()
    {
        string one = Sound("a/iris.safetensors"), other = Sound("b/iris.safetensors");
        await WeightsTest.Reports(Iris, [other, one], "LG0012",
            $"'iris.safetensors' can be any of '{one}', '{other}'; expected a path with enough folders to identify one");

        await WeightsTest.IsFine(Iris.Replace("iris.", "b/iris.", StringComparison.Ordinal), one, other);
    }

    [Fact]
    public Task One_file_that_is_listed_twice_is_one_file()
    {
        string file = Sound("iris.safetensors");
        return WeightsTest.IsFine(Iris, file, file);
    }

    [Fact]
    public Task A_file_that_is_gone() => WeightsTest.Reports(Iris, [_folder.PathOf("iris.safetensors")], "LG0012",
        $"'iris.safetensors' cannot be read: Could not find file '{_folder.PathOf("iris.safetensors")}'.");

    [Fact]
    public Task A_directory()
    {
        Directory.CreateDirectory(_folder.PathOf("iris.safetensors"));
        return WeightsTest.Reports(Iris, [_folder.PathOf("iris.safetensors")], "LG0012", "'iris.safetensors' cannot be read: it is a directory");
    }

    [Fact]
    public Task Another_shape() => Unfit(SafetensorsBytes.Of(features: 5, classes: 3),
        "its tensor 'weight' has the shape [3, 5], expected [3, 4], 3 classes by 4 features");

    [Fact]
    public async Task Names_that_are_not_those_of_the_rows()
    {
        const string rows =
            """
            public enum Side { Left, Right }
            public sealed record Point([Feature] float X, [Feature] Side Y, [Label] bool Hit);

            [CrossEntropyModel<Point>(Weights = "points.safetensors")]
            public sealed partial class PointModel;
            """;
        string Named(string key, string names) => File(SafetensorsBytes.Of(features: 3, classes: 2, metadata: $"\"lossgen.{key}\":\"{names}\""));
        string File(byte[] bytes) => _folder.Write("points.safetensors", bytes);

        await WeightsTest.IsFine(rows, Named("feature_names", """[\"X\",\"Y.Left\",\"Y.Right\"]"""));
        await WeightsTest.IsFine(rows, Named("class_names", """[\"False\",\"True\"]"""));
        await WeightsTest.Reports(rows, [Named("feature_names", """[\"X\",\"Y.Right\",\"Y.Left\"]""")], "LG0013",
            "'points.safetensors' cannot be baked into 'PointModel': its feature 1 is named 'Y.Right', expected 'Y.Left'");
        await WeightsTest.Reports(rows, [Named("class_names", """[\"True\",\"False\"]""")], "LG0013",
            "'points.safetensors' cannot be baked into 'PointModel': its class 0 is named 'True', expected 'False'");
    }

    [Fact]
    public Task Another_task() => Unfit(SafetensorsBytes.Of(features: 4, classes: 3, metadata: "\"lossgen.task\":\"MultiLabel\""),
        "it is of a model with the task MultiLabel, expected Multiclass");

    [Fact]
    public Task No_safetensors_file() => Unfit("PK\x03\x04 and so on"u8.ToArray(),
        "it is a zip archive, as torch.save and numpy.savez write them, expected a safetensors file, as safetensors.numpy.save_file and safetensors.torch.save_file write it");

    [Fact]
    public Task An_empty_file() => Unfit([], "it is empty, expected a safetensors file");

    [Fact]
    public Task A_file_cut_short() => Unfit(SafetensorsBytes.Of(features: 4, classes: 3)[..^1],
        "it is cut short: the data takes 60 bytes, but only 59 are there");

    [Fact]
    public Task A_file_that_goes_on() => Unfit([.. SafetensorsBytes.Of(features: 4, classes: 3), 0],
        "it goes on after its end: 1 bytes follow the 60 bytes of its tensors");

    [Fact]
    public Task Not_a_number()
    {
        float[] parameters = SafetensorsBytes.Parameters(15, seed: 1);
        parameters[6] = float.NaN;
        return Unfit(SafetensorsBytes.Of(features: 4, classes: 3, parameters: parameters),
            "its tensor 'weight' has NaN at [1, 2], expected finite numbers");
    }

    [Fact]
    public Task A_number_too_large_for_a_float()
    {
        double[] numbers = new double[15];
        numbers[14] = 1e300;
        string header = "{" + SafetensorsBytes.Tensor("weight", "[3,4]", 0, 96, "F64") + "," + SafetensorsBytes.Tensor("bias", "[3]", 96, 120, "F64") + "}";
        return Unfit(SafetensorsBytes.Of(header, MemoryMarshal.AsBytes(numbers.AsSpan())),
            "its tensor 'bias' comes to 1E+300 at [2], which float32 cannot hold, expected at most 3.4E+38");
    }

    [Fact]
    public Task A_model_that_cannot_be_created() => WeightsTest.Reports(
        Iris.Replace("IrisModel;", "IrisModel(string name) { public string Name => name; }", StringComparison.Ordinal), [Sound("iris.safetensors")], "LG0013",
        "'iris.safetensors' cannot be baked into 'IrisModel': the class has no constructor without parameters, which 'IrisModel.Pretrained' needs");

    [Fact]
    public Task A_model_that_is_too_large() => WeightsTest.Reports(
        Iris.Replace("4, classes: 3", "65536, classes: 4", StringComparison.Ordinal), [Sound("iris.safetensors")], "LG0013",
        "'iris.safetensors' cannot be baked into 'IrisModel': the model has 262148 parameters, expected at most 262144; load the file at run time, by 'IrisModel.Load'");

    [Fact]
    public Task A_file_that_is_far_too_long() => Unfit(new byte[(80 * 1024 * 1024) + 1],
        "it is longer than 83886080 bytes; expected at most that many, enough for every model that can be baked");

    [Fact]
    public Task A_declaration_with_another_fault_is_spared_this_one() => Declarations.DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3, Weights = "iris.safetensors")]
        public sealed class {|#0:IrisModel|};
        """,
        ("LG0001", "'IrisModel' must be partial, so that the generator can add its members"));

    [Fact]
    public Task Names_that_the_generator_needs_only_with_weights_are_free_without() => Declarations.DeclarationTest.IsFine(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel { public static IrisModel Pretrained { get; } = new(); }
        """, "IrisModel.g.cs");

    [Fact]
    public Task Names_that_the_generator_needs_are_reported() => Declarations.DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3, Weights = "iris.safetensors")]
        public sealed partial class IrisModel
        {
            public static IrisModel {|#0:Pretrained|} { get; } = new();
            public static IrisModel {|#1:Load|}(string path) => new();
            public void {|#2:Save|}(System.IO.Stream stream, TrainingResult? training) { }
            public void Save(string path, bool quickly) { }
        }
        """,
        ("LG0007", "'IrisModel.Pretrained' clashes with the generated property 'Pretrained': rename it"),
        ("LG0007", "'IrisModel.Load(string)' clashes with the generated method 'Load(string)': rename it or give it other parameters"),
        ("LG0007", "'IrisModel.Save(Stream, TrainingResult)' clashes with the generated method 'Save(Stream, TrainingResult)': rename it or give it other parameters"));

    private Task Unfit(byte[] bytes, string message) => WeightsTest.Reports(
        Iris, [_folder.Write("iris.safetensors", bytes)], "LG0013", "'iris.safetensors' cannot be baked into 'IrisModel': " + message);

    private string Sound(string name) => _folder.Write(name, SafetensorsBytes.Of(features: 4, classes: 3));
}
