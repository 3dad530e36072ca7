using LossGen.Tests.Files;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Serving;

/// <summary>The file of a holder: saved, kept across restarts, and reloaded when somebody else has written it.</summary>
public sealed class ModelHolderFileTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Long enough that nothing happens by itself: the tests say when time has passed.
    private static readonly ModelHolderOptions Idle = new() { SaveInterval = TimeSpan.FromDays(2), PollInterval = TimeSpan.FromDays(1) };

    private readonly TemporaryFolder _folder = new();
    private readonly List<ModelHolderFault> _faults = [];
    private readonly float[] _row = [1, 2, 3, 4];

    private string Path => _folder.PathOf("model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_restart_goes_on_where_the_last_process_has_ended()
    {
        float[] parameters;
        FeatureScaling? scaling;
        await using (ModelHolder<Multiclass4x3> holder = Open())
        {
            Assert.True(File.Exists(Path));
            Assert.Equal((1, false), (holder.Saves, holder.HasChanges));
            holder.Update(_row, [2]);
            Assert.True(holder.HasChanges);
            parameters = holder.Current.Parameters.ToArray();
            scaling = holder.Current.Scaling;
        }

        await using ModelHolder<Multiclass4x3> again = ModelHolder.Open<Multiclass4x3>(Path, static () => throw new InvalidOperationException("There is a file."), Idle);
        Near.SameBits(parameters, again.Current.Parameters, "parameters");
        Assert.NotNull(scaling);
        Assert.Equal(scaling, again.Current.Scaling);
        Assert.False(again.HasChanges);
        Assert.False(again.Save());
    }

    [Fact]
    public void It_is_saved_when_the_interval_is_over_and_something_has_changed()
    {
        using ModelHolder<Multiclass4x3> holder = Open(Idle with { SaveInterval = 10 * Second, PollInterval = 2 * Second }, ticking: false);
        Tick(holder, 6 * Second);
        Tick(holder, 6 * Second);
        Assert.Equal(1, holder.Saves);
        holder.Update(_row, [2]);
        Tick(holder, 6 * Second);
        Assert.Equal(1, holder.Saves);
        Tick(holder, 6 * Second);
        Assert.Equal((2, false), (holder.Saves, holder.HasChanges));
        Near.SameBits(holder.Current.Parameters.ToArray(), Multiclass4x3.Load(Path).Parameters, "parameters");
        File.Delete(Path);
        Tick(holder, 12 * Second);
        Assert.Equal(3, holder.Saves);
    }

    [Fact]
    public async Task The_background_saves_and_reloads_by_itself()
    {
        await using ModelHolder<Multiclass4x3> holder = Open(new() { SaveInterval = TimeSpan.FromMilliseconds(20), PollInterval = TimeSpan.FromMilliseconds(10) }, ticking: true);
        holder.Update(_row, [2]);
        await Until(() => holder.Saves >= 2);
        Other(5).Save(Path);
        await Until(() => holder.Reloads >= 1);
        Assert.All(holder.Current.Parameters.ToArray(), static parameter => Assert.Equal(5, parameter));
        Assert.Equal(0, holder.Faults);
    }

    [Fact]
    public void A_file_that_another_has_written_is_loaded_once_it_is_at_rest()
    {
        using ModelHolder<Multiclass4x3> holder = Open();
        holder.Update(_row, [2]);
        Other(5).Save(Path);
        Tick(holder, Second);
        Assert.Equal(0, holder.Reloads);
        Other(6).Save(Path);
        Tick(holder, Second);
        Assert.Equal(0, holder.Reloads);
        Tick(holder, Second);
        Assert.Equal((1, 1, false), (holder.Reloads, holder.DiscardedUpdates, holder.HasChanges));
        Assert.All(holder.Current.Parameters.ToArray(), static parameter => Assert.Equal(6, parameter));
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal(1, holder.Reloads);
        holder.Update(_row, [1]);
        Assert.True(holder.Save());
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal((1, 2), (holder.Reloads, holder.Updates));
        Assert.Empty(_faults);
    }

    [Fact]
    public void Written_again_with_the_same_content_it_is_not_loaded()
    {
        using ModelHolder<Multiclass4x3> holder = Open();
        holder.Update(_row, [2]);
        File.SetLastWriteTimeUtc(Path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal((0, 0, true), (holder.Reloads, holder.DiscardedUpdates, holder.HasChanges));
        Assert.True(holder.Save());
    }

    [Fact]
    public void A_damaged_file_is_reported_once_the_model_stays_and_the_file_is_kept_when_it_is_replaced()
    {
        using ModelHolder<Multiclass4x3> holder = Open();
        holder.Update(_row, [2]);
        float[] before = holder.Current.Parameters.ToArray();
        byte[] damaged = File.ReadAllBytes(Path)[..^1];
        File.WriteAllBytes(Path, damaged);
        for (int i = 0; i < 4; i++) Tick(holder, Second);
        ModelHolderFault fault = Assert.Single(_faults);
        Assert.Same(fault, holder.LastFault);
        Assert.Equal((ModelHolderWork.Reload, 1), (fault.Work, holder.Faults));
        Assert.Contains(Path, Assert.IsType<InvalidDataException>(fault.Exception).Message, StringComparison.Ordinal);
        Near.SameBits(before, holder.Current.Parameters, "parameters");

        Assert.True(holder.Save());
        Assert.Equal(damaged, File.ReadAllBytes(Path + ".rejected"));
        Near.SameBits(before, Multiclass4x3.Load(Path).Parameters, "parameters");
        Assert.Null(holder.LastFault);
    }

    [Fact]
    public void A_good_file_after_a_damaged_one_is_loaded()
    {
        using ModelHolder<Multiclass4x3> holder = Open();
        File.WriteAllText(Path, "no model");
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Single(_faults);
        Other(5).Save(Path);
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal(1, holder.Reloads);
        Assert.Null(holder.LastFault);
        Assert.False(File.Exists(Path + ".rejected"));
    }

    [Fact]
    public void A_model_with_bytes_behind_it_is_damaged()
    {
        using ModelHolder<Multiclass4x3> holder = Open();
        Other(5).Save(Path);
        File.AppendAllText(Path, "more");
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Contains("4 bytes follow", Assert.Single(_faults).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_save_does_not_overwrite_what_another_has_written()
    {
        using (ModelHolder<Multiclass4x3> holder = Open())
        {
            holder.Update(_row, [2]);
            Other(5).Save(Path);
            Assert.False(holder.Save());
            Assert.True(holder.HasChanges);
        }

        // The last save loads it, and so has nothing to write.
        Assert.All(Multiclass4x3.Load(Path).Parameters.ToArray(), static parameter => Assert.Equal(5, parameter));
    }

    [Fact]
    public void The_last_save_replaces_what_is_no_model_and_keeps_it()
    {
        using (ModelHolder<Multiclass4x3> holder = Open())
        {
            holder.Update(_row, [2]);
            File.WriteAllText(Path, "no model");
        }

        Assert.Equal("no model", File.ReadAllText(Path + ".rejected"));
        Assert.NotNull(Multiclass4x3.Load(Path).Scaling);
    }

    [Fact]
    public void Without_reloading_the_file_is_the_holders()
    {
        using ModelHolder<Multiclass4x3> holder = Open(Idle with { PollInterval = TimeSpan.Zero });
        Other(5).Save(Path);
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal(0, holder.Reloads);
        holder.Update(_row, [2]);
        Assert.True(holder.Save());
        Near.SameBits(holder.Current.Parameters.ToArray(), Multiclass4x3.Load(Path).Parameters, "parameters");
    }

    [Fact]
    public async Task A_save_that_fails_is_reported_and_tried_again_and_the_last_one_throws()
    {
        string folder = _folder.PathOf("folder"), path = System.IO.Path.Combine(folder, "model.safetensors");
        Directory.CreateDirectory(folder);
        ModelHolder<Multiclass4x3> holder = ModelHolder.Open(path, Trained, Idle with { SaveInterval = Second, OnFault = Fault });
        Directory.Delete(folder, recursive: true);
        holder.Update(_row, [2]);
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal((ModelHolderWork.Save, 2, true), (Assert.Single(_faults).Work, holder.Faults, holder.HasChanges));
        Assert.IsType<DirectoryNotFoundException>(holder.LastFault!.Exception);
        Assert.Throws<DirectoryNotFoundException>(() => holder.Save());

        Directory.CreateDirectory(folder);
        Tick(holder, Second);
        Assert.Null(holder.LastFault);
        Assert.Equal((2, false), (holder.Saves, holder.HasChanges));

        holder.Update(_row, [2]);
        Directory.Delete(folder, recursive: true);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(async () => await holder.DisposeAsync());
        Assert.Equal(3, holder.Version);
        await holder.DisposeAsync();
    }

    [Fact]
    public void A_receiver_of_faults_that_throws_stops_nothing()
    {
        using ModelHolder<Multiclass4x3> holder = ModelHolder.Open(Path, Trained, Idle with { OnFault = static _ => throw new FormatException() });
        File.WriteAllText(Path, "no model");
        Tick(holder, Second);
        Tick(holder, Second);
        Assert.Equal(1, holder.Faults);
        holder.Update(_row, [2]);
        Assert.True(holder.Save());
    }

    [Fact]
    public void What_cannot_be_opened_says_so_and_stays()
    {
        File.WriteAllText(Path, "no model");
        Assert.Contains(Path, Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Equal("no model", File.ReadAllText(Path));
        Assert.Throws<DirectoryNotFoundException>(() => ModelHolder.Open(_folder.PathOf("none/model"), Trained));
        Assert.Throws<ArgumentException>("path", static () => ModelHolder.Open("", static () => new Multiclass4x3()));
        Assert.Throws<ArgumentNullException>("create", () => ModelHolder.Open<Multiclass4x3>(Path, null!));
        Assert.Throws<ArgumentOutOfRangeException>("SaveInterval", static () => new ModelHolderOptions { SaveInterval = -Second });
        Assert.Throws<ArgumentOutOfRangeException>("PollInterval", static () => new ModelHolderOptions { PollInterval = TimeSpan.FromDays(30) });
        Assert.Throws<ArgumentOutOfRangeException>("UpdatesPerVersion", static () => new ModelHolderOptions { UpdatesPerVersion = 0 });
        Assert.Throws<ArgumentNullException>("TimeProvider", static () => new ModelHolderOptions { TimeProvider = null! });
    }

    [Fact]
    public void A_holder_of_a_given_model_replaces_the_file()
    {
        Other(5).Save(Path);
        using (var holder = new ModelHolder<Multiclass4x3>(Trained(), Idle with { Path = Path }))
        {
            Tick(holder, Second);
            Tick(holder, Second);
            Assert.Equal((0, true), (holder.Reloads, holder.HasChanges));
        }

        Near.SameBits(Trained().Parameters, Multiclass4x3.Load(Path).Parameters, "parameters");
        Assert.False(File.Exists(Path + ".rejected"));
    }

    /// <summary>Updates, versions, saves, and files of another process, all at once: nothing fails, and the file is the last version.</summary>
    [Fact]
    public async Task Everything_at_once()
    {
        await using (ModelHolder<Multiclass4x3> holder = Open(new() { SaveInterval = TimeSpan.FromMilliseconds(3), PollInterval = TimeSpan.FromMilliseconds(2) }, ticking: true))
        {
            // A save waits for the disk, which may take long.
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Task[] tasks =
            [
                .. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
                {
                    for (int i = 1; !stop.IsCancellationRequested; i++)
                    {
                        Assert.True(double.IsFinite(holder.Update(_row, [2])));
                        if (i % 200 == 0) Thread.Sleep(1);
                    }
                })),
                Task.Run(() =>
                {
                    while (!stop.IsCancellationRequested) Assert.InRange(holder.Current.Predict(_row), 0, 2);
                }),
                Task.Run(async () =>
                {
                    for (int i = 0; !stop.IsCancellationRequested; i++)
                    {
                        Other(i % 5).Save(Path);
                        await Task.Delay(50);
                        if (holder is { Saves: > 4, Reloads: > 2 }) await stop.CancelAsync();
                    }
                }),
            ];
            await Task.WhenAll(tasks);
            Assert.Equal((0, null), (holder.Faults, holder.LastFault?.Exception.Message));
            Assert.True(holder is { Saves: > 4, Reloads: > 2 }, holder.ToString());
            Assert.InRange(holder.DiscardedUpdates, 0, holder.Updates);
        }

        Assert.NotNull(Multiclass4x3.Load(Path));
        Assert.False(File.Exists(Path + ".rejected"));
    }

    private static void Tick(ModelHolder<Multiclass4x3> holder, TimeSpan time) => holder.Stored!.Tick(time);

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; i < 1000 && !condition(); i++) await Task.Delay(10);
        Assert.True(condition());
    }

    private void Fault(ModelHolderFault fault) => _faults.Add(fault);

    private ModelHolder<Multiclass4x3> Open(ModelHolderOptions? options = null, bool ticking = false)
    {
        options ??= Idle;
        if (!ticking && options != Idle) options = options with { TimeProvider = new StoppedTime() };
        return ModelHolder.Open(Path, Trained, options with { OnFault = Fault });
    }

    private static Multiclass4x3 Trained()
    {
        var model = new Multiclass4x3();
        model.Fit(new TestData(1).Rows(40, 4), new TestData(2).Labels(40, 3), new() { Epochs = 5, Standardize = true });
        return model;
    }

    private static Multiclass4x3 Other(float value)
    {
        var model = new Multiclass4x3();
        model.Parameters.Fill(value);
        return model;
    }

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
