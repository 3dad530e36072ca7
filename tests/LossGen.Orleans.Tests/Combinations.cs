using System.Collections.Concurrent;
using LossGen.Tests.Training.Shards;
using Orleans;

namespace LossGen.Orleans.Tests;

/// <summary>Each method with each setting, singly and all together, on each kind of model.</summary>
/// <param name="Model">The kind of model: <see cref="Kinds"/>.</param>
/// <param name="Method">"descent", "adam" or "lbfgs".</param>
/// <param name="Setting">"plain", a setting, or "all" of them.</param>
/// <param name="IsStreamed">Whether the shards are streamed and not kept.</param>
internal sealed record Combination(string Model, string Method, string Setting, bool IsStreamed)
{
    private static readonly ConcurrentDictionary<Combination, (float[] Parameters, TrainingResult Result)> OnOneThread = [];

    private static readonly string[] Kinds =
        ["linear", "hidden layers", "sparse", "sparse, hidden layers", "numbers", "numbers, learned bins", "tokens", "tokens, hidden layers"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Combination> All { get; } =
    [
        .. from model in Kinds
           from method in new[] { "descent", "adam", "lbfgs" }
           from setting in new[] { "plain", "L2", "class weights", "Standardize", "validation", "all", "all, streamed" }
           where setting != "Standardize" || !(model.StartsWith("sparse", StringComparison.Ordinal) || model.StartsWith("tokens", StringComparison.Ordinal))
           select new Combination(model, method, setting.Split(',')[0], setting.EndsWith("streamed", StringComparison.Ordinal)),
    ];

    private bool IsOfTokens => Model.StartsWith("tokens", StringComparison.Ordinal);

    private bool CanStandardize => !IsOfTokens && !Model.StartsWith("sparse", StringComparison.Ordinal);

    private string Set => Model switch
    {
        "numbers" => "numbers",
        "numbers, learned bins" => "readings",
        _ => IsOfTokens ? "" : CanStandardize ? "dense" : "words",
    } + (Has("validation") ? "" : " unvalidated") + (IsStreamed ? " streamed" : "");

    private int Classes => IsOfTokens ? TestTexts.Vocabulary : Model.StartsWith("numbers", StringComparison.Ordinal) ? 11 : 5;

    private float[] ClassWeights => [.. Enumerable.Range(0, Classes).Select(static k => 0.5f + (k % 3))];

    private TrainingOptions Options => new TrainingOptions
    {
        Epochs = 4,
        BatchSize = 60,
        Seed = 3,
        LearningRate = Method == "adam" ? 0.01 : 0.1,
        Optimizer = Method switch { "descent" => Optimizer.GradientDescent(), "adam" => Optimizer.Adam(), _ => Optimizer.Lbfgs() },
        L2 = Has("L2") ? 0.01 : 0,
        Loss = Has("class weights") ? new LossOptions { ClassWeights = ClassWeights } : null,
        Standardize = Has("Standardize") && CanStandardize,
    };

    /// <summary>What one thread makes of it, computed once.</summary>
    public (float[] Parameters, TrainingResult Result) Expected => OnOneThread.GetOrAdd(this, static combination => combination.Local(threads: 1));

    /// <summary>What some threads of this process make of it.</summary>
    public (float[] Parameters, TrainingResult Result) Local(int threads)
    {
        TrainingOptions options = Options with { MaxDegreeOfParallelism = threads };
        return Model switch
        {
            "linear" => Fit(new ShardClasses()),
            "hidden layers" => Fit(new ShardNetwork()),
            "sparse" => Fit(new ShardWords()),
            "numbers" => Fit(new ShardNumbers()),
            "numbers, learned bins" => Fit(new ShardReadings()),
            "tokens" => FitTexts(new ShardBigrams()),
            "tokens, hidden layers" => FitTexts(new ShardTexts()),
            _ => Fit(new ShardWordNetwork()),
        };

        (float[], TrainingResult) Fit<TModel>(TModel model)
            where TModel : class, IClassifier<TModel>
        {
            TrainingResult result = model.Fit(TrainingSets.Create(Set), options);
            return (model.Parameters.ToArray(), result);
        }

        (float[], TrainingResult) FitTexts<TModel>(TModel model)
            where TModel : class, INextTokenModel<TModel>
        {
            TrainingResult result = model.Fit(TrainingSets.CreateTexts(Set), options);
            return (model.Parameters.ToArray(), result);
        }
    }

    /// <summary>What a cluster makes of it.</summary>
    public Task<(float[] Parameters, TrainingResult Result)> On(IGrainFactory client, int threads)
    {
        return Model switch
        {
            "linear" => Fit<ShardClasses>(),
            "hidden layers" => Fit<ShardNetwork>(),
            "sparse" => Fit<ShardWords>(),
            "numbers" => Fit<ShardNumbers>(),
            "numbers, learned bins" => Fit<ShardReadings>(),
            "tokens" => Fit<ShardBigrams>(),
            "tokens, hidden layers" => Fit<ShardTexts>(),
            _ => Fit<ShardWordNetwork>(),
        };

        async Task<(float[], TrainingResult)> Fit<TModel>()
            where TModel : class, IClassifier<TModel>, new()
        {
            (TModel model, TrainingResult result) = await client.FitAsync<TModel>(new(IsOfTokens ? "texts" : "rows", Set), Options with { MaxDegreeOfParallelism = threads });
            return (model.Parameters.ToArray(), result);
        }
    }

    private bool Has(string setting) => Setting == "all" || Setting == setting;
}
