using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>A worker of another model than that of the run is refused, also where both have as many parameters.</summary>
public sealed class ShardModelFactsTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 2, BatchSize = 20, LearningRate = 0.1 };

    [Fact]
    public void Another_task() =>
        Refused<ShardLabels>(ShardTraining.CreateWorker<ShardClasses>(Shards, name: "node 7"), nameof(ShardClasses), "but MultiLabel in the run", "it has task ");

    [Fact]
    public void Another_activation() =>
        Refused<ShardNetwork>(ShardTraining.CreateWorker<ShardReluNetwork>(Shards, name: "node 7"), nameof(ShardReluNetwork), "it has activation Relu, but Tanh in the run;");

    [Fact]
    public void Other_layers() =>
        Refused<ShardClasses>(ShardTraining.CreateWorker<ShardNetwork>(Shards, name: "node 7"), nameof(ShardNetwork), "layers 20-16-9-5: ", ", but 20-5: ");

    [Fact]
    public void Another_kind_of_rows() => Refused<ShardClasses>(
        ShardTraining.CreateWorker<ShardWords>(Shards, name: "node 7"), nameof(ShardWords), "it has input sparse rows of 300 features, but dense rows of 20 features in the run");

    [Fact]
    public void Tokens_for_rows() => Refused<ShardClasses>(
        ShardTraining.CreateWorker<ShardTexts>(new TestTexts([40, 40]), name: "node 7"), nameof(ShardTexts), "it has input contexts of 3 tokens of 4 numbers, but dense rows");

    [Fact]
    public void Another_class_of_the_same_model_is_as_good()
    {
        var expected = new ShardClasses();
        expected.Fit(Shards, Short);
        using ShardWorker worker = ShardTraining.CreateWorker<ShardTwin>(Shards);
        var model = new ShardClasses();
        model.Fit(new One(worker), Short);
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    private static TestShards Shards => new([30, 30]);

    private static void Refused<TModel>(ShardWorker worker, string name, params string[] differences)
        where TModel : class, IClassifier<TModel>, new()
    {
        using (worker)
        {
            TModel model = new(), same = new();
            ShardException fault = Assert.Throws<ShardException>(() => model.Fit(new One(worker), Short));
            Assert.Equal((-1, "node 7"), (fault.Shard, fault.Place));
            Assert.Contains($"it computes {name} (", fault.Message);
            Assert.Contains($"but the training run is of {typeof(TModel).Name} (", fault.Message);
            foreach (string difference in differences) Assert.Contains(difference, fault.Message);
            Assert.EndsWith("expected the same model on all machines.", fault.Message);
            Assert.Equal(same.Parameters, model.Parameters);
        }
    }

    private sealed class One(ShardWorker worker) : ShardGroup
    {
        public override int Count => 2;

        public override void Exchange(ShardExchange exchange)
        {
            while (!exchange.Receive(0, 2, worker.Answer(exchange.Request(0, 2).Span).Span))
            {
                // The worker is introduced to the run.
            }
        }
    }
}
