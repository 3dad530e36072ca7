using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>What is saved is loaded again bit for bit, and the file is what the format demands.</summary>
public sealed class RoundTripTests
{
    private static readonly TrainingResult Training = new()
    {
        StopReason = StopReason.Converged,
        Epochs = 17,
        Loss = 0.1 + 0.2,
        History = [],
        Duration = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public void Every_task_and_size_comes_back_bit_for_bit()
    {
        RoundTrip<Binary1>();
        RoundTrip<Binary30>();
        RoundTrip<Binary784>();
        RoundTrip<Multiclass1x2>();
        RoundTrip<Multiclass4x3>();
        RoundTrip<Multiclass784x10>();
        RoundTrip<Multiclass2x20000>();
        RoundTrip<MultiLabel1x2>();
        RoundTrip<MultiLabel257x11>();
        RoundTrip<NamedModel>();
    }

    [Fact]
    public void The_members_of_a_model_do_the_same_as_the_generic_ones()
    {
        using var folder = new TemporaryFolder();
        var model = new Multiclass4x3();
        Fill(model.Parameters, seed: 3);
        string path = folder.PathOf("model.safetensors");
        model.Save(path, Training);
        using var stream = new MemoryStream();
        model.Save(stream, Training);
        using var generic = new MemoryStream();
        ModelFile.Save(model, generic, Training);

        Assert.Equal(File.ReadAllBytes(path), stream.ToArray());
        Assert.Equal(generic.ToArray(), stream.ToArray());
        Assert.Equal(BitsOf(model.Parameters), BitsOf(Multiclass4x3.Load(path).Parameters));
        stream.Position = 0;
        Assert.Equal(BitsOf(model.Parameters), BitsOf(Multiclass4x3.Load(stream).Parameters));
        Assert.Equal(BitsOf(model.Parameters), BitsOf(ModelFile.Load<Multiclass4x3>(path).Parameters));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var model = new Multiclass1x2();
        float[] numbers = [1, -2, float.Epsilon, -0f];
        numbers.CopyTo(model.Parameters);
        using var stream = new MemoryStream();
        model.Save(stream, Training);

        const string header = """
            {"__metadata__":{"lossgen.format":"1","lossgen.task":"Multiclass","lossgen.features":"1","lossgen.classes":"2","lossgen.epochs":"17","lossgen.loss":"0.30000000000000004","lossgen.stop_reason":"Converged"},"weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"bias":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}
            """;
        string padded = header.PadRight((header.Length + 7) / 8 * 8);
        var data = new byte[16];
        for (int i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * i), numbers[i]);
        Assert.Equal(TensorFile.Of(padded, data), stream.ToArray());
    }

    [Fact]
    public void The_header_ends_where_eight_bytes_do_whatever_it_holds()
    {
        Assert.Equal(0, DataStart(new Binary1()) % 8);
        Assert.Equal(0, DataStart(new Multiclass13x3()) % 8);
        Assert.Equal(0, DataStart(new MultiLabel100x33()) % 8);
        Assert.Equal(0, DataStart(new NamedModel()) % 8);

        static long DataStart<TModel>(TModel model)
            where TModel : class, ICrossEntropyModel<TModel> => 8 + BinaryPrimitives.ReadInt64LittleEndian(BytesOf(model));
    }

    [Fact]
    public void Names_are_JSON_within_a_string_and_come_back()
    {
        byte[] bytes = BytesOf(new NamedModel());
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, length));
        string names = header.RootElement.GetProperty("__metadata__").GetProperty("lossgen.class_names").GetString()!;
        using JsonDocument array = JsonDocument.Parse(names);
        Assert.Equal("virginica \"ß\" \\ 鳶尾", array.RootElement[2].GetString());

        ModelFileDescription description = ModelFile.Describe(new MemoryStream(bytes));
        Assert.Equal(["length", "breadth"], description.FeatureNames);
        Assert.Equal(["setosa", "versicolor", "virginica \"ß\" \\ 鳶尾"], description.ClassNames);
    }

    [Fact]
    public void A_description_tells_what_was_saved()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("model.safetensors");
        new Binary30().Save(path, Training);
        ModelFileDescription description = ModelFile.Describe(path);
        Assert.Equal(30, description.Features);
        Assert.Equal(2, description.Classes);
        Assert.Equal(ClassificationTask.Binary, description.Task);
        Assert.Empty(description.FeatureNames);
        Assert.Empty(description.ClassNames);
        Assert.Equal(17, description.Epochs);
        Assert.Equal(0.1 + 0.2, description.Loss);
        Assert.Equal(StopReason.Converged, description.StopReason);
        Assert.Equal(1, description.FormatVersion);

        new MultiLabel7x5().Save(path);
        description = ModelFile.Describe(path);
        Assert.Equal(ClassificationTask.MultiLabel, description.Task);
        Assert.Equal((7, 5), (description.Features, description.Classes));
        Assert.Null(description.Epochs);
        Assert.Null(description.Loss);
        Assert.Null(description.StopReason);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(5e-324)]
    [InlineData(1.7976931348623157e308)]
    public void Any_loss_comes_back(double loss)
    {
        using var stream = new MemoryStream();
        new Binary2().Save(stream, Training with { Loss = loss, StopReason = StopReason.Diverged });
        stream.Position = 0;
        ModelFileDescription description = ModelFile.Describe(stream);
        Assert.Equal(loss, description.Loss);
        Assert.Equal(StopReason.Diverged, description.StopReason);
    }

    [Fact]
    public void The_culture_of_the_machine_does_not_show()
    {
        byte[] here = Bytes();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            Assert.Equal(here, Bytes());
            Assert.Equal(17, ModelFile.Describe(new MemoryStream(here)).Epochs);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static byte[] Bytes()
        {
            using var stream = new MemoryStream();
            new Multiclass4x3().Save(stream, Training with { Loss = -1234.5 });
            return stream.ToArray();
        }
    }

    [Fact]
    public void A_stream_is_written_and_read_at_its_position_and_left_open_behind_the_file()
    {
        var first = new Multiclass4x3();
        var second = new Binary2();
        Fill(first.Parameters, seed: 1);
        Fill(second.Parameters, seed: 2);
        using var stream = new MemoryStream();
        stream.Write("head"u8);
        first.Save(stream);
        second.Save(stream, Training);
        stream.Write("tail"u8);

        stream.Position = 4;
        Assert.Equal(BitsOf(first.Parameters), BitsOf(Multiclass4x3.Load(stream).Parameters));
        Assert.Equal(BitsOf(second.Parameters), BitsOf(Binary2.Load(stream).Parameters));
        Assert.Equal("tail", Encoding.ASCII.GetString(stream.ToArray()[(int)stream.Position..]));

        var trickle = new TricklingStream([.. stream.ToArray()[4..]]);
        Assert.Equal(BitsOf(first.Parameters), BitsOf(Multiclass4x3.Load(trickle).Parameters));
        Assert.Equal(BitsOf(second.Parameters), BitsOf(Binary2.Load(trickle).Parameters));
        Assert.Equal(stream.Length - 8, trickle.Taken);
    }

    [Fact]
    public void A_description_reads_the_header_and_no_further()
    {
        byte[] bytes = BytesOf(new Multiclass4x3());
        var stream = new TricklingStream(bytes);
        ModelFile.Describe(stream);
        Assert.Equal(bytes.Length - (15 * sizeof(float)), stream.Taken);
    }

    [Fact]
    public void What_is_baked_in_by_the_build_is_what_the_file_holds()
    {
        PretrainedIris loaded = PretrainedIris.Load(Path.Combine(AppContext.BaseDirectory, "Files", "pretrained.safetensors"));
        Assert.Equal(BitsOf(loaded.Parameters), BitsOf(PretrainedIris.PretrainedParameters));
        Assert.Equal(BitsOf(loaded.Parameters), BitsOf(((ICrossEntropyModel<PretrainedIris>)PretrainedIris.Pretrained).ReadOnlyParameters));
        Assert.Same(PretrainedIris.Pretrained, PretrainedIris.Pretrained);
        Assert.Equal(1, PretrainedIris.Pretrained.Predict([5.9f, 3.0f, 4.2f, 1.5f]));
        Assert.Equal(0, Allocation.Of(static () => ReadBaked()));
    }

    // Optimised from the first call: code that is not yet optimised makes such a span by a call, which allocates 64 bytes on .NET 8.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ReadBaked() => PretrainedIris.PretrainedParameters[14] + PretrainedIris.Pretrained.Predict([5.9f, 3.0f, 4.2f, 1.5f]);

    private static void RoundTrip<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        using var folder = new TemporaryFolder();
        var model = new TModel();
        Fill(model.Parameters, seed: TModel.ParameterCount);
        string path = folder.PathOf("model.safetensors");
        ModelFile.Save(model, path, Training);
        Assert.Equal(BitsOf(model.Parameters), BitsOf(ModelFile.Load<TModel>(path).Parameters));

        // Equal models, equal bytes; and a file that is loaded and saved again is the same file.
        ModelFile.Save(ModelFile.Load<TModel>(path), folder.PathOf("again.safetensors"), Training);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder.PathOf("again.safetensors")));
        Assert.Equal(["again.safetensors", "model.safetensors"], folder.Names);
    }

    internal static byte[] BytesOf<TModel>(TModel model)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        using var stream = new MemoryStream();
        ModelFile.Save(model, stream);
        return stream.ToArray();
    }

    /// <summary>Finite numbers of every magnitude, with denormals and both zeros among the first.</summary>
    internal static void Fill(Span<float> parameters, int seed)
    {
        float[] special = [-0f, float.Epsilon, -1.1754942E-38f, float.MaxValue, -float.MaxValue, 0f, 0.1f];
        var random = new Random(seed);
        for (int i = 0; i < parameters.Length; i++)
        {
            float any = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            parameters[i] = i < special.Length ? special[i] : float.IsFinite(any) ? any : i;
        }
    }

    internal static int[] BitsOf(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
