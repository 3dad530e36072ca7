using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace LossGen.Tests.Text;

public sealed class LibSvmTests
{
    [Fact]
    public void Lines_are_rows_and_labels_become_classes()
    {
        using TextFile file = TextFile.Of("+1 1:0.5 4:-2e3 # a comment 7:7\n\n# nothing\n-1\n  -1\t3:1   2:.25 \r\n+1 2:1 2:2");
        LibSvmData data = LibSvm.Read(file.Path, features: 4);

        Assert.Equal([-1, 1], data.Classes);
        Assert.Equal([1, 0, 0, 1], data.Labels);
        Assert.Equal([0, 2, 2, 4, 6], data.Rows.Rows.Starts.ToArray());
        Assert.Equal([0, 3, 2, 1, 1, 1], data.Rows.Rows.Features.ToArray());
        Assert.Equal([0.5f, -2000, 1, 0.25f, 1, 2], data.Rows.Rows.Values.ToArray());
        Assert.Equal("4 rows with 6 features in all, 2 classes", data.ToString());
    }

    [Fact]
    public void Another_file_gets_the_classes_of_the_first()
    {
        using var stream = new MemoryStream("5 1:1\n3 1:1\n"u8.ToArray());
        (SparseRowList rows, int[] labels) = LibSvm.Read(stream, 1, [3, 4, 5]);
        Assert.Equal([2, 0], labels);
        Assert.Equal(2, rows.Count);
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData("x 1:1", "Line 1 of '{0}': 'x', expected a label.")]
    [InlineData("1 1:1\n1 2", "Line 2 of '{0}': '2', expected feature:value.")]
    [InlineData("1 1:1\n\n#\n1 :2", "Line 4 of '{0}': ':2', expected feature:value.")]
    [InlineData("1 -1:2", "Line 1 of '{0}': '-1:2', expected feature:value.")]
    [InlineData("1 1.0:2", "Line 1 of '{0}': '1.0:2', expected feature:value.")]
    [InlineData("1 qid:3 1:2", "Line 1 of '{0}': 'qid:3', expected feature:value.")]
    [InlineData("1 3:", "Line 1 of '{0}': '', expected a value.")]
    [InlineData("1 3:1:2", "Line 1 of '{0}': '1:2', expected a value.")]
    [InlineData("1 3:2\0\0", "Line 1 of '{0}': '2??', expected a value.")]
    [InlineData("1\0 3:2", "Line 1 of '{0}': '1?', expected a label.")]
    [InlineData("1 3:nan", "Line 1 of '{0}': 'nan', expected a value.")]
    [InlineData("1 3:1e39", "Line 1 of '{0}': the value 1E+39 of feature 3 is not a finite number of single precision.")]
    [InlineData("1 5:1", "Line 1 of '{0}': the feature 5 is out of range, expected 1 to 4.")]
    [InlineData("1 0:1", "Line 1 of '{0}': the feature 0 is out of range, expected 1 to 4; features count from 1.")]
    [InlineData("1 99999999999999999999:1", "Line 1 of '{0}': the feature 99999999999999999999 is out of range, expected 1 to 4.")]
    [InlineData("1 1:1\n1e999 1:1", "Line 2 of '{0}': the label is ∞, expected a finite number.")]
    [InlineData("1,2 1:1", "Line 1 of '{0}': '1,2', expected a label.")]
    public void A_damaged_line_is_named(string text, string message)
    {
        using TextFile file = TextFile.Of(text);
        string infinity = double.PositiveInfinity.ToString(CultureInfo.InvariantCulture);
        string expected = string.Format(CultureInfo.InvariantCulture, message, file.Path).Replace("∞", infinity, StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => LibSvm.Read(file.Path, features: 4)).Message);
    }

    [Fact]
    public void A_label_that_is_not_among_the_classes_is_named_with_its_line()
    {
        using var stream = new MemoryStream("1 1:1\n\n2 1:1\n"u8.ToArray());
        Assert.Equal(
            "Line 3 of the stream: the label is 2, expected one of -1, 1.", Assert.Throws<InvalidDataException>(() => LibSvm.Read(stream, 1, [-1, 1])).Message);
    }

    /// <summary>No damage does more than change what is read, or end in an error that names the line.</summary>
    [Fact]
    public void Every_damaged_byte_is_read_or_named()
    {
        byte[] text = "1 1:0.5 3:-2\n-1 2:1e-3 # c\n"u8.ToArray();
        int refused = 0;
        for (int at = 0; at < text.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] damaged = [.. text];
                damaged[at] = (byte)value;
                try
                {
                    LibSvmData data = LibSvm.Read(new MemoryStream(damaged), features: 9);
                    Assert.All(data.Rows.Rows.Features.ToArray(), static feature => Assert.InRange(feature, 0, 8));
                }
                catch (InvalidDataException fault)
                {
                    refused++;
                    Assert.Matches("^Line [123] of the stream: ", fault.Message);
                }
            }
        }

        Assert.InRange(refused, text.Length * 100, text.Length * 250);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(3);
        var rows = new SparseRowList();
        var labels = new int[200];
        for (int row = 0; row < labels.Length; row++)
        {
            int[] features = [.. Enumerable.Range(0, 1000).Where(_ => random.Next(60) == 0)];
            rows.Add(features, [.. features.Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-44, 38)))]);
            labels[row] = random.Next(3);
        }

        using var file = new TextFile();
        LibSvm.Write(file.Path, rows.Rows, labels, [-1, 2.5, 7]);
        LibSvmData read = LibSvm.Read(file.Path, 1000, [-1, 2.5, 7]);

        Assert.Equal(labels, read.Labels);
        Assert.Equal(rows.Rows.Starts.ToArray(), read.Rows.Rows.Starts.ToArray());
        Assert.Equal(rows.Rows.Features.ToArray(), read.Rows.Rows.Features.ToArray());
        Assert.True(MemoryMarshal.AsBytes(rows.Rows.Values).SequenceEqual(MemoryMarshal.AsBytes(read.Rows.Rows.Values)), "the values have other bits");
    }

    [Fact]
    public void Features_are_written_ascending_and_from_1_on()
    {
        using var file = new TextFile();
        LibSvm.Write(file.Path, new SparseRows([0, 4, 4, 5], [6, 2, 6, 0, 3], [1, 2, 0.5f, -3, 1]), [1, 0, 12]);
        Assert.Equal("1 1:-3 3:2 7:1.5\n0\n12 4:1\n", file.Text);

        LibSvm.Write(file.Path, new SparseRows([0, 2], [int.MaxValue, 2]), [1], [-1, 1]);
        Assert.Equal("1 3:1 2147483648:1\n", file.Text);
    }

    [Fact]
    public void What_cannot_be_read_again_is_not_written()
    {
        using TextFile file = TextFile.Of("before");
        AssertRefused<ArgumentException>("labels", "labels has length 1; expected 2, one a row.", [0, 0, 0], [], [], [0], null);
        AssertRefused<ArgumentOutOfRangeException>("labels", "The label of row 1 is 2; expected 0 to 1.", [0, 0, 0], [], [], [0, 2], [1, 2]);
        AssertRefused<ArgumentOutOfRangeException>("labels", "The label of row 0 is -1; expected 0 to 2147483646.", [0, 0], [], [], [-1], null);
        AssertRefused<ArgumentException>("rows", "Feature 4 of row 1 is NaN; expected a finite number.", [0, 0, 2], [3, 4], [1, float.NaN], [0, 0], null);
        AssertRefused<ArgumentOutOfRangeException>("rows", "Row 0 has the feature -3; expected 0 or above.", [0, 1], [-3], [], [0], null);
        AssertRefused<ArgumentException>("classes", "classes has the label 2 twice; expected each once.", [0, 0], [], [], [0], [2, 2]);
        AssertRefused<ArgumentException>("classes", "classes has the label NaN; expected finite numbers.", [0, 0], [], [], [0], [double.NaN]);
        Assert.Equal("before", file.Text);

        void AssertRefused<T>(string parameter, string message, int[] starts, int[] features, float[] values, int[] labels, double[]? classes)
            where T : ArgumentException
        {
            T fault = Assert.Throws<T>(() => LibSvm.Write(file.Path, new SparseRows(starts, features, values), labels, classes));
            Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
            Assert.Equal(parameter, fault.ParamName);
        }
    }

    [Fact]
    public void Reading_refuses_classes_and_features_out_of_range()
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("1 1:1"));
        Assert.Equal("features", Assert.Throws<ArgumentOutOfRangeException>(() => LibSvm.Read(stream, 0)).ParamName);
        Assert.Equal("classes", Assert.Throws<ArgumentException>(() => LibSvm.Read(stream, 1, [1, 1])).ParamName);
        Assert.Throws<FileNotFoundException>(static () => LibSvm.Read("no-such-file", 1));
        Assert.Equal(0, stream.Position);
    }
}
