using System.ComponentModel;
using LossGen.Kernels;
using static System.FormattableString;

namespace LossGen.Models;

/// <summary>Whether the names that a user gives the features and classes of a model fit it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DeclaredNames
{
    /// <summary>Returns the parameters of a new model, whose names are checked the first time that one is made.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="sources">1 if the user names features or classes, 2 if both.</param>
    /// <exception cref="InvalidOperationException">There are names, but not one for each feature or class, or one is null, empty or there twice.</exception>
    public static ModelParameters Checked<TModel>(ModelParameters parameters, int sources)
        where TModel : class, IClassifier<TModel>
    {
        if (!Known<TModel>.Fit) Check<TModel>(sources);
        parameters.ScalingSlot.Naming = NamesOf<TModel>.Instance;
        return parameters;
    }

    private static void Check<TModel>(int sources)
        where TModel : class, IClassifier<TModel>
    {
        ReadOnlySpan<string> features = TModel.FeatureNames, classes = TModel.ClassNames;
        Check(features, TModel.FeatureCount, nameof(TModel.FeatureNames), nameof(TModel.FeatureCount), typeof(TModel).Name);
        Check(classes, TModel.ClassCount, nameof(TModel.ClassNames), nameof(TModel.ClassCount), typeof(TModel).Name);

        // While the class is being initialised, a field with names may still be null.
        Known<TModel>.Fit = (features.IsEmpty ? 0 : 1) + (classes.IsEmpty ? 0 : 1) >= sources;
    }

    private static void Check(ReadOnlySpan<string> names, int expected, string property, string count, string model)
    {
        if (names.IsEmpty) return;
        if (names.Length != expected)
            throw new InvalidOperationException(Invariant($"{model}.{property} has {names.Length} names; it needs {expected}, the model's {count}, or none."));

        var places = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]))
                throw new InvalidOperationException(Invariant($"{model}.{property} has no name at {i}; it needs one for each of {expected}."));
            if (!places.TryAdd(names[i], i))
                throw new InvalidOperationException(Invariant($"{model}.{property} has the name '{names[i]}' at {places[names[i]]} and at {i}; it needs another for each."));
        }
    }

    private static class Known<TModel>
    {
        /// <summary>Whether the names have been checked and fit; threads that check concurrently get the same answer.</summary>
        public static bool Fit { get; set; }
    }
}
