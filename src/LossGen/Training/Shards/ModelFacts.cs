using static System.FormattableString;

namespace LossGen.Training;

/// <summary>In what the model of a worker has to be that of the run, by name, so that a difference can be named.</summary>
internal sealed class ModelFacts
{
    private readonly string _name;
    private readonly (string What, string Value)[] _facts;

    private ModelFacts(string name, (string What, string Value)[] facts)
    {
        _name = name;
        _facts = facts;
    }

    /// <summary>Those of a model.</summary>
    /// <param name="name">The name of its class, which is only told: another class may be the same model.</param>
    /// <param name="input">What it learns from, in words.</param>
    /// <param name="task">What its outputs mean.</param>
    /// <param name="classes">Classes, or labels of a multi-label model; of a token model the vocabulary.</param>
    /// <param name="keepsBins">Whether it predicts numbers and keeps their bins.</param>
    /// <param name="layout">Its layers.</param>
    /// <param name="activation">What follows each hidden layer; null: there is none.</param>
    public static ModelFacts Of(string name, string input, ClassificationTask task, int classes, bool keepsBins, ParameterLayout layout, Activation? activation) => new(
        name,
        [
            ("input", input),
            ("task", task.ToString()),
            ("classes", Invariant($"{classes}")),
            ("bins", keepsBins ? "its own" : "none of its own"),
            ("layers", layout.ToString()),
            ("activation", activation?.ToString() ?? "none"),
        ]);

    /// <summary>Requires that the model of a worker is that of the run.</summary>
    /// <exception cref="InvalidDataException">It is another one.</exception>
    public static void RequireSame(ModelFacts worker, ModelFacts run)
    {
        string[] differences = [.. worker._facts.Zip(run._facts).Where(static pair => pair.First != pair.Second).Select(
            static pair => $"{pair.First.What} {pair.First.Value}, but {pair.Second.Value} in the run")];
        if (differences.Length == 0) return;
        throw new InvalidDataException(
            $"it computes {worker}, but the training run is of {run}; it has {string.Join("; ", differences)}; expected the same model on all machines.");
    }

    public static ModelFacts Read(ref MessageReader reader)
    {
        string name = reader.Text();
        var facts = new (string What, string Value)[reader.Count()];
        for (int i = 0; i < facts.Length; i++) facts[i] = (reader.Text(), reader.Text());
        return new ModelFacts(name, facts);
    }

    public void Write(MessageWriter writer)
    {
        writer.Text(_name);
        writer.Int(_facts.Length);
        foreach ((string what, string value) in _facts)
        {
            writer.Text(what);
            writer.Text(value);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_name} ({string.Join(", ", _facts.Select(static fact => $"{fact.What} {fact.Value}"))})";
}
