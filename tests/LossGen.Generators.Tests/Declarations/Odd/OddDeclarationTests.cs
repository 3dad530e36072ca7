using System.Collections.Immutable;
using System.Reflection;
using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Generators.Tests.Declarations.Odd;

/// <summary>Whatever a declaration looks like: its rule and no model, or a model that compiles without a warning and runs; nothing else.</summary>
public sealed class OddDeclarationTests : IDisposable
{
    private readonly WeightsFolder _weights = new();

    public static TheoryData<int, string> Declarations
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < OddTables.All.Count; i++) data.Add(i, OddTables.All[i].ToString());
            return data;
        }
    }

    public void Dispose() => _weights.Dispose();

    [Theory]
    [MemberData(nameof(Declarations))]
    [Trait("Category", "Slow")]
    public async Task It_has_its_rule_or_compiles_and_runs(int index, string code)
    {
        OddDeclaration declaration = OddTables.All[index];
        GeneratorRunOutcome outcome = declaration.Generate(_weights);
        Assert.Empty(outcome.Diagnostics);
        string[] rules = await Rules(outcome.Compilation);
        string[] expected = declaration.Expected.StartsWith("LG", StringComparison.Ordinal) ? [declaration.Expected] : [];
        Assert.True(expected.SequenceEqual(rules), $"expected {declaration.Expected}, but there is [{string.Join(", ", rules)}] for {code}");

        switch (declaration.Expected)
        {
            case OddDeclaration.Ok or "LG0018":
                outcome.CompilesCleanly();
                using (EmittedAssembly assembly = outcome.Emit()) Assert.NotEqual(0, RunModels(assembly.Assembly));
                break;

            // These leave the model as it is, without its trained weights.
            case "LG0012" or "LG0013":
                outcome.CompilesCleanly();
                break;

            // The model above is one, the one derived from it is none.
            case "LG0003" when code.Contains("[M] partial class B;", StringComparison.Ordinal):
                Assert.Single(outcome.Files);
                break;
            case var id when id.StartsWith("LG", StringComparison.Ordinal):
                Assert.Empty(outcome.Files);
                break;
            case var id:
                Diagnostic[] errors = [.. outcome.Compilation.GetDiagnostics().Where(static error => error.Severity == DiagnosticSeverity.Error)];
                Assert.Contains(errors, error => error.Id.StartsWith(id, StringComparison.Ordinal));
                Assert.All(errors, error => Assert.DoesNotContain(outcome.Files, file => file.Tree == error.Location.SourceTree));
                break;
        }
    }

    [Fact]
    public void The_list_is_long_and_nothing_stands_in_it_twice()
    {
        Assert.InRange(OddTables.All.Count, 350, int.MaxValue);
        Assert.Equal(OddTables.All.Count, OddTables.All.Distinct().Count());
    }

    private async Task<string[]> Rules(Compilation compilation)
    {
        AdditionalText[] files = [.. Directory.GetFiles(_weights.PathOf(""), "*", SearchOption.AllDirectories)
            .Select(static path => new BinaryAdditionalFile(path))];
        ImmutableArray<Diagnostic> reported = await compilation
            .WithAnalyzers(DeclarationTest.Analyzers(), new AnalyzerOptions([.. files]))
            .GetAnalyzerDiagnosticsAsync();
        return [.. reported.Select(static diagnostic => diagnostic.Id).Distinct()];
    }

    /// <summary>Trains every model that can be made without arguments, and returns how many models there are.</summary>
    private static int RunModels(Assembly assembly)
    {
        int models = 0;
        foreach (Type type in assembly.GetTypes())
        {
            bool isModel = type.GetInterfaces().Any(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ICrossEntropyModel<>));
            if (!isModel) continue;

            models++;
            ConstructorInfo? bare = type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []);
            if (bare is null) continue;
            typeof(OddDeclarationTests).GetMethod(nameof(Train), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [bare.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null)], null);
        }

        return models;
    }

    private static void Train<TModel>(TModel model)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        const int count = 9;
        int features = TModel.FeatureCount, classes = TModel.ClassCount;
        float[] rows = [.. Enumerable.Range(0, count * features).Select(static i => (i * 7 % 11) - 5f)];
        var targets = new float[count * classes];
        for (int row = 0; row < count; row++) targets[(row * classes) + (row % classes)] = 1;

        double before = model.Loss(rows, targets);

        // Networks start with momentum, which may first overshoot on rows that are not standardised; small plain steps go down.
        model.Fit(rows, targets, TModel.Activation is null
            ? new TrainingOptions { Epochs = 3 }
            : new TrainingOptions { Epochs = 3, Optimizer = Optimizer.GradientDescent(), LearningRate = 0.01 });
        double after = model.Loss(rows, targets);
        Assert.True(double.IsFinite(after) && after <= before, $"the loss of {before} has become {after}");
        Assert.True(TModel.FeatureNames.Length == 0 || TModel.FeatureNames.Length == features);
    }
}
