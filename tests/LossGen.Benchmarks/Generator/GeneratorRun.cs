using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Generator;

/// <summary>What a model costs the compiler, the assembly and the start of a program.</summary>
internal static class GeneratorRun
{
    private const int ManyModels = 1000;
    private const int ColdStarts = 7;

    public static int Execute()
    {
        double cold = CompilerTimes.ColdRun(4, 3);
        CompilerTimes one = CompilerTimes.Measure([(4, 3)], samples: 50);
        CompilerTimes many = CompilerTimes.Measure([.. Varied(ManyModels)], samples: 5);
        ConsoleReport.Write(new Table(
            "The generator in the compiler, milliseconds",
            ["models", "first run", "edit elsewhere", "edit of one model"],
            [["1, the process's first", Milliseconds(cold), "-", "-"], Row(one), Row(many)]));

        ConsoleReport.Write(new Table(
            "What is written for a model",
            ["model", "source bytes", "lines", "IL bytes", "largest method"],
            [.. Shape.All.DistinctBy(static shape => shape.ModelName).Select(SizeRow)]));

        ConsoleReport.Write(new Table(
            $"The first prediction in a new process, milliseconds, medians of {ColdStarts}",
            ["model", "start to Main", "constructor", "first Predict", "of it JIT", "methods", "second Predict"],
            [.. FirstPrediction.Models.Select(PredictionRow)]));
        return 0;
    }

    /// <summary>Shapes of every size, so that every way to write kernels occurs.</summary>
    private static IEnumerable<(int Features, int Classes)> Varied(int count) =>
        Enumerable.Range(0, count).Select(static i => (1 + i % 97, 2 + i % 13));

    private static string[] Row(CompilerTimes times) =>
        [$"{times.Models:N0}", Milliseconds(times.First), Milliseconds(times.EditElsewhere), Milliseconds(times.EditModel)];

    private static string[] SizeRow(Shape shape)
    {
        EmittedSize size = EmittedSize.Of(ArgumentsOf(shape));
        return [shape.ModelName, $"{size.SourceBytes:N0}", $"{size.Lines:N0}", $"{size.ILBytes:N0}", $"{size.LargestILBytes:N0}"];
    }

    private static string ArgumentsOf(Shape shape)
    {
        string arguments = UserProject.Arguments(shape.Features, shape.Classes);
        return shape.IsNetwork
            ? $"{arguments}, HiddenLayers = [{string.Join(", ", shape.Hidden)}], Activation = LossGen.Activation.{shape.Activation}"
            : arguments;
    }

    private static string[] PredictionRow(string model)
    {
        FirstPrediction[] starts = [.. Enumerable.Range(0, ColdStarts).Select(_ => FirstPrediction.Measure(model))];
        return
        [
            model,
            Median(starts, static start => start.ToMain),
            Median(starts, static start => start.Construct),
            Median(starts, static start => start.Predict),
            Median(starts, static start => start.Compiling),
            $"{Sampling.Median(starts.Select(static start => (double)start.Methods)):F0}",
            Median(starts, static start => start.Again),
        ];
    }

    private static string Median(FirstPrediction[] starts, Func<FirstPrediction, TimeSpan> time) =>
        Milliseconds(Sampling.Median(starts.Select(start => time(start).TotalSeconds)));

    private static string Milliseconds(double seconds) => seconds < 1e-3 ? $"{seconds * 1e3:F4}" : $"{seconds * 1e3:F2}";
}
