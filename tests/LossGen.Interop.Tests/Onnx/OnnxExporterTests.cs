using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using LossGen.Onnx;
using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>What an export does beside the format: same bytes, whole files, clear errors.</summary>
public sealed class OnnxExporterTests
{
    [Fact]
    public void The_same_model_gives_the_same_bytes_in_any_culture()
    {
        Multiclass64x10 model = SyntheticData.Trained<Multiclass64x10>(seed: 1);
        byte[] first = Bytes(model);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("sv-SE") { NumberFormat = { NegativeSign = "\u2212", NumberDecimalSeparator = "," } };
            Assert.Equal(first, Bytes(model));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        model.Parameters[7] += 1;
        Assert.NotEqual(first, Bytes(model));
    }

    [Fact]
    public void A_stream_stays_open_and_a_file_has_the_same_bytes()
    {
        var model = new Multiclass4x3();
        using var stream = new MemoryStream();
        OnnxExporter.Export(model, stream);
        Assert.True(stream.CanWrite);

        using ExportedModel exported = ExportedModel.Of(model);
        Assert.Equal(stream.ToArray(), File.ReadAllBytes(exported.FileName));
    }

    [Fact]
    public void An_export_that_fails_leaves_the_file_that_was_there_and_nothing_else()
    {
        var model = new Multiclass4x3();
        using ExportedModel exported = ExportedModel.Of(model);
        byte[] before = File.ReadAllBytes(exported.FileName);

        model.Parameters[0] = float.NaN;
        Assert.Throws<InvalidOperationException>(() => OnnxExporter.Export(model, exported.FileName));
        Assert.Equal(before, File.ReadAllBytes(exported.FileName));

        // A folder cannot be replaced by a file: this fails only at the last step, with the file written.
        model.Parameters[0] = 0;
        string folder = Path.Combine(Path.GetDirectoryName(exported.FileName)!, "folder");
        Directory.CreateDirectory(folder);
        Assert.ThrowsAny<Exception>(() => OnnxExporter.Export(model, folder));
        Assert.Equal(["folder", "model.onnx"], Directory.GetFileSystemEntries(Path.GetDirectoryName(exported.FileName)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_second_export_replaces_the_first()
    {
        var model = new Multiclass4x3();
        using ExportedModel exported = ExportedModel.Of(model);

        model.Parameters.Fill(1);
        OnnxExporter.Export(model, exported.FileName);

        Assert.Equal(Bytes(model), File.ReadAllBytes(exported.FileName));
    }

    [Theory]
    [InlineData(6, float.NaN, "The weight of class 1 for feature 2 (parameter 6) is NaN; only a model whose parameters are finite is exported.")]
    [InlineData(14, float.PositiveInfinity, "The bias of class 2 (parameter 14) is Infinity; only a model whose parameters are finite is exported.")]
    public void A_parameter_that_is_not_finite_is_named(int parameter, float value, string message)
    {
        var model = new Multiclass4x3();
        model.Parameters[parameter] = value;

        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Bytes(model)).Message);
    }

    [Fact]
    public void A_parameter_that_is_not_finite_is_named_in_the_words_of_the_model()
    {
        var model = new Binary30();
        var options = new OnnxExportOptions { ClassNames = ["benign", "malignant"], FeatureNames = [.. Enumerable.Range(0, 30).Select(i => $"x{i}")] };
        model.Parameters[29] = float.NegativeInfinity;
        Assert.StartsWith(
            "The weight of class 1 ('malignant') for feature 29 ('x29') (parameter 29) is -Infinity;",
            Assert.Throws<InvalidOperationException>(() => Bytes(model, options)).Message, StringComparison.Ordinal);

        model.Parameters[29] = 0;
        model.Parameters[30] = float.NaN;
        Assert.StartsWith("The bias of class 1 ('malignant') (parameter 30) is NaN;", Assert.Throws<InvalidOperationException>(() => Bytes(model, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_do_not_fit_the_model_are_refused()
    {
        Refused("ClassNames has 2 names; the model needs 3.", new() { ClassNames = ["a", "b"] });
        Refused("FeatureNames has 3 names; the model needs 4.", new() { FeatureNames = ["a", "b", "c"] });
        Refused("ClassNames[1] is empty; every name has at least one character.", new() { ClassNames = ["a", "", "c"] });

        static void Refused(string message, OnnxExportOptions options)
        {
            ArgumentException error = Assert.Throws<ArgumentException>("options", () => Bytes(new Multiclass4x3(), options));
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_stream_that_cannot_be_written_to_is_refused()
    {
        using var stream = new MemoryStream([], writable: false);

        ArgumentException error = Assert.Throws<ArgumentException>("stream", () => OnnxExporter.Export(new Multiclass4x3(), stream));
        Assert.StartsWith("The stream cannot be written to.", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_pipe_is_written_into_and_a_read_only_file_stays()
    {
        using ExportedModel exported = ExportedModel.Of(new Multiclass4x3());
        string folder = Path.GetDirectoryName(exported.FileName)!, pipe = Path.Combine(folder, "pipe");
        using (Process made = Process.Start("mkfifo", [pipe])) made.WaitForExit();
        using Process reader = Process.Start("sh", ["-c", "cat \"$1\" > \"$1.received\"", "sh", pipe]);
        OnnxExporter.Export(new Multiclass4x3(), pipe);
        reader.WaitForExit();
        Assert.Equal(Bytes(new Multiclass4x3()), File.ReadAllBytes(pipe + ".received"));
        Assert.Equal(0, new FileInfo(pipe).Length);

        byte[] before = File.ReadAllBytes(exported.FileName);
        File.SetUnixFileMode(exported.FileName, UnixFileMode.UserRead);
        var model = new Multiclass4x3();
        model.Parameters.Fill(1);
        var error = Assert.Throws<UnauthorizedAccessException>(() => OnnxExporter.Export(model, exported.FileName));
        Assert.Contains("it is read-only (mode 400)", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(exported.FileName));
        Assert.Equal(["model.onnx", "pipe", "pipe.received"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("ModelName")]
    [InlineData("Description")]
    [InlineData("FeatureNames[1]")]
    [InlineData("ClassNames[2]")]
    public void A_text_that_is_not_Unicode_is_not_exported(string what)
    {
        const string half = "x\uD800";
        OnnxExportOptions options = what switch
        {
            "ModelName" => new() { ModelName = half },
            "Description" => new() { Description = half },
            "FeatureNames[1]" => new() { FeatureNames = ["a", half, "c", "d"] },
            _ => new() { ClassNames = ["a", "b", half] },
        };
        using var stream = new MemoryStream();
        var error = Assert.Throws<ArgumentException>("options", () => OnnxExporter.Export(new Multiclass4x3(), stream, options));
        Assert.StartsWith($"{what} is not Unicode: half a surrogate pair at index 1; no file can hold it.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    private static byte[] Bytes<TModel>(TModel model, OnnxExportOptions? options = null)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        using var stream = new MemoryStream();
        OnnxExporter.Export(model, stream, options);
        return stream.ToArray();
    }
}

/// <summary>A test that needs the programs of Unix.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Prepared with mkfifo, sh and cat." : null;
}
