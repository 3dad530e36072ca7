using System.Text.Json;
using Xunit;
using static LossGen.Tests.TypedRows.NumberModelTests;

namespace LossGen.Tests.TypedRows;

/// <summary>The bins of models that predict a number, in copies, files and checkpoints.</summary>
public sealed class NumberFileTests
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"lossgen-{Guid.NewGuid():N}");

    [Fact]
    public void Copies_and_files_have_the_bins_to_the_bit()
    {
        PriceModel model = Trained();
        Assert.Same(model.Bins, model.Clone().Bins);
        var copy = new PriceModel();
        copy.CopyFrom(model);
        Assert.Same(model.Bins, copy.Bins);

        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        PriceModel loaded = PriceModel.Load(file);
        Assert.True(Same(model.Bins!, loaded.Bins!));
        Assert.Equal(model.Predict(Rows[3]), loaded.Predict(Rows[3]));
        Assert.Equal(model.PredictQuantile(Rows[3], 0.9), loaded.PredictQuantile(Rows[3], 0.9));

        file.Position = 0;
        ModelFileDescription description = ModelFile.Describe(file);
        Assert.True(Same(model.Bins!, description.Bins!));
        Assert.Contains("51 bins from", description.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"Bins\":{\"Count\":51", JsonSerializer.Serialize(description), StringComparison.Ordinal);
    }

    [Fact]
    public void Bins_beside_an_untyped_model_are_in_its_file_and_no_obstacle_to_it()
    {
        var model = new UntypedPriceModel();
        var bins = Bins.Quantiles(new PriceModel().ValuesOf(Rows), 51);
        try
        {
            ModelFile.Save(model, _path, bins);
            Assert.True(Same(bins, ModelFile.Describe(_path).Bins!));
            ModelFile.LoadInto(model, _path);
            var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(new StarsModel(), _path));
            Assert.Contains("layers", fault.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => ModelFile.Save(model, _path, Bins.Uniform(0, 1, 50)));
        }
        finally
        {
            File.Delete(_path);
        }
    }

    [Fact]
    public void A_file_without_bins_is_refused_and_the_model_stays()
    {
        using var file = new MemoryStream();
        new UntypedPriceModel().Save(file);
        PriceModel model = Trained();
        (Bins? bins, float[] parameters) = (model.Bins, model.Parameters.ToArray());
        file.Position = 0;
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, file));
        Assert.Contains("no bins under lossgen.bin_edges, expected 51", fault.Message, StringComparison.Ordinal);
        Assert.Same(bins, model.Bins);
        Assert.Equal(parameters, model.Parameters.ToArray());
    }

    [Fact]
    public void A_model_without_bins_is_not_saved()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new PriceModel().Save(new MemoryStream()));
        Assert.Contains("PriceModel has no bins yet", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[0,1,2]", "[0.5]", "0.75", "3 numbers under lossgen.bin_edges and 1 under lossgen.bin_centres")]
    [InlineData("[0,1,1]", "[0.5,1]", "0.75", "a bin 1 from 1 to 1")]
    [InlineData("[0,1,2]", "[0.5,3]", "0.75", "with the centre 3")]
    [InlineData("[0,1,2]", "[0.5,1.5]", "-1", "lossgen.bin_smoothing = '-1', expected 0, or a number from 0.01 to 100")]
    [InlineData("[0,1,2]", "[0.5,1.5]", null, "no lossgen.bin_smoothing")]
    [InlineData("[0,1,2,3]", "[0.5,1.5,2.5]", "0.75", "gives 3 by lossgen.bin_centres")]
    [InlineData("[0,NaN,2]", "[0.5,1.5]", "0.75", "a JSON array of finite numbers")]
    public void A_damaged_file_is_refused(string edges, string centres, string? smoothing, string complaint)
    {
        string metadata = $"\"lossgen.bin_edges\":\"{edges}\",\"lossgen.bin_centres\":\"{centres}\"" + (smoothing is null ? "" : $",\"lossgen.bin_smoothing\":\"{smoothing}\"");
        byte[] file = Files.TensorFile.Of(Files.TensorFile.Header(2, 1, metadata: metadata), new float[4]);
        var model = new HalfModel { Bins = Bins.Uniform(0, 1, 2) };
        Bins? bins = model.Bins;
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, new MemoryStream(file)));
        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
        Assert.Same(bins, model.Bins);
    }

    [Fact]
    public void A_run_that_goes_on_from_its_checkpoint_has_bits_and_bins_of_an_undisturbed_one()
    {
        TrainingOptions options = new() { Epochs = 8, ValidationFraction = 0.2 };
        var whole = new PriceModel();
        whole.Fit(Rows, options);
        try
        {
            using var stop = new CancellationTokenSource();
            var interrupted = new PriceModel();
            interrupted.Fit(Rows, options with { Checkpoint = new(_path) }, new Stopping(stop, epoch: 3), stop.Token);
            Assert.NotNull(interrupted.Bins);

            var resumed = new PriceModel();
            Assert.Equal(8, resumed.Fit(Rows, options with { Checkpoint = new(_path) }).Epochs);
            Assert.Equal(whole.Parameters.ToArray(), resumed.Parameters.ToArray());
            Assert.True(Same(whole.Bins!, resumed.Bins!));

            // Ended, it gives its result, bins included; other bins are another training.
            var again = new PriceModel();
            again.Fit(Rows, options with { Checkpoint = new(_path) });
            Assert.True(Same(whole.Bins!, again.Bins!));
            var other = new PriceModel { Bins = Bins.Uniform(0, 1000, 51) };
            Assert.Throws<InvalidDataException>(() => other.Fit(Rows, options with { Checkpoint = new(_path) }));
        }
        finally
        {
            File.Delete(_path);
        }
    }

    private sealed class Stopping(CancellationTokenSource stop, int epoch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch) stop.Cancel();
        }
    }
}
