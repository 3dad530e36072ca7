using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.ChangedInput;

/// <summary>One call at a time changes a model; a second one is refused, and whoever comes after the first is not.</summary>
public sealed class OneChangeAtATimeTests
{
    private static readonly float[] OneRow = [1, 2, 3, 4];
    private static readonly int[] OneLabel = [2];
    private static readonly float[] OneTarget = [0, 0, 1];

    private readonly Multiclass4x3 _model = new();
    private readonly float[] _rows = new TestData(1).Rows(40, 4);
    private readonly int[] _labels = new TestData(2).Labels(40, 3);

    public static TheoryData<string> Changes =>
        ["Fit", "Fit to targets", "Fit to a source", "Update", "Update with targets", "Update with two rows", "LoadInto", "TemperatureScaling.Apply", "CopyFrom"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_progress_callback_cannot_change_the_model_that_is_trained(string change)
    {
        Multiclass4x3 undisturbed = new();
        undisturbed.Fit(_rows, _labels, new() { Epochs = 3 });
        int refused = 0;
        Fit(new Reporter(_ =>
        {
            AssertRefused(change);
            refused++;
        }));

        Assert.Equal(3, refused);
        Near.SameBits(undisturbed.Parameters, _model.Parameters, "parameters");
        Change(change);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Nor_can_another_thread(string change)
    {
        Fit(new Reporter(_ =>
        {
            Exception? failure = null;
            var thread = new Thread(() => failure = Record.Exception(() => AssertRefused(change)));
            thread.Start();
            thread.Join();
            Assert.Null(failure);
        }));
        Change(change);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Nor_can_the_source_of_the_batches(string change)
    {
        IEnumerable<TrainingBatch> Source()
        {
            AssertRefused(change);
            yield return new(_rows, _labels);
            AssertRefused(change);
        }

        _model.Fit(Source(), new() { Epochs = 2 });
        Change(change);
    }

    [Fact]
    public void A_callback_may_read_save_and_write_parameters()
    {
        using var stream = new MemoryStream();
        Fit(new Reporter(_ =>
        {
            stream.SetLength(0);
            _model.Predict(OneRow);
            _model.Loss(_rows, _labels);
            _model.Save(stream);
            _model.Parameters[0] += 1;
            new Multiclass4x3().Update(OneRow, OneLabel, 0.1f);
        }));
        stream.Position = 0;
        float[] saved = Multiclass4x3.Load(stream).Parameters.ToArray();
        Assert.Equal(saved[0] + 1, _model.Parameters[0]);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Training_that_ends_by_an_exception_or_by_cancellation_lets_go_of_the_model(string change)
    {
        Assert.Throws<FormatException>(() => Fit(new Reporter(_ => throw new FormatException())));
        Change(change);

        Assert.Throws<FormatException>(() => _model.Fit(Broken()));
        Change(change);

        Assert.Throws<ArgumentException>(() => _model.Fit(Array.Empty<TrainingBatch>()));
        Change(change);

        Assert.ThrowsAny<ArgumentException>(() => _model.Fit([new TrainingBatch(_rows, OneLabel)]));
        Change(change);

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Equal(StopReason.Cancelled, _model.Fit(_rows, _labels, cancellationToken: cancelled.Token).StopReason);
        Change(change);

        Assert.ThrowsAny<ArgumentException>(() => _model.Update([float.NaN, 0, 0, 0], OneLabel, 0.1f));
        Assert.ThrowsAny<ArgumentException>(() => _model.Update(OneRow, [7], 0.1f));
        Change(change);

        static IEnumerable<TrainingBatch> Broken()
        {
            yield return new(new float[4], new int[1]);
            throw new FormatException();
        }
    }

    [Fact]
    public void Updates_at_once_are_refused_or_done_whole()
    {
        // All steps are the same call, so the model is that of as many steps one after another, to the bit.
        int done = 0, refused = 0;
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                try
                {
                    _model.Update(OneRow, OneLabel, 0.01f);
                    Interlocked.Increment(ref done);
                }
                catch (InvalidOperationException refusal) when (refusal.Message.StartsWith("Update cannot change the model while Update", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });

        Assert.Equal(80_000, done + refused);
        Multiclass4x3 alone = new();
        for (int i = 0; i < done; i++) alone.Update(OneRow, OneLabel, 0.01f);
        Near.SameBits(alone.Parameters, _model.Parameters, "parameters");
    }

    private void Fit(IProgress<TrainingProgress> progress) => _model.Fit(_rows, _labels, new() { Epochs = 3 }, progress);

    private void AssertRefused(string change)
    {
        string call = change.Split(' ')[0];
        var refusal = Assert.Throws<InvalidOperationException>(() => Change(change));
        Assert.StartsWith($"{call} cannot change the model while Fit is changing it;", refusal.Message);
    }

    private void Change(string change)
    {
        switch (change)
        {
            case "Fit":
                _model.Fit(_rows, _labels, new() { Epochs = 1 });
                break;
            case "Fit to targets":
                _model.Fit(OneRow, OneTarget, new() { Epochs = 1 });
                break;
            case "Fit to a source":
                _model.Fit([new TrainingBatch(_rows, _labels)], new() { Epochs = 1 });
                break;
            case "CopyFrom":
                _model.CopyFrom(new Multiclass4x3());
                break;
            case "Update":
                _model.Update(OneRow, OneLabel, 0.1f);
                break;
            case "Update with targets":
                _model.Update(OneRow, OneTarget, 0.1f);
                break;
            case "Update with two rows":
                _model.Update(_rows.AsSpan(0, 8), _labels.AsSpan(0, 2), 0.1f);
                break;
            case "LoadInto":
                using (var stream = new MemoryStream())
                {
                    _model.Save(stream);
                    stream.Position = 0;
                    ModelFile.LoadInto(_model, stream);
                }

                break;
            default:
                TemperatureScaling.Fit(_model, _rows, _labels).Apply(_model);
                break;
        }
    }
}
