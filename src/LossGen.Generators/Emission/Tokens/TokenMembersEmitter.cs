using LossGen.Generators.Emission.Members;
using LossGen.Generators.Specification;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Tokens;

/// <summary>Writes the public members of a model of the next token: documentation for the user, and one call into the engine each.</summary>
/// <param name="code">Where to.</param>
/// <param name="spec">The model.</param>
/// <param name="engine">The engine for the model's kernels.</param>
internal sealed class TokenMembersEmitter(CodeWriter code, TokenModelSpec spec, string engine)
{
    private const string Busy = "Another call is training or otherwise changing the model.";
    private const string Options = "Weights, label smoothing, focal loss; null: none of them.";
    private const string Loss = "L = log Σ exp(z_k) − z_y for the next token y, in nats: exp of it is the perplexity.";

    private readonly MemberTypes _types = MemberTypes.Of(spec.Class);
    private readonly InstanceEmitter _instances = new(code, spec.Class, engine);
    private readonly string _self = spec.Class.QualifiedName;
    private readonly string _contexts = $"n x {Number(spec.Context)} tokens, the oldest of each context first.";
    private readonly string _token = $"0 to {Number(spec.Vocabulary - 1)}";

    private string Next => $"The token after each context, {_token}.";

    public void Emit()
    {
        Constants();
        Parameters();
        _instances.Copies();
        Reading();
        Learning();
        new FileMembersEmitter(code, spec.Class).Emit();
        if (!spec.Class.EmitToString) return;
        Doc("Name, counts and the range of the parameters, in one line.").End();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line("public override string ToString() => global::LossGen.Models.ModelText.Of(this);").Line();
    }

    private void Constants()
    {
        Constant(TokenMembers.VocabularySize, spec.Vocabulary, "Different tokens.");
        Constant(TokenMembers.ContextLength, spec.Context, "Tokens that the next one is predicted from.");
        Constant(ModelMembers.ParameterCount, spec.Layout.Count, ParameterLayoutText + ".");
        string face = $"global::LossGen.INextTokenModel<{_self}>", classifier = $"global::LossGen.IClassifier<{_self}>";
        code.Line($"static int {face}.VocabularySize => VocabularySize;").Line();
        code.Line($"static int {face}.ContextLength => ContextLength;").Line();
        code.Line($"static int {face}.EmbeddingLength => {Number(spec.Embedding)};").Line();
        code.Line($"static int {classifier}.FeatureCount => ContextLength;").Line();
        code.Line($"static int {classifier}.ClassCount => VocabularySize;").Line();
        code.Line($"static int {classifier}.ParameterCount => ParameterCount;").Line();
        code.Line($"static global::LossGen.ParameterLayout {classifier}.Layout => {engine}.Layout;").Line();
        code.Line($"static global::LossGen.Training.ShardModel {classifier}.Shards => {engine}.Shards;").Line();
        if (spec.Class.IsNetwork) code.Line($"static global::LossGen.Activation? {classifier}.Activation => global::LossGen.Activation.{spec.Class.Activation};").Line();
        code.Line($"static global::LossGen.ClassificationTask {classifier}.Task => global::LossGen.ClassificationTask.Multiclass;").Line();
    }

    private string ParameterLayoutText
    {
        get
        {
            IEnumerable<string> layers = spec.Layout.Blocks.Where(static block => !block.IsVector)
                .Skip(spec.HasTable ? 0 : 1)
                .Select(block => $"{Number(block.Rows)} x {Number(block.Columns)} and {Number(spec.Class.Layers[block.Layer].Units)}");
            string first = spec.HasTable
                ? "Layer after layer, each weights [unit][input], those of the first layer [position][token][unit], then biases [unit]: "
                : $"Embeddings [token][dimension], {Number(spec.Vocabulary)} x {Number(spec.Embedding)}, then layer after layer, each weights [unit][input], then biases [unit]: ";
            return first + string.Join(", ", layers);
        }
    }

    private void Constant(MemberSpec constant, int value, string summary)
    {
        Doc(summary).End();
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{constant.Head(_types)} = {Number(value)};").Line();
    }

    private void Parameters()
    {
        code.Line(ModelEmitter.GeneratedCode);
        code.Line($"{ModelMembers.ParametersField.Head(_types)} = {(spec.HasInitialValues ? $"{engine}.InitialParameters(seed: 0)" : "new(ParameterCount)")};").Line();
        code.Line("global::LossGen.Kernels.ParameterHandle global::LossGen.Kernels.IParameterOwner.Parameters => new(ref _parameters);").Line();
        _instances.Constructors(spec.HasInitialValues
            ? "A model with the initial values of seed 0, as <see cref=\"Initialize(int)\"/> gives them."
            : "A model whose parameters are all 0: every token equally probable.");
        Doc(ParameterLayoutText + "; read and written in place.").End();
        code.Line(ModelEmitter.GeneratedCode).Line($"{ModelMembers.Parameters.Head(_types)} => _parameters;").Line();
        Doc("The shape of each layer, from the numbers of a context to the logits, and where its weights and biases begin in <see cref=\"Parameters\"/>.").End();
        code.Line(ModelEmitter.GeneratedCode).Line($"{ModelMembers.Layers.Head(_types)} => {engine}.Layers;").Line();
        if (!spec.HasInitialValues) return;

        Doc("Starts over: gives all parameters the initial values of a seed.")
            .Remarks("Embeddings lie uniformly in ±1; weights of hidden layers and their biases as in other networks; the last layer is 0, so that every token is equally probable at first. The same seed gives the same bits everywhere.")
            .Param("seed", "Any number; another one gives another model after training.").Exception("InvalidOperationException", Busy).End();
        Member(TokenMembers.Initialize, "Initialize(ref _parameters, seed)");
    }

    private void Reading()
    {
        Doc("Writes the probabilities p = softmax(z) of the next token.")
            .Param("contexts", _contexts).Param("destination", $"n x {Number(spec.Vocabulary)} numbers, context by context.")
            .LengthError().Exception("ArgumentOutOfRangeException", $"A token is not {_token}.").End();
        Member(TokenMembers.Probabilities, "Probabilities(_parameters, contexts, destination)");

        string context = $"{Number(spec.Context)} tokens, the oldest first.";
        Doc("The most probable next token; of equally probable ones the lowest.").Param("context", context)
            .Exception("ArgumentException", "The length does not fit, or a logit is not finite.").Exception("ArgumentOutOfRangeException", $"A token is not {_token}.").End();
        Member(TokenMembers.Predict, "Predict(_parameters, context)");

        Doc("Writes the most probable next tokens, the most probable first; returns how many: as many as there is room for, at most the vocabulary.")
            .Param("context", context).Param("destination", "Receives tokens and probabilities.")
            .Exception("ArgumentException", "The length does not fit, or a logit is not finite.").Exception("ArgumentOutOfRangeException", $"A token is not {_token}.").End();
        Member(TokenMembers.TopK, "TopK(_parameters, context, destination)");

        Doc("Draws a next token with the probabilities softmax(z / temperature).")
            .Param("context", context).Param("random", "Where chance comes from.")
            .Param("temperature", "1: as the model has learnt; near 0: the most probable token; above 1: more even. Above 0.")
            .Exception("ArgumentException", "The length does not fit, or a logit is not finite.")
            .Exception("ArgumentOutOfRangeException", $"A token is not {_token}, or the temperature is not above 0.").End();
        Member(TokenMembers.Sample, "Sample(_parameters, context, random, temperature)");
    }

    private void Learning()
    {
        Doc("The mean cross-entropy of the tokens after contexts, in nats.").Remarks(Loss)
            .Param("contexts", _contexts).Param("next", Next).Param("options", Options).InputErrors("tokens").End();
        Member(TokenMembers.Loss, "Loss(_parameters, contexts, next, options)");

        string stream = $"{Number(spec.Context + 1)} or more tokens, {_token}.";
        Doc("The mean cross-entropy over a stream, in nats: of every token that has a whole context before it.").Remarks(Loss)
            .Param("tokens", stream).Param("options", Options).InputErrors("tokens").End();
        Member(TokenMembers.LossOfStream, "Loss(_parameters, tokens, options)");

        Doc("The mean cross-entropy of the tokens after contexts, and its gradient with respect to the parameters.")
            .Remarks(Loss + " With p = softmax(z): dL/dz_k = p_k − 1 for the next token, p_k for the others.")
            .Param("contexts", _contexts).Param("next", Next)
            .Param("gradient", $"{Number(spec.Layout.Count)} numbers, laid out as <see cref=\"Parameters\"/>.").Param("options", Options).InputErrors("tokens").End();
        Member(TokenMembers.LossAndGradient, "LossAndGradient(_parameters, contexts, next, gradient, options)");

        Fit(TokenMembers.Fit, "Trains the model on contexts and the tokens after them, starting from its present parameters.", [("contexts", _contexts), ("next", Next)]);
        Fit(TokenMembers.FitStream, "Trains the model on a stream: on every token that has a whole context before it. Contexts are read where they lie.", [("tokens", stream)]);

        Doc("One step of gradient descent on the mean cross-entropy of these contexts; returns the loss before it.")
            .Remarks("W ← W − rate dL/dW for embeddings, weights and biases.")
            .Param("contexts", _contexts).Param("next", Next).Param("learningRate", "The step's length, greater than 0.").InputErrors("tokens").NoStep().End();
        Member(TokenMembers.Update, "Update(ref _parameters, contexts, next, learningRate)");
    }

    private void Fit(MemberSpec member, string summary, (string Name, string Text)[] arguments)
    {
        Documentation doc = Doc(summary).Remarks(MembersEmitter.Training);
        foreach ((string name, string text) in arguments) doc.Param(name, text);
        doc.Param("options", "Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.")
            .Param("progress", "Receives a report after each epoch; may change the parameters, and training continues from them.")
            .Param("cancellationToken", "Ends training; the model stays as the last finished epoch left it.").InputErrors("tokens").Busy().End();
        Member(member, $"Fit(ref _parameters, {string.Join(", ", arguments.Select(static argument => argument.Name))}, options, progress, cancellationToken)");
    }

    private void Member(MemberSpec member, string call)
    {
        code.Line(ModelEmitter.GeneratedCode);

        // new() { ... } behind the tokens means options: as a span of next tokens it would have nothing in it.
        if (spec.RanksOverloads && member.Parameters[0].Name == "tokens")
            code.Line("[global::System.Runtime.CompilerServices.OverloadResolutionPriority(1)]");
        code.Line($"{member.Head(_types)} =>");
        code.Line($"    {engine}.{call};").Line();
    }

    private Documentation Doc(string summary) => new Documentation(code).Summary(summary);
}
