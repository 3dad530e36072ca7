using System.Runtime.Versioning;
using LossGen.Files;
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

    [FactOnUnix]
    [UnsupportedOSPlatform("windows")]
    public void A_link_keeps_leading_to_the_file_and_the_file_keeps_its_permissions()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", [1]), link = folder.PathOf("latest");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(link, path);
        new Multiclass4x3().Save(link);
        Assert.Equal(path, new FileInfo(link).LinkTarget);
        Assert.Equal(RoundTripTests.BytesOf(new Multiclass4x3()), File.ReadAllBytes(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
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

    [Fact]
    public void Too_few_names_are_not_saved()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new HalfNamedModel().Save(Stream.Null));
        Assert.Equal("HalfNamedModel.ClassNames has 2 names; it needs 3, the model's ClassCount, or none.", fault.Message);
    }
}
