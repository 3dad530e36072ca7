using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime;

namespace LossGen.Benchmarks.Generator;

/// <summary>The first prediction of a program that has just started, timed in a process of its own.</summary>
/// <param name="ToMain">From the start of the process to the first line of the program.</param>
/// <param name="Construct">Constructing the model.</param>
/// <param name="Predict">The first call of Predict, compiling included.</param>
/// <param name="Compiling">What of it the just-in-time compiler took.</param>
/// <param name="Methods">How many methods it compiled for it.</param>
/// <param name="Again">The second call.</param>
internal sealed record FirstPrediction(
    TimeSpan ToMain, TimeSpan Construct, TimeSpan Predict, TimeSpan Compiling, long Methods, TimeSpan Again)
{
    /// <summary>The argument that makes this program such a process.</summary>
    public const string Command = "first-prediction";

    private const int Done = 0, WrongUsage = 2;

    /// <summary>The models that can be timed.</summary>
    public static IReadOnlyList<string> Models { get; } = ["4x3", "30x2", "64x10", "784x10", "128x100"];

    /// <summary>In the new process: times a model and prints the times, in ticks of the machine's clock.</summary>
    /// <param name="args">The model, and the time of the start by that clock.</param>
    public static int Run(string[] args)
    {
        long main = Stopwatch.GetTimestamp();
        if (args is not [var model, var time]) return Refuse();
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long start)) return Refuse();
        long[]? times = model switch
        {
            "4x3" => Time<Direct4x3>(),
            "30x2" => Time<Direct30x2>(),
            "64x10" => Time<Direct64x10>(),
            "784x10" => Time<Direct784x10>(),
            "128x100" => Time<Direct128x100>(),
            _ => null,
        };
        if (times is null) return Refuse();
        Console.WriteLine(string.Join(' ', [main - start, .. times]));
        return Done;
    }

    /// <summary>In this process: starts the other one and reads what it says.</summary>
    public static FirstPrediction Measure(string model)
    {
        string program = Environment.ProcessPath
            ?? throw new InvalidOperationException("The path of this program is not known, so it cannot be started again.");
        List<string> arguments = [Command, model];
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") arguments.Insert(0, Assembly.GetExecutingAssembly().Location);
        arguments.Add(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));

        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != Done)
        {
            throw new InvalidOperationException($"The process that times {model} ended with code {process.ExitCode}.");
        }

        long[] numbers = [.. answer.Split(' ').Select(static number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new FirstPrediction(
            Stopwatch.GetElapsedTime(0, numbers[0]),
            Stopwatch.GetElapsedTime(0, numbers[1]),
            Stopwatch.GetElapsedTime(0, numbers[2]),
            TimeSpan.FromTicks(numbers[3]),
            numbers[4],
            Stopwatch.GetElapsedTime(0, numbers[5]));
    }

    private static long[] Time<TModel>()
        where TModel : struct, IDirectModel
    {
        var row = new float[TModel.Shape.Features];
        Array.Fill(row, 0.5f);

        long before = Stopwatch.GetTimestamp();
        TModel model = new();
        long constructed = Stopwatch.GetTimestamp();

        TimeSpan compiling = JitInfo.GetCompilationTime();
        long methods = JitInfo.GetCompiledMethodCount();
        long called = Stopwatch.GetTimestamp();
        model.Predict(row);
        long predicted = Stopwatch.GetTimestamp();
        compiling = JitInfo.GetCompilationTime() - compiling;
        methods = JitInfo.GetCompiledMethodCount() - methods;

        long again = Stopwatch.GetTimestamp();
        model.Predict(row);
        again = Stopwatch.GetTimestamp() - again;
        return [constructed - before, predicted - called, compiling.Ticks, methods, again];
    }

    private static int Refuse()
    {
        Console.Error.WriteLine(
            $"{Command} expects a model ({string.Join(", ", Models)}) and the time of its start in ticks of the machine's clock.");
        return WrongUsage;
    }
}
