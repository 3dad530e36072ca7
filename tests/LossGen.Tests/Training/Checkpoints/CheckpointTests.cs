using System.Diagnostics;
using LossGen.Tests.Files;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Reproducibility;
using Xunit;
using Run = LossGen.Tests.Training.Checkpoints.CheckpointRuns.Run;

namespace LossGen.Tests.Training.Checkpoints;

/// <summary>A run that was interrupted goes on as if it had not been, and a checkpoint that is not its own is refused.</summary>
public sealed class CheckpointTests
{
    public static TheoryData<string> Runs => [.. CheckpointRuns.Names];

    [Theory]
    [MemberData(nameof(Runs))]
    public void An_interrupted_run_ends_with_the_bits_of_an_undisturbed_one(string name)
    {
        using var folder = new TemporaryFolder();
        Run run = CheckpointRuns.Create(name);
        (TestModel expected, TrainingResult undisturbed) = run.Fit(checkpoint: null);

        // Thrown out of Fit in the middle, as a kill would be: the file is that of an earlier epoch, up to three before.
        var checkpoint = new TrainingCheckpoint(folder.PathOf("run")) { EveryEpochs = 3 };
        var random = new Random(3);
        int interruptions = 0;
        while (interruptions < 6 && IsKilled(random.Next(1, 9))) interruptions++;
        Assert.InRange(interruptions, 2, 6);

        (TestModel actual, TrainingResult resumed) = run.Fit(checkpoint);
        Near.SameBits(expected.Parameters, actual.Parameters, "parameters");
        AssertSame(undisturbed, resumed);

        // The checkpoint of a run that has ended gives its result without training.
        (TestModel again, TrainingResult result) = run.Fit(checkpoint, _ => Assert.Fail("It trained."));
        Near.SameBits(expected.Parameters, again.Parameters, "parameters of the ended run");
        AssertSame(undisturbed, result);

        bool IsKilled(int epochs)
        {
            try
            {
                run.Fit(checkpoint, _ => { if (--epochs == 0) throw new TimeoutException("killed"); });
                return false;
            }
            catch (TimeoutException)
            {
                return true;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_cancelled_run_keeps_its_last_epoch_and_goes_on(string name)
    {
        using var folder = new TemporaryFolder();
        Run run = CheckpointRuns.Create(name);
        (TestModel expected, TrainingResult undisturbed) = run.Fit(checkpoint: null);
        var checkpoint = new TrainingCheckpoint(folder.PathOf("run")) { EveryEpochs = 1000 };
        int cancelAt = Math.Min(7, undisturbed.Epochs - 1);
        using var cancellation = new CancellationTokenSource();
        TrainingResult cancelled = run.Fit(checkpoint, epoch => { if (epoch.Epoch == cancelAt) cancellation.Cancel(); }, cancellation.Token).Result;
        Assert.Equal(StopReason.Cancelled, cancelled.StopReason);

        int first = 0;
        (TestModel actual, TrainingResult resumed) = run.Fit(checkpoint, epoch => first = first == 0 ? epoch.Epoch : first);
        Assert.Equal(cancelAt + 1, first);
        Near.SameBits(expected.Parameters, actual.Parameters, "parameters");
        AssertSame(undisturbed, resumed);
        Assert.True(resumed.Duration >= cancelled.History[^1].Elapsed);
    }

    public static TheoryData<string> Differences =>
    [
        "Epochs", "BatchSize", "LearningRate", "Optimizer", "L2", "Seed", "MeasureFinalLoss", "data", "labels", "model", "validation", "ClassWeights",
    ];

    [Theory]
    [MemberData(nameof(Differences))]
    public void The_checkpoint_of_another_run_is_refused_by_name_and_stays(string difference)
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("run");
        float[] rows = new TestData(1).Rows(60, 4);
        int[] labels = [.. Enumerable.Range(0, 60).Select(static i => i % 3)];
        var options = new TrainingOptions { Epochs = 3, LearningRate = 0.1, Checkpoint = new(path) };
        new Multiclass4x3().Fit(rows, labels, options);
        byte[] before = File.ReadAllBytes(path);

        string named = difference;
        var model = new Multiclass4x3();
        TrainingOptions other = options;
        switch (difference)
        {
            case "Epochs": other = options with { Epochs = 4 }; break;
            case "BatchSize": other = options with { BatchSize = 16 }; break;
            case "LearningRate": other = options with { LearningRate = 0.2 }; break;
            case "Optimizer": other = options with { Optimizer = Optimizer.Adam() }; break;
            case "L2": other = options with { L2 = 0.5 }; break;
            case "Seed": other = options with { Seed = 9 }; break;
            case "MeasureFinalLoss": other = options with { MeasureFinalLoss = false }; break;
            case "validation": (other, named) = (options with { Validation = new(rows, labels) }, "validation set"); break;
            case "ClassWeights": other = options with { Loss = new() { ClassWeights = new[] { 1f, 1, 2 } } }; break;
            case "data": rows[17] += 0.125f; break;
            case "labels": (labels[5], named) = (1, "data"); break;
            case "model": named = "layers"; break;
        }

        InvalidDataException refused = difference == "model"
            ? Assert.Throws<InvalidDataException>(() => new Multiclass5x300().Fit(new TestData(1).Rows(60, 5), labels, other))
            : Assert.Throws<InvalidDataException>(() => model.Fit(rows, labels, other));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));
    }

    [Fact]
    public void Rows_that_a_fraction_keeps_out_for_validation_are_not_missed_in_the_message()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("run");
        float[] rows = new TestData(1).Rows(60, 4);
        int[] labels = [.. Enumerable.Range(0, 60).Select(static i => i % 3)];
        var options = new TrainingOptions { Epochs = 3, LearningRate = 0.1, ValidationFraction = 0.2, Checkpoint = new(path) };
        TrainingResult finished = new Multiclass4x3().Fit(rows, labels, options);
        Assert.Equal(finished.Loss, new Multiclass4x3().Fit(rows, labels, options).Loss);

        rows[17] += 0.125f;
        string message = Assert.Throws<InvalidDataException>(() => new Multiclass4x3().Fit(rows, labels, options)).Message;
        Assert.Matches("its data is 48 rows, SHA-256 [0-9A-F]{64}, besides those kept out for validation, that of this run is 48 rows, .*, besides those kept out for validation", message);
        message = Assert.Throws<InvalidDataException>(() => new Multiclass4x3().Fit(rows, labels, options with { ValidationFraction = 0 })).Message;
        Assert.Matches("its data is 48 rows, SHA-256 [0-9A-F]{64}, besides those kept out for validation, that of this run is 60 rows, SHA-256 [0-9A-F]{64}\\.", message);
    }

    [Fact]
    public void Class_weights_are_compared_to_the_last_digit_however_many_there_are()
    {
        using var folder = new TemporaryFolder();
        float[] few = [1, 2, 3], many = [.. Enumerable.Range(1, 16).Select(static k => (float)k)];
        float[] fewChanged = [1, 2, MathF.BitIncrement(3)], manyInAnotherOrder = [.. Enumerable.Reverse(many)];
        Refused(new Multiclass4x3(), few, fewChanged);
        Refused(new Multiclass16x16(), many, manyInAnotherOrder);

        void Refused<M>(M model, float[] weights, float[] others)
            where M : class, ILabelModel<M>
        {
            string path = folder.PathOf(typeof(M).Name);
            var data = new TestData(1);
            float[] rows = data.Rows(60, M.FeatureCount);
            int[] labels = [.. Enumerable.Range(0, 60).Select(static i => i % M.ClassCount)];
            var options = new TrainingOptions { Epochs = 2, LearningRate = 0.1, Checkpoint = new(path) };
            model.Fit(rows, labels, options with { Loss = new() { ClassWeights = weights } });
            model.Fit(rows, labels, options with { Loss = new() { ClassWeights = weights } });
            InvalidDataException refused = Assert.Throws<InvalidDataException>(() => model.Fit(rows, labels, options with { Loss = new() { ClassWeights = others } }));
            Assert.Contains("ClassWeights", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_stays()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("run");
        Run run = CheckpointRuns.Create("Adam, standardised, validation, patience");
        run.Fit(new TrainingCheckpoint(path));
        byte[] sound = File.ReadAllBytes(path);
        var random = new Random(7);
        List<byte[]> damaged = [[], [.. "PK\u0003\u0004 not ours at all"u8], sound[..^1], [.. sound, 0], sound[..(sound.Length / 2)], sound[..20]];
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = [.. sound];
            bytes[random.Next(8, bytes.Length)] ^= (byte)(1 << random.Next(8));
            damaged.Add(bytes);
        }

        Assert.All(damaged, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidDataException>(() => run.Fit(new TrainingCheckpoint(path)));
            Assert.Equal(bytes, File.ReadAllBytes(path));
        });
    }

    [Fact]
    public void The_file_of_a_model_is_no_checkpoint()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("model.safetensors");
        new Multiclass4x3().Save(path);
        Run run = CheckpointRuns.Create("momentum, cosine");
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => run.Fit(new TrainingCheckpoint(path)));
        Assert.Contains("checksum", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_begins_with_other_rows_is_refused_and_the_model_stays()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = new TrainingCheckpoint(folder.PathOf("run"));
        Run run = CheckpointRuns.Create("Adam, source, standardised, weighted");
        int left = 3;
        Assert.ThrowsAny<InvalidOperationException>(() => run.Fit(checkpoint, _ => { if (--left == 0) throw new InvalidOperationException("killed"); }));
        byte[] before = File.ReadAllBytes(checkpoint.Path);
        float[] others = [.. run.Rows];
        others[3]++;
        TestModel model = run.New();
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => (run with { Rows = others, New = () => model }).Fit(checkpoint));
        Assert.Contains("source", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(checkpoint.Path));
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_known_before_anything_is_trained()
    {
        using var folder = new TemporaryFolder();
        Run run = CheckpointRuns.Create("momentum, cosine");
        TestModel model = run.New();
        string missing = System.IO.Path.Combine(folder.Path, "none", "run");
        Assert.Throws<DirectoryNotFoundException>(() => (run with { New = () => model }).Fit(new TrainingCheckpoint(missing), _ => Assert.Fail("It trained.")));
        Assert.Contains("directory", Assert.Throws<IOException>(() => run.Fit(new TrainingCheckpoint(folder.Path))).Message, StringComparison.Ordinal);
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));
    }

    [LinuxFact]
    public async Task A_pipe_or_a_device_is_refused_at_once_and_a_link_leads_to_where_the_file_is_written()
    {
        using var folder = new TemporaryFolder();
        Run run = CheckpointRuns.Create("momentum, cosine");
        string pipe = folder.PathOf("pipe"), link = folder.PathOf("link"), target = folder.PathOf("target");
        using (Process made = Process.Start("mkfifo", pipe)) made.WaitForExit();

        // Whoever opens a pipe to read it waits for its writer.
        IOException refused = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => run.Fit(new TrainingCheckpoint(pipe))).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("pipe", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/dev/null", Assert.Throws<IOException>(() => run.Fit(new TrainingCheckpoint("/dev/null"))).Message, StringComparison.Ordinal);

        File.CreateSymbolicLink(link, target);
        (_, TrainingResult first) = run.Fit(new TrainingCheckpoint(link));
        Assert.Null(first.CheckpointError);
        Assert.True(File.Exists(target));
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        AssertSame(first, run.Fit(new TrainingCheckpoint(link)).Result);
    }

    [LinuxFact]
    public void A_relative_path_means_the_directory_in_which_the_run_begins()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        ProcessStartInfo start = ChildProcess.Start(typeof(TrainProgram).Assembly.Location);
        foreach (string argument in new[] { "train", "momentum, cosine", "run", elsewhere.Path }) start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder.Path;
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Empty(Directory.GetFiles(elsewhere.Path));

        // What is there is the end of the run.
        Run run = CheckpointRuns.Create("momentum, cosine");
        run.Fit(new TrainingCheckpoint(folder.PathOf("run")), _ => Assert.Fail("It trained."));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_during_the_run_does_not_cost_the_run()
    {
        using var folder = new TemporaryFolder();
        string place = System.IO.Path.Combine(folder.Path, "run"), moved = folder.PathOf("moved");
        Directory.CreateDirectory(place);
        Run run = CheckpointRuns.Create("momentum, cosine");
        (TestModel expected, _) = run.Fit(checkpoint: null);

        // The folder goes away after the third epoch.
        (TestModel actual, TrainingResult result) = run.Fit(
            new TrainingCheckpoint(System.IO.Path.Combine(place, "checkpoint")), epoch => { if (epoch.Epoch == 3) Directory.Move(place, moved); });
        Near.SameBits(expected.Parameters, actual.Parameters, "parameters");
        Assert.Equal(StopReason.EpochsCompleted, result.StopReason);
        Assert.NotNull(result.CheckpointError);
        Assert.Contains("checkpoint", result.CheckpointError, StringComparison.Ordinal);
        Assert.Contains(result.CheckpointError, result.ToString(), StringComparison.Ordinal);

        // And what was written before is whole.
        (TestModel resumed, _) = run.Fit(new TrainingCheckpoint(System.IO.Path.Combine(moved, "checkpoint")));
        Near.SameBits(expected.Parameters, resumed.Parameters, "parameters of the run that went on");
    }

    [Fact]
    public void It_is_written_as_often_as_asked()
    {
        using var folder = new TemporaryFolder();
        Run run = CheckpointRuns.Create("momentum, cosine");
        string path = folder.PathOf("run");
        Assert.Equal([0, 4, 8, 12, 16, 20, 24, 28], EpochsWritten(new TrainingCheckpoint(path) { EveryEpochs = 4 }));
        Assert.Equal([0], EpochsWritten(new TrainingCheckpoint(folder.PathOf("rarely")) { Interval = TimeSpan.FromHours(1) }));

        // The file as each epoch finds it, which is before that epoch is written.
        List<int> EpochsWritten(TrainingCheckpoint checkpoint)
        {
            var written = new List<int>();
            byte[] last = [];
            run.Fit(checkpoint, epoch =>
            {
                byte[] now = File.ReadAllBytes(checkpoint.Path);
                if (!now.AsSpan().SequenceEqual(last)) written.Add(epoch.Epoch - 1);
                last = now;
            });
            return written;
        }
    }

    private static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(
            expected with { History = [], Duration = default, Options = null, Advice = [] },
            actual with { History = [], Duration = default, Options = null, Advice = [] });
        Assert.Equal(expected.History.Select(WithoutTimes), actual.History.Select(WithoutTimes));

        static TrainingProgress WithoutTimes(TrainingProgress epoch) => epoch with { Elapsed = default };
    }
}
