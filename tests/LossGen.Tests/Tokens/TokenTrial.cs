namespace LossGen.Tests.Tokens;

/// <summary>A token model behind one face, with its independent counterpart in double precision.</summary>
internal abstract class TokenTrial
{
    /// <summary>The models by name.</summary>
    public static IReadOnlyDictionary<string, Func<TokenTrial>> All { get; } = new Dictionary<string, Func<TokenTrial>>
    {
        [nameof(Bigram5)] = () => new TokenTrial<Bigram5>(),
        [nameof(Bigram27)] = () => new TokenTrial<Bigram27>(),
        [nameof(Table27x3)] = () => new TokenTrial<Table27x3>(),
        [nameof(Table300x8)] = () => new TokenTrial<Table300x8>(),
        [nameof(OneHot5x8)] = () => new TokenTrial<OneHot5x8>(),
        [nameof(OneHot27x3)] = () => new TokenTrial<OneHot27x3>(),
        [nameof(OneHot5000x1)] = () => new TokenTrial<OneHot5000x1>(),
        [nameof(Embedded5x1)] = () => new TokenTrial<Embedded5x1>(),
        [nameof(Embedded5x3)] = () => new TokenTrial<Embedded5x3>(),
        [nameof(Embedded27x1)] = () => new TokenTrial<Embedded27x1>(),
        [nameof(Embedded300x3)] = () => new TokenTrial<Embedded300x3>(),
        [nameof(Embedded300x8)] = () => new TokenTrial<Embedded300x8>(),
        [nameof(Embedded5000x3)] = () => new TokenTrial<Embedded5000x3>(),
        [nameof(Network5x8)] = () => new TokenTrial<Network5x8>(),
        [nameof(Network27x3)] = () => new TokenTrial<Network27x3>(),
        [nameof(Network27x8)] = () => new TokenTrial<Network27x8>(),
        [nameof(Network300x1)] = () => new TokenTrial<Network300x1>(),
        [nameof(Network257x8)] = () => new TokenTrial<Network257x8>(),
        [nameof(Network5000x8)] = () => new TokenTrial<Network5000x8>(),
    };

    public abstract int Vocabulary { get; }

    public abstract int Context { get; }

    public abstract TokenReference Reference { get; }

    public abstract float[] Parameters { get; }

    /// <summary>Parameters that no unit is alike with, and logits of some units.</summary>
    public abstract void Randomize(int seed);

    public abstract double Loss(int[] contexts, int[] next, LossOptions? options = null);

    public abstract double Loss(int[] tokens, LossOptions? options = null);

    public abstract double LossAndGradient(int[] contexts, int[] next, float[] gradient, LossOptions? options = null);

    public abstract void Probabilities(int[] contexts, float[] destination);

    public abstract int Predict(int[] context);

    public abstract int TopK(int[] context, TokenProbability[] destination);

    public abstract int Sample(int[] context, Random random, double temperature = 1);

    public abstract TrainingResult Fit(int[] contexts, int[] next, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null);

    public abstract TrainingResult Fit(int[] tokens, TrainingOptions? options = null);

    public abstract double Update(int[] contexts, int[] next, float learningRate);

    /// <summary>Tokens that depend on those before them.</summary>
    public int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        var tokens = new int[count];
        for (int i = 1; i < count; i++) tokens[i] = random.Next(3) == 0 ? random.Next(Vocabulary) : ((tokens[i - 1] * 3) + 1 + random.Next(2)) % Vocabulary;
        return tokens;
    }

    /// <summary>The contexts of a stream one after another, and the token after each.</summary>
    public (int[] Contexts, int[] Next) Split(int[] tokens)
    {
        int count = tokens.Length - Context;
        return ([.. Enumerable.Range(0, count).SelectMany(i => tokens[i..(i + Context)])], tokens[Context..]);
    }
}

/// <inheritdoc/>
internal sealed class TokenTrial<TModel> : TokenTrial
    where TModel : class, INextTokenModel<TModel>, new()
{
    public TModel Model { get; } = new();

    public override int Vocabulary => TModel.VocabularySize;

    public override int Context => TModel.ContextLength;

    public override TokenReference Reference => new(
        TModel.VocabularySize, TModel.ContextLength, TModel.EmbeddingLength, [.. TModel.Layout.Layers.Select(layer => layer.Units)], TModel.Activation);

    public override float[] Parameters => Model.Parameters.ToArray();

    public override void Randomize(int seed)
    {
        var random = new Random(seed);
        foreach (ref float w in Model.Parameters) w = (float)((random.NextDouble() - 0.5) * 1.2);
    }

    public override double Loss(int[] contexts, int[] next, LossOptions? options = null) => Model.Loss(contexts, next, options);

    public override double Loss(int[] tokens, LossOptions? options = null) => Model.Loss(tokens, options);

    public override double LossAndGradient(int[] contexts, int[] next, float[] gradient, LossOptions? options = null) =>
        Model.LossAndGradient(contexts, next, gradient, options);

    public override void Probabilities(int[] contexts, float[] destination) => Model.Probabilities(contexts, destination);

    public override int Predict(int[] context) => Model.Predict(context);

    public override int TopK(int[] context, TokenProbability[] destination) => Model.TopK(context, destination);

    public override int Sample(int[] context, Random random, double temperature = 1) => Model.Sample(context, random, temperature);

    public override TrainingResult Fit(int[] contexts, int[] next, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null) =>
        Model.Fit(contexts, next, options, progress);

    public override TrainingResult Fit(int[] tokens, TrainingOptions? options = null) => Model.Fit(tokens, options);

    public override double Update(int[] contexts, int[] next, float learningRate) => Model.Update(contexts, next, learningRate);
}
