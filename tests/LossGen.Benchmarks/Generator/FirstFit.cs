using System.Diagnostics;
using LossGen.Benchmarks.Accuracy;

namespace LossGen.Benchmarks.Generator;

/// <summary>The first training of a program that has just started, and two more of the same: what the runtime has to compile, and to compile anew, is in the first.</summary>
internal static class FirstFit
{
    /// <summary>The argument that makes this program such a process.</summary>
    public const string Command = "first-fit";

    private const int Rows = 1797, Features = 64, Classes = 10, Fits = 3, Done = 0, WrongUsage = 2;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["64x10"]:
                Time<Model64x10>();
                return Done;
            case ["64-128-10"]:
                Time<Digits128>();
                return Done;
            default:
                Console.Error.WriteLine($"{Command} expects a model: 64x10 or 64-128-10.");
                return WrongUsage;
        }
    }

    private static void Time<TModel>()
        where TModel : class, ILabelModel<TModel>, new()
    {
        var random = new Random(1);
        float[] rows = [.. Enumerable.Range(0, Rows * Features).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(Classes))];
        for (int i = 1; i <= Fits; i++)
        {
            long start = Stopwatch.GetTimestamp();
            new TModel().Fit(rows, labels);
            Console.WriteLine(FormattableString.Invariant($"Fit {i}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms"));
        }
    }
}
