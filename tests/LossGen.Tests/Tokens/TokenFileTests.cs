using System.Text;
using LossGen.Tests.Files;
using Xunit;

namespace LossGen.Tests.Tokens;

/// <summary>Files of next-token models: they come back to the bit, and those of other models are refused with what differs.</summary>
public class TokenFileTests
{
    [Fact]
    public void A_model_comes_back_to_the_bit()
    {
        RoundTrip(new Bigram27(), "weight", "bias");
        RoundTrip(new Table27x3(), "weight", "bias");
        RoundTrip(new OneHot27x3(), "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias");
        RoundTrip(new Embedded5x3(), "embedding.weight", "weight", "bias");
        RoundTrip(new Network27x3(), "embedding.weight", "0.weight", "0.bias", "2.weight", "2.bias");
        RoundTrip(new Network300x1(), "embedding.weight", "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias");
    }

    [Fact]
    public void A_file_of_another_model_is_refused_and_changes_nothing()
    {
        Refused<Bigram27, Bigram5>();
        Refused<Bigram27, Table27x3>();
        Refused<Network27x3, OneHot27x3>();
        Refused<Network27x3, Embedded5x3>();
        Refused<Embedded5x3, Embedded5x1>();
    }

    private static void RoundTrip<TModel>(TModel model, params string[] names)
        where TModel : class, INextTokenModel<TModel>, new()
    {
        var random = new Random(3);
        foreach (ref float w in model.Parameters) w = random.NextSingle() - 0.5f;
        using var stream = new MemoryStream();
        ModelFile.Save(model, stream);
        string header = Encoding.UTF8.GetString(stream.ToArray(), 8, (int)BitConverter.ToInt64(stream.ToArray()));
        Assert.All(names, name => Assert.Contains($"\"{name}\":", header));
        stream.Position = 0;
        TModel loaded = ModelFile.Load<TModel>(stream);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
        Assert.Contains(typeof(TModel).Name, loaded.ToString());

        using var folder = new TemporaryFolder();
        ModelFile.Save(model, folder.PathOf("model.safetensors"));
        ModelFileDescription facts = ModelFile.Describe(folder.PathOf("model.safetensors"));
        Assert.Equal(TModel.VocabularySize, facts.Classes);
        Assert.Equal(TModel.ContextLength, facts.Context);
    }

    private static void Refused<TSaved, TLoaded>()
        where TSaved : class, INextTokenModel<TSaved>, new()
        where TLoaded : class, INextTokenModel<TLoaded>, new()
    {
        using var stream = new MemoryStream();
        ModelFile.Save(new TSaved(), stream);
        stream.Position = 0;
        var model = new TLoaded();
        float[] before = model.Parameters.ToArray();
        Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, stream));
        Assert.Equal(before, model.Parameters.ToArray());
    }
}
