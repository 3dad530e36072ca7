using System.Text;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>Every kind of damage, and every file of something else: one exception that says what was found and what was expected, and a model unchanged.</summary>
public sealed class DamageTests
{
    private static readonly byte[] Sound = TensorFile.Of(TensorFile.Header(3, 1), 1f, 2, 3, 4, 5, 6);

    public static TheoryData<string, string, string> Headers => new()
    {
        { "another number of features", TensorFile.Header(3, 2), "'weight' has the shape [3, 2], expected [3, 1], 3 classes by 1 features" },
        { "another number of classes", TensorFile.Header(2, 1), "'weight' has the shape [2, 1], expected [3, 1]" },
        { "transposed", TensorFile.Header(1, 3), "'weight' has the shape [1, 3], expected [3, 1]" },
        { "one dimension", Tensors("[3]", 0, 12, "[3]", 12, 24), "'weight' has the shape [3], expected [classes, features]" },
        { "no dimension", Tensors("[]", 0, 4, "[3]", 4, 16), "'weight' has the shape [], expected [classes, features]" },
        { "three dimensions", Tensors("[3,1,1]", 0, 12, "[3]", 12, 24), "'weight' has the shape [3, 1, 1], expected" },
        { "a dimension of 0", Tensors("[3,0]", 0, 0, "[3]", 0, 12), "'weight' has the shape [3, 0], expected [classes, features], classes or units from 1 to 65536" },
        { "a dimension past all bounds", Tensors("[9223372036854775807,9223372036854775807]", 0, 12, "[3]", 12, 24), "classes or units from 1 to 65536" },
        { "bias of another length", Tensors("[3,1]", 0, 12, "[2]", 12, 20), "'bias' has the shape [2], expected [3]" },
        { "bias with two dimensions", Tensors("[3,1]", 0, 12, "[3,1]", 12, 24), "'bias' has the shape [3, 1], expected [3]" },
        { "overlapping tensors", Tensors("[3,1]", 0, 12, "[3]", 8, 20), "'bias' lies at the bytes 8 to 20 of the data, expected 12 to 24" },
        { "a gap", Tensors("[3,1]", 0, 12, "[3]", 16, 28), "'bias' lies at the bytes 16 to 28 of the data, expected 12 to 24" },
        { "a gap at the start", Tensors("[3,1]", 4, 16, "[3]", 16, 28), "'weight' lies at the bytes 4 to 16 of the data, expected 0 to 12" },
        { "both at one place", Tensors("[3,1]", 0, 12, "[3]", 0, 12), "'bias' lies at the bytes 0 to 12 of the data, expected 12 to 24" },
        { "an end before the begin", Tensors("[3,1]", 0, 12, "[3]", 12, 4), "'bias' lies at the bytes 12 to 4 of the data, expected 12 to 24" },
        { "a place past all bounds", Tensors("[3,1]", 0, 12, "[3]", 12, long.MaxValue), "'bias' lies at the bytes 12 to 9223372036854775807" },
        { "a place of the wrong length", Tensors("[3,1]", 0, 16, "[3]", 16, 28), "'weight' lies at the bytes 0 to 16 of the data, expected 0 to 12 for F32 [3, 1]" },
        { "whole numbers", TensorFile.Header(3, 1, "I32"), "'weight' has the type 'I32', expected F32, F64, F16 or BF16" },
        { "eight bits", TensorFile.Header(3, 1, "F8_E4M3"), "'weight' has the type 'F8_E4M3', expected F32, F64, F16 or BF16" },
        { "no tensors", "{}", "it holds no tensor, expected those of one linear layer: 'weight' and 'bias'" },
        { "only strings", "{\"__metadata__\":{}}", "it holds no tensor" },
        { "another name", "{" + TensorFile.Tensor("w", "[3,1]", 0, 12) + "}", "it holds the tensors 'w', expected" },
        { "only a bias", "{" + TensorFile.Tensor("bias", "[3]", 0, 12) + "}", "it holds the tensors 'bias', expected" },
        { "two prefixes", "{" + TensorFile.Tensor("0.weight", "[3,1]", 0, 12) + "," + TensorFile.Tensor("1.bias", "[3]", 12, 24) + "}", "it holds the tensors '0.weight', '1.bias', expected" },
        { "too many tensors", "{" + string.Join(",", Enumerable.Range(0, 4).Select(static i => TensorFile.Tensor($"{i}.weight", "[3,1]", i * 12, (i + 1) * 12) + "," + TensorFile.Tensor($"{i}.scale", "[3]", 0, 12))) + "}", "'2.scale' and 2 more, expected" },
        { "layers that do not follow", "{" + string.Join(",", Enumerable.Range(0, 2).Select(static i => TensorFile.Tensor($"{i}.weight", "[3,1]", i * 24, (i * 24) + 12) + "," + TensorFile.Tensor($"{i}.bias", "[3]", (i * 24) + 12, (i * 24) + 24))) + "}", "which takes 1 numbers, expected the 3 that '0.weight' gives" },
        { "a hidden layer", "{" + TensorFile.Tensor("0.weight", "[2,1]", 0, 8) + "," + TensorFile.Tensor("2.weight", "[3,2]", 8, 32) + "}", "it holds 2 layers, 1-2-3, expected one linear layer, 1-3" },
        { "one tensor more", TensorFile.Header(3, 1).Replace("}}", "}," + TensorFile.Tensor("scale", "[1]", 24, 28) + "}", StringComparison.Ordinal), "it holds the tensors 'weight', 'bias', 'scale', expected" },
        { "another task", TensorFile.Header(3, 1, metadata: "\"lossgen.task\":\"MultiLabel\""), "it is of a model with the task MultiLabel, expected Multiclass" },
        { "no task at all", TensorFile.Header(3, 1, metadata: "\"lossgen.task\":\"Regression\""), "its metadata has lossgen.task = 'Regression', expected Binary, Multiclass or MultiLabel" },
        { "a later format", TensorFile.Header(3, 1, metadata: "\"lossgen.format\":\"2\""), "it is of LossGen's format 2, this version reads format 1" },
        { "no number of a format", TensorFile.Header(3, 1, metadata: "\"lossgen.format\":\"one\""), "its metadata has lossgen.format = 'one', expected a whole number" },
        { "counts that contradict the shape", TensorFile.Header(3, 1, metadata: "\"lossgen.features\":\"4\""), "its metadata gives 4 by lossgen.features, but its tensor 'weight' of the shape [3, 1] has 1" },
        { "classes that contradict the shape", TensorFile.Header(3, 1, metadata: "\"lossgen.classes\":\"2\""), "its metadata gives 2 by lossgen.classes" },
        { "a task that contradicts the shape", TensorFile.Header(3, 1, metadata: "\"lossgen.task\":\"Binary\""), "it says that its task is Binary, but its tensor 'weight' has the shape [3, 1], expected one row" },
        { "too few names", TensorFile.Header(3, 1, metadata: "\"lossgen.class_names\":\"[\\\"a\\\"]\""), "its metadata gives 1 by lossgen.class_names" },
        { "names that are numbers", TensorFile.Header(3, 1, metadata: "\"lossgen.class_names\":\"[1,2,3]\""), "its metadata has lossgen.class_names = '[1,2,3]', expected a JSON array of strings" },
        { "names cut short", TensorFile.Header(3, 1, metadata: "\"lossgen.class_names\":\"[\""), "its metadata has lossgen.class_names = '[', expected a JSON array of strings" },
        { "a loss that is no number", TensorFile.Header(3, 1, metadata: "\"lossgen.loss\":\"low\""), "its metadata has lossgen.loss = 'low', expected a number" },
        { "ours, without its bias", TensorFile.Header(3, 1, metadata: "\"lossgen.format\":\"1\"", bias: false), "it was written by LossGen but has no tensor 'bias'" },
        { "no JSON", "{weight}", "its header is not JSON (line 1, byte 1)" },
        { "JSON that ends early", "{\"weight\":{", "its header is not JSON" },
        { "JSON that goes on", TensorFile.Header(3, 1) + "{}", "its header is not JSON" },
        { "a comma too many", TensorFile.Header(3, 1).Replace("}}", "},}", StringComparison.Ordinal), "its header is not JSON" },
        { "an array", "[1,2]", "its header does not begin with a brace, expected a JSON object" },
        { "a space before the brace", " " + TensorFile.Header(3, 1), "its header does not begin with a brace" },
        { "a number for a tensor", "{\"weight\":1}", "expected an object for the tensor 'weight'" },
        { "a number among the strings", TensorFile.Header(3, 1, metadata: "\"epochs\":1"), "expected strings under __metadata__" },
        { "strings in no object", "{\"__metadata__\":\"x\"}", "expected an object of strings under __metadata__" },
        { "the same tensor twice", TensorFile.Header(3, 1).Replace("\"bias\"", "\"weight\"", StringComparison.Ordinal), "its header has 'weight' twice" },
        { "the same tensor twice, once escaped", TensorFile.Header(3, 1).Replace("\"bias\"", "\"w\\u0065ight\"", StringComparison.Ordinal), "its header has 'weight' twice" },
        { "the same string twice", TensorFile.Header(3, 1, metadata: "\"a\":\"1\",\"a\":\"2\""), "its header has 'a' twice" },
        { "the metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", "its header has '__metadata__' twice" },
        { "the same property twice", "{\"weight\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "its header has 'dtype' twice" },
        { "a property too few", "{\"weight\":{\"dtype\":\"F32\",\"shape\":[3,1]}}", "expected dtype, shape and two data_offsets for the tensor 'weight'" },
        { "a property too many", "{\"weight\":{\"dtype\":\"F32\",\"strides\":[1]}}", "expected dtype, shape and data_offsets for the tensor 'weight', not 'strides'" },
        { "one offset", TensorFile.Header(3, 1).Replace("[0,12]", "[0]", StringComparison.Ordinal), "expected dtype, shape and two data_offsets" },
        { "three offsets", TensorFile.Header(3, 1).Replace("[0,12]", "[0,12,24]", StringComparison.Ordinal), "expected dtype, shape and two data_offsets" },
        { "a negative offset", TensorFile.Header(3, 1).Replace("[0,12]", "[-12,12]", StringComparison.Ordinal), "expected whole numbers from 0 in data_offsets" },
        { "half an offset", TensorFile.Header(3, 1).Replace("[0,12]", "[0,12.5]", StringComparison.Ordinal), "expected whole numbers from 0 in data_offsets" },
        { "an offset that no long holds", TensorFile.Header(3, 1).Replace("[0,12]", "[0,99999999999999999999]", StringComparison.Ordinal), "expected whole numbers from 0 in data_offsets" },
        { "a text as a dimension", TensorFile.Header(3, 1).Replace("[3,1]", "[\"3\",1]", StringComparison.Ordinal), "expected whole numbers from 0 in shape" },
        { "a number as the shape", TensorFile.Header(3, 1).Replace("[3,1]", "3", StringComparison.Ordinal), "expected an array as shape" },
        { "a number as the type", TensorFile.Header(3, 1).Replace("\"F32\"", "32", StringComparison.Ordinal), "expected a string as dtype" },
        { "half a surrogate pair", TensorFile.Header(3, 1, metadata: "\"a\":\"\\ud800\""), "its header holds a string that is not Unicode" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_is_wrong(string what, string header, string message)
    {
        Assert.NotEmpty(what);
        Refuses<Multiclass1x3>(TensorFile.Of(header, 1f, 2, 3, 4, 5, 6), message);
    }

    [Fact]
    public void Bytes_that_are_no_text() => Refuses<Multiclass1x3>(
        TensorFile.Of([.. "{\"__metadata__\":{\"a\":\""u8, 0xFF, .. "\"}}"u8], []), "its header holds a string that is not Unicode");

    [Fact]
    public void Names_of_other_classes_or_in_another_order()
    {
        byte[] file = RoundTripTests.BytesOf(new NamedModel());
        Refuses<OtherwiseNamedModel>(file, "its class 1 is named 'versicolor', expected 'virginica \"ß\" \\ 鳶尾'");
        Refuses<ExchangedModel>(file, "its feature 0 is named 'length', expected 'breadth'");
    }

    [Fact]
    public void Another_task()
    {
        Refuses<Multiclass2x2>(RoundTripTests.BytesOf(new MultiLabel2x2()), "it is of a model with the task MultiLabel, expected Multiclass");
        Refuses<MultiLabel2x2>(RoundTripTests.BytesOf(new Multiclass2x2()), "it is of a model with the task Multiclass, expected MultiLabel");
        Refuses<Binary2>(RoundTripTests.BytesOf(new MultiLabel2x2()), "it is of a model with the task MultiLabel, expected Binary");
        Refuses<Multiclass2x2>(RoundTripTests.BytesOf(new Binary2()), "it is of a model with the task Binary, expected Multiclass");
        Refuses<Binary2>(TensorFile.Of(TensorFile.Header(3, 2), new float[9]), "expected [1, 2] or [2, 2], one logit or two by 2 features");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinity")]
    [InlineData(float.NegativeInfinity, "-infinity")]
    public void Numbers_that_are_none(float number, string name)
    {
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1), 1f, number, 3, 4, 5, 6), $"'weight' has {name} at [1, 0], expected finite numbers");
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1), 1f, 2, 3, 4, 5, number), $"'bias' has {name} at [2], expected finite numbers");
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "F64"), 1.0, number, 3, 4, 5, 6), $"'weight' has {name} at [1, 0]");
        ushort half = BitConverter.HalfToUInt16Bits((Half)number), brain = (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16);
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "F16"), half, (ushort)0, (ushort)0, (ushort)0, (ushort)0, (ushort)0), $"'weight' has {name} at [0, 0]");
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "BF16"), brain, (ushort)0, (ushort)0, (ushort)0, (ushort)0, (ushort)0), $"'weight' has {name} at [0, 0]");
    }

    [Fact]
    public void Numbers_that_no_float_holds()
    {
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "F64"), 1, 2, -1e39, 4, 5, 6), "'weight' comes to -1E+39 at [2, 0], which float32 cannot hold");
        Refuses<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "F64"), 1, 2, 3, 4, 3.4028235677973366e38, 6), "'bias' comes to 3.403E+38 at [1], which float32 cannot hold");
        Refuses<Binary2>(TensorFile.Of(TensorFile.Header(2, 2), 1, -3e38f, 1, 3e38f, 0, 0), "'weight' comes to 6E+38 at [1, 1], which float32 cannot hold");
        Refuses<Binary2>(TensorFile.Of(TensorFile.Header(2, 2), 0, 0, 0, 0, -3e38f, 3e38f), "'bias' comes to 6E+38 at [1], which float32 cannot hold");
    }

    [Fact]
    public void A_file_that_ends_anywhere_before_its_end()
    {
        int headerEnd = Sound.Length - 24;
        for (int length = 0; length < Sound.Length; length++)
        {
            string part = length switch { 0 => "it is empty", < 8 => "the length of the header takes 8 bytes", _ => length < headerEnd ? "the header takes" : "the data takes 24 bytes" };
            Refuses<Multiclass1x3>(Sound[..length], part);
        }
    }

    [Fact]
    public void A_file_that_goes_on()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("long.safetensors", [.. Sound, 0]);
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.Load<Multiclass1x3>(path));
        Assert.Equal($"'{path}' cannot be loaded into Multiclass1x3: it goes on after its end: 1 bytes follow the 24 bytes of its tensors.", fault.Message);
    }

    [Theory]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(0UL)]
    [InlineData(1UL)]
    public void A_header_that_is_too_long_or_too_short(ulong length) => Refuses<Multiclass1x3>(
        [.. BitConverter.GetBytes(length), .. Sound[8..]], $"give {length} as the length of the header, expected 2 to 100000000");

    [Fact]
    public void A_header_that_is_said_to_be_long_costs_no_memory()
    {
        byte[] file = [.. BitConverter.GetBytes(100_000_000UL), .. Sound[8..]];
        var model = new Multiclass1x3();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, new TricklingStream(file)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    /// <summary>Headers that would take many times their own length of memory.</summary>
    public static TheoryData<string, string> Swollen => new()
    {
        { "dimensions", "its tensor 'weight' has more than 64 dimensions, expected [classes, features] or [classes]" },
        { "offsets", "expected dtype, shape and two data_offsets for the tensor 'weight'" },
        { "tensors", "its header has more than 1024 tensors, expected the two of a linear layer" },
        { "strings", "its metadata has more than 1024 strings" },
        { "text", "its header has more than 20971520 bytes of names and other strings" },
        { "one name", "its header has more than 20971520 bytes of names and other strings" },
        { "names", "its metadata has more than 65536 names under lossgen.class_names, more than any model" },
    };

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Swollen))]
    public void A_header_that_swells_in_memory_is_refused_while_it_is_read(string what, string message)
    {
        const int length = 24_000_000;
        string header = what switch
        {
            "dimensions" => "{\"weight\":{\"dtype\":\"F32\",\"shape\":[" + Repeated("1,", length) + "1],\"data_offsets\":[0,4]}}",
            "offsets" => "{\"weight\":{\"dtype\":\"F32\",\"data_offsets\":[" + Repeated("1,", length) + "1],\"shape\":[]}}",
            "tensors" => "{" + string.Join(",", Enumerable.Range(0, length / 50).Select(static i => TensorFile.Tensor($"{i}", "[]", 0, 0))) + "}",
            "strings" => "{\"__metadata__\":{" + string.Join(",", Enumerable.Range(0, length / 12).Select(static i => $"\"{i}\":\"\"")) + "}}",
            "text" => "{\"__metadata__\":{" + string.Join(",", Enumerable.Range(0, 20).Select(static i => $"\"{i}\":\"{Repeated("x", length / 20)}\"")) + "}}",
            "one name" => "{" + TensorFile.Tensor(Repeated("x", length), "[]", 0, 0) + "}",
            _ => "{\"__metadata__\":{\"lossgen.class_names\":\"[" + Repeated("\\\"\\\",", length / 2) + "\\\"\\\"]\"}}",
        };
        byte[] file = TensorFile.Of(header, []);
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", file);
        var model = new Multiclass1x3();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, path));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);

        // The header itself; then the strings read up to the bound, in UTF-16; and of names their list, written out, decoded and encoded again.
        double most = what switch { "names" => 6, "text" => 3, _ => 1.3 };
        Assert.InRange(allocated, 0, most * file.Length);

        static string Repeated(string piece, int length) => new StringBuilder(length).Insert(0, piece, length / piece.Length).ToString();
    }

    [Fact]
    public void Files_of_another_format()
    {
        Refuses<Multiclass1x3>([.. "age,income,returned\n40,3000,yes\n"u8], "it is text, such as a table or a program's output, expected a safetensors file");
        Refuses<Multiclass1x3>([.. "\uFEFFage\n"u8], "it is text, such as a table or a program's output, expected a safetensors file");
        Refuses<Multiclass1x3>([.. "age\n"u8], "it is text, such as a table or a program's output, expected a safetensors file");
        Refuses<Multiclass1x3>([.. "PK\x03\x04"u8, .. new byte[100]], "it is a zip archive, as torch.save and numpy.savez write them, expected a safetensors file");
        Refuses<Multiclass1x3>([0x80, 4, 0x95, .. Enumerable.Repeat((byte)7, 100)], "it is a pickle, as joblib and torch.save write them, expected a safetensors file");
        Refuses<Multiclass1x3>([0x93, .. "NUMPY"u8, 1, 0, .. new byte[100]], "it is a NumPy array, expected a safetensors file");
        Refuses<Multiclass1x3>(Encoding.UTF8.GetBytes("{\"weight\": [[1, 2, 3]]}"), "it is text, such as a table or a program's output");
        Refuses<Multiclass1x3>([.. Enumerable.Repeat((byte)0xFE, 100)], "it is not a safetensors file, or damaged: its first 8 bytes give 18374403900871474942");
    }

    [Fact]
    public void A_directory_and_a_file_that_is_not_there()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.Load<Multiclass1x3>(folder.Path));
        Assert.Equal($"'{folder.Path}' cannot be loaded into Multiclass1x3: it is a directory, expected a safetensors file.", fault.Message);
        Assert.Throws<FileNotFoundException>(() => Multiclass1x3.Load(folder.PathOf("none.safetensors")));
        Assert.Throws<FileNotFoundException>(() => ModelFile.Describe(folder.PathOf("none.safetensors")));
    }

    [Fact]
    public void Arguments_that_are_missing_or_useless()
    {
        var model = new Multiclass1x3();
        Assert.Throws<ArgumentNullException>("path", () => ModelFile.LoadInto(model, (string)null!));
        Assert.Throws<ArgumentException>("path", () => ModelFile.LoadInto(model, ""));
        Assert.Throws<ArgumentNullException>("stream", () => ModelFile.LoadInto(model, (Stream)null!));
        Assert.Throws<ArgumentNullException>("model", () => ModelFile.LoadInto<Multiclass1x3>(null!, Stream.Null));
        Assert.Throws<ArgumentNullException>("model", () => ModelFile.Save<Multiclass1x3>(null!, Stream.Null));
        Assert.Throws<ArgumentNullException>("path", () => model.Save((string)null!));
        Assert.Throws<ArgumentNullException>("stream", () => model.Save((Stream)null!));
        Assert.Throws<ArgumentException>("stream", () => model.Save(new MemoryStream([], writable: false)));
        var closed = new MemoryStream();
        closed.Close();
        Assert.Throws<ArgumentException>("stream", () => ModelFile.LoadInto(model, closed));
    }

    private static string Tensors(string weightShape, long weightBegin, long weightEnd, string biasShape, long biasBegin, long biasEnd) =>
        "{" + TensorFile.Tensor("weight", weightShape, weightBegin, weightEnd) + "," + TensorFile.Tensor("bias", biasShape, biasBegin, biasEnd) + "}";

    /// <summary>From a file and from a stream, with the same reason, and nothing in the model is touched.</summary>
    private static void Refuses<TModel>(byte[] file, string reason)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", file);
        var model = new TModel();
        model.Parameters.Fill(0.5f);

        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, path));
        Assert.StartsWith($"'{path}' cannot be loaded into {typeof(TModel).Name}: it", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);

        fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, new TricklingStream(file)));
        Assert.StartsWith($"The stream cannot be loaded into {typeof(TModel).Name}: it", fault.Message, StringComparison.Ordinal);
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0.5f, parameter));
    }
}
