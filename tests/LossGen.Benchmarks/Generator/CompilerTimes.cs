using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace LossGen.Benchmarks.Generator;

/// <summary>Seconds that the generator takes in a project of so many models.</summary>
/// <param name="Models">How many.</param>
/// <param name="First">The first run, as in a build.</param>
/// <param name="EditElsewhere">After an edit that concerns no model, as at every keystroke.</param>
/// <param name="EditModel">After an edit of one model.</param>
internal sealed record CompilerTimes(int Models, double First, double EditElsewhere, double EditModel)
{
    /// <summary>The first run of all in this process, which also loads and compiles the generator.</summary>
    public static double ColdRun(int features, int classes) =>
        Time(UserProject.CreateDriver(), new UserProject([UserProject.Arguments(features, classes)]).Compilation, expected: 1, out _);

    public static CompilerTimes Measure(IReadOnlyList<(int Features, int Classes)> models, int samples)
    {
        double[] first = new double[samples], elsewhere = new double[samples], model = new double[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            var project = new UserProject(models.Select(static model => UserProject.Arguments(model.Features, model.Classes)));
            first[sample] = Time(UserProject.CreateDriver(), project.Compilation, models.Count, out GeneratorDriver driver);
            elsewhere[sample] = Time(driver, project.EditElsewhere(sample + 2), models.Count, out driver);
            model[sample] = Time(driver, project.EditModel(models[0].Features + 1, models[0].Classes), models.Count, out _);
        }

        return new CompilerTimes(models.Count, Sampling.Median(first), Sampling.Median(elsewhere), Sampling.Median(model));
    }

    private static double Time(GeneratorDriver driver, Compilation compilation, int expected, out GeneratorDriver after)
    {
        long start = Stopwatch.GetTimestamp();
        after = driver.RunGenerators(compilation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int files = after.GetRunResult().GeneratedTrees.Length;
        return files == expected
            ? seconds
            : throw new InvalidOperationException($"The generator wrote {files} files for {expected} models.");
    }
}
