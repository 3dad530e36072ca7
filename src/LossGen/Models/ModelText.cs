using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Models;

/// <summary>What <c>ToString</c> of a generated model returns.</summary>
public static class ModelText
{
    /// <summary>
    /// Name, task, counts (of a next-token model vocabulary, context and embedding), hidden layers and the state of the parameters in one line, in the
    /// invariant culture.
    /// </summary>
    /// <param name="model">The model.</param>
    public static string Of<TModel>(TModel model)
        where TModel : class, IClassifier<TModel>
    {
        string parameters = $"{Printed.Count(TModel.ParameterCount, "parameter", "parameters")} {State(model.ReadOnlyParameters)}";
        ParameterLayout layout = TModel.Layout;
        if (layout.Context > 0)
        {
            string tokens = Printed.NextToken(TModel.ClassCount, layout.Context, layout.Embedding?.Columns ?? 0);
            return $"{typeof(TModel).Name}: {tokens}, {HiddenLayers<TModel>()}{parameters}";
        }

        bool isMultiLabel = TModel.Task == ClassificationTask.MultiLabel;
        string kind = layout.HasTable ? "sparse feature" : "feature";
        string features = Printed.Count(TModel.FeatureCount, kind, kind + "s") + Printed.InBrackets(TModel.FeatureNames.ToArray());
        string classes = Printed.Count(TModel.ClassCount, isMultiLabel ? "label" : "class", isMultiLabel ? "labels" : "classes");
        string names = Printed.InBrackets(TModel.ClassNames.ToArray());
        return $"{typeof(TModel).Name}: {TModel.Task}, {features}, {HiddenLayers<TModel>()}{classes}{names}, {parameters}";
    }

    private static string HiddenLayers<TModel>()
        where TModel : class, IClassifier<TModel>
    {
        int[] units = [.. TModel.Layout.Layers.SkipLast(1).Select(static layer => layer.Units)];
        if (units.Length == 0) return "";
        string layers = units.Length == 1
            ? $"a hidden layer of {Printed.Count(units[0], "unit", "units")}"
            : Invariant($"hidden layers of {string.Join(", ", units.SkipLast(1))} and {units[^1]} units");
        return $"{layers} ({TModel.Activation}), ";
    }

    private static string State(ReadOnlySpan<float> parameters)
    {
        (float lowest, float highest, int notFinite) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        foreach (float parameter in parameters)
        {
            if (!float.IsFinite(parameter)) notFinite++;
            (lowest, highest) = (Math.Min(lowest, parameter), Math.Max(highest, parameter));
        }
        if (notFinite > 0) return Invariant($"of which {notFinite} NaN or infinite");
        return lowest == 0 && highest == 0 ? "all 0" : $"from {Printed.Number(lowest)} to {Printed.Number(highest)}";
    }
}
