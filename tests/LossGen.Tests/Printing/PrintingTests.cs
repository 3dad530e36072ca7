using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using LossGen.Tests.TypedRows;
using LossGen.Validation;
using Xunit;

namespace LossGen.Tests.Printing;

/// <summary>What a program prints with <c>Console.WriteLine</c>: names, sizes and numbers, never the name of a type in their place.</summary>
public sealed class PrintingTests
{
    /// <summary>The culture writes a decimal comma and a minus sign that is not ASCII.</summary>
    private static readonly CultureInfo Foreign = CultureInfo.GetCultureInfo("sv-SE");

    /// <summary>Only programs that carry messages between machines hold these, and print none.</summary>
    private static readonly Type[] PassedBetweenMachines = [typeof(RemoteFit<>), typeof(ShardExchange), typeof(ShardGroup), typeof(ShardWorker)];

    public static TheoryData<string> Types => [.. Printable.All.Keys];

    [Fact]
    public void Every_public_type_is_printed_here()
    {
        string[] types = [.. typeof(Evaluation).Assembly.GetExportedTypes()
            .Where(static type => type is { Namespace: "LossGen", IsNested: false, IsEnum: false, IsInterface: false, IsByRefLike: false } && !(type.IsAbstract && type.IsSealed)
                && !typeof(Attribute).IsAssignableFrom(type) && !typeof(Delegate).IsAssignableFrom(type) && type != typeof(Evaluation) && type != typeof(EpochProgress)
                && !typeof(Exception).IsAssignableFrom(type) && !PassedBetweenMachines.Contains(type))
            .Select(static type => type.Name)];
        Assert.True(types.Length > 20);
        Assert.Equal(types.Order(StringComparer.Ordinal), Printable.All.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void It_reads_the_same_in_every_culture_and_names_no_type_of_the_runtime(string type)
    {
        object one = Printable.All[type];
        string text = In(CultureInfo.InvariantCulture, one.ToString);
        Assert.Equal(text, In(Foreign, one.ToString));
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LossGen.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("`", text, StringComparison.Ordinal);
        Assert.False(text.Contains('{', StringComparison.Ordinal), text);
        Assert.NotEqual(type, text);
    }

    [Fact]
    public void The_lines_are_these()
    {
        Assert.Equal("Converged after 2 epochs: loss 0.25, 1.5 s", Printable.Result.ToString());
        Assert.Equal("epoch 1 of 2: loss 0.5, learning rate 0.125, gradient norm 1.5, 2.5 ms", Printable.Result.History[0].ToString());
        Assert.Equal(
            "200 epochs, Adam(beta1: 0.9, beta2: 0.999, epsilon: 1E-08), learning rate Constant(0.05), batch: the whole set, features standardised, L1 0.25, "
            + "L2 0.5, loss with class weights [0.5, 1.5], sample weights 150 from 0.5 to 0.5, label smoothing 0.25, focal gamma 2.5, "
            + "tolerance 0.125 for 1 epoch, target loss 0.75, threads: all, shuffled with seed 0", Printable.Options.ToString());
        Assert.Equal("100 epochs, the model's optimizer, learning rate automatic, batch size automatic, features standardised, L2 automatic, shuffled with seed 0", new TrainingOptions().ToString());
        Assert.Equal("100 epochs, the model's optimizer, learning rate Constant(0.5), batch size automatic, shuffled with seed 0", new TrainingOptions { LearningRate = 0.5 }.ToString());
        Assert.Equal("30 epochs, Lbfgs(memory: 10), features standardised, L2 automatic, in the order given", new TrainingOptions { Epochs = 30, Optimizer = Optimizer.Lbfgs(), Shuffle = false }.ToString());
        Assert.Equal("the plain mean", LossOptions.Default.ToString());
        Assert.Equal("Green: 0.5", new ClassProbability<Printable.Colour>(Printable.Colour.Green, 0.5f).ToString());
        Assert.Equal("Multiclass: 4 features, 3 classes (red, green, blue), 12 epochs, loss 0.25, EarlyStopped", Printable.Description.ToString());
        Assert.Equal("4-8-3: 67 parameters", Printable.All[nameof(ParameterLayout)].ToString());
        Assert.Equal("8 inputs, 3 units, weights from 40, biases from 64", Printable.All[nameof(LayerShape)].ToString());
        Assert.Equal("bias of layer 0: 8 x 1, parameters 32 to 39", Printable.All[nameof(ParameterBlock)].ToString());
        Assert.Equal("rows of 8 numbers, 2 labels, 2 sample weights", Printable.All[nameof(TrainingBatch)].ToString());
        Assert.Equal("rows of 8 numbers, 6 targets", new TrainingBatch(new float[8], new float[6]).ToString());
        Assert.Equal("Iris: Converged after 2 epochs: loss 0.25, 1.5 s (test)", Printable.All[nameof(TrainingReport)].ToString());
        Assert.Equal("TP 1, FP 2, FN 3, TN 4", new BinaryCounts(1, 2, 3, 4).ToString());
        Assert.Equal("false positive rate 0.5, true positive rate 0.75 at Infinity", new RocPoint(0.5, 0.75, double.PositiveInfinity).ToString());
        Assert.Equal("PGD, ε 0.25, 10 steps of 0.0625, random start", Printable.All[nameof(Adversary)].ToString());
        Assert.Equal("ε 0.25: accuracy 0.5, attacked 0.25, certified 0.125", new RobustPoint(0.25, 0.5, 0.25, 0.125).ToString());
        Assert.Equal("0 to 0.25: 0 with confidence NaN, accuracy NaN", new ReliabilityBin(0, 0.25, 0, double.NaN, double.NaN).ToString());
    }

    [Fact]
    public void The_history_of_a_run_says_how_far_the_loss_fell()
    {
        TrainingResult result = new Binary1().Fit(new float[] { -1, 1 }, new[] { 0, 1 }, new() { Epochs = 3, LearningRate = 1 });
        Assert.Matches(@"^3 epochs: loss 0\.6931 -> 0\.\d+$", result.History.ToString());
        Assert.Matches(@"^EpochsCompleted after 3 epochs: loss 0\.\d+, .+s$", result.ToString());
    }

    /// <summary>What is minimised with weights, smoothing or focus does not compare with the plain loss, and is named.</summary>
    [Fact]
    public void A_loss_that_is_no_plain_mean_is_named()
    {
        Assert.Equal("loss 0.6931", Of(null));
        Assert.Equal("loss 0.6931", Of(new()));
        Assert.Equal("weighted loss 0.6931", Of(new() { ClassWeights = new float[] { 1, 2 } }));
        Assert.Equal("weighted loss 0.6931", Of(new() { SampleWeights = new float[] { 1, 2 } }));
        Assert.Equal("smoothed loss 0.6931", Of(new() { LabelSmoothing = 0.1f }));
        Assert.Equal("weighted smoothed focal loss 0.1733", Of(new() { ClassWeights = new float[] { 1, 2 }, LabelSmoothing = 0.1f, FocalGamma = 2 }));

        // one step of next to no length: every probability stays at 1/2, and the focal factor is 1/4
        static string Of(LossOptions? loss)
        {
            TrainingResult result = new Binary1().Fit(new float[] { -1, 1 }, new[] { 0, 1 }, new() { Epochs = 1, LearningRate = 1e-9, Loss = loss });
            return result.ToString().Split(": ")[1].Split(',')[0];
        }
    }

    [Fact]
    public void Amounts_have_no_exponent()
    {
        Assert.Equal("5 bins from 20000 to 70000, smoothing 0.75", Bins.Uniform(25000, 65000, 5).ToString()); // half a bin beyond the outer centres
        Assert.Equal("mean absolute error   53342", RegressionEvaluation.Of([100_000f, 200_000f], [153_342.0, 253_342.0]).ToString().Split('\n')[1]);
        Assert.Equal(
            ["9999", "10000", "-10000", "999999999", "1E+09", "0.00012", "1.235", "NaN", "-Infinity"],
            new[] { 9999.4, 9999.5, -1e4, 999_999_999, 1e9, 0.00012, 1.23456, double.NaN, double.NegativeInfinity }.Select(Printed.Number));
    }

    /// <summary>A record boxes its public fields and properties to print them; of one that cannot be boxed that is invalid IL, which NativeAOT reports.</summary>
    [Fact]
    public void No_record_has_a_public_member_that_cannot_be_boxed()
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Type[] records = [.. typeof(Evaluation).Assembly.GetTypes().Where(static type => type.GetMethod("PrintMembers", Own) is not null)];
        Assert.True(records.Length > 40, $"{records.Length} records");
        Assert.Empty(records.SelectMany(
            static type => type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Where(static member => member is PropertyInfo { PropertyType.IsByRefLike: true } or FieldInfo { FieldType.IsByRefLike: true }),
            static (type, member) => $"{type.Name}.{member.Name}"));
    }

    [Fact]
    public void Counts_of_labels_are_a_table()
    {
        var counts = MultiLabelCounts.Of([1, 0, 1, 1, 0, 0], [0.75f, 0.25f, 0.25f, 0.75f, 0.5f, 0.75f], 2);
        Assert.Equal("""
            3 rows, 2 labels: subset accuracy 0.3333, Hamming loss 0.3333
            label  TP  FP  FN  TN     F1
                0   1   0   1   1  0.667
                1   1   1   0   1  0.667
            """.ReplaceLineEndings("\n"), counts.ToString());
    }

    [Fact]
    public void A_model_says_its_shape_and_whether_it_has_learnt_anything()
    {
        var model = new Multiclass4x3();
        Assert.Equal("Multiclass4x3: Multiclass, 4 features, 3 classes, 15 parameters all 0", model.ToString());
        (model.Parameters[3], model.Parameters[14]) = (-0.5f, 1.25f);
        Assert.Equal("Multiclass4x3: Multiclass, 4 features, 3 classes, 15 parameters from -0.5 to 1.25", In(Foreign, model.ToString));
        (model.Parameters[0], model.Parameters[1]) = (float.NaN, float.NegativeInfinity);
        Assert.Equal("Multiclass4x3: Multiclass, 4 features, 3 classes, 15 parameters of which 2 NaN or infinite", model.ToString());
        Assert.Equal("Binary1: Binary, 1 feature, 2 classes, 2 parameters all 0", new Binary1().ToString());
        Assert.Equal("MultiLabel4x3: MultiLabel, 4 features, 3 labels, 15 parameters all 0", new MultiLabel4x3().ToString());
    }

    [Fact]
    public void A_model_with_names_says_them() => Assert.Equal(
        "FlowerModel: Multiclass, 4 features (SepalLength, SepalWidth, PetalLength, PetalWidth), "
        + "3 classes (Setosa, Versicolor, Virginica), 15 parameters all 0", new FlowerModel().ToString());

    [Theory]
    [InlineData(typeof(LabelEvaluation))]
    [InlineData(typeof(MultiLabelEvaluation))]
    [InlineData(typeof(ConfusionMatrix))]
    [InlineData(typeof(MultiLabelCounts))]
    public void What_prints_as_a_table_is_one_line_in_a_debugger(Type type)
    {
        Assert.Equal("{Summary,nq}", type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        object one = Printable.All[type.Name];
        var summary = (string)type.GetProperty("Summary", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(one)!;
        Assert.DoesNotContain('\n', summary);
        Assert.Contains("60 rows", summary, StringComparison.Ordinal);
    }

    private static string In(CultureInfo culture, Func<string?> print)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            return print()!;
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
