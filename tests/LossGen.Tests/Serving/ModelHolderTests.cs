using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.Serving;

/// <summary>Versions that nobody changes, one writer at a time, and nothing that is lost between them.</summary>
public sealed class ModelHolderTests
{
    private readonly float[] _rows = new TestData(1).Rows(40, 4);
    private readonly int[] _labels = new TestData(2).Labels(40, 3);

    [Fact]
    public void An_update_is_in_the_next_version_and_not_in_the_one_before()
    {
        using var holder = new ModelHolder<Multiclass4x3>(Trained());
        PublishedModel<Multiclass4x3> before = holder.Published;
        float[] bits = Bits(before.Model);
        var alone = new OnlineLearner<Multiclass4x3>(Trained());
        for (int row = 0; row < 10; row++)
        {
            double expected = alone.Update(_rows.AsSpan(row * 4, 4), _labels.AsSpan(row, 1));
            Assert.Equal(expected, holder.Update(_rows.AsSpan(row * 4, 4), _labels.AsSpan(row, 1)));
            Near.SameBits(alone.Model.Parameters, holder.Current.Parameters, "parameters");
        }

        Near.SameBits(bits, before.Model.Parameters, "parameters of the first version");
        Assert.Equal((1, 11, 10, 10), (before.Version, holder.Version, holder.Updates, holder.Published.Updates));
    }

    [Fact]
    public void A_version_cannot_be_changed_and_its_clone_can()
    {
        using var holder = new ModelHolder<Multiclass4x3>(Trained());
        Multiclass4x3 current = holder.Current;
        Action[] changes =
        [
            () => current.Update(_rows.AsSpan(0, 4), _labels.AsSpan(0, 1), 0.1f), () => current.Fit(_rows, _labels), () => current.CopyFrom(new()),
            () => TemperatureScaling.Fit(current, _rows, _labels).Apply(current), () => new OnlineLearner<Multiclass4x3>(current),
        ];
        foreach (Action change in changes)
            Assert.Contains("Current of a ModelHolder", Assert.Throws<InvalidOperationException>(change).Message, StringComparison.Ordinal);
        current.Clone().Update(_rows, _labels, 0.1f);
        Near.SameBits(Trained().Parameters, current.Parameters, "parameters");
    }

    [Fact]
    public void The_model_it_was_given_stays_the_callers()
    {
        Multiclass4x3 model = Trained(), next = new();
        using var holder = new ModelHolder<Multiclass4x3>(model);
        model.Parameters.Clear();
        Near.SameBits(Trained().Parameters, holder.Current.Parameters, "parameters");
        next.Parameters.Fill(2);
        holder.Publish(next);
        next.Parameters.Clear();
        Assert.All(Bits(holder.Current), static parameter => Assert.Equal(2, parameter));
        next.Update(_rows, _labels, 0.1f);
        Assert.Equal(2, holder.Version);
    }

    [Fact]
    public void What_Learn_leaves_is_the_next_version_with_its_scaling()
    {
        using var holder = new ModelHolder<Multiclass4x3>(new Multiclass4x3());
        holder.Learn(model => model.Fit(_rows, _labels, new() { Epochs = 5, Standardize = true }));
        Near.SameBits(Trained().Parameters, holder.Current.Parameters, "parameters");
        Assert.NotNull(holder.Current.Scaling);
        Assert.Equal(2, holder.Version);
    }

    [Fact]
    public void A_Learn_that_fails_changes_nothing_not_even_the_updates_that_wait()
    {
        using var holder = new ModelHolder<Multiclass4x3>(Trained(), new() { UpdatesPerVersion = 100 });
        holder.Update(_rows.AsSpan(0, 4), _labels.AsSpan(0, 1));
        var alone = new OnlineLearner<Multiclass4x3>(Trained());
        alone.Update(_rows.AsSpan(0, 4), _labels.AsSpan(0, 1));

        Assert.Throws<FormatException>(() => holder.Learn(static model =>
        {
            model.Parameters.Fill(7);
            throw new FormatException();
        }));
        Near.SameBits(alone.Model.Parameters, holder.Current.Parameters, "parameters");

        var refusal = Assert.Throws<InvalidOperationException>(() => holder.Learn(static model => model.Parameters[3] = float.NaN));
        Assert.Contains("Parameter 3", refusal.Message, StringComparison.Ordinal);
        alone.Update(_rows.AsSpan(4, 4), _labels.AsSpan(1, 1));
        holder.Update(_rows.AsSpan(4, 4), _labels.AsSpan(1, 1));
        holder.Learn(static _ => { });
        Near.SameBits(alone.Model.Parameters, holder.Current.Parameters, "parameters");
    }

    [Fact]
    public void Calls_from_within_Learn_are_refused()
    {
        using var folder = new Files.TemporaryFolder();
        using var holder = new ModelHolder<Multiclass4x3>(Trained(), new() { Path = folder.PathOf("m"), SaveInterval = TimeSpan.Zero, PollInterval = TimeSpan.Zero });
        Action<Multiclass4x3>[] calls =
        [
            model => holder.Update(_rows, _labels), model => holder.Publish(model), _ => holder.Save(), _ => holder.Dispose(),
            _ => holder.Learn(static _ => { }), _ => holder.DisposeAsync().AsTask().GetAwaiter().GetResult(),
        ];
        foreach (Action<Multiclass4x3> call in calls)
            Assert.Contains("within its own Learn", Assert.Throws<InvalidOperationException>(() => holder.Learn(call)).Message, StringComparison.Ordinal);
        Assert.Equal(1, holder.Version);
    }

    [Fact]
    public void Refused_rows_are_counted_and_publish_nothing()
    {
        using var holder = new ModelHolder<Multiclass4x3>(Trained());
        Assert.Throws<ArgumentException>("rows", () => holder.Update([1, 2, 3, float.NaN], [0]));
        Assert.Throws<ArgumentException>("rows", () => holder.Update([1, 2, 3, float.NaN], new float[] { 0, 1, 0 }));
        Assert.Equal((2, 0, 1), (holder.RefusedRows, holder.Updates, holder.Version));
        holder.Publish(Trained());
        Assert.Throws<ArgumentException>("rows", () => holder.Update([1, 2, 3, float.NaN], [0]));
        Assert.Equal(3, holder.RefusedRows);
        Assert.Throws<ArgumentException>("model", () =>
        {
            var broken = new Multiclass4x3();
            broken.Parameters[1] = float.PositiveInfinity;
            holder.Publish(broken);
        });
        Assert.Throws<ArgumentNullException>("model", () => holder.Publish(null!));
    }

    [Fact]
    public async Task After_it_has_been_disposed_of_it_is_read_and_not_changed()
    {
        var holder = new ModelHolder<Multiclass4x3>(Trained());
        holder.Update(_rows, _labels);
        await holder.DisposeAsync();
        await holder.DisposeAsync();
        holder.Dispose();
        Assert.Equal(2, holder.Version);
        Assert.InRange(holder.Current.Predict(_rows.AsSpan(0, 4)), 0, 2);
        Assert.Throws<ObjectDisposedException>(() => holder.Update(_rows, _labels));
        Assert.Throws<ObjectDisposedException>(() => holder.Publish(new()));
        Assert.Throws<ObjectDisposedException>(() => holder.Learn(static _ => { }));
        Assert.Throws<InvalidOperationException>(() => holder.Save());
    }

    /// <summary>Every parameter of a version has the same value: a reader who sees two has seen two versions at once.</summary>
    [Fact]
    public async Task Readers_never_see_numbers_of_two_versions()
    {
        using var holder = new ModelHolder<Multiclass64x10>(new Multiclass64x10());
        using var stop = new CancellationTokenSource();
        long reads = 0;
        Task<string?>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                float last = 0;
                while (!stop.IsCancellationRequested)
                {
                    Multiclass64x10 model = holder.Current;
                    ReadOnlySpan<float> parameters = model.Parameters;
                    if (parameters.IndexOfAnyExcept(parameters[0]) >= 0) return "two versions at once";
                    if (parameters[0] < last) return "an earlier version after a later one";
                    last = parameters[0];
                    Interlocked.Increment(ref reads);
                }

                return null;
            }, TaskCreationOptions.LongRunning))];

        const int Writes = 3000;
        await Parallel.ForAsync(0, 2, async (writer, _) =>
        {
            await Task.Yield();
            for (int i = 0; i < Writes; i++)
            {
                holder.Learn(static model =>
                {
                    float next = model.Parameters[0] + 1;
                    foreach (ref float parameter in model.Parameters) parameter = next;
                });
            }
        });
        while (Interlocked.Read(ref reads) < 1000) await Task.Delay(1);
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), Assert.Null);
        Assert.Equal(2 * Writes, holder.Current.Parameters[0]);
        Assert.Equal((2 * Writes) + 1, holder.Version);
    }

    [Fact]
    public void No_update_is_lost_when_many_threads_learn_at_once()
    {
        // All steps are the same call, so the model is that of as many steps one after another, to the bit.
        foreach (int perVersion in new[] { 1, 7 })
        {
            using var holder = new ModelHolder<Multiclass4x3>(Trained(), new() { UpdatesPerVersion = perVersion });
            Parallel.For(0, 4, _ =>
            {
                for (int i = 0; i < 2000; i++) holder.Update(_rows.AsSpan(0, 4), _labels.AsSpan(0, 1));
            });
            holder.Learn(static _ => { });
            var alone = new OnlineLearner<Multiclass4x3>(Trained());
            for (int i = 0; i < 8000; i++) alone.Update(_rows.AsSpan(0, 4), _labels.AsSpan(0, 1));
            Assert.Equal((8000, 8000), (holder.Updates, holder.Published.Updates));
            Near.SameBits(alone.Model.Parameters, holder.Current.Parameters, "parameters");
        }
    }

    [Fact]
    public void Reading_allocates_nothing_and_an_update_nothing_but_the_version()
    {
        using var holder = new ModelHolder<Multiclass4x3>(Trained(), new() { UpdatesPerVersion = int.MaxValue });
        Assert.Equal(0, Allocation.Of(() => holder.Current.Predict(_rows.AsSpan(0, 4))));
        Assert.Equal(0, Allocation.Of(() => holder.Update(_rows.AsSpan(0, 4), _labels.AsSpan(0, 1))));
    }

    private static float[] Bits(Multiclass4x3 model) => model.Parameters.ToArray();

    private Multiclass4x3 Trained()
    {
        var model = new Multiclass4x3();
        model.Fit(_rows, _labels, new() { Epochs = 5, Standardize = true });
        return model;
    }
}
