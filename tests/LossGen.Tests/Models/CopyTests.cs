using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>Copies of models: the same numbers, and lives of their own.</summary>
public sealed class CopyTests
{
    private readonly float[] _rows = new TestData(1).Rows(40, 4);
    private readonly int[] _labels = new TestData(2).Labels(40, 3);

    [Fact]
    public void A_clone_has_the_parameters_and_the_scaling_and_goes_its_own_way()
    {
        Multiclass4x3 model = Trained(), clone = model.Clone();
        Near.SameBits(model.Parameters, clone.Parameters, "parameters");
        Assert.Same(model.Scaling, clone.Scaling);

        float[] before = model.Parameters.ToArray();
        Multiclass4x3 second = model.Clone();
        clone.Update(_rows, _labels, 0.1f);
        clone.Fit(_rows, _labels, new() { Epochs = 1, Standardize = false });
        Near.SameBits(before, model.Parameters, "parameters of the original");
        Assert.NotNull(model.Scaling);

        model.Parameters.Clear();
        Near.SameBits(before, second.Parameters, "parameters of the copy");
    }

    [Fact]
    public void So_does_that_of_a_network()
    {
        var model = new Networks.Relu4x8x3(seed: 5);
        model.Fit(_rows, _labels, new() { Epochs = 2, Standardize = true });
        Networks.Relu4x8x3 clone = model.Clone();
        Near.SameBits(model.Parameters, clone.Parameters, "parameters");
        clone.Initialize(1);
        Assert.NotNull(model.Scaling);
        Assert.NotEqual(model.Parameters.ToArray(), clone.Parameters.ToArray());
    }

    [Fact]
    public void A_clone_of_the_shared_model_can_be_trained()
    {
        Files.PretrainedIris clone = Files.PretrainedIris.Pretrained.Clone();
        Near.SameBits(Files.PretrainedIris.PretrainedParameters.ToArray(), clone.Parameters, "parameters");
        clone.Update(_rows, _labels, 0.1f);
        Assert.NotEqual(Files.PretrainedIris.PretrainedParameters.ToArray(), clone.Parameters.ToArray());
        clone.CopyFrom(Files.PretrainedIris.Pretrained);
        Near.SameBits(Files.PretrainedIris.PretrainedParameters.ToArray(), clone.Parameters, "parameters");
    }

    [Fact]
    public void A_clone_taken_while_the_model_is_trained_is_free()
    {
        var model = new Multiclass4x3();
        var clones = new List<Multiclass4x3>();
        model.Fit(_rows, _labels, new() { Epochs = 3 }, new Reporter(_ => clones.Add(model.Clone())));
        Near.SameBits(model.Parameters, clones[2].Parameters, "parameters");
        foreach (Multiclass4x3 clone in clones) clone.Update(_rows, _labels, 0.1f);
    }

    [Fact]
    public void Copying_takes_over_parameters_and_scaling()
    {
        Multiclass4x3 model = Trained(), copy = new();
        copy.CopyFrom(model);
        Near.SameBits(model.Parameters, copy.Parameters, "parameters");
        Assert.Same(model.Scaling, copy.Scaling);
        copy.CopyFrom(copy);
        Near.SameBits(model.Parameters, copy.Parameters, "parameters");
        copy.CopyFrom(new Multiclass4x3());
        Assert.Null(copy.Scaling);
        Assert.All(copy.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));
        Assert.Throws<ArgumentNullException>("other", () => copy.CopyFrom(null!));
    }

    [Fact]
    public void Copying_allocates_nothing()
    {
        Multiclass4x3 model = Trained(), copy = new();
        Assert.Equal(0, Allocation.Of(() => copy.CopyFrom(model)));
    }

    [Fact]
    public void What_else_a_class_has_is_copied_field_by_field_and_no_constructor_is_needed()
    {
        var model = new ModelWithMembers("the first") { Threshold = 0.7f };
        model.Parameters[3] = 4;
        ModelWithMembers clone = model.Clone();
        Assert.Equal(("the first", 0.7f, 4), (clone.Name, clone.Threshold, clone.Parameters[3]));
        clone.Threshold = 1;
        clone.Parameters[3] = 5;
        Assert.Equal((0.7f, 4), (model.Threshold, model.Parameters[3]));
    }

    [Fact]
    public void Code_that_is_generic_over_models_copies_them()
    {
        Multiclass4x3 model = Trained();
        Near.SameBits(model.Parameters, CloneOf(model).Parameters, "parameters");
        ICrossEntropyModel<Multiclass4x3> face = new Multiclass4x3();
        face.CopyFrom(model);
        Assert.Same(model.Scaling, face.Scaling);
    }

    [Fact]
    public void A_model_written_by_hand_is_copied_into_and_says_that_it_has_no_clone()
    {
        ICrossEntropyModel<HandWritten> model = new HandWritten(), other = new HandWritten();
        other.Parameters[1] = 7;
        model.CopyFrom((HandWritten)other);
        Assert.Equal([0, 7], model.Parameters.ToArray());
        Assert.Null(model.Scaling);
        Assert.Contains("HandWritten", Assert.Throws<NotSupportedException>(() => model.Clone()).Message);
    }

    private static TModel CloneOf<TModel>(TModel model)
        where TModel : class, ICrossEntropyModel<TModel> => model.Clone();

    private Multiclass4x3 Trained()
    {
        var model = new Multiclass4x3();
        model.Fit(_rows, _labels, new() { Epochs = 5, Standardize = true });
        return model;
    }
}

/// <summary>A model that implements what the interface demanded in its first version.</summary>
internal sealed class HandWritten : ICrossEntropyModel<HandWritten>
{
    private readonly float[] _parameters = new float[2];

    public static int FeatureCount => 1;

    public static int ClassCount => 2;

    public static int ParameterCount => 2;

    public static ClassificationTask Task => ClassificationTask.Binary;

    public Span<float> Parameters => _parameters;

    public void Logits(ReadOnlySpan<float> rows, Span<float> destination) => throw new NotSupportedException();

    public void Probabilities(ReadOnlySpan<float> rows, Span<float> destination) => throw new NotSupportedException();

    public double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options = null) => throw new NotSupportedException();

    public double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null) =>
        throw new NotSupportedException();

    public double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null) =>
        throw new NotSupportedException();

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public TrainingResult Fit(IEnumerable<TrainingBatch> batches, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public double Update(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate) => throw new NotSupportedException();
}

/// <summary>A model with state of its own, which no constructor without arguments makes.</summary>
[CrossEntropyModel(4, 3)]
public sealed partial class ModelWithMembers(string name)
{
    public string Name { get; } = name;

    public float Threshold { get; set; }
}
