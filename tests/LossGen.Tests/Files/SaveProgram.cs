using System.Diagnostics;
using LossGen.Tests.Reproducibility;

namespace LossGen.Tests.Files;

/// <summary>What saves files in these tests, in this process or in one of its own: of another user, or one that is killed.</summary>
internal static class SaveProgram
{
    public const string Model = "model", Report = "report";

    /// <summary>Printed once the first file is saved.</summary>
    public const string Ready = "ready";

    /// <summary>The contents that a writer gives a file.</summary>
    public static byte[] Bytes(string writer, float parameter = 0.25f)
    {
        using var stream = new MemoryStream();
        if (writer == Model) TestModel(parameter).Save(stream);
        else TestReport().WriteHtml(stream);
        return stream.ToArray();
    }

    /// <summary>Saves to a path and says what came of it: "saved", or the exception.</summary>
    public static string Save(string writer, string path)
    {
        try
        {
            if (writer == Model) TestModel(0.25f).Save(path);
            else TestReport().WriteHtml(path);
            return "saved";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{fault.GetType().Name}: {fault.Message}";
        }
    }

    /// <summary>Saves and loads by the name alone while the current directory does not exist, and prints what came of it.</summary>
    public static void SaveAndLoadInDeletedDirectory()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Directory.SetCurrentDirectory(folder);
        Directory.Delete(folder);
        Console.WriteLine(Save(Model, "a.safetensors"));
        Console.WriteLine(Save(Report, "a.html"));
        try
        {
            Multiclass784x10.Load("a.safetensors");
        }
        catch (IOException fault)
        {
            Console.WriteLine($"{fault.GetType().Name}: {fault.Message}");
        }
    }

    /// <summary>Saves two models in turn to one path, for ever.</summary>
    public static void SaveUntilKilled(string path)
    {
        for (int i = 0; ; i++)
        {
            TestModel(i % 2 == 0 ? 0.25f : 0.5f).Save(path);
            if (i == 0) Console.WriteLine(Ready);
        }
    }

    /// <summary>Saves in a process of another user; returns one line a path.</summary>
    public static string[] SaveAs(uint user, string folder, string writer, string[] paths)
    {
        ProcessStartInfo start = ChildProcess.Start(Path.Combine(folder, Path.GetFileName(typeof(SaveProgram).Assembly.Location)));
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "setpriv";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])[$"--reuid={user}", $"--regid={user}", "--clear-groups", .. command, "save", writer, .. paths])
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder;
        // Sockets for debuggers would be put into a folder that may be another user's.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return OutputOf(start);
    }

    /// <summary>Saves in a process that strace watches; returns its calls of fsync and rename, one a line.</summary>
    public static string[] CallsOfSave(string writer, string path)
    {
        ProcessStartInfo start = ChildProcess.Start(typeof(SaveProgram).Assembly.Location);
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "strace";
        start.ArgumentList.Clear();
        string log = path + ".calls";
        foreach (string argument in (string[])["-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2", "-o", log, .. command, "save", writer, path])
            start.ArgumentList.Add(argument);
        OutputOf(start);
        return File.ReadAllLines(log);
    }

    /// <summary>A copy of this program that every user may run.</summary>
    public static void CopyTo(string folder)
    {
        string source = Path.GetDirectoryName(typeof(SaveProgram).Assembly.Location)!;
        foreach (string file in Directory.EnumerateFiles(source))
        {
            string copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            Modes.Set(copy, "755");
        }
    }

    private static string[] OutputOf(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The program ended with {process.ExitCode}: {output}{errors.Result}");

        // Its first line is on the processor.
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    private static Multiclass784x10 TestModel(float parameter)
    {
        var model = new Multiclass784x10();
        model.Parameters.Fill(parameter);
        return model;
    }

    private static TrainingReport TestReport() => new(new()
    {
        StopReason = StopReason.EpochsCompleted,
        Epochs = 2,
        Loss = 0.5,
        Duration = TimeSpan.FromSeconds(1),
        History = [new(1, 2, 1, 0.25, 0.5, TimeSpan.FromSeconds(0.5)), new(2, 2, 0.5, 0.25, 0.25, TimeSpan.FromSeconds(1))],
    });
}
