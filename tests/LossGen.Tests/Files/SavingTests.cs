using System.Text.RegularExpressions;
using LossGen.Files;
using LossGen.Storage;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>A file is written whole or not at all, and a model that could not be loaded is not saved.</summary>
public sealed class SavingTests
{
    [Fact]
    public void A_file_that_exists_is_replaced()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", new byte[10_000]);
        new Multiclass4x3().Save(path);
        Assert.Equal(RoundTripTests.BytesOf(new Multiclass4x3()), File.ReadAllBytes(path));
        Assert.Equal(["model.safetensors"], folder.Names);
    }

    [Fact]
    public void A_file_that_exists_stays_whole_when_writing_fails_half_way_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", [1, 2, 3]);
        Assert.Throws<IOException>(() => AtomicFile.Write(path, static stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("The disk is full.");
        }));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["model.safetensors"], folder.Names);
    }

    /// <summary>A loss of power may undo a rename whose directory was not written, or leave the new name with no content.</summary>
    [TraceFact]
    public void The_file_is_flushed_before_the_rename_and_its_directory_after_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("model.safetensors"), directory = Path.GetDirectoryName(path)!;
        string[] calls = [.. SaveProgram.CallsOfSave(SaveProgram.Model, path).Where(call => call.Contains(directory, StringComparison.Ordinal))];

        Assert.Collection(
            calls,
            call => Assert.Matches($@"fsync\(\d+<{Regex.Escape(directory)}/[^/]+\.tmp>\) += 0", call),
            call => Assert.Matches($@"rename\w*\(.*""{Regex.Escape(path)}"".* = 0", call),
            call => Assert.Matches($@"fsync\(\d+<{Regex.Escape(directory)}>\) += 0", call));
    }

    [Fact]
    public void Until_the_new_file_is_complete_the_old_one_is_there()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", [1, 2, 3]);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            stream.Flush();
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        });
        Assert.Equal(100_000, new FileInfo(path).Length);
    }

    [Fact]
    public void A_directory_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("model"));
        var fault = Assert.Throws<IOException>(() => new Multiclass4x3().Save(folder.PathOf("model")));
        Assert.Equal($"'{folder.PathOf("model")}' is a directory, expected the name of a file.", fault.Message);
        Assert.Equal(["model"], folder.Names);
    }

    [Fact]
    public void A_directory_that_is_missing_is_not_made()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<DirectoryNotFoundException>(() => new Multiclass4x3().Save(folder.PathOf("none/model.safetensors")));
        Assert.Empty(folder.Names);
    }

    [LinuxFact]
    public void A_link_keeps_leading_to_the_file_and_the_file_keeps_its_permissions()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", [1]), link = folder.PathOf("latest");
        Modes.Set(path, "600");
        File.CreateSymbolicLink(link, path);
        new Multiclass4x3().Save(link);
        Assert.Equal(path, new FileInfo(link).LinkTarget);
        Assert.Equal(RoundTripTests.BytesOf(new Multiclass4x3()), File.ReadAllBytes(path));
        Assert.Equal(Convert.ToInt32("600", 8), Modes.Of(path));
    }

    [Fact]
    public void What_a_stream_throws_comes_through() =>
        Assert.Equal("The disk is full.", Assert.Throws<IOException>(() => new Multiclass784x10().Save(new FailingStream(1_000))).Message);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_model_that_is_not_finite_is_not_saved(float parameter)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", [1, 2, 3]);
        var model = new Multiclass4x3();
        model.Parameters[13] = parameter;
        var fault = Assert.Throws<InvalidOperationException>(() => model.Save(path));
        Assert.StartsWith("Parameter 13 of Multiclass4x3 is ", fault.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [MountFact]
    public void On_a_full_disk_the_earlier_file_stays_and_nothing_else_is_left()
    {
        using var folder = new PublicFolder();
        using SmallDisk disk = SmallDisk.TryMount(folder.Path)!;
        string path = Path.Combine(folder.Path, "model.safetensors");
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.StartsWith("IOException: No space left on device", SaveProgram.Save(SaveProgram.Model, path), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [LinuxFact]
    public void The_new_file_is_never_more_open_than_the_earlier_one()
    {
        using var folder = new TemporaryFolder();
        foreach (string mode in (string[])["600", "640", "664", "666"])
        {
            string path = folder.Write("model.safetensors", [1]);
            Modes.Set(path, mode);
            AtomicFile.Write(path, stream =>
            {
                string temporary = Assert.Single(folder.Names, static name => name.EndsWith(".tmp", StringComparison.Ordinal));
                Assert.Equal(Convert.ToInt32(mode, 8), Modes.Of(folder.PathOf(temporary)));
            });
            Assert.Equal(Convert.ToInt32(mode, 8), Modes.Of(path));
        }
    }

    [Theory]
    [InlineData(@"\\.\NUL", true)]
    [InlineData(@"\\.\pipe\models\1", true)]
    [InlineData(@"\\.\C:\models\iris.safetensors", false)]
    [InlineData(@"C:\models\iris.safetensors", false)]
    public void Devices_of_Windows_are_known_by_their_names(string path, bool isDevice) => Assert.Equal(isDevice, FileStatus.IsWindowsDevice(path));

    [Theory]
    [InlineData(null, "BadlyNamedModel.ClassNames[1] is null; no file can hold it.")]
    [InlineData(@"\uD800", "BadlyNamedModel.ClassNames[1] is not Unicode: half a surrogate pair at index 0; no file can hold it.")]
    [InlineData(@"a\uDC00\uD800", "BadlyNamedModel.ClassNames[1] is not Unicode: half a surrogate pair at index 1; no file can hold it.")]
    [InlineData(@"\uD83D\uDE00\uD83D", "BadlyNamedModel.ClassNames[1] is not Unicode: half a surrogate pair at index 2; no file can hold it.")]
    public void Names_that_could_not_be_loaded_are_not_saved(string? name, string message)
    {
        // Written as an escape: an attribute cannot hold half a pair.
        BadlyNamedModel.Species[1] = name is null ? null! : Regex.Unescape(name);
        IsNotSaved(new BadlyNamedModel(), training: null, message);
    }

    [Fact]
    public void Names_that_can_be_loaded_are_saved()
    {
        foreach (string name in (string[])["", " ", "\0\u0001\u2028\uFFFD\uFFFF", "\uD83D\uDE00", new('x', 100_000)])
        {
            BadlyNamedModel.Species[1] = name;
            using var stream = new MemoryStream();
            new BadlyNamedModel().Save(stream);
            stream.Position = 0;
            Assert.Equal(name, ModelFile.Describe(stream).ClassNames[1]);
            stream.Position = 0;
            _ = BadlyNamedModel.Load(stream);
        }
    }

    [Fact]
    public void Names_longer_than_the_reader_takes_are_not_saved()
    {
        BadlyNamedModel.Species[1] = new('x', 21_000_000);
        IsNotSaved(
            new BadlyNamedModel(), training: null,
            "BadlyNamedModel is not saved, since its file could not be loaded: its header has more than 20971520 bytes of names and other strings.");
    }

    [Fact]
    public void A_training_result_that_could_not_be_loaded_is_not_saved() => IsNotSaved(
        new Multiclass4x3(),
        new() { StopReason = StopReason.Converged, Epochs = -1, Loss = 1, History = [], Duration = default },
        "Multiclass4x3 is not saved, since its file could not be loaded: its metadata has lossgen.epochs = '-1', expected a whole number.");

    private static void IsNotSaved<TModel>(TModel model, TrainingResult? training, string message)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", [1, 2, 3]);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => ModelFile.Save(model, path, training)).Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["model.safetensors"], folder.Names);

        using var stream = new MemoryStream();
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => ModelFile.Save(model, stream, training)).Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void Too_few_names_are_not_saved()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new HalfNamedModel().Save(Stream.Null));
        Assert.Equal("HalfNamedModel.ClassNames has 2 names; it needs 3, the model's ClassCount, or none.", fault.Message);
    }
}
