using System.Diagnostics;
using System.Globalization;
using LossGen.Files;
using LossGen.Storage;
using LossGen.Tests.Reproducibility;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>Processes that are killed while they save: never a broken file, and no temporary file stays behind the next save.</summary>
[Trait("Category", "Slow")]
public sealed class KilledSaveTests
{
    /// <summary>A kill takes a tenth of a second; the environment can ask for more of them.</summary>
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("LOSSGEN_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 30;

    [LinuxFact]
    public void Neither_the_target_breaks_nor_do_temporary_files_pile_up()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("model.safetensors");
        byte[][] sound = [SaveProgram.Bytes(SaveProgram.Model, 0.25f), SaveProgram.Bytes(SaveProgram.Model, 0.5f)];
        var random = new Random(5);
        int interrupted = 0;
        for (int i = 0; i < Kills; i++)
        {
            KillWhileSaving(path, TimeSpan.FromMilliseconds(20 * random.NextDouble()));
            Assert.Contains(File.ReadAllBytes(path), sound);
            string[] left = [.. folder.Names.Where(static name => name != "model.safetensors")];
            Assert.True(left.Length <= 1, $"After kill {i + 1}: {string.Join(", ", left)}");
            interrupted += left.Length;
        }

        Assert.True(interrupted > Kills / 10, $"Only {interrupted} of {Kills} kills came while a file was written, too few to test anything.");
        new Multiclass784x10().Save(path);
        Assert.Equal(["model.safetensors"], folder.Names);
    }

    [LinuxFact]
    public void Files_of_running_processes_of_other_targets_and_of_other_machines_stay()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("model.safetensors");
        const string stem = ".model.safetensors.lossgen-";
        ProcessStamp own = ProcessStamp.Own;
        string[] staying =
        [
            $"{stem}{own}-1000000.tmp",
            $"{stem}{own with { Id = Environment.ProcessId, Start = 0 }}-1.tmp",
            $"{stem}{own with { Host = own.Host + 1, Id = int.MaxValue }}-1.tmp",
            $".model.lossgen-{own with { Id = int.MaxValue }}-1.tmp",
            $".model.safetensors.lossgen-{own with { Id = int.MaxValue }}-1.tmp.bak",
            $"{stem}of-mine.tmp",
        ];
        string[] removed =
        [
            $"{stem}{own with { Id = int.MaxValue }}-1.tmp",
            $"{stem}{own with { Start = own.Start - 1 }}-7.tmp",
            $"{stem}{own with { Host = own.Host + 1 }}-2.tmp",
        ];
        foreach (string name in staying.Concat(removed)) folder.Write(name, [1]);
        File.SetLastWriteTimeUtc(folder.PathOf(removed[2]), DateTime.UtcNow.AddDays(-2));

        // Two more that look abandoned: one that is locked as by a writer on another machine, and one that is no file.
        string locked = $"{stem}{own with { Id = int.MaxValue }}-3.tmp", link = $"{stem}{own with { Id = int.MaxValue }}-4.tmp";
        using FileStream writer = new(folder.PathOf(locked), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        File.CreateSymbolicLink(folder.PathOf(link), "nothing");

        new Multiclass784x10().Save(path);
        Assert.Equal(staying.Append(locked).Append(link).Append("model.safetensors").Order(StringComparer.Ordinal), folder.Names);
    }

    [LinuxFact]
    public void A_process_that_has_ended_is_told_from_one_that_runs_with_its_number()
    {
        using Process process = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        ProcessStamp own = ProcessStamp.Own;
        Assert.True(own.IsRunning);
        Assert.False((own with { Id = process.Id }).IsRunning);
        process.Kill();
        process.WaitForExit();
        Assert.False((own with { Id = process.Id, Start = 1 }).IsRunning);
        Assert.True(ProcessStamp.TryParse(own.ToString(), out ProcessStamp read));
        Assert.Equal(own, read);
    }

    private static void KillWhileSaving(string path, TimeSpan delay)
    {
        ProcessStartInfo start = ChildProcess.Start(typeof(SaveProgram).Assembly.Location);
        start.ArgumentList.Add("save-until-killed");
        start.ArgumentList.Add(path);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        try
        {
            while (process.StandardOutput.ReadLine() is { } line && line != SaveProgram.Ready)
            {
            }

            Thread.Sleep(delay);
        }
        finally
        {
            process.Kill();
        }

        process.WaitForExit();
    }
}
