using System.Runtime.InteropServices;
using System.Text;
using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Generators.Weights;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>The generator's reader and the library's give the same numbers, or refuse the same files, with the same reason where they judge alike.</summary>
public sealed class AgreementTests : IDisposable
{
    private const int Mutations = 4_000;

    private static readonly ModelSpec Spec = Specs.Linear(2, 3, ModelTask.Multiclass, "Loaded");

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\n", "\\/", "\\x", "0", "00", "-0", "9", "-1", "1e0", "1.0", "9223372036854775807", "9223372036854775808",
        "null", "weight", "bias", "dtype", "shape", "data_offsets", "__metadata__", "F64", "BF16", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\ude00x",
        "é", "\t", "\n", "\f", "\0", " ", "\u2028", "\"a\":\"b\",",
    ];

    private readonly WeightsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Headers =>
    [
        Tensors("[3,2]", "[3]"),
        Tensors("[ 3 ,\t2 ]", "[\n3\r]"),
        Tensors("[3,2]", "[3]") + "   \n",
        " " + Tensors("[3,2]", "[3]"),
        Tensors("[03,2]", "[3]"),
        Tensors("[3,2.0]", "[3]"),
        Tensors("[-0,2]", "[3]"),
        Tensors("[+3,2]", "[3]"),
        Tensors("[3,2]", "[3]").Replace("weight", "w\\u0065ight", StringComparison.Ordinal),
        Tensors("[3,2]", "[3]").Replace("weight", "0\\u002eweight", StringComparison.Ordinal).Replace("bias", "0.bias", StringComparison.Ordinal),
        WithStrings("\"a\":\"\\ud83d\\ude00 \\\" \\\\ \\/ \\b\\f\\n\\r\\t\""),
        WithStrings("\"a\":\"\\ud83d\""),
        WithStrings("\"a\":\"\\ude00\\ud83d\""),
        WithStrings("\"a\":\"\\u12\""),
        WithStrings("\"a\":\"\\v\""),
        WithStrings("\"a\":\"\u0001\""),
        WithStrings("\"a\":\"1\",\"\\u0061\":\"2\""),
        WithStrings("\"lossgen.class_names\":\" [ \\\"a\\\" , \\\"b\\\",\\\"\\\\u0063\\\" ] \""),
        WithStrings("\"lossgen.class_names\":\"[\\\"a\\\",\\\"b\\\",\\\"c\\\",]\""),
        WithStrings("\"lossgen.class_names\":\"[\\\"a\\\",\\\"b\\\"]\""),
        WithStrings("\"lossgen.class_names\":\"\""),
        WithStrings("\"lossgen.class_names\":\"[\\\"a\\\",\\\"b\\\",3]\""),
        WithStrings("\"lossgen.task\":\"Multiclass\",\"lossgen.format\":\"1\""),
        WithStrings("\"lossgen.task\":\"Binary\""),
        "{}", "{ }", "{", "{\"", "{\"weight\"", "{\"weight\":", "{\"weight\":{}}", "{\"weight\":[]}", "{\"__metadata__\":null}", "{,}", "{} {}", "{}]",
    ];

    [Theory]
    [MemberData(nameof(Headers))]
    public void On_headers_at_the_edge_of_the_format(string header) => Agree(SafetensorsBytes.Of(header, new byte[36]));

    [Fact]
    public void On_sound_files_of_every_type()
    {
        foreach ((string type, int size) in new[] { ("F64", 8), ("F32", 4), ("F16", 2), ("BF16", 2) })
        {
            string header = "{" + SafetensorsBytes.Tensor("bias", "[3]", 0, 3 * size, type) + "," + SafetensorsBytes.Tensor("weight", "[3,2]", 3 * size, 9 * size, type) + "}";
            var random = new Random(size);
            int read = 0;
            for (int i = 0; i < 200; i++)
            {
                var data = new byte[9 * size];
                random.NextBytes(data);
                // Exponents in the middle of each type's range, or nothing but overflow would be seen.
                for (int last = size - 1; last < data.Length; last += size) data[last] = (byte)(random.Next(2) == 0 ? 0x3B : 0xBB);
                read += Agree(SafetensorsBytes.Of(header, data)) ? 1 : 0;
            }

            Assert.Equal(200, read);
        }
    }

    [Fact]
    public void On_headers_at_the_bounds_of_what_is_read()
    {
        // One below or at each bound, and one above it. The first of each pair may be refused for another reason, by both.
        foreach (int more in new[] { 0, 1 })
        {
            Agree(Of(Tensors("[3,2]", "[" + string.Join(",", Enumerable.Repeat("1", 64 + more)) + "]")));
            Agree(Of(Tensors("[3,2]", "[3]").Replace("\"data_offsets\":[", "\"data_offsets\":[" + (more == 0 ? "" : "0,"), StringComparison.Ordinal)));
            Agree(Of("{" + string.Join(",", Enumerable.Range(0, 1024 + more).Select(static i => SafetensorsBytes.Tensor($"{i}", "[]", 0, 4))) + "}"));
            Agree(Of(WithStrings(string.Join(",", Enumerable.Range(0, 1024 + more).Select(static i => $"\"{i}\":\"\"")))), reads: more == 0);
            Agree(Of(WithStrings("\"lossgen.class_names\":\"[" + string.Join(",", Enumerable.Repeat("\\\"\\\"", 65_536 + more)) + "]\"")));
        }

        // All strings of the header count, an escape as it stands.
        int others = Encoding.UTF8.GetByteCount("__metadata__aweightdtypeF32shapedata_offsetsbiasdtypeF32shapedata_offsets");
        foreach (int more in new[] { 0, 1 })
            Agree(Of(WithStrings("\"a\":\"\\n" + new string('x', (20 * 1024 * 1024) - others - 2 + more) + "\"")), reads: more == 0);

        static byte[] Of(string header) => SafetensorsBytes.Of(header, new byte[36]);
    }

    [Fact]
    public void On_bytes_that_are_not_UTF8()
    {
        (byte[] Text, bool IsUtf8)[] texts =
        [
            ([0xFF], false), ([0xC3], false), ([0xC3, 0xA9], true), ([0xC0, 0xAF], false), ([0xED, 0xA0, 0x80], false),
            ([0xF4, 0x90, 0x80, 0x80], false), ([0xF0, 0x9F, 0x98, 0x80], true), ([0xEF, 0xBB, 0xBF], true),
        ];
        foreach ((byte[] text, bool isUtf8) in texts)
        {
            byte[] file = SafetensorsBytes.Of(WithStrings("\"a\":\"####\""), new byte[36]);
            int at = file.AsSpan().IndexOf("####"u8);
            byte[] changed = [.. file[..at], .. text, .. file[(at + 4)..]];
            BitConverter.TryWriteBytes(changed, (long)(file.Length - 8 - 36 - 4 + text.Length));
            Assert.Equal(isUtf8, Agree(changed));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void On_files_changed_at_random()
    {
        byte[] sound = SafetensorsBytes.Of(WithStrings("\"lossgen.class_names\":\"[\\\"a\\\",\\\"b\\\",\\\"c\\\"]\",\"lossgen.loss\":\"0.5\""), new byte[36]);
        int headerLength = BitConverter.ToInt32(sound);
        var random = new Random(11);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] file = [.. sound];
            if (i % 4 == 0)
            {
                file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
            }
            else
            {
                var header = new StringBuilder(Encoding.UTF8.GetString(file, 8, headerLength));
                for (int edits = random.Next(1, 3); edits > 0; edits--)
                {
                    int at = random.Next(header.Length);
                    header.Remove(at, Math.Min(random.Next(3), header.Length - at)).Insert(at, Pieces[random.Next(Pieces.Length)]);
                }

                file = SafetensorsBytes.Of(header.ToString(), file.AsSpan(8 + headerLength));
            }

            read += Agree(file) ? 1 : 0;
        }

        Assert.InRange(read, Mutations / 100, Mutations / 2);
    }

    private void Agree(byte[] file, bool reads) => Assert.Equal(reads, Agree(file));

    /// <summary>Whether both have read the file; a failure unless both or neither have.</summary>
    private bool Agree(byte[] file)
    {
        string path = _folder.Write("model.safetensors", file);
        var model = new HandMadeModel();
        string? libraryRefuses = null, generatorRefuses = null;
        PretrainedWeights? weights = null;
        try
        {
            ModelFile.LoadInto(model, path);
        }
        catch (InvalidDataException fault)
        {
            libraryRefuses = fault.Message;
        }

        try
        {
            weights = WeightsReader.Read(file, "model.safetensors", Spec);
        }
        catch (InvalidDataException fault)
        {
            generatorRefuses = fault.Message;
        }

        Assert.True((libraryRefuses is null) == (generatorRefuses is null), $"library: {libraryRefuses ?? "reads"}\ngenerator: {generatorRefuses ?? "reads"}\n{Encoding.UTF8.GetString(file)}");
        if (generatorRefuses is not null)
        {
            // What JSON is, each says in its own words.
            if (!generatorRefuses.StartsWith("its header", StringComparison.Ordinal))
                Assert.Equal($"'{path}' cannot be loaded into HandMadeModel: {generatorRefuses}.", libraryRefuses);
            return false;
        }

        Assert.Equal(MemoryMarshal.Cast<float, int>(model.Parameters).ToArray(), weights!.Bits.ToArray());
        return true;
    }

    private static string WithStrings(string strings) => "{\"__metadata__\":{" + strings + "}," + Tensors("[3,2]", "[3]")[1..];

    private static string Tensors(string weightShape, string biasShape) =>
        "{" + SafetensorsBytes.Tensor("weight", weightShape, 0, 24) + "," + SafetensorsBytes.Tensor("bias", biasShape, 24, 36) + "}";

    /// <summary>A model written by hand, of which only shape and parameters matter.</summary>
    private sealed class HandMadeModel : ICrossEntropyModel<HandMadeModel>
    {
        private readonly float[] _parameters = new float[9];

        public static int FeatureCount => 2;

        public static int ClassCount => 3;

        public static int ParameterCount => 9;

        public static ClassificationTask Task => ClassificationTask.Multiclass;

        public Span<float> Parameters => _parameters;

        public void Logits(ReadOnlySpan<float> rows, Span<float> destination) => throw new NotSupportedException();

        public void Probabilities(ReadOnlySpan<float> rows, Span<float> destination) => throw new NotSupportedException();

        public double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options = null) => throw new NotSupportedException();

        public double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null) =>
            throw new NotSupportedException();

        public double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null) => throw new NotSupportedException();

        public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, TrainingOptions? options = null,
            IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public TrainingResult Fit(IEnumerable<TrainingBatch> batches, TrainingOptions? options = null,
            IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public double Update(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate) => throw new NotSupportedException();
    }
}
