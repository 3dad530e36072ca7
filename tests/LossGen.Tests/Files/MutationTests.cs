using System.Text;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>Files changed at random: each is refused with the one exception there is for it, or gives a model of finite numbers; none costs memory.</summary>
public sealed class MutationTests
{
    private const int Mutations = 20_000;
    private const long MemoryLimit = 1_000_000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "9", "-1", "1e9", "18446744073709551616", "null", "true", "weight", "bias", "dtype", "shape",
        "data_offsets", "__metadata__", "lossgen.class_names", "F64", "F16", "\\u0000", "\\ud800", "\0", " ", "[[[[[[[[",
    ];

    [Fact]
    public void Bytes_changed_anywhere() => Try((file, random) =>
    {
        for (int i = random.Next(1, 4); i > 0; i--) file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
        return file;
    });

    [Fact]
    public void Ends_cut_off_and_parts_taken_out() => Try(static (file, random) =>
    {
        int start = random.Next(file.Length), length = random.Next(file.Length - start);
        return random.Next(2) == 0 ? file[..start] : [.. file[..start], .. file[(start + length)..]];
    });

    [Fact]
    public void Pieces_put_in_their_like_into_a_header_of_the_right_length() => Try(static (file, random) =>
    {
        int headerLength = BitConverter.ToInt32(file);
        var header = new StringBuilder(Encoding.UTF8.GetString(file, 8, headerLength));
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(header.Length);
            header.Remove(at, Math.Min(random.Next(3), header.Length - at)).Insert(at, Pieces[random.Next(Pieces.Length)]);
        }

        return TensorFile.Of(header.ToString(), file.AsSpan(8 + headerLength));
    });

    private static void Try(Func<byte[], Random, byte[]> mutate)
    {
        byte[][] files =
        [
            RoundTripTests.BytesOf(new NamedModel()),
            TensorFile.Of(TensorFile.Header(3, 2, "F64", "0."), new double[9]),
            TensorFile.Of(TensorFile.Header(3, 2, "F16"), new ushort[9]),
        ];
        var random = new Random(5);
        int refused = 0, loaded = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] file = mutate([.. files[i % files.Length]], random);
            var model = new NamedModel();
            model.Parameters.Fill(float.NaN);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ModelFile.LoadInto(model, new MemoryStream(file));
                loaded++;
                Assert.All(model.Parameters.ToArray(), static parameter => Assert.True(float.IsFinite(parameter)));
            }
            catch (InvalidDataException)
            {
                refused++;
                Assert.All(model.Parameters.ToArray(), static parameter => Assert.True(float.IsNaN(parameter)));
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryLimit);
        }

        // Both must happen for the test to mean anything; most changes of a header are seen.
        Assert.InRange(refused, Mutations / 10, Mutations);
        Assert.InRange(loaded, 1, Mutations);
    }
}
