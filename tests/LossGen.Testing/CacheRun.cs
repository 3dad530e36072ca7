using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Testing;

/// <summary>
/// Runs a generator, edits the code, runs the same driver again and asks each step why it ran: New, Modified, Unchanged (it ran and
/// gave an equal value), Cached (it did not run) or Removed.
/// </summary>
public sealed class CacheRun
{
    private readonly CSharpCompilation _before;
    private readonly CSharpCompilation _after;
    private readonly GeneratorDriver _driver;
    private readonly ImmutableArray<GeneratorRunResult> _results;

    private CacheRun(CSharpCompilation before, CSharpCompilation after, GeneratorDriver driver, GeneratorDriverRunResult result)
    {
        _before = before;
        _after = after;
        _driver = driver;
        _results = result.Results;
    }

    /// <summary>What the last run generated, by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files => _results
        .SelectMany(static result => result.GeneratedSources.IsDefault ? [] : result.GeneratedSources)
        .ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());

    /// <summary>Runs the generator, then runs it again on the edited compilation.</summary>
    public static CacheRun After(GeneratorRun first, Func<CSharpCompilation, CSharpCompilation> edit)
    {
        CSharpCompilation before = first.CreateCompilation();
        return Step(before, first.CreateDriver().RunGenerators(before), edit);
    }

    /// <summary>Runs the generator, then runs it again with the additional file of that path as it is by then, the code being the same.</summary>
    public static CacheRun AfterFileChange(GeneratorRun first, string path, Action change)
    {
        CSharpCompilation compilation = first.CreateCompilation();
        AdditionalText[] texts = [.. first.AdditionalFiles.Select(static file => new BinaryAdditionalFile(file))];
        GeneratorDriver driver = first.CreateDriver([.. texts]).RunGenerators(compilation);
        ThrowIfGeneratorThrew(driver.GetRunResult().Results);
        change();
        driver = driver
            .ReplaceAdditionalText(texts.Single(text => text.Path == path), new BinaryAdditionalFile(path))
            .RunGenerators(compilation);
        return new CacheRun(compilation, compilation, driver, driver.GetRunResult());
    }

    /// <summary>Runs the same driver again after one more edit.</summary>
    public CacheRun Then(Func<CSharpCompilation, CSharpCompilation> edit) => Step(_after, _driver, edit);

    /// <summary>The reasons of each output of the steps with this tracking name, in the order of the run.</summary>
    public ImmutableArray<IncrementalStepRunReason> Reasons(string step) =>
        [.. Find(_results, step).SelectMany(static s => s.Outputs).Select(static output => output.Reason)];

    /// <summary>The reasons of the registered outputs.</summary>
    public ImmutableArray<IncrementalStepRunReason> OutputReasons() =>
        [.. _results.SelectMany(static result => result.TrackedOutputSteps.Values).SelectMany(static steps => steps)
            .SelectMany(static step => step.Outputs).Select(static output => output.Reason)];

    /// <summary>The named steps gave exactly these reasons, whatever the order.</summary>
    public CacheRun AssertReasons(string step, params IncrementalStepRunReason[] expected)
    {
        ImmutableArray<IncrementalStepRunReason> actual = Reasons(step);
        if (actual.Order().SequenceEqual(expected.Order())) return this;
        throw new HarnessException(
            $"The step '{step}' gave the reasons ({string.Join(", ", actual)}), expected ({string.Join(", ", expected)}).{Explain()}");
    }

    /// <summary>The registered outputs gave exactly these reasons, whatever the order.</summary>
    public CacheRun AssertOutputReasons(params IncrementalStepRunReason[] expected)
    {
        ImmutableArray<IncrementalStepRunReason> actual = OutputReasons();
        if (actual.Order().SequenceEqual(expected.Order())) return this;
        throw new HarnessException(
            $"The outputs gave the reasons ({string.Join(", ", actual)}), expected ({string.Join(", ", expected)}).{Explain()}");
    }

    /// <summary>Nothing was written anew: there are outputs, and each comes from the cache.</summary>
    public CacheRun AssertOutputsCached()
    {
        ThrowIfGeneratorThrew(_results);
        ImmutableArray<IncrementalStepRunReason> reasons = OutputReasons();
        if (reasons.IsEmpty) throw new HarnessException($"No output step ran, so nothing can be cached.{Explain()}");
        return reasons.All(static reason => reason == IncrementalStepRunReason.Cached)
            ? this
            : throw new HarnessException($"The outputs are not cached, they gave the reasons ({string.Join(", ", reasons)}).{Explain()}");
    }

    /// <summary>No value that the named steps of a single run give reaches an object of the compiler.</summary>
    /// <remarks>See <see cref="ObjectWalk"/> for what counts as one, and for the collections it refuses.</remarks>
    public static void AssertHoldsNoCompilerObjects(GeneratorRun run, params string[] steps)
    {
        ImmutableArray<GeneratorRunResult> results = run.CreateDriver().RunGenerators(run.CreateCompilation()).GetRunResult().Results;
        ThrowIfGeneratorThrew(results);
        if (steps.Length == 0) throw new ArgumentException("Name the steps whose values are to be walked.", nameof(steps));
        foreach (string step in steps)
        {
            foreach (object value in Values(results, step))
            {
                if (ObjectWalk.FindOffender(value, step) is { } offender)
                    throw new HarnessException($"The step '{step}' holds what it must not: {offender}");
            }
        }
    }

    /// <summary>
    /// Two compilations that share no object, of the same sources, give equal values with equal hash codes: the equality is by value
    /// throughout.
    /// </summary>
    public static void AssertEqualModelsFromIndependentCompilations(GeneratorRun run, string step)
    {
        ImmutableArray<object> first = RunOn(run.CreateCompilation()), second = RunOn(run.CreateIndependentCompilation());
        if (first.Length != second.Length)
        {
            throw new HarnessException(
                $"The step '{step}' gave {first.Length} values on one compilation and {second.Length} on another of the same sources.");
        }

        for (int i = 0; i < first.Length; i++)
        {
            if (!Equals(first[i], second[i]))
            {
                throw new HarnessException(
                    $"The step '{step}' gave two values that are not equal for the same sources, so no edit would ever be cached. " +
                    $"First: {first[i]}; second: {second[i]}.{Hint(first[i], step)}");
            }

            if (first[i].GetHashCode() != second[i].GetHashCode())
                throw new HarnessException($"The step '{step}' gave two equal values with different hash codes: {first[i]}.");
        }

        ImmutableArray<object> RunOn(CSharpCompilation compilation)
        {
            ImmutableArray<GeneratorRunResult> results = run.CreateDriver().RunGenerators(compilation).GetRunResult().Results;
            ThrowIfGeneratorThrew(results);
            return [.. Values(results, step)];
        }

        static string Hint(object value, string step) =>
            ObjectWalk.FindOffender(value, step) is { } offender ? $" A likely cause: {offender}" : "";
    }

    private static CacheRun Step(CSharpCompilation before, GeneratorDriver driver, Func<CSharpCompilation, CSharpCompilation> edit)
    {
        ThrowIfGeneratorThrew(driver.GetRunResult().Results);
        CSharpCompilation after = edit(before);
        if (ReferenceEquals(after, before))
            throw new ArgumentException("The edit changed nothing; a caching test without an edit proves nothing.", nameof(edit));
        if (after.SyntaxTrees.FirstOrDefault()?.Options is CSharpParseOptions options) driver = driver.WithUpdatedParseOptions(options);
        driver = driver.RunGenerators(after);
        return new CacheRun(before, after, driver, driver.GetRunResult());
    }

    private static IEnumerable<IncrementalGeneratorRunStep> Find(ImmutableArray<GeneratorRunResult> results, string step)
    {
        ThrowIfGeneratorThrew(results);
        List<IncrementalGeneratorRunStep> found = [.. results
            .SelectMany(result => result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps) ? steps : [])];
        if (found.Count > 0) return found;
        IEnumerable<string> known = results.SelectMany(static result => result.TrackedSteps.Keys).Distinct().Order(StringComparer.Ordinal);
        throw new HarnessException($"No step named '{step}' ran; WithTrackingName gives a step its name. Steps that ran: {string.Join(", ", known)}.");
    }

    private static IEnumerable<object> Values(ImmutableArray<GeneratorRunResult> results, string step) =>
        Find(results, step).SelectMany(static s => s.Outputs).Select(static output => output.Value);

    private static void ThrowIfGeneratorThrew(ImmutableArray<GeneratorRunResult> results)
    {
        foreach (GeneratorRunResult result in results)
        {
            if (result.Exception is { } exception)
                throw new HarnessException($"{result.Generator.GetGeneratorType()} threw {exception}");
        }
    }

    // Every named step and what was edited: enough to see where the cache broke.
    private string Explain()
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine("Steps:");
        foreach (GeneratorRunResult result in _results)
        {
            foreach ((string name, var steps) in result.TrackedSteps.OrderBy(static s => s.Key, StringComparer.Ordinal))
                text.AppendLine($"    {name}: {string.Join(", ", steps.SelectMany(static s => s.Outputs).Select(static o => o.Reason))}");
        }

        text.AppendLine("Edit:");
        SyntaxTree[] old = [.. _before.SyntaxTrees], now = [.. _after.SyntaxTrees];
        foreach (SyntaxTree tree in now.Except(old))
        {
            string previous = old.FirstOrDefault(candidate => candidate.FilePath == tree.FilePath)?.ToString() ?? "";
            text.AppendLine($"    {tree.FilePath}:").Append(LineDiff.Between(previous, tree.ToString()));
        }

        foreach (SyntaxTree tree in old.Where(candidate => now.All(t => t.FilePath != candidate.FilePath)))
            text.AppendLine($"    {tree.FilePath} removed");
        return text.ToString();
    }
}
