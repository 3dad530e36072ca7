using System.Runtime.InteropServices;
using Xunit;

namespace LossGen.Interop.Tests.Files;

[CrossEntropyModel(4, 3)]
public sealed partial class ThreeClasses;

[CrossEntropyModel(4, 2)]
public sealed partial class TwoClasses;

[CrossEntropyModel(4, 3, Task = ClassificationTask.MultiLabel)]
public sealed partial class ThreeLabels;

[CrossEntropyModel(4, 3, HiddenLayers = [8, 5])]
public sealed partial class ReluLayers;

[CrossEntropyModel(4, 3, HiddenLayers = [8, 5], Activation = Activation.Tanh)]
public sealed partial class TanhLayers;

[CrossEntropyModel(4, 3, HiddenLayers = [6], Activation = Activation.Tanh)]
public sealed partial class SixTanh;

/// <summary>Python reads what we save, and we read what Python saves; its reader knows the format from its description alone.</summary>
public sealed class PythonFileTests : IDisposable
{
    // Probabilities from float32 logits against float64 ones: a few units in the last place of logits below 20.
    private const double Tolerance = 1e-5;

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Files", "tensors.py");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-python-");

    public void Dispose() => _folder.Delete(recursive: true);

    [FactWith(nameof(OtherProgram.NumPy))]
    public void What_Python_reads_and_writes_again_is_the_same_file()
    {
        Copy(new ThreeClasses());
        Copy(new TwoClasses());
        Copy(new ThreeLabels());
        Copy(new ReluLayers());
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void Logistic_regression_of_scikit_learn_predicts_the_same_here()
    {
        OtherProgram.ScikitLearn.Run(Script, "logistic", PathOf("m"), PathOf("rows"), PathOf("p"));
        Predicts(ThreeClasses.Load(PathOf("m")), ThreeClasses.ClassCount);
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void Logistic_regression_of_two_classes_predicts_the_same_here()
    {
        OtherProgram.ScikitLearn.Run(Script, "binary", PathOf("m"), PathOf("rows"), PathOf("p"));
        Predicts(TwoClasses.Load(PathOf("m")), TwoClasses.ClassCount);
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void The_code_in_the_documentation_saves_a_model_of_scikit_learn_that_predicts_the_same_here()
    {
        SaveByCode(CodeInDocumentation());
        Predicts(ThreeClasses.Load(PathOf("m")), ThreeClasses.ClassCount);
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void Without_the_copy_that_the_documentation_makes_the_same_file_loads_and_predicts_nonsense()
    {
        SaveByCode(CodeInDocumentation().Replace("numpy.ascontiguousarray(", "(", StringComparison.Ordinal));
        float[] rows = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf("rows"))).ToArray(), actual = new float[rows.Length / 4 * 3];
        double[] expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(PathOf("p"))).ToArray();
        ThreeClasses.Load(PathOf("m")).Probabilities(rows, actual);
        Assert.Contains(expected.Zip(actual), static pair => pair.First > 0.9 && pair.Second < 0.1);
    }

    private void SaveByCode(string code)
    {
        File.WriteAllText(PathOf("code"), code);
        OtherProgram.ScikitLearn.Run(Script, "page", PathOf("code"), PathOf("m"), PathOf("rows"), PathOf("p"));
    }

    private static string CodeInDocumentation()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "files.md")).ReplaceLineEndings("\n");
        int start = text.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        string code = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Contains("numpy.ascontiguousarray(clf.coef_)", code, StringComparison.Ordinal);
        return code;
    }

    [FactWith(nameof(OtherProgram.ScikitLearn))]
    public void A_network_of_scikit_learn_predicts_the_same_here()
    {
        OtherProgram.ScikitLearn.Run(Script, "mlp", "relu", PathOf("m"), PathOf("rows"), PathOf("p"));
        Predicts(ReluLayers.Load(PathOf("m")), ReluLayers.ClassCount);
        OtherProgram.ScikitLearn.Run(Script, "mlp", "tanh", PathOf("m"), PathOf("rows"), PathOf("p"));
        Predicts(TanhLayers.Load(PathOf("m")), TanhLayers.ClassCount);
    }

    [FactWith(nameof(OtherProgram.NumPy))]
    public void The_state_of_a_sequential_predicts_the_same_here()
    {
        OtherProgram.NumPy.Run(Script, "sequential", PathOf("m"), PathOf("rows"), PathOf("p"));
        Predicts(SixTanh.Load(PathOf("m")), SixTanh.ClassCount);
    }

    [TheoryWith(nameof(OtherProgram.NumPy))]
    [InlineData("F64")]
    [InlineData("F16")]
    public void The_state_of_a_module_predicts_the_same_here(string type)
    {
        OtherProgram.NumPy.Run(Script, "module", type, PathOf("m"), PathOf("rows"), PathOf("p"));
        Predicts(ThreeClasses.Load(PathOf("m")), ThreeClasses.ClassCount);
    }

    private void Copy<TModel>(TModel model)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        var random = new Random(TModel.ParameterCount);
        foreach (ref float parameter in model.Parameters)
        {
            do parameter = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            while (!float.IsFinite(parameter));
        }

        model.Parameters[0] = -0f;
        model.Parameters[1] = float.Epsilon;
        var training = new TrainingResult { StopReason = StopReason.Converged, Epochs = 3, Loss = 1.0 / 3, History = [], Duration = default };
        ModelFile.Save(model, PathOf("saved"), training);
        OtherProgram.NumPy.Run(Script, "copy", PathOf("saved"), PathOf("copied"));
        Assert.Equal(File.ReadAllBytes(PathOf("saved")), File.ReadAllBytes(PathOf("copied")));
        Assert.Equal(
            MemoryMarshal.Cast<float, int>(model.Parameters).ToArray(),
            MemoryMarshal.Cast<float, int>(ModelFile.Load<TModel>(PathOf("copied")).Parameters).ToArray());
    }

    private void Predicts<TModel>(TModel model, int classes)
        where TModel : class, ILabelModel<TModel>
    {
        float[] rows = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf("rows"))).ToArray();
        double[] expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(PathOf("p"))).ToArray();
        var actual = new float[expected.Length];
        model.Probabilities(rows, actual);

        Assert.InRange(expected.Length, 50 * classes, int.MaxValue);
        Assert.Equal(0, Enumerable.Range(0, actual.Length).Count(i => Math.Abs(actual[i] - expected[i]) > Tolerance));
        for (int row = 0; row < rows.Length / 4; row++)
        {
            ReadOnlySpan<double> distribution = expected.AsSpan(row * classes, classes);
            int likeliest = 0;
            for (int k = 1; k < classes; k++) likeliest = distribution[k] > distribution[likeliest] ? k : likeliest;
            Assert.Equal(likeliest, model.Predict(rows.AsSpan(row * 4, 4)));
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
